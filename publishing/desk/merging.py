"""Rows of several tables as one list, newest first, in pages that nobody counts."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

LONGEST_KEY = 18  # digits


@dataclass(frozen=True)
class Source:
    """Rows of one table with the column that holds their moment."""

    rows: QuerySet
    at: str


@dataclass(frozen=True)
class Row:
    """A row of one of the sources, which is named by its place among them."""

    at: datetime
    source: int
    row: Any

    @property
    def place(self) -> tuple[datetime, int, int]:
        """What the list is ordered by: of two rows of one moment, that of the later source comes first."""
        return self.at, self.source, self.row.pk

    @property
    def mark(self) -> str:
        """The place as an address says it, for a page that begins behind this row."""
        return f"{self.at.isoformat()}~{self.source}~{self.row.pk}"


def every(sources: Sequence[Source]) -> Iterator[Row]:
    """All rows, newest first, one query for each source, none of them held in memory as a whole."""
    return _merged(sources, [source.rows.iterator(chunk_size=500) for source in _ordered(sources)])


def page(sources: Sequence[Source], size: int, behind: str = "") -> tuple[list[Row], str]:
    """A page of rows and the mark behind which the next one begins, "" where there is none. One query per source."""
    place = _read(behind)
    cut = [
        Source(source.rows.filter(_behind(source, number, place)) if place else source.rows, source.at)
        for number, source in enumerate(sources)
    ]
    found = list(islice(_merged(cut, [source.rows[: size + 1] for source in _ordered(cut)]), size + 1))
    return found[:size], found[size - 1].mark if len(found) > size else ""


def _ordered(sources: Sequence[Source]) -> list[Source]:
    return [Source(source.rows.order_by(f"-{source.at}", "-pk"), source.at) for source in sources]


def _merged(sources: Sequence[Source], lists: Sequence[Any]) -> Iterator[Row]:
    def rows(number: int, found: Any) -> Iterator[Row]:
        return (Row(getattr(row, sources[number].at), number, row) for row in found)

    streams = [rows(number, found) for number, found in enumerate(lists)]
    return heapq.merge(*streams, key=lambda row: row.place, reverse=True)


def _read(mark: str) -> tuple[datetime, int, int] | None:
    """A place as an address says it; None for anything else that may stand there."""
    moment, *numbers = mark.split("~")
    if len(numbers) != 2 or not all(is_key(part) for part in numbers):
        return None
    try:
        at = parse_datetime(moment)
    except ValueError:
        return None
    return (at, int(numbers[0]), int(numbers[1])) if at and timezone.is_aware(at) else None


def is_key(text: str) -> bool:
    """Whether a row may have this for its key: digits, and not more than a database can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


def _behind(source: Source, number: int, place: tuple[datetime, int, int]) -> Q:
    at, other, pk = place
    older = Q(**{f"{source.at}__lt": at})
    if number == other:
        return older | Q(**{source.at: at, "pk__lt": pk})
    return Q(**{f"{source.at}__lte": at}) if number < other else older
