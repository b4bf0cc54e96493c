"""What publishing must know of a statement."""

from typing import Any

from django.utils.translation import gettext_lazy

from publishing import languages
from publishing.kinds import Kind
from publishing.strike import Strike

from . import lists, signing, views
from .models import Statement


def freeze(statement: Statement, language: str) -> dict[str, Any]:
    """Who issues it and what it refers to, as they stand when the text is sealed. Signatures are bound, not frozen."""
    return {
        "issuers": [
            {
                "id": issuing.organisation_id,
                "name": languages.in_language(issuing.organisation, "name", language) or str(issuing.organisation),
                "site": issuing.organisation.site,
            }
            for issuing in statement.issuings.select_related("organisation")
        ],
        "references": [
            {
                "list": reference.list,
                "title": languages.in_language(reference, "title", language) or str(reference),
                "url": reference.url,
                "publisher": reference.publisher,
                "date": reference.date.isoformat() if reference.date else "",
                "archived_url": reference.archived_url,
            }
            for reference in statement.references.all()
        ],
    }


def shelves(matter: dict[str, Any]) -> list[str]:
    return ["all", "statement", *(f"topic:{topic['id']}" for topic in matter["topics"])]


def links(matter: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The references and their archived copies."""
    return [
        ("reference", reference["title"], reference[name])
        for reference in matter.get("references", [])
        for name in ("url", "archived_url")
        if reference[name]
    ]


def strike(statement: Statement, strike: Strike) -> None:
    """Strike the titles of references, and take down the signatures of those whose name is struck."""
    for reference in statement.references.all():
        for code in languages.CODES:
            title = strike.plain(languages.in_language(reference, "title", code), code)
            setattr(reference, f"title_{code}", title)
        reference.save()
    for signature in statement.signatures.select_related("signatory"):
        before = strike.places
        strike.plain(signature.signatory.name, languages.CODES[0])
        if strike.places != before:
            signing.anonymise(signature)


KIND = Kind(
    name="statement",
    model=Statement,
    url_name="statements:statement",
    freeze=freeze,
    shelves=shelves,
    page=views.statement_page,
    sealed=signing.bind_waiting,
    strike=strike,
    index="statements:statements",
    heading=gettext_lazy("Statements"),
    cards=lists.cards,
    home=lists.home,
    authors=lists.authors,
    tail=lists.tail,
    links=links,
    places=lists.places,
)
