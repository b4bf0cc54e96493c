"""What stands around an edition: the same text in other languages, and the texts before and after it in its list."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, Subquery

from . import kinds, languages
from .models import Edition, Listing

SHOWN = ("document_id", "kind", "language", "title", "slug", "dated", "released_at")


@dataclass(frozen=True)
class Neighbours:
    """The public editions in other languages, and the entries before (older) and after (newer) in the list."""

    others: list[Edition] = field(default_factory=list)
    previous: dict[str, Any] | None = None
    next: dict[str, Any] | None = None


def around(edition: Edition, shelf: str) -> Neighbours:
    """The neighbours of an edition on a shelf, "" for a text that stands in no order. One query."""
    wanted = Q(document=edition.document_id)
    if shelf:
        wanted |= Q(pk=Subquery(_older(edition, shelf))) | Q(pk=Subquery(_newer(edition, shelf)))
    place = (edition.dated, edition.document_id)
    rows = list(Edition.objects.public().filter(wanted).only(*SHOWN).order_by("language"))
    others = [row for row in rows if row.document_id == edition.document_id and row.language != edition.language]
    beside = {(row.dated, row.document_id) < place: row for row in rows if row.document_id != edition.document_id}
    return Neighbours(others, _link(beside.get(True), edition), _link(beside.get(False), edition))


def _older(edition: Edition, shelf: str) -> Any:
    listings = Listing.objects.on(shelf, edition.language)
    return listings.before(edition.dated, edition.document_id).values("edition")[:1]


def _newer(edition: Edition, shelf: str) -> Any:
    later = Q(dated__gt=edition.dated) | Q(dated=edition.dated, document_id__gt=edition.document_id)
    listings = Listing.objects.on(shelf, edition.language).filter(later, dated__gte=edition.dated)
    return listings.order_by("dated", "document_id").values("edition")[:1]


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
