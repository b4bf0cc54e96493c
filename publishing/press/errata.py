"""The entries of the corrections page and of its feed: what was said in the open of every public text.

Of a text that was withdrawn nothing is told but the note that says why: no title, no address, no earlier note.
"""

import functools
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from .. import kinds, languages, noted
from ..models import Edition, Listing, Seal
from . import corrections, editions
from .editions import Line
from .paging import END, SIZE, Page, page_of
from .prepared import prepared


def page(request: HttpRequest, code: str) -> Page:
    """The page of the list that the request asks for, as readers of a language meet it. One query."""
    return page_of(request, functools.partial(_before, code, timezone.now()))


def newest(code: str, count: int) -> list[Any]:
    """The first entries of the list, no more than a page holds. One query."""
    return _before(code, timezone.now(), END, 0)[:count]


@prepared
def _before(code: str, now: datetime, dated: datetime, document: int) -> QuerySet[Listing]:
    rows = Listing.objects.on(noted.SHELF, code, now).before(dated, document)
    return rows.select_related("edition__superseded_by").defer("edition__matter")[: SIZE + 2]


def entries(rows: Sequence[Any], code: str) -> list[dict[str, Any]]:
    """What a template or a feed says of each row, for readers of a language. One query."""
    lines = editions.lines_of(row.document_id for row in rows)
    return [_entry(row, lines.get(row.document_id, {}), code) for row in rows]


def _entry(row: Any, lines: dict[str, Line], code: str) -> dict[str, Any]:
    edition = row.edition
    withdrawal = noted.is_withdrawal(edition, row.dated)
    seal = edition.superseded_by if withdrawal else edition.seal
    note, note_language = corrections.note_of(seal)
    return {
        "anchor": f"change-{seal.document_id}-{seal.number}",
        "document": seal.document_id,
        "number": seal.number,
        "change": seal.change,
        "note": note,
        "note_language": note_language,
        "at": row.dated,
        "kind": edition.kind,
        "foreign": edition.language != code,
        "language": edition.language,
        "language_name": languages.own_name_of(edition.language),
        "text": _text(lines, code),
        "difference": _difference(edition, seal, lines),
    }


def _text(lines: dict[str, Line], code: str) -> dict[str, Any] | None:
    """The text as it is shown now, in the language of the page if it can be; None for one that was withdrawn."""
    current = next((lines[each].current for each in (code, *languages.CODES) if each in lines), None)
    if current is None:
        return None
    foreign = current.language != code
    return {
        "title": current.title,
        "url": kinds.url_of(current),
        "language": current.language,
        "foreign": foreign,
    }


def _difference(edition: Edition, seal: Seal, lines: dict[str, Line]) -> dict[str, Any]:
    line = lines.get(edition.language)
    found = line.get(seal.number) if line else None
    return line.difference(found) if line and found else {"url": "", "removed": False}
