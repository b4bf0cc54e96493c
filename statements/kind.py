"""What publishing must know of a statement."""

from typing import Any

from django.utils.translation import gettext_lazy

from publishing import languages
from publishing.kinds import Kind
from publishing.redaction import strike_rows
from publishing.strike import Strike

from . import lists, signing, views
from .models import Affiliation, Statement


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


def strike(statement: Statement, strike: Strike) -> None:
    """Take down the signatures of those whose name is struck, and strike what else stands with a statement."""
    for signature in statement.signatures.select_related("signatory"):
        if strike.finds(signature.signatory.name):
            strike.places += 1
            signing.anonymise(signature)
    for issuing in statement.issuings.select_related("organisation"):
        if any(strike.finds(languages.in_language(issuing.organisation, "name", code)) for code in languages.CODES):
            strike.places += 1
            issuing.delete()
    for reference in statement.references.all():
        if strike.in_link(reference.url) or strike.in_link(reference.archived_url):
            strike.places += 1
            reference.delete()
    strike_rows(statement.references.all(), ("title", "publisher"), strike)
    strike_rows(statement.signatures.all(), ("group_heading", "authority"), strike)
    strike_rows(Affiliation.objects.filter(signature__statement=statement), ("role", "organisation"), strike)


KIND = Kind(
    name="statement",
    model=Statement,
    url_name="statements:statement",
    freeze=freeze,
    shelves=shelves,
    page=views.statement_page,
    sealed=signing.bind_waiting,
    stopped=signing.let_go,
    strike=strike,
    index="statements:statements",
    heading=gettext_lazy("Statements"),
    cards=lists.cards,
    home=lists.home,
    authors=lists.authors,
    tail=lists.tail,
    places=lists.places,
)
