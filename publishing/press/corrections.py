"""What was said in the open about a text's changes, and whether a translation has followed its original."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.template.defaultfilters import linebreaksbr
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from .. import languages
from ..models import Check, Edition, Seal
from ..models.press import EditionQuerySet
from ..templatetags.typography import change_noun
from .prepared import planned

SILENT = (Seal.Change.TYPO, Seal.Change.TRANSLATION)


@dataclass(frozen=True)
class History:
    """The noted changes up to the edition shown, newest first; the change of the original that it has not followed;
    and in how many editions readers have seen the text."""

    corrections: list[dict[str, Any]] = field(default_factory=list)
    unfollowed: dict[str, Any] | None = None
    editions_count: int = 1


def with_known(editions: EditionQuerySet) -> EditionQuerySet:
    """Annotate translations with the number of the original's seal that they were made from or checked against."""
    checked = Check.objects.filter(translation=OuterRef("pk")).order_by("-original__seal__number")
    return editions.annotate(
        made_from_number=F("made_from__seal__number"),
        checked_number=Subquery(checked.values("original__seal__number")[:1]),
    )


def history(edition: Edition) -> History:
    """The history of an edition from `with_known`. One query, none where nothing can have happened yet."""
    original = edition.matter.get("original_language", edition.language)
    if edition.seal_id is None or (edition.seal.number == 1 and edition.language == original):
        return History()
    seals = _seals(edition.document_id, edition.language, original, timezone.now())
    floor = _floor(seals)
    noted = [seal for seal in reversed(seals) if _is_correction(seal, edition) and seal.number >= floor]
    count = sum(seal.seen and seal.number > floor for seal in seals)
    return History([_said(seal) for seal in noted], _unfollowed(edition, seals), count)


def _floor(seals: Iterable[Any]) -> int:
    """The number of the last withdrawal: what stood before it stays away when the text comes back, with what was said
    of it. See `EditionQuerySet.readable`."""
    return max((seal.number for seal in seals if seal.ended and seal.change == Seal.Change.WITHDRAWAL), default=0)


def of_many(editions: Sequence[Edition]) -> dict[int, list[dict[str, Any]]]:
    """The noted changes of texts that are shown in one language, by document, newest first. One query, none where
    nothing was ever published again."""
    again = {edition.document_id: edition.language for edition in editions if edition.released_at != edition.dated}
    if not again:
        return {}
    now = timezone.now()
    here = Edition.objects.seen(now).filter(document__in=again, language__in=set(again.values()))
    met = Exists(here.filter(seal=OuterRef("pk")))
    ended = Exists(here.filter(superseded_by=OuterRef("pk"), superseded_at__lte=now))
    seals = Seal.objects.filter(met | ended, document__in=again, change__in=Seal.NOTED)
    found: dict[int, list[Any]] = {}
    for seal in seals.annotate(released=_released(here), ended=ended).order_by("document", "-number"):
        found.setdefault(seal.document_id, []).append(seal)
    return {
        document: [_said(seal) for seal in of_document if seal.number >= _floor(of_document)]
        for document, of_document in found.items()
    }


@planned
def _seals(document_id: int, language: str, original: str, now: datetime) -> QuerySet[Any]:
    seen = Edition.objects.seen(now).filter(document=document_id)
    here = seen.filter(language=language)
    return (
        Seal.objects.filter(document=document_id)
        .annotate(
            seen=Exists(here.filter(seal=OuterRef("pk"))),
            ended=Exists(here.filter(superseded_by=OuterRef("pk"), superseded_at__lte=now)),
            of_original=Exists(seen.filter(language=original, seal=OuterRef("pk"))),
            released=_released(seen),
        )
        .order_by("number")
    )


def _released(seen: EditionQuerySet) -> Subquery:
    """When readers met a seal: one that was scheduled was sealed before. None for one that took something away."""
    return Subquery(seen.filter(seal=OuterRef("pk")).order_by("released_at").values("released_at")[:1])


def _is_correction(seal: Any, edition: Edition) -> bool:
    """A note of a seal that readers of this language have met: not of one that waits or never came to be shown."""
    met = seal.ended if seal.change == Seal.Change.WITHDRAWAL else seal.seen
    return met and seal.change in Seal.NOTED and seal.number <= edition.seal.number


def _unfollowed(edition: Edition, seals: list[Any]) -> dict[str, Any] | None:
    known = max(getattr(edition, "made_from_number", None) or 0, getattr(edition, "checked_number", None) or 0)
    if not known:
        return None
    later = [seal for seal in seals if seal.of_original and seal.number > known and seal.change not in SILENT]
    return _said(later[-1]) if later else None


def _said(seal: Any) -> dict[str, Any]:
    note, code = note_of(seal)
    return {
        "change": seal.change,
        "label": str(Seal.Change(seal.change).label),
        "note": note,
        "language": code,
        "at": seal.released or seal.at,
        "number": seal.number,
    }


def as_html(said: Sequence[Mapping[str, Any]]) -> str:
    """What was said of a text's changes, as HTML that stands before it outside of our own pages."""
    return "".join(note_html(item) for item in said)


def note_html(item: Mapping[str, Any]) -> str:
    """One change: its class, its day, its note."""
    noun, day = change_noun(item["change"]), date_format(timezone.localtime(item["at"]), "DATE_FORMAT")
    code = item.get("note_language") or item["language"]
    note = linebreaksbr(item["note"])
    return format_html('<p><strong>{}, {}.</strong> <span lang="{}">{}</span></p>', noun, day, code, note)


def note_of(seal: Seal) -> tuple[str, str]:
    """A seal's public note and its language: the reader's, else the one it was written in."""
    for code in (languages.current(), *languages.CODES):
        if note := languages.in_language(seal, "note", code):
            return note, code
    return "", languages.current()
