"""What is due now and then: what nobody touches goes to the secretariat, and moderators hear of what waits.

Each job is done by `manage.py work`, may be done twice at the same time, and returns how much it has done.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import companion, mails
from .models import Reviewer, Submission

WEEK = timedelta(days=7)


def hand_over(now: datetime | None = None) -> int:
    """Tell the secretariat, once in each round, of what nobody has touched in time."""
    rows = Submission.objects.untouched(now).filter(handed_over_at=None).select_related("post")
    return sum(_hand_over(each, now or timezone.now()) for each in rows)


@transaction.atomic
def _hand_over(submission: Submission, now: datetime) -> int:
    """Whoever sets the moment sends the mail."""
    mine = Submission.objects.filter(pk=submission.pk, handed_over_at=None).update(handed_over_at=now)
    if mine:
        mails.handed_over(submission)
    return mine


def digests(now: datetime | None = None) -> int:
    """Send those who prefer one mail a week what waits for them, if something does."""
    now = now or timezone.now()
    waiting = list(Submission.objects.waiting().select_related("post", "by"))
    people = {person.pk: person for person in mails.deciding()}
    rows = Reviewer.objects.filter(_is_due(now), weekly=True, user__in=people)
    return sum(_digest(row, people[row.user_id], waiting, now) for row in rows)


def _is_due(now: datetime) -> Q:
    return Q(digest_at=None) | Q(digest_at__lte=now - WEEK)


@transaction.atomic
def _digest(reviewer: Reviewer, person: User, waiting: list[Submission], now: datetime) -> int:
    theirs = [each for each in waiting if not companion.own(each, person)]
    mine = theirs and Reviewer.objects.filter(_is_due(now), pk=reviewer.pk).update(digest_at=now)
    if mine:
        mails.digest(person, theirs)
    return bool(mine)
