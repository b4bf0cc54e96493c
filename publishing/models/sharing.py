"""Preview links: a text that is not public, shown to somebody without an account, and what they answered.

Written by `publishing/sharing/` and, for somebody's safety, by `publishing/redaction.py` only.
"""

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..languages import Language
from .desk import Document


def new_key() -> str:
    """What a link's token is made from: of no use to whoever does not know the site's own key."""
    return secrets.token_urlsafe(16)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def open(self, now: datetime | None = None) -> Self:
        """Those that still show something: neither ended nor revoked."""
        return self.filter(revoked_at=None, expires_at__gt=now or timezone.now())


class PreviewLink(models.Model):
    """A way to one document for whoever has the link: to a copy of it, or to the working copy as it is each time."""

    class Purpose(models.TextChoices):
        SHARE = "share", _("shown to somebody")
        ROUND = "round", _("as its author submitted it")
        CONSENT = "consent", _("for an author to agree to")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="preview_links")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.SHARE)
    key = models.CharField(max_length=22, unique=True, default=new_key, editable=False)
    living = models.BooleanField(_("as it is whenever it is opened"), default=False)
    revision = models.PositiveIntegerField(_("revision"), help_text=_("Of the working copy when the link was made."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("ends"))
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("revoked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="preview_link_ends_after_it_is_made")
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.made_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class PreviewCopy(models.Model):
    """What a link showed in one language, as an edition would keep it; rendered anew each time it is shown."""

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="copies")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    revision = models.PositiveIntegerField(_("revision"))
    digest = models.CharField(_("digest"), max_length=64)
    title = models.TextField(_("title"), blank=True)
    summary = models.TextField(_("standfirst"), blank=True)
    content_notice = models.TextField(_("content notice"), blank=True)
    source = models.TextField(_("source"), blank=True)
    matter = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("copy behind a preview link")
        verbose_name_plural = _("copies behind preview links")
        ordering = ["link", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "language", "digest"], name="preview_copy_once_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.language}, {self.revision}"


class PreviewAnswer(models.Model):
    """What somebody answered, and to which text: its language, its revision, its digest. Never changed.

    `copy` is that text, None where it had been replaced by the time of the answer.
    """

    link = models.ForeignKey(PreviewLink, on_delete=models.CASCADE, related_name="answers")
    copy = models.ForeignKey(PreviewCopy, null=True, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    revision = models.PositiveIntegerField(_("revision"))
    digest = models.CharField(_("digest"), max_length=64)
    # Their lengths are the form's: a mark put in the place of what was redacted may be longer.
    name = models.TextField(_("name"))
    agrees = models.BooleanField(_("agrees"), default=False)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a preview")
        verbose_name_plural = _("answers to previews")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "key"], name="preview_answer_kept_once"),
            models.CheckConstraint(condition=~Q(name=""), name="preview_answer_has_a_name"),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(comment=""),
                name="preview_answer_says_something",
                violation_error_message=_("Write a comment, or say that you agree."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.at:%Y-%m-%d}"
