"""What publishing must know of a statement."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy

from publishing import languages
from publishing.history import Copy, Rows
from publishing.kinds import Kind
from publishing.redaction import forget_rows, strike_rows
from publishing.strike import Strike

from . import lists, signing, views
from .models import Affiliation, Issuer, Reference, Statement


def freeze(statement: Statement, language: str) -> dict[str, Any]:
    """Who issues it and what it refers to, as they stand when the text is sealed. Signatures are bound, not frozen."""
    return _matter(statement.issuings.select_related("organisation"), statement.references.all(), language)


def recall(kept: Copy, language: str) -> dict[str, Any]:
    references = sorted(kept.rows.get(Reference, []), key=lambda reference: reference.list)
    return _matter(kept.rows.get(Issuer, []), references, language)


def _matter(issuings: Iterable[Issuer], references: Iterable[Reference], language: str) -> dict[str, Any]:
    return {
        "issuers": [
            {
                "id": issuing.organisation_id,
                "name": languages.in_language(issuing.organisation, "name", language) or str(issuing.organisation),
                "site": issuing.organisation.site,
            }
            for issuing in issuings
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
            for reference in references
        ],
    }


def thaw(statement: Statement, matters: Mapping[str, dict[str, Any]]) -> Rows:
    """Organisations and references as an edition says them."""
    issuings = {issuing.organisation_id: issuing for issuing in statement.issuings.all()}
    named = dict.fromkeys(issuer["id"] for matter in matters.values() for issuer in matter["issuers"])
    for position, pk in enumerate(named):
        issuings.setdefault(pk, Issuer(organisation_id=pk)).position = position
    return {Issuer: [issuings[pk] for pk in named], Reference: _references(statement, matters)}


def _references(statement: Statement, matters: Mapping[str, dict[str, Any]]) -> list[Reference]:
    """References, each the row that leads to the same address now, with its title in each language that was sealed."""
    known = {(reference.list, reference.url): reference for reference in statement.references.all()}
    rows: list[Reference] = []
    for code, matter in matters.items():
        for place, frozen in enumerate(matter["references"]):
            if place == len(rows):
                rows.append(known.pop((frozen["list"], frozen["url"]), Reference()))
            row = rows[place]
            for name in ("list", "url", "publisher", "archived_url"):
                setattr(row, name, frozen[name])
            row.position, row.date = place, parse_date(frozen["date"])
            # Where a title was missing, the other language's was frozen.
            if frozen["title"] not in [languages.in_language(row, "title", other) for other in languages.others(code)]:
                setattr(row, f"title_{code}", frozen["title"])
    return rows


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
    """Take down the signatures of those whose name is struck, and strike what else stands with a statement."""
    for signature in statement.signatures.select_related("signatory"):
        if strike.finds(signature.signatory.name):
            strike.places += 1
            signing.anonymise(signature)
    for issuing in statement.issuings.select_related("organisation"):
        if any(strike.finds(languages.in_language(issuing.organisation, "name", code)) for code in languages.CODES):
            strike.places += 1
            issuing.delete()
    strike.places += forget_rows(statement, Reference, lambda row: _spells(strike, row))
    for reference in statement.references.all():
        if _spells(strike, vars(reference)):
            strike.places += 1
            reference.delete()
    strike_rows(statement.references.all(), ("title", "publisher"), strike)
    strike_rows(statement.signatures.all(), ("group_heading", "authority"), strike)
    strike_rows(Affiliation.objects.filter(signature__statement=statement), ("role", "organisation"), strike)


def _spells(strike: Strike, reference: Mapping[str, Any]) -> bool:
    """Whether the address of a reference, or of its copy, gives away what is struck."""
    return strike.in_link(reference["url"]) or strike.in_link(reference["archived_url"])


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
    recall=recall,
    thaw=thaw,
    index="statements:statements",
    heading=gettext_lazy("Statements"),
    cards=lists.cards,
    home=lists.home,
    authors=lists.authors,
    tail=lists.tail,
    links=links,
    places=lists.places,
)
