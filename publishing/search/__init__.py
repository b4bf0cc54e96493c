"""The index of editions, and what it finds: nothing but what readers may see.

One row for each edition that is shown or will be. The row's number begins with the date of first publication and ends
with the edition's id, so that hits come newest first without being sorted. Every hit is asked for among the public
editions once more: a row that is still there, or there too early, shows nothing.

`docs/decisions/0009-search-compares-stems-of-our-own.md` says why.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from .. import languages
from ..models import Edition
from ..press.prepared import planned
from . import excerpts, postings, questions
from .excerpts import Part
from .questions import Question

ID_BITS = 31
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_ROW = 2**63 - 1
COLUMNS = dict(zip(postings.PLACES, ("title", "about", "anywhere"), strict=True))  # PostgreSQL's
STEP = """
    SELECT * FROM (
        SELECT {number} AS step, rowid FROM publishing_search WHERE {matches} AND rowid < %s AND EXISTS (
            SELECT 1 FROM publishing_edition own WHERE own.id = publishing_search.rowid & {mask} AND {public}
        ) ORDER BY rowid DESC LIMIT {limit}
    ) AS step{number}
"""
PUBLIC = "own.language = %s AND own.released_at <= %s AND (own.superseded_at IS NULL OR own.superseded_at > %s)"
MISSING = """ AND NOT EXISTS (
    SELECT 1 FROM publishing_edition theirs WHERE theirs.document_id = own.document_id AND theirs.language = %s
    AND theirs.released_at <= %s AND (theirs.superseded_at IS NULL OR theirs.superseded_at > %s)
)"""
_CURSOR = re.compile(r"^(\d)\.(-?\d{1,18})$", re.ASCII)


def _row(edition: Edition) -> int:
    """The number of an edition's row: minutes since 1970, then its id."""
    return (edition.dated - EPOCH) // timedelta(minutes=1) << ID_BITS | edition.pk


def index(edition: Edition) -> None:
    """Put a saved edition into the index, or bring its row up to date; what it follows leaves, and so does one that is
    no longer shown."""
    forget_ended(edition.document_id)
    forget([edition])
    if _lasting().filter(pk=edition.pk).exists():
        _insert([edition])


def forget_ended(document_id: int) -> None:
    """Take out of the index a document's editions that are no longer shown and will not be."""
    forget(Edition.objects.filter(document=document_id).exclude(pk__in=_lasting().values("pk")).only("dated"))


def _lasting() -> QuerySet[Edition]:
    """Editions that are shown or will be. One that was scheduled and taken back ends at the moment of its release."""
    ending = Q(superseded_at__gt=Greatest(timezone.now(), "released_at"))
    return Edition.objects.filter(Q(superseded_at=None) | ending, released_at__isnull=False)


def rebuild() -> int:
    """Write the whole index anew and return the number of editions in it."""
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM publishing_search")
        for edition in _lasting().defer("source", "html").iterator(chunk_size=100):
            _insert([edition])
            count += 1
        forget_traces()
    return count


def forget_traces() -> None:
    """Leave nothing of deleted rows in the index: SQLite's keeps their words until it is tidied. After a redaction."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO publishing_search(publishing_search) VALUES ('optimize')")


def forget(editions: Iterable[Edition]) -> None:
    """Take editions out of the index. One that is about to be dated anew goes first: its row is found by its date."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM publishing_search WHERE rowid = %s", [[_row(each)] for each in editions])


def _insert(editions: Iterable[Edition]) -> None:
    with connection.cursor() as cursor:
        for edition in editions:
            row, stream = _row(edition), postings.of_edition(edition)
            if connection.vendor == "sqlite":
                cursor.execute("INSERT INTO publishing_search(rowid, words) VALUES (%s, %s)", (row, " ".join(stream)))
            else:
                vectors = postings.as_vectors(stream)
                cursor.execute("INSERT INTO publishing_search VALUES (%s, %s, %s, %s)", (row, *vectors))


@dataclass(frozen=True)
class Hit:
    """An edition, without its long columns, with its title and some of its lines in parts: `text`, and whether it is a
    word that was searched for (`hit`)."""

    edition: Edition
    title: list[Part]
    excerpt: list[Part]


@dataclass(frozen=True)
class Found:
    """A page of hits, best first, and what to ask for the next page with; empty on the last."""

    hits: list[Hit]
    more: str = ""


def find(words: str, language: str, *, limit: int = 10, after: str = "") -> Found:
    """The public editions that hold every word, for readers of a language; "words in quotes" stand next to each other.

    First those with the words in the title, then those that are about them by standfirst, headings, topics and names,
    then the rest, each newest first; at the end, in the same order, texts that exist in another language only.
    `after` is the `more` of the page before; anything else begins at the beginning. Two queries, a third where the
    reader's language does not fill the page, and never an error, whatever was typed.
    """
    question = questions.read(words)
    if not question.terms:
        return Found([])
    now = timezone.now()
    places = _places(question, language, now, limit + 1, after)
    ids = [row & 2**ID_BITS - 1 for _step, row in places[:limit]]
    # None has the number 0: it stands for a hit that there is not.
    editions = {each.pk: each for each in _editions(limit)(now, *ids, *[0] * (limit - len(ids)))}
    stems = {code: question.stems(code) for code in languages.CODES}
    hits = [_hit(editions[pk], stems[editions[pk].language]) for pk in ids if pk in editions]
    step, row = places[limit - 1] if len(places) > limit else ("", "")
    return Found(hits, f"{step}.{row}" if step != "" else "")


@cache
def _editions(count: int) -> Callable[..., list[Edition]]:
    @planned
    def public(now: datetime, *ids: int) -> QuerySet[Edition]:
        return Edition.objects.public(now).filter(pk__in=ids).defer("source", "html")

    return public


def _hit(edition: Edition, stems: set[str]) -> Hit:
    language = edition.language
    lines = excerpts.excerpt(edition.text, stems, language) or excerpts.mark(edition.summary, stems, language)
    return Hit(edition, excerpts.mark(edition.title, stems, language), lines)


def _places(question: Question, language: str, now: datetime, limit: int, after: str) -> list[tuple[int, int]]:
    """Where the hits are, best first: the step at which each was found, and its row.

    The reader's language takes the first steps; another is asked only where that did not fill the page.
    """
    match = _CURSOR.match(after)
    first, below = (int(match[1]), int(match[2])) if match else (0, LAST_ROW)
    found: list[tuple[int, int]] = []
    for number, code in enumerate((language, *languages.others(language))):
        steps = range(number * len(postings.PLACES), (number + 1) * len(postings.PLACES))
        left = {step: below if step == first else LAST_ROW for step in steps if step >= first}
        if left and len(found) < limit:
            found += _in_language(question, code, language, now, limit - len(found), left)
    return found


def _in_language(
    question: Question, code: str, reader: str, now: datetime, limit: int, left: Mapping[int, int]
) -> list[tuple[int, int]]:
    """Hits in one language, of the steps that are left, each below a row.

    One query, which the databases leave as soon as they have enough: each step goes through its rows from new to old.
    What may be shown is asked here only so that no page is short; what is shown is asked of the editions.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    shown, of_reader = (PUBLIC, []) if code == reader else (PUBLIC + MISSING, [reader, moment, moment])
    parts: list[str] = []
    params: list[Any] = []
    for step, below in left.items():
        matches, wanted = _wanted(question, postings.PLACES[step % len(postings.PLACES)], code)
        parts.append(STEP.format(number=step, matches=matches, mask=2**ID_BITS - 1, public=shown, limit=limit))
        params += [*wanted, below, code, moment, moment, *of_reader]
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} LIMIT {limit}", params)
        return cursor.fetchall()


def _wanted(question: Question, place: str, language: str) -> tuple[str, list[str]]:
    """SQL for what is found at this place and not at the one that was looked at before, and its parameters."""
    position = postings.PLACES.index(place)
    places = [place, *postings.PLACES[max(0, position - 1) : position]]
    if connection.vendor == "sqlite":
        expressions = [f"({question.for_sqlite(each, language)})" for each in places]
        return "publishing_search MATCH %s", [" NOT ".join(expressions)]
    matches = [f"{COLUMNS[each]} @@ %s::tsquery" for each in places]
    return " AND NOT ".join(matches), [question.for_postgresql(each, language) for each in places]
