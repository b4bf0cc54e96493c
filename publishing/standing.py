"""Where a document stands at the desk: its listings there, written with every save and every act, not asked each time.

What a text says is compared whole with the last edition sealed: words, notes, credits, references, translator, topics,
pictures. The names of what has a list of its own (authors, topics, organisations) are not: a new name there is not a
change of each text that bears it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from . import composing, digests, kinds, languages
from .models import Check, DeskListing, Document, Edition, Seal

# Not news for a translation.
SILENT = (Seal.Change.TYPO, Seal.Change.TRANSLATION)
# What is compared of something that has a list of its own.
OWN = {"id", "note", "digest"}


def rewrite(document_id: int) -> None:
    """Write a document's rows anew. Called last in each transaction that changes a working copy or its editions."""
    editions = Edition.objects.filter(document=document_id).exclude(released_at=None).select_related("seal").light()
    DeskListing.objects.filter(document=document_id).delete()
    if rows := list(editions.order_by("seal__number")):
        document = kinds.specific(Document.objects.get(pk=document_id))
        now = timezone.now()
        dated = composing.first_dated(document)
        DeskListing.objects.bulk_create([_row(document, code, rows, dated, now) for code in languages.CODES])


def rebuild() -> int:
    """Write the rows of every document anew: after texts were changed by other means than the desk. Gives how many."""
    DeskListing.objects.all().delete()
    sealed = list(
        Document.objects.filter(editions__isnull=False).distinct().order_by("pk").values_list("pk", flat=True)
    )
    for pk in sealed:
        rewrite(pk)
    return len(sealed)


def _row(document: Any, code: str, editions: Sequence[Edition], dated: datetime | None, now: datetime) -> DeskListing:
    mine = [edition for edition in editions if edition.language == code]
    alive = [edition for edition in mine if _lasts(edition, now)]
    last = alive[-1] if alive else None
    return DeskListing(
        document_id=document.pk,
        language=code,
        dated=dated,
        released_at=min((edition.released_at for edition in alive), default=None),  # type: ignore[type-var]
        withdrawn=not alive and any(_was_seen(edition, now) for edition in mine),
        differs=last is not None and not says_the_same(document, last),
        behind_at=_behind_at(last, editions) if last else None,
    )


def _lasts(edition: Edition, now: datetime) -> bool:
    """Shown, or to be shown: not ended, and not cancelled before its minute."""
    end = edition.superseded_at
    return end is None or (end > now and end != edition.released_at)


def _was_seen(edition: Edition, now: datetime) -> bool:
    return edition.released_at != edition.superseded_at and edition.released_at <= now  # type: ignore[operator]


def says_the_same(document: Any, edition: Edition) -> bool:
    """Whether a working copy, given as its own kind, says what this edition says."""
    texts, matter = composing.written(document, edition.language)
    sealed = {name: getattr(edition, name) for name in texts}
    return _digest(edition.language, texts, matter) == _digest(edition.language, sealed, edition.matter)


def _digest(language: str, texts: Mapping[str, str], matter: Mapping[str, Any]) -> str:
    """What is not said need not be there: an older edition has no key for what a later release froze besides."""
    return digests.of_edition(language, texts, {key: own for key, value in matter.items() if (own := _own(value))})


def _own(value: Any) -> Any:
    if isinstance(value, Mapping) and "id" in value:
        return {key: value[key] for key in OWN & value.keys()}
    return [_own(item) for item in value] if isinstance(value, list) else value


def _behind_at(translation: Edition, editions: Sequence[Edition]) -> datetime | None:
    """When the original first said, a typing error apart, what this translation has not followed."""
    made_from = next((edition for edition in editions if edition.pk == translation.made_from_id), None)
    if made_from is None:
        return None
    checked = Check.objects.filter(translation=translation).values_list("original__seal__number", flat=True)
    known = max([made_from.seal.number, *checked])
    original = translation.matter["original_language"]
    moments = [
        edition.released_at
        for edition in editions
        if edition.language == original
        and edition.seal.number > known
        and edition.seal.change not in SILENT
        and edition.superseded_at != edition.released_at
    ]
    return min(moments, default=None)  # type: ignore[type-var]
