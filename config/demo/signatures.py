"""Signatures of the demo: entered by staff, bound when the statement is sealed."""

from collections.abc import Mapping
from typing import Any

from signatories.models import Organisation, Signatory
from statements.models import Affiliation, Signature, Statement


def enter(
    statement: Statement, position: int, content: Mapping[str, Any], organisations: Mapping[str, Organisation]
) -> None:
    """Enter one signature with its roles; somebody who signs twice is one signatory."""
    signatory, _made = Signatory.objects.get_or_create(
        slug=content["slug"],
        defaults={
            "name": content["name"],
            "kind": content.get("kind", Signatory.Kind.PERSON),
            "organisation": organisations.get(content.get("organisation", "")),
        },
    )
    signature = Signature.objects.create(
        statement=statement,
        signatory=signatory,
        position=position,
        language_read=statement.original_language,
        personal_capacity=content.get("personal_capacity", False),
        authority="On paper, in the secretariat's folder.",
        group_heading_en=content.get("group_en", ""),
        group_heading_es=content.get("group_es", ""),
    )
    for place, role in enumerate(content.get("roles", [])):
        Affiliation.objects.create(signature=signature, position=place, **role)
