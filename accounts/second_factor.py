"""Who has a second factor, and who has shown it in this session."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from . import sessions

# Recovery codes stand in for one of these; alone they are none.
TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=TYPES).exists()


def exists() -> Exists:
    """The same for an annotated query of users."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=TYPES))


def is_shown(request: HttpRequest) -> bool:
    """Whether whoever opened this session has shown a second factor in it."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def was_added(request: HttpRequest) -> None:
    """Somebody has just set one up: this session has shown it, and those that have not are over."""
    user: Any = request.user
    record_authentication(request, user, "mfa", reauthenticated=True)
    sessions.end(user, but=request.session.session_key)
