"""The sessions of one person."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end(user: User, *, but: str | None = None) -> int:
    """End every session of this person, except the one with this key; how many there were.

    Only people who work here have sessions, so that reading through all of them is cheap.
    """
    sessions = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=but or "")
    theirs = [one.session_key for one in sessions.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    return Session.objects.filter(session_key__in=theirs).delete()[0]


def clear_expired() -> int:
    """Forget the sessions that have ended by themselves; how many there were."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
