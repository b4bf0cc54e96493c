"""What stands around an edition: the same text in other languages, and the texts before and after it in its list."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from .. import kinds, languages
from ..models import Edition, Listing
from .prepared import planned, prepared

SHOWN = ("document_id", "kind", "language", "title", "slug", "dated", "released_at")


@dataclass(frozen=True)
class Neighbours:
    """The public editions in other languages, and the entries before (older) and after (newer) in the list."""

    others: list[Edition] = field(default_factory=list)
    previous: dict[str, Any] | None = None
    next: dict[str, Any] | None = None


def around(edition: Edition, shelf: str) -> Neighbours:
    """The neighbours of an edition on a shelf, "" for a text that stands in no order. One query."""
    place = (edition.dated, edition.document_id)
    if shelf:
        rows = _with_neighbours(*place, shelf, edition.language, timezone.now())
    else:
        rows = _of_document(edition.document_id, timezone.now())
    others = [row for row in rows if row.document_id == edition.document_id and row.language != edition.language]
    beside = {(row.dated, row.document_id) < place: row for row in rows if row.document_id != edition.document_id}
    return Neighbours(others, _link(beside.get(True), edition), _link(beside.get(False), edition))


@planned
def _of_document(document_id: int, now: datetime) -> QuerySet[Edition]:
    return Edition.objects.public(now).filter(document=document_id).only(*SHOWN).order_by("language")


@prepared
def _with_neighbours(dated: datetime, document_id: int, shelf: str, language: str, now: datetime) -> QuerySet[Edition]:
    listings = Listing.objects.on(shelf, language, now)
    older = listings.before(dated, document_id).values("edition")[:1]
    later = Q(dated__gt=dated) | Q(dated=dated, document_id__gt=document_id)
    newer = listings.filter(later, dated__gte=dated).order_by("dated", "document_id").values("edition")[:1]
    wanted = Q(document=document_id) | Q(pk=Subquery(older)) | Q(pk=Subquery(newer))
    return Edition.objects.public(now).filter(wanted).only(*SHOWN).order_by("language")


def _link(row: Edition | None, beside: Edition) -> dict[str, Any] | None:
    if row is None:
        return None
    foreign = row.language != beside.language
    return {"title": row.title, "url": kinds.url_of(row), "language": row.language, "foreign": foreign}


def links(editions: list[Edition]) -> list[dict[str, str]]:
    """Links to editions, each with the name of its language in itself."""
    return [
        {
            "title": edition.title,
            "url": kinds.url_of(edition),
            "language": edition.language,
            "name": languages.own_name_of(edition.language),
        }
        for edition in editions
    ]
