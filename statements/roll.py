"""The names under a statement, and what a name stands under. Both follow one rule: `SignatureQuerySet.standing`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import override

from publishing import kinds, languages
from publishing.models import Edition, Seal
from signatories.models import Signatory

from .models import Affiliation, Signature

# Those who have signed, whether or not their name may be shown.
COUNTED = (Signature.State.CONFIRMED, Signature.State.RECORDED, Signature.State.ANONYMISED)
IN_ORDER = Prefetch("affiliations", Affiliation.objects.order_by("position", "pk"))


def signatures(edition: Edition) -> list[Any]:
    """The signatures that the page of this edition shows, in order, `total` with each: how many have signed. A preview
    shows those that sealing would bind, too. Two queries."""
    if edition.seal_id is None:
        ours = Q(state=Signature.State.PENDING) & ~Q(via=Signature.Via.FORM)
        of_statement = Signature.objects.filter(statement=edition.document_id)
        rows = (of_statement.named() | of_statement.filter(ours)).order_by("position", "pk")
        total: Any = models.Value(None, output_field=models.IntegerField())
    else:
        rows = Signature.objects.standing(edition.seal)
        total = Subquery(_counted().filter(pk=edition.pk).values("signed"))
    return list(rows.annotate(total=total).select_related("signatory", "seal").prefetch_related(IN_ORDER))


def counts(editions: Iterable[Edition]) -> dict[int, int]:
    """How many have signed each of these editions, by its id. One query."""
    rows = _counted().filter(pk__in=[edition.pk for edition in editions])
    return dict(rows.values_list("pk", "signed"))


def _counted() -> models.QuerySet[Any]:
    number = OuterRef("seal__number")
    amended = Seal.objects.filter(document=OuterRef("document"), number__lte=number, change=Seal.Change.AMENDMENT)
    floor = Coalesce(Subquery(amended.order_by("-number").values("number")[:1]), 1)
    standing = Signature.objects.filter(
        state__in=COUNTED,
        statement=OuterRef("document"),
        seal__number__lte=number,
        seal__number__gte=OuterRef("floor"),
    )
    signed = standing.order_by().values("statement").annotate(signed=Count("pk")).values("signed")
    return Edition.objects.annotate(floor=floor).annotate(signed=Coalesce(Subquery(signed), 0))


def groups(rows: Sequence[Any], edition: Edition) -> list[dict[str, Any]]:
    """The signatures under their headings; a heading holds until the next."""
    found: list[dict[str, Any]] = []
    for row in rows:
        heading = _text(row, "group_heading", edition.language)
        if heading or not found:
            found.append({"heading": heading, "signatures": []})
        found[-1]["signatures"].append(_signature(row, edition))
    return found


def _signature(row: Any, edition: Edition) -> dict[str, Any]:
    sealed = edition.seal_id is not None
    number = row.seal.number if row.seal_id else None
    return {
        "name": row.signatory.name,
        "url": url_of(row.signatory, edition.language) if sealed else "",
        "personal_capacity": row.personal_capacity,
        "affiliations": affiliations(row, edition.language),
        "signed_number": number,
        "language_read": row.language_read,
        "stands_on_earlier": bool(sealed and number and number < edition.seal.number),
    }


def affiliations(row: Any, code: str) -> list[dict[str, str]]:
    """The roles of a signature in their order, in a language, or as they were given."""
    return [
        {
            "role": _text(affiliation, "role", code),
            "organisation": _text(affiliation, "organisation", code),
            "country": str(affiliation.country.name),
        }
        for affiliation in row.affiliations.all()
    ]


def _text(row: Any, field: str, code: str) -> str:
    found = (languages.in_language(row, field, each) for each in (code, *languages.CODES))
    return next(filter(None, found), "")


def url_of(signatory: Signatory, code: str) -> str:
    with override(code):
        return reverse("statements:signatory", kwargs={"slug": signatory.slug})


def signed_by(signatory: Signatory, code: str) -> list[dict[str, Any]]:
    """The public statements under which this name stands, newest first, each in this language or in one that it has.

    Four queries, however many they are.
    """
    rows = list(Signature.objects.named().filter(signatory=signatory).select_related("seal").prefetch_related(IN_ORDER))
    documents = {row.statement_id for row in rows}
    public = Edition.objects.public().filter(document__in=documents, kind="statement").light().select_related("seal")
    floors = _floors(documents)
    found = []
    for row in rows:
        under = [edition for edition in public if _stands(row, edition, floors)]
        if under:
            edition = min(under, key=lambda each: (each.language != code, each.is_translation))
            found.append(_signed(row, edition, code))
    return sorted(found, key=lambda entry: entry["dated"], reverse=True)


def _floors(documents: Iterable[int]) -> dict[int, list[int]]:
    """The numbers of the amendments of each statement."""
    found: dict[int, list[int]] = {}
    amendments = Seal.objects.filter(document__in=documents, change=Seal.Change.AMENDMENT)
    for document, number in amendments.values_list("document", "number"):
        found.setdefault(document, []).append(number)
    return found


def _stands(row: Any, edition: Edition, floors: dict[int, list[int]]) -> bool:
    shown = edition.seal.number
    floor = max((number for number in floors.get(edition.document_id, []) if number <= shown), default=1)
    return row.statement_id == edition.document_id and floor <= row.seal.number <= shown


def _signed(row: Any, edition: Edition, code: str) -> dict[str, Any]:
    return {
        "title": edition.title,
        "url": kinds.url_of(edition),
        "dated": edition.dated,
        "language": edition.language,
        "foreign": edition.language != code,
        "language_name": languages.own_name_of(edition.language),
        "personal_capacity": row.personal_capacity,
        "affiliations": affiliations(row, code),
        "number": row.seal.number,
    }


def standing_signatories() -> list[Signatory]:
    """Every signatory with a page, for the sitemap: who stands under a public statement."""
    public = list(Edition.objects.public().filter(kind="statement").light().select_related("seal"))
    floors = _floors({edition.document_id for edition in public})
    by_document: dict[int, list[Edition]] = {}
    for edition in public:
        by_document.setdefault(edition.document_id, []).append(edition)
    rows = Signature.objects.named().filter(statement__in=by_document).select_related("signatory", "seal")
    standing = {
        row.signatory
        for row in rows
        if any(_stands(row, edition, floors) for edition in by_document.get(row.statement_id, []))
    }
    return sorted(standing, key=lambda signatory: signatory.pk)
