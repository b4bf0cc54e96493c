"""The listings of a document, derived from its editions: on which list which edition stands, and when.

A list in one language holds that language's editions and, while there is none, the document's other one. Both ends of
a row's life are moments, so that what is scheduled appears in every list by itself.
"""

from datetime import datetime
from itertools import pairwise

from django.db.models import Q
from django.utils import timezone

from . import kinds, languages, noted, standing
from .models import Edition, Listing, Seal

FOREVER = datetime.max.replace(tzinfo=timezone.get_fixed_timezone(0))


def rewrite(document_id: int) -> None:
    """Write a document's listings anew from its editions that are shown now or will be, and those of the desk."""
    now = timezone.now()
    editions = list(
        Edition.objects.filter(Q(superseded_at=None) | Q(superseded_at__gt=now), document=document_id)
        .exclude(released_at=None)
        .defer("html", "text", "source")
    )
    Listing.objects.filter(document=document_id).delete()
    rows = [row for code in languages.CODES for row in _rows(editions, code)]
    Listing.objects.bulk_create([*rows, *_corrections(document_id)])
    standing.rewrite(document_id)


def _corrections(document_id: int) -> list[Listing]:
    """The rows of the corrections page; most texts have none, and then their editions are not read."""
    if not Seal.objects.filter(document=document_id, change__in=Seal.NOTED).exists():
        return []
    every = Edition.objects.filter(document=document_id).select_related("seal", "superseded_by").light()
    return [Listing(**row) for row in noted.listings(every)]


def _rows(editions: list[Edition], code: str) -> list[Listing]:
    """The rows for readers of one language: between two moments at which something changes, one edition stands."""
    moments = sorted({_start(edition) for edition in editions} | {_end(edition) for edition in editions})
    spans: list[tuple[Edition, datetime, datetime]] = []
    for start, end in pairwise(moments):
        edition = _shown(editions, code, start)
        if edition and spans and spans[-1][0] is edition and spans[-1][2] == start:
            spans[-1] = (edition, spans[-1][1], end)
        elif edition:
            spans.append((edition, start, end))
    return [row for edition, start, end in spans for row in _on_shelves(edition, code, start, end)]


def _shown(editions: list[Edition], code: str, moment: datetime) -> Edition | None:
    """What stands on a list in this language at a moment: the language's own edition, else the original, else any."""
    public = [edition for edition in editions if _start(edition) <= moment < _end(edition)]

    def preference(edition: Edition) -> tuple[bool, bool]:
        return edition.language != code, edition.language != edition.matter["original_language"]

    return min(public, key=preference, default=None)


def _start(edition: Edition) -> datetime:
    return edition.released_at or FOREVER


def _end(edition: Edition) -> datetime:
    return edition.superseded_at or FOREVER


def _on_shelves(edition: Edition, code: str, start: datetime, end: datetime) -> list[Listing]:
    return [
        Listing(
            shelf=shelf,
            language=code,
            dated=edition.dated,
            document_id=edition.document_id,
            edition=edition,
            released_at=start,
            superseded_at=None if end == FOREVER else end,
        )
        for shelf in kinds.get(edition.kind).shelves(edition.matter)
    ]
