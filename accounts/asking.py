"""Somebody asks for an account: asked, confirmed by a link, decided by a moderator. The only writer of requests."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from . import audit, limits, mails, workflow
from .models import MEMBER, AccountRequest, AuditEntry, BlockedAddress, Guess, Invitation, digest_of

Act = AuditEntry.Act
DECIDE = "accounts.decide_accountrequest"
HOUR = timedelta(hours=1)
PER_NETWORK = 20  # requests an hour
MAILS = 3  # an hour to one mailbox
AGAIN = timedelta(minutes=5)  # whoever says the same again sooner has clicked twice
DOTLESS = {"gmail.com", "googlemail.com"}  # where a dot in a name changes nothing


class DecidedError(Exception):
    """Somebody else was quicker, or the request is not there any more."""


class KnownError(Exception):
    """The address has an account by now, or an invitation with another role."""


def take_turn(network: str) -> list[Guess] | None:
    """Count a request for the network that it comes from; None if it has sent too many."""
    return limits.take({("asking", network): PER_NETWORK}, HOUR)


@transaction.atomic
def ask(
    *, email: str, first_name: str, last_name: str, organisation: str, why: str, language: str
) -> AccountRequest | None:
    """Keep a request and send its link. A blocked address, a known one and one that has had its mails get none; whoever
    asked sees no difference, so that nobody learns who has an account."""
    mailbox = mailbox_of(email)
    if is_blocked(email):
        return None
    _in_turn()
    if known := User.objects.filter(Q(email__iexact=email) | Q(username__iexact=email)).first():
        if may_write_to(email):
            mails.has_account(known)
        return None
    forget_expired()
    open_one = AccountRequest.objects.filter(mailbox=mailbox, decided_at=None).first()
    said = {"first_name": first_name, "last_name": last_name, "organisation": organisation, "why": why}
    if open_one and (open_one.confirmed_at or _clicked_twice(open_one, said)):
        return open_one
    if not may_write_to(email):
        return open_one
    token = secrets.token_urlsafe(32)
    kept = {
        **said,
        "email": email.lower(),
        "language": language,
        "digest": digest_of(token),
        "asked_at": timezone.now(),
    }
    asked, _new = AccountRequest.objects.update_or_create(mailbox=mailbox, decided_at=None, defaults=kept)
    mails.confirm_request(asked, f"{settings.SITE_URL}{reverse('account_ask_confirm', args=[token])}")
    return asked


@transaction.atomic
def confirm(token: str) -> AccountRequest | None:
    """The address is theirs: the request waits for those who decide, who are told. Once or often is the same. None: no
    such link."""
    asked = AccountRequest.objects.behind(token).select_for_update().first()
    if asked and asked.confirmed_at is None:
        asked.confirmed_at = timezone.now()
        asked.save(update_fields=["confirmed_at"])
        for person in _deciding():
            mails.to_decide(asked, person)
    return asked


@transaction.atomic
def approve(request: AccountRequest, *, comment: str, by: User) -> Invitation:
    """Invite whoever asked, as a member. Raises DecidedError, KnownError, PermissionDenied."""
    asked = _locked(request, by)
    if User.objects.filter(Q(email__iexact=asked.email) | Q(username__iexact=asked.email)).exists():
        raise KnownError
    role = Group.objects.get(name=MEMBER)
    waiting = Invitation.objects.waiting().select_for_update(of=("self",)).filter(email__iexact=asked.email).first()
    if waiting and waiting.role_id != role.pk:
        raise KnownError
    if waiting:
        waiting.revoked_at = timezone.now()
        waiting.save(update_fields=["revoked_at"])
    names = ("email", "first_name", "last_name", "organisation", "language")
    said: dict[str, Any] = {name: getattr(asked, name) for name in names}
    invited = workflow.make_invitation(**said, role=role, by=by, comment=comment)
    _decide(asked, approved=True, comment=comment, by=by)
    return invited


@transaction.atomic
def decline(request: AccountRequest, *, comment: str, by: User) -> None:
    """Say no and why. Raises DecidedError, PermissionDenied, and ValueError without a comment."""
    if not comment:
        raise ValueError("Whoever is declined is told why.")
    asked = _locked(request, by)
    _decide(asked, approved=False, comment=comment, by=by)
    mails.declined(asked)


def forget_expired() -> int:
    """Delete the requests that nobody has confirmed in time and those decided long ago; how many there were."""
    return AccountRequest.objects.expired().delete()[0]


def mailbox_of(email: str) -> str:
    """The mailbox behind the spellings of an address: no case, no +tag, and no dots where they mean nothing."""
    name, _at, domain = email.strip().lower().rpartition("@")
    name = name.partition("+")[0] or name
    return f"{name.replace('.', '') if domain in DOTLESS else name}@{domain}"


def is_blocked(email: str) -> bool:
    """Whether this address, its mailbox or its domain is blocked."""
    domain = email.strip().lower().rpartition("@")[2]
    parts = domain.split(".")
    domains = [".".join(parts[start:]) for start in range(len(parts))]
    return BlockedAddress.objects.filter(address__in=[email.strip().lower(), mailbox_of(email), *domains]).exists()


def may_write_to(email: str) -> bool:
    """Count a mail that a stranger's click sends to this address; False if it has had its most, or is blocked."""
    return not is_blocked(email) and limits.take({("mail", mailbox_of(email)): MAILS}, HOUR) is not None


def _deciding() -> list[User]:
    """Who decides requests as their work, and can be written to."""
    rows: Any = User.objects.with_perm(DECIDE, include_superusers=False)
    return list(rows.filter(is_active=True, is_superuser=False).exclude(email="").order_by("pk"))


def _clicked_twice(asked: AccountRequest, said: dict[str, str]) -> bool:
    is_new = asked.asked_at > timezone.now() - AGAIN
    return is_new and all(getattr(asked, name) == words for name, words in said.items())


def _in_turn() -> None:
    """One at a time, so that a double click finds what the first one made."""
    Group.objects.select_for_update().filter(name=MEMBER).first()


def _locked(request: AccountRequest, by: User) -> AccountRequest:
    if not by.has_perm(DECIDE):
        raise PermissionDenied
    _in_turn()
    asked = AccountRequest.objects.waiting().select_for_update(of=("self",)).filter(pk=request.pk).first()
    if asked is None:
        raise DecidedError
    return asked


def _decide(asked: AccountRequest, *, approved: bool, comment: str, by: User) -> None:
    asked.approved, asked.comment = approved, comment
    asked.decided_at, asked.decided_by = timezone.now(), by
    asked.save(update_fields=["approved", "comment", "decided_at", "decided_by"])
    changes = audit.difference({}, {"organisation": asked.organisation, "comment": comment})
    audit.write(Act.APPROVE if approved else Act.DECLINE, str(asked), by=by, changes=changes)
