"""Years and months in which something was published, found without reading the archive: each is asked for by itself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, Subquery
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from publishing.models import Listing, Stamp
from publishing.press.freshness import once_per_stamp

SHELF = "post"
MOST = 150  # years


@dataclass(frozen=True)
class Span:
    """A year or a month, from its first moment to the first after it."""

    start: datetime
    end: datetime
    label: str

    @property
    def year(self) -> int:
        return self.start.year


def span(year: int, month: int | None = None) -> Span:
    """A year, or one month of it. Raises Http404 for one that no calendar has."""
    first, last = (1, 12) if month is None else (month, month)
    zone = timezone.get_current_timezone()
    try:
        start = datetime(year, first, 1, tzinfo=zone)
        end = datetime(year + last // 12, last % 12 + 1, 1, tzinfo=zone)
        start.astimezone(UTC)  # the first hours of the year 1 are before it
    except (ValueError, OverflowError) as error:
        raise Http404("No calendar has this.") from error
    # It stands alone, as a heading or a link; Spanish writes a month small within a sentence.
    return Span(start, end, str(year) if month is None else capfirst(date_format(start, "YEAR_MONTH_FORMAT")))


def years(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """The years with posts, newest first."""
    return [{"year": year, "url": reverse("blog:year", args=[f"{year:04}"])} for year in _years(request, code)]


@once_per_stamp
def _years(code: str) -> list[int]:
    # The stamp is a table of one row: what is asked beside it comes back in one query.
    newest_first = Listing.objects.on(SHELF, code).values("dated")
    ends = Stamp.objects.values_list(Subquery(newest_first[:1]), Subquery(newest_first.reverse()[:1])).first()
    if not ends or not ends[0]:
        return []
    newest, oldest = (timezone.localtime(end).year for end in ends)
    every = range(newest, max(oldest, newest - MOST) - 1, -1)
    return _with_posts(code, {str(year): span(year) for year in every})


def _with_posts(code: str, spans: dict[str, Span]) -> list[int]:
    """Which of these spans hold something. One query, whose parts are each one look into the index."""
    asked = {
        f"in_{name}": Exists(Listing.objects.on(SHELF, code).filter(dated__gte=each.start, dated__lt=each.end))
        for name, each in spans.items()
    }
    found = Stamp.objects.values(**asked).first() or {}
    return [int(name) for name in spans if found.get(f"in_{name}")]


@once_per_stamp
def _months(code: str, year: int) -> list[int]:
    return _with_posts(code, {str(month): span(year, month) for month in range(1, 13)})


def months(request: HttpRequest, code: str, year: int, shown: int | None) -> list[dict[str, Any]]:
    """The months of a year with posts, as links, and which of them is shown."""
    return [
        {
            "label": span(year, month).label,
            "url": reverse("blog:month", args=[f"{year:04}", f"{month:02}"]),
            "current": month == shown,
        }
        for month in _months(request, code, year)
    ]
