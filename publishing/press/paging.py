"""Lists from new to old, 20 to a page, by a cursor: no COUNT, no OFFSET, the same cost however far back.

The cursor names the last entry of the page before, by its date and its document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest

SIZE = 20
PARAMETER = "before"
BEGINNING, END = datetime(1, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_CURSOR = re.compile(r"([0-9a-f]{1,15})-([0-9a-f]{1,15})")

Place = tuple[datetime, int]


@dataclass(frozen=True)
class Page:
    """One page of a list, and the addresses of the next older one and of the first."""

    listings: list[Any]
    older_url: str | None
    newer_url: str | None

    @property
    def is_first(self) -> bool:
        return self.newer_url is None


def page_of(request: HttpRequest, ask: Callable[[datetime, int], list[Any]], *, until: datetime = END) -> Page:
    """The page of a list that the request asks for. `ask` gives the newest entries, two more than a page has, of those
    before a moment, or at it and below a document's number. Raises Http404 for a cursor that is nonsense or past the
    end."""
    text = request.GET.get(PARAMETER, "")
    if not text:
        return _page(request, ask(until, 0), first=True)
    place = _read(text)
    # The entry that the cursor names comes along: a page that continues a real list may be kept, an invented one not.
    rows = ask(*min((place[0], place[1] + 1), (until, 0)))
    if rows and (rows[0].dated, rows[0].document_id) == place:
        request.cursor_is_real = True  # type: ignore[attr-defined]
        rows = rows[1:]
    if not rows:
        raise Http404("There is nothing older.")
    return _page(request, rows, first=False)


def _page(request: HttpRequest, rows: list[Any], *, first: bool) -> Page:
    shown = rows[:SIZE]
    older = f"{request.path}?{PARAMETER}={cursor(shown[-1])}" if len(rows) > SIZE else None
    return Page(shown, older, None if first else request.path)


def cursor(listing: Any) -> str:
    """An entry's place in its list: microseconds since the beginning of the calendar, and the document."""
    return f"{(listing.dated - BEGINNING) // timedelta(microseconds=1):x}-{listing.document_id:x}"


def _read(text: str) -> Place:
    match = _CURSOR.fullmatch(text)
    if not match:
        raise Http404("This is not a place in a list.")
    try:
        return BEGINNING + timedelta(microseconds=int(match[1], 16)), int(match[2], 16)
    except OverflowError as error:
        raise Http404("This is not a place in a list.") from error
