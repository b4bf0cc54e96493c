"""Lists from new to old, 20 to a page, by a cursor: no COUNT, no OFFSET, the same cost however far back.

The cursor names the last entry of the page before, by its date and its document.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import Http404, HttpRequest

from .models import Listing
from .models.press import ListingQuerySet

SIZE = 20
PARAMETER = "before"
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9a-f]{1,15})-([0-9a-f]{1,15})")


@dataclass(frozen=True)
class Page:
    """One page of a list, and the addresses of the next older one and of the first."""

    listings: list[Listing]
    older_url: str | None
    newer_url: str | None

    @property
    def is_first(self) -> bool:
        return self.newer_url is None


def page_of(request: HttpRequest, shelf: ListingQuerySet) -> Page:
    """The page of a shelf that the request asks for. Raises Http404 for a cursor that is nonsense or past the end."""
    text = request.GET.get(PARAMETER, "")
    if not text:
        return _page(request, list(shelf[: SIZE + 1]), first=True)
    dated, document_id = _read(text)
    # The entry that the cursor names comes along: a page that continues a real list may be kept, an invented one not.
    rows = list(shelf.before(dated, document_id + 1)[: SIZE + 2])
    if rows and (rows[0].dated, rows[0].document_id) == (dated, document_id):
        request.cursor_is_real = True  # type: ignore[attr-defined]
        rows = rows[1:]
    if not rows:
        raise Http404("There is nothing older.")
    return _page(request, rows, first=False)


def _page(request: HttpRequest, rows: list[Listing], *, first: bool) -> Page:
    shown = rows[:SIZE]
    older = f"{request.path}?{PARAMETER}={cursor(shown[-1])}" if len(rows) > SIZE else None
    return Page(shown, older, None if first else request.path)


def cursor(listing: Listing) -> str:
    """An entry's place in its list: microseconds since the beginning of the calendar, and the document."""
    return f"{(listing.dated - BEGINNING) // timedelta(microseconds=1):x}-{listing.document_id:x}"


def _read(text: str) -> tuple[datetime, int]:
    match = _CURSOR.fullmatch(text)
    if not match:
        raise Http404("This is not a place in a list.")
    try:
        return BEGINNING + timedelta(microseconds=int(match[1], 16)), int(match[2], 16)
    except OverflowError as error:
        raise Http404("This is not a place in a list.") from error
