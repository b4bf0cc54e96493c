"""The date that a text carries: when readers first could read any of it, or the date that it brought along.

It is the same in every edition and does not change once readers have seen it. Until then it follows the schedule.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from . import search
from .models import Edition


def brought(document_id: int) -> datetime | None:
    """The date that a text brought from elsewhere, None for one that is dated by its own first minute.

    To be asked before a minute is moved: a date is the text's own if something was, or was to be, released then.
    """
    rows = Edition.objects.filter(document=document_id).values_list("dated", "released_at")
    released = {moment for _dated, moment in rows}
    return min((dated for dated, _moment in rows if dated not in released), default=None)


def settle(
    document_id: int, brought: datetime | None, now: datetime, moved: Mapping[int, datetime] | None = None
) -> None:
    """Date what is still to come by the first minute at which the text will be read.

    `moved` gives editions, by id, another minute. Both change at once: what is out has its date for good.
    """
    lasting = list(Edition.objects.not_cancelled().filter(document=document_id, released_at__isnull=False))
    minutes = {edition.pk: edition.released_at for edition in lasting} | dict(moved or {})
    coming = [edition for edition in lasting if edition.released_at > now]  # type: ignore[operator]
    known = min((edition.dated for edition in lasting if edition not in coming), default=None)
    dated = known or brought or min(filter(None, minutes.values()), default=now)
    for edition in coming:
        if (edition.dated, edition.released_at) != (dated, minutes[edition.pk]):
            search.forget([edition])
            edition.dated, edition.released_at = dated, minutes[edition.pk]
            edition.save(update_fields=["dated", "released_at"])
            search.index(edition)


def spell(moment: datetime) -> str:
    """A moment as the record keeps it: the same in every language, in the site's time zone."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M} ({timezone.get_current_timezone_name()})"


def say(moment: datetime) -> str:
    """A moment for people, in their language, in the site's time zone and with its name."""
    when = date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return f"{when} ({timezone.get_current_timezone_name()})"
