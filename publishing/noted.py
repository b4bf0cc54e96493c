"""The rows of the corrections page: what was said in the open of which text, when, for readers of which language.

They are listings like any other, on a shelf of their own, so that a scheduled correction appears there in its minute. A
correction is dated by its release and stands with the edition that it made; a withdrawal with one that it ended.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from . import languages
from .models import Seal

SHELF = "corrections"


class Event(NamedTuple):
    """Something said in the open: the number of its seal, its moment, and an edition that it made or ended."""

    number: int
    moment: datetime
    edition: Any


def listings(editions: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The rows for one document, as fields of `Listing`. `editions` are all that it has, each with `seal` and
    `superseded_by` at hand; those that were never to be seen are passed over."""
    events = list(_events([each for each in editions if _has_its_time(each)]))
    for code in languages.CODES:
        used: set[datetime] = set()
        for number in sorted({event.number for event in events}):
            of_seal = [event for event in events if event.number == number]
            event = min(of_seal, key=lambda each: each.edition.language != code)
            moment = event.moment
            while moment in used:  # a place in a list is a moment and a document
                moment += timedelta(microseconds=1)
            used.add(moment)
            yield _row(event.edition, code, moment)


def is_withdrawal(edition: Any, dated: datetime) -> bool:
    """Whether a row is about the end of its edition."""
    return bool(edition.superseded_at and dated >= edition.superseded_at and _was_withdrawn(edition))


def _has_its_time(edition: Any) -> bool:
    return edition.released_at is not None and edition.superseded_at != edition.released_at


def _events(editions: list[Any]) -> Iterator[Event]:
    """What was said of editions that can still be read, and of how others ended."""
    for edition in editions:
        if _was_withdrawn(edition):
            yield Event(edition.superseded_by.number, edition.superseded_at, edition)
        floor = max((e.superseded_by.number for e in editions if _was_withdrawn(e, edition.language)), default=0)
        if edition.seal.change in Seal.NOTED and edition.seal.number > floor:
            yield Event(edition.seal.number, edition.released_at, edition)


def _was_withdrawn(edition: Any, language: str = "") -> bool:
    by = edition.superseded_by
    return by is not None and by.change == Seal.Change.WITHDRAWAL and language in ("", edition.language)


def _row(edition: Any, code: str, moment: datetime) -> dict[str, Any]:
    return {
        "shelf": SHELF,
        "language": code,
        "dated": moment,
        "document_id": edition.document_id,
        "edition_id": edition.pk,
        "released_at": moment,
    }
