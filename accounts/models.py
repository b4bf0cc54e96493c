"""What the site must know of people who work here, beside Django's own User."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.languages import Language
from publishing.models import Picture

MEMBER = "member"  # the role of those who write and never open the desk


def digest_of(token: str) -> str:
    """What is kept of a link's token."""
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


class Person(models.Model):
    """What somebody says about themselves, and the language in which they are written to.

    Nothing of it is public: a moderator takes name, biography and photo over to the author (`profiles.py`).
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="person")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    bio_en = models.TextField(_("biography in English"), max_length=2000, blank=True)
    bio_es = models.TextField(_("biography in Spanish"), max_length=2000, blank=True)
    photo = models.ForeignKey(
        Picture, verbose_name=_("photo"), null=True, blank=True, on_delete=models.PROTECT, related_name="people"
    )
    # Since when something that could be public waits to be taken over.
    profile_waits = models.DateTimeField(_("waits since"), null=True, editable=False)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        ordering = [models.F("profile_waits").asc(nulls_last=True), "pk"]
        permissions = [("publish_profile", _("Can take profiles over to authors"))]

    def __str__(self) -> str:
        return str(self.user)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> "InvitationQuerySet":
        """Neither taken up nor taken back; their link may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def behind(self, token: str) -> "InvitationQuerySet":
        """The one that this link opens, if it still does."""
        return self.waiting().filter(digest=Invitation.digest_of(token), expires_at__gt=timezone.now())


class Invitation(models.Model):
    """Somebody who may make an account with this role. The link's token is kept as a digest alone."""

    LASTS = timedelta(days=14)

    email = models.EmailField(_("e-mail"))
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    role = models.ForeignKey(Group, verbose_name=_("role"), on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.ENGLISH)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("invited by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    expires_at = models.DateTimeField(_("expires"), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "email",
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="accounts_one_invitation_waits",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @staticmethod
    def digest_of(token: str) -> str:
        return digest_of(token)

    @property
    def is_waiting(self) -> bool:
        return self.accepted_at is None and self.revoked_at is None

    def state(self, now: datetime | None = None) -> Any:
        """Where it stands, in words."""
        if self.accepted_at:
            return _("accepted")
        if self.revoked_at:
            return _("revoked")
        if self.expires_at <= (now or timezone.now()):
            return _("expired")
        return _("waiting") if self.sent_at else _("not sent")


class Mail(models.Model):
    """A mail that waits for the mail server, and is deleted when that has taken it. Written by `outbox.py`.

    What was given up is kept without its text: that may hold a link which lets somebody in.
    """

    to = models.EmailField(_("addressee"), max_length=320)
    subject = models.TextField(_("subject"))
    text = models.TextField()
    html = models.TextField()
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.CASCADE, related_name="mails")
    made_at = models.DateTimeField(_("written"), default=timezone.now)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    unanswered_at = models.DateTimeField(
        null=True
    )  # when the mail server, asked to take this one, last failed to answer
    failed_at = models.DateTimeField(_("given up"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        default_permissions = ("view", "delete")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(failed_at=None), name="accounts_mail_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(failed_at=None) | models.Q(text="", html=""), name="accounts_failed_mail_is_empty"
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> Any:
        """Where it stands, in words."""
        return _("could not be delivered") if self.failed_at else _("waiting")


class AccountRequestQuerySet(models.QuerySet["AccountRequest"]):
    def expired(self) -> "AccountRequestQuerySet":
        """Whose address nobody has confirmed in time, and what was decided so long ago that nobody need know of it."""
        now = timezone.now()
        unconfirmed = models.Q(confirmed_at=None, asked_at__lte=now - AccountRequest.LASTS)
        return self.filter(unconfirmed | models.Q(decided_at__lte=now - AccountRequest.KEPT))

    def waiting(self) -> "AccountRequestQuerySet":
        """Confirmed, and not decided yet."""
        return self.filter(confirmed_at__isnull=False, decided_at=None)

    def behind(self, token: str) -> "AccountRequestQuerySet":
        """The one that this link opens: until it is decided, or has expired."""
        since = timezone.now() - AccountRequest.LASTS
        asked = models.Q(confirmed_at__isnull=False) | models.Q(asked_at__gt=since)
        return self.filter(asked, digest=digest_of(token), decided_at=None)


class AccountRequest(models.Model):
    """Somebody asks for an account: their address is confirmed by a link, then a moderator decides (`asking.py`).

    `mailbox` is the address without case and +tag, so that one person asks once however they write it.
    """

    LASTS = timedelta(days=7)
    KEPT = timedelta(days=180)  # once it is decided; the audit trail still says by whom

    email = models.EmailField(_("e-mail"))
    mailbox = models.CharField(max_length=254, editable=False)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    organisation = models.CharField(_("organisation"), max_length=200)
    why = models.TextField(_("why"), max_length=2000)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved = models.BooleanField(_("approved"), null=True, editable=False)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)

    objects = AccountRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an account")
        verbose_name_plural = _("requests for accounts")
        default_permissions = ("view",)
        permissions = [("decide_accountrequest", _("Can decide requests for accounts"))]
        # Those that wait come first, the longest wait above; then what was decided, newest first.
        ordering = [models.F("decided_at").desc(nulls_first=True), "confirmed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "mailbox",
                condition=models.Q(decided_at=None),
                name="accounts_one_request_open",
                violation_error_message=_("This address asks for an account already."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None, approved=None)
                | models.Q(decided_at__isnull=False, approved__isnull=False),
                name="accounts_request_decided_or_not",
                violation_error_message=_("A decision has a moment, and says approved or declined."),
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at=None) | models.Q(confirmed_at__isnull=False),
                name="accounts_request_confirmed_first",
                violation_error_message=_("An address is confirmed before anybody decides."),
            ),
            models.CheckConstraint(
                condition=~models.Q(approved=False, comment=""),
                name="accounts_request_declined_with_a_reason",
                violation_error_message=_("Whoever is declined is told why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name} ({self.email})"

    def state(self) -> Any:
        """Where it stands, in words."""
        if self.decided_at:
            return _("approved") if self.approved else _("declined")
        return _("waiting") if self.confirmed_at else _("address not confirmed")


class BlockedAddress(models.Model):
    """An address, or everything at a domain, that asks for nothing here and is written to about nothing it asked."""

    address = models.CharField(
        _("address or domain"),
        max_length=254,
        unique=True,
        help_text=_("somebody@example.org, or example.org for everybody there and below it."),
    )
    reason = models.TextField(_("reason"), max_length=500)
    blocked_at = models.DateTimeField(_("blocked"), auto_now_add=True)

    class Meta:
        verbose_name = _("blocked address")
        verbose_name_plural = _("blocked addresses")
        ordering = ["address"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(address=Lower("address")) & ~models.Q(address=""),
                name="accounts_blocked_in_small_letters",
                violation_error_message=_("An address is kept in small letters."),
            )
        ]

    def __str__(self) -> str:
        return self.address


class Guess(models.Model):
    """Something that may be tried a few times only, such as a password, counted for the account and for the network it
    came from (`limits.py`): a digest, never a name."""

    subject = models.CharField(max_length=64)
    until = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["subject", "until"])]

    def __str__(self) -> str:
        return f"{self.subject[:8]}…"


class AuditEntry(models.Model):
    """Append-only: what was done to an account, an invitation or a role. What was done to a text is a `Decision`.

    Written by `audit.py` in the transaction of what it tells; a trigger refuses changes (`publishing/append_only.py`).
    Names stand in it as they were, so that it can be read when an account is gone.
    """

    class Act(models.TextChoices):
        INVITE = "invite", _("invited")
        RESEND = "resend", _("invitation sent again")
        REVOKE = "revoke", _("invitation revoked")
        CREATE = "create", _("account made")
        CHANGE = "change", _("account changed")
        DELETE = "delete", _("account deleted")
        PASSWORD = "password", _("password changed")
        FACTOR = "factor", _("second factor changed")
        LOCK = "lock", _("too many wrong passwords")
        ROLE = "role", _("role changed")
        END = "end", _("role deleted")
        APPROVE = "approve", _("request for an account approved")
        DECLINE = "decline", _("request for an account declined")
        PROFILE = "profile", _("profile taken over")
        BLOCK = "block", _("address blocked")
        UNBLOCK = "unblock", _("address no longer blocked")

    act = models.CharField(max_length=20, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=500, blank=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    about = models.CharField(max_length=500, blank=True)
    # By field: what was there and what is there now; of a list, what was taken away and what was added.
    changes = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        default_permissions = ("view",)
        indexes = [models.Index(fields=["-at", "-id"], name="accounts_audit_newest_first")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.about}"
