"""Editions as entries of a list, with nothing but what templates print."""

import functools
import textwrap
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils import timezone

from .. import kinds, languages, pictures
from ..models import Edition, Listing, Seal
from . import crops
from .paging import BEGINNING, END, SIZE, Page, page_of
from .prepared import prepared

# What a card says; what is not read costs nothing.
SHOWN = (
    *("dated", "document", "edition__document"),
    *(f"edition__{name}" for name in ("kind", "language", "title", "slug", "summary", "matter", "dated", "words")),
    *(f"edition__seal__{name}" for name in ("number", "change", "at")),
)
LONGEST = 220  # characters of the text where there is no standfirst


def beginning(prefix: str = "") -> Case:
    """An annotation: the first lines of an edition that has no standfirst, without reading its long columns."""
    empty = When(**{f"{prefix}summary": "", "then": Left(F(f"{prefix}text"), LONGEST * 2)})
    return Case(empty, default=Value(""))


@functools.cache
def _before(count: int) -> Callable[..., list[Any]]:
    """The query for so many entries of a shelf from a place in it on."""

    @prepared
    def entries(shelf: str, language: str, now: datetime, since: datetime, dated: datetime, document: int) -> Any:
        listings = Listing.objects.on(shelf, language, now).before(dated, document).filter(dated__gte=since)
        return listings.annotate(beginning=beginning("edition__")).defer(None).only(*SHOWN)[:count]

    return entries


def newest(shelf: str, language: str, count: int) -> list[Any]:
    """The first entries of a shelf. One query."""
    return _before(count)(shelf, language, timezone.now(), BEGINNING, END, 0)


def page(
    request: HttpRequest, shelf: str, language: str, *, since: datetime = BEGINNING, until: datetime = END
) -> tuple[list[dict[str, Any]], Page]:
    """The cards of the page of a shelf that the request asks for, and its place there. One query.

    `since` and `until` cut a time out of it. Raises Http404 past the end.
    """
    ask = functools.partial(_before(SIZE + 2), shelf, language, timezone.now(), since)
    found = page_of(request, ask, until=until)
    return of(request, found.listings), found


def in_list(entries: list[dict[str, Any]], page: Page) -> dict[str, Any]:
    """A list's cards and the ways on, as its template wants them."""
    return {"cards": entries, "older_url": page.older_url, "newer_url": page.newer_url}


def of(request: HttpRequest, listings: Iterable[Any]) -> list[dict[str, Any]]:
    """A card for each listing, in the language of the page. One in another language is marked, and linked there."""
    rows = list(listings)
    added = by_kind(request, [row.edition for row in rows])
    return [
        {**plain(request, row.edition, row.beginning), **_sealed(row.edition.seal), **added[row.edition.pk]}
        for row in rows
    ]


def by_kind(request: HttpRequest, editions: list[Edition]) -> dict[int, dict[str, Any]]:
    """What each kind adds to the cards of its editions, by the edition's id."""
    found: dict[int, dict[str, Any]] = {}
    for kind in kinds.every():
        own = [edition for edition in editions if edition.kind == kind.name]
        if own:
            found.update(zip([edition.pk for edition in own], kind.cards(request, own), strict=True))
    return found


def _sealed(seal: Seal) -> dict[str, Any]:
    return {
        "change": seal.change if seal.change in Seal.NOTED else "",
        "number": seal.number,
        "sealed_at": seal.at,
    }


def plain(request: HttpRequest, edition: Edition, start: str) -> dict[str, Any]:
    """A card of what the edition itself says; asks the database nothing, but once for each stamp."""
    return {
        "title": edition.title,
        "url": kinds.url_of(edition),
        "summary": standfirst(edition, start),
        "kind": edition.kind,
        "dated": edition.dated,
        "language": edition.language,
        "language_name": languages.own_name_of(edition.language),
        "foreign": edition.language != languages.current(),
        "minutes": edition.minutes,
        "cover": cover(request, edition),
        "change": "",
        "number": None,
        "sealed_at": None,
        "credits": [],
        "issuers": [],
        "signature_count": None,
    }


def standfirst(edition: Edition, start: str) -> str:
    """The standfirst, or the text's first words, none of them cut."""
    return edition.summary or textwrap.shorten(start, LONGEST, placeholder=" …", break_on_hyphens=False)


def cover(request: HttpRequest, edition: Edition) -> dict[str, Any] | None:
    """The cover as it was frozen, with the addresses of its renditions and crops."""
    frozen = edition.matter.get("cover")
    if not frozen:
        return None
    shown = {name: frozen[name] for name in ("width", "height", "alt", "caption", "credit")}
    return {**shown, **pictures.sources(frozen), **crops.of(request, frozen)}
