"""What became of what members submitted, year by year, from the decisions. Numbers alone: no text, no name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from django.utils.timezone import localtime

from publishing.models import Decision

Act = Decision.Act
ANSWERS = (Act.REQUEST, Act.DECLINE, Act.TRANSLATE, Act.PUBLISH)


@dataclass
class Year:
    """One year: texts submitted for the first time, published for the first time, declined; and each answer's days."""

    year: int
    submitted: int = 0
    published: int = 0
    declined: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def days(self) -> int | None:
        """The median of the days from a submission to the answer, of those submitted in this year."""
        return round(median(self.waits)) if self.waits else None


def years() -> list[Year]:
    """The newest year first. One query."""
    acts = Decision.objects.filter(document__post__submission__isnull=False, act__in=(Act.SUBMIT, *ANSWERS))
    rows = acts.order_by("at", "pk").values_list("document", "act", "at")
    found: dict[int, Year] = {}
    by_text = defaultdict(list)
    for document, act, at in rows:
        by_text[document].append((act, at))
    for moves in by_text.values():
        _count(moves, found)
    return sorted(found.values(), key=lambda year: -year.year)


def _count(moves: Iterable[tuple[str, datetime]], found: dict[int, Year]) -> None:
    known: set[str] = set()
    since = None
    for act, at in moves:
        year = _year(at, found)
        if act == Act.SUBMIT:
            year.submitted += act not in known
            since = at
        else:
            year.published += act == Act.PUBLISH and act not in known
            year.declined += act == Act.DECLINE
            if since:
                _year(since, found).waits.append((at - since).total_seconds() / 86400)
            since = None
        known.add(act)


def _year(at: datetime, found: dict[int, Year]) -> Year:
    number = localtime(at).year
    return found.setdefault(number, Year(number))
