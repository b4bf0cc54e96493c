"""Accounts that come, rest and go: the only writer of invitations."""

import secrets
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from . import audit, mails, sessions
from .models import MEMBER, AuditEntry, Invitation, Person

Act = AuditEntry.Act
RESET = "accounts/second_factor_reset"


class ClosedError(Exception):
    """The invitation was taken up, taken back or has expired, or its address has an account by now."""


def invite(*, by: User, **said: Any) -> Invitation:
    """Invite somebody and send them their link. Raises PermissionDenied if it is not for `by` to invite."""
    if not by.has_perm("accounts.add_invitation"):
        raise PermissionDenied
    return make_invitation(**said, by=by)


@transaction.atomic
def make_invitation(
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: Group,
    language: str,
    by: User,
    organisation: str = "",
    comment: str = "",
) -> Invitation:
    """The invitation, and the mail with its link and a comment for whoever has asked for it.

    Raises PermissionDenied if it is not for `by` to give this role.
    """
    if not may_give(by, role):
        raise PermissionDenied
    said = {"first_name": first_name, "last_name": last_name, "organisation": organisation, "language": language}
    invited = Invitation(email=email.lower(), **said, role=role, invited_by=by)
    _send(invited, comment)
    audit.write(Act.INVITE, email.lower(), by=by, changes=audit.difference({}, {"groups": [role.name]}))
    return invited


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> None:
    """Send a new link; the old one no longer works. Raises ClosedError if nobody waits for it."""
    invited = _locked(invitation, by)
    _send(invited)
    audit.write(Act.RESEND, invited.email, by=by)


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back: its link no longer works. Raises ClosedError if nobody waits for it."""
    invited = _locked(invitation, by)
    invited.revoked_at = timezone.now()
    invited.save(update_fields=["revoked_at"])
    invited.mails.all().delete()
    audit.write(Act.REVOKE, invited.email, by=by)


@transaction.atomic
def accept(token: str, password: str) -> User:
    """Make the account that this link is for; a member's does not open the desk.

    Raises ClosedError if the link does not work any more.
    """
    invited = Invitation.objects.behind(token).select_for_update().first()
    if invited is None or User.objects.filter(username__iexact=invited.email).exists():
        raise ClosedError
    user = User.objects.create_user(
        invited.email,
        invited.email,
        password,
        first_name=invited.first_name,
        last_name=invited.last_name,
        is_staff=invited.role.name != MEMBER,
    )
    user.groups.add(invited.role)
    Person.objects.create(user=user, language=invited.language, organisation=invited.organisation)
    invited.accepted_at, invited.account = timezone.now(), user
    invited.save(update_fields=["accepted_at", "account"])
    changes = audit.difference({}, {"groups": [invited.role.name]})
    audit.write(Act.CREATE, audit.name_of(user), by=user, account=user, changes=changes)
    return user


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """Take every second factor and recovery code off an account and end its sessions; its owner is told."""
    if not may_change(by, user):
        raise PermissionDenied
    Authenticator.objects.filter(user=user).delete()
    sessions.end(user)
    mails.notice(user, RESET)
    audit.happened(RESET, user, by=by)


def may_give(by: User, role: Group) -> bool:
    """Nobody makes an account that may more than they may themselves."""
    theirs = by.get_all_permissions()
    given = role.permissions.values_list("content_type__app_label", "codename")
    return by.is_superuser or all(f"{app}.{codename}" in theirs for app, codename in given)


def may_change(by: User, user: User) -> bool:
    """An administrator's account is for administrators: whoever changes its password has it."""
    return by.has_perm("auth.change_user") and (by.is_superuser or not user.is_superuser)


def speak(user: User, language: str) -> None:
    """Remember in which language this person wants to be written to."""
    Person.objects.update_or_create(user=user, defaults={"language": language})


def _locked(invitation: Invitation, by: User) -> Invitation:
    invited = Invitation.objects.waiting().select_for_update(of=("self",)).filter(pk=invitation.pk).first()
    if not by.has_perm("accounts.change_invitation") or (invited and not may_give(by, invited.role)):
        raise PermissionDenied
    if invited is None:
        raise ClosedError
    return invited


def _send(invited: Invitation, comment: str = "") -> None:
    token = secrets.token_urlsafe(32)
    invited.digest = Invitation.digest_of(token)
    invited.expires_at = timezone.now() + Invitation.LASTS
    invited.sent_at = None
    invited.save()
    invited.mails.all().delete()  # the link in one that still waits no longer works
    url = f"{settings.SITE_URL}{reverse('invitation', args=[token])}"
    mails.invitation(invited, url, comment)
