"""The names under a statement, and what a name stands under. Both follow one rule: `SignatureQuerySet.standing`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from publishing import kinds, languages
from publishing.models import Edition, Seal
from publishing.press.paths import path_in
from publishing.press.prepared import planned
from signatories.models import Signatory

from . import signing
from .countries import country_names
from .models import Affiliation, Signature

# Those who have signed, whether or not their name may be shown.
COUNTED = (Signature.State.CONFIRMED, Signature.State.RECORDED, Signature.State.ANONYMISED)
NAMES = 12
AT_ONCE = 24  # as many editions as a list shows at most


def _in_every_language(*names: str) -> list[str]:
    return [f"{name}_{code}" for name in names for code in languages.CODES]


SHOWN = (
    "personal_capacity",
    "language_read",
    "signatory__name",
    "signatory__slug",
    *_in_every_language("group_heading"),
)
ROLE = ("signature", "country", *_in_every_language("role", "organisation"))


def signatures(edition: Edition) -> list[Any]:
    """The signatures that the page of this edition shows, in order. A preview shows those that sealing would bind, too.

    Each comes with its `roles`, with `seal_number`, and with `total`: how many have signed. Two queries.
    """
    if edition.seal_id is None:
        return _with_roles(_waiting(edition.document_id))
    place = (edition.document_id, edition.seal.number)
    return _with_roles(_standing(*place, edition.pk), _roles(*place))


@planned
def _standing(document_id: int, number: int, edition_id: int) -> models.QuerySet[Signature]:
    rows = Signature.objects.standing(Seal(document_id=document_id, number=number))
    total = Subquery(_counted().filter(pk=edition_id).values("signed"))
    return rows.select_related("signatory").only(*SHOWN).annotate(total=total, seal_number=F("seal__number"))


@planned
def _roles(document_id: int, number: int) -> models.QuerySet[Affiliation]:
    rows = Signature.objects.standing(Seal(document_id=document_id, number=number)).order_by()
    return Affiliation.objects.filter(signature__in=rows.values("pk")).only(*ROLE).order_by("position", "pk")


def _waiting(document_id: int) -> list[Signature]:
    """Who would stand if the text were sealed now, without an amendment: whoever stands, and whoever waits."""
    last = Seal.objects.filter(document=document_id).order_by("-number").first()
    standing = Signature.objects.standing(last).order_by() if last else Signature.objects.none()
    who = Signatory.objects.filter(signatures__in=standing)
    waiting = signing.waiting_for(document_id).order_by().exclude(signatory__in=who)
    shown = Q(pk__in=standing.values("pk")) | Q(pk__in=waiting.values("pk"))
    rows = Signature.objects.filter(shown).order_by("position", "pk")
    return list(rows.select_related("signatory").annotate(seal_number=F("seal__number")))


def _with_roles(rows: list[Any], roles: Iterable[Affiliation] | None = None) -> list[Any]:
    """Signatures with their roles in order; asked for here unless they are at hand. One query."""
    if roles is None:
        roles = Affiliation.objects.filter(signature__in=rows).only(*ROLE).order_by("position", "pk")
    found: dict[int, list[Affiliation]] = {}
    for role in roles:
        found.setdefault(role.signature_id, []).append(role)
    for row in rows:
        row.roles = found.get(row.pk, [])
    return rows


def counts(editions: Sequence[Edition]) -> dict[int, int]:
    """How many have signed each of these editions, by its id. One query for a list."""
    found: dict[int, int] = {}
    for first in range(0, len(editions), AT_ONCE):
        ids = [edition.pk for edition in editions[first : first + AT_ONCE]]
        found |= {row.pk: row.signed for row in _how_many(*ids, *[0] * (AT_ONCE - len(ids)))}
    return found


@planned
def _how_many(*ids: int) -> models.QuerySet[Any]:
    return _counted().filter(pk__in=ids).only("pk")


def first_names(edition: Edition) -> list[str]:
    """The first names under an edition. One query."""
    return _first_names(edition.document_id, edition.seal.number)


@planned
def _first_names(document_id: int, number: int) -> Any:
    rows = Signature.objects.standing(Seal(document_id=document_id, number=number))
    return rows.values_list("signatory__name", flat=True)[:NAMES]


def _counted() -> models.QuerySet[Any]:
    number = OuterRef("seal__number")
    amended = Seal.objects.not_cancelled().filter(
        document=OuterRef("document"), number__lte=number, change=Seal.Change.AMENDMENT
    )
    floor = Coalesce(Subquery(amended.order_by("-number").values("number")[:1]), 1)
    standing = Signature.objects.filter(
        state__in=COUNTED,
        statement=OuterRef("document"),
        seal__number__lte=number,
        seal__number__gte=OuterRef("floor"),
    )
    signed = standing.order_by().values("statement").annotate(signed=Count("pk")).values("signed")
    return Edition.objects.order_by().annotate(floor=floor).annotate(signed=Coalesce(Subquery(signed), 0))


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
    number = row.seal_number
    return {
        "name": row.signatory.name,
        # A name under an earlier edition may stand under none that is shown now, and then it has no page.
        "url": url_of(row.signatory, edition.language) if sealed and not edition.is_past else "",
        "personal_capacity": row.personal_capacity,
        "affiliations": affiliations(row, edition.language),
        "signed_number": number,
        "language_read": row.language_read,
        "stands_on_earlier": bool(sealed and number and number < edition.seal.number),
    }


def affiliations(row: Any, code: str) -> list[dict[str, str]]:
    """The roles of a signature in their order, in a language, or as they were given."""
    names = country_names(code)
    return [
        {
            "role": _text(affiliation, "role", code),
            "organisation": _text(affiliation, "organisation", code),
            "country": names.get(str(affiliation.country), ""),
        }
        for affiliation in row.roles
    ]


def _text(row: Any, field: str, code: str) -> str:
    found = (languages.in_language(row, field, each) for each in (code, *languages.CODES))
    return next(filter(None, found), "")


def url_of(signatory: Signatory, code: str) -> str:
    return path_in(code, "statements:signatory", slug=signatory.slug)


def signed_by(signatory: Signatory, code: str) -> list[dict[str, Any]]:
    """The public statements under which this name stands, newest first, each in this language or in one that it has.

    Four queries, however many they are.
    """
    rows = _with_roles(list(Signature.objects.named().filter(signatory=signatory).select_related("seal")))
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
    amendments = Seal.objects.not_cancelled().filter(document__in=documents, change=Seal.Change.AMENDMENT)
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
