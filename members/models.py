"""What members submit. The text itself is a Post; what was said and decided about it is a `publishing.Decision`."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blog.models import Author, Post
from publishing.models import Decision, Document, PreviewLink

Stage = Document.Stage
# What is with its author, who may change it and nobody else's decision is asked for.
WITH_AUTHOR = (Stage.WRITING, Stage.DRAFT, Stage.CHANGES_REQUESTED)
# What a moderator may decide on.
TO_DECIDE = (Stage.SUBMITTED, Stage.TRANSLATING)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible(self) -> Self:
        """What others than its author may know of: everything that was ever submitted."""
        return self.exclude(post__stage=Stage.WRITING)

    def waiting(self) -> Self:
        """What waits for a decision, the longest first."""
        return self.filter(post__stage__in=TO_DECIDE).order_by("submitted_at", "pk")

    def claimed(self, now: datetime | None = None) -> Self:
        """What somebody has taken up, and the claim has not lapsed."""
        return self.filter(taken_by__isnull=False, taken_at__gt=(now or timezone.now()) - Submission.CLAIM)

    def untouched(self, now: datetime | None = None) -> Self:
        """What nobody has done anything with for so long that it is the secretariat's to see to."""
        before = (now or timezone.now()) - Submission.UNTOUCHED
        touched = Decision.objects.filter(document=OuterRef("post"), at__gte=before)
        return self.filter(~Exists(touched), post__stage=Stage.SUBMITTED)


class Submission(models.Model):
    """A post that a member writes and moderators decide on, through all its rounds."""

    CLAIM = timedelta(days=3)
    UNTOUCHED = timedelta(days=7)
    SILENCE = timedelta(days=7)  # after which a text is published without an author's answer

    post = models.OneToOneField(Post, verbose_name=_("post"), on_delete=models.CASCADE, related_name="submission")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("submitted by"), on_delete=models.PROTECT, related_name="submissions"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    handed_over_at = models.DateTimeField(
        _("handed to the secretariat"), null=True, editable=False, help_text=_("Nobody had taken it up.")
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken up by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    taken_at = models.DateTimeField(_("taken up"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The first of two moderators, in this round."),
    )
    approved_revision = models.PositiveIntegerField(null=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["submitted_at", "pk"]
        permissions = [
            ("review_submission", _("Can decide on what members submit")),
            ("oversee_submission", _("Is told of what nobody has taken up")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by=None) | Q(taken_at__isnull=False), name="submission_taken_at_a_moment"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(approved_revision__isnull=False), name="submission_approved_as_it_was"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(submitted_at__isnull=False), name="submission_taken_after_submitted"
            ),
        ]
        indexes = [models.Index(fields=["submitted_at", "id"], name="submission_longest_first")]

    def __str__(self) -> str:
        return str(self.post)

    @property
    def taken_until(self) -> datetime | None:
        """When the claim lapses, or lapsed."""
        return self.taken_at + self.CLAIM if self.taken_at else None

    @property
    def is_with_author(self) -> bool:
        return self.post.stage in WITH_AUTHOR

    @property
    def approval(self) -> object:
        """The first of two moderators who approved the text as it now stands; None once somebody has changed it."""
        return self.approved_by if self.approved_revision == self.post.revision else None

    def claimant(self, now: datetime | None = None) -> object:
        """Who has taken it up; None where nobody has or the claim has lapsed."""
        lapsed = self.taken_until is None or self.taken_until <= (now or timezone.now())
        return None if lapsed else self.taken_by


class Consent(models.Model):
    """One author of a submission: where they are written to, and the link with the text they are asked to agree to."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="consents")
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.CASCADE, related_name="consents")
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("Never shown to readers. The text is sent there for them to agree to before it is published."),
    )
    link = models.OneToOneField(
        PreviewLink, null=True, editable=False, on_delete=models.SET_NULL, related_name="consent"
    )
    asked_at = models.DateTimeField(_("asked"), null=True, editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "author"], name="consent_once_per_author"),
            models.CheckConstraint(
                condition=Q(link=None) | Q(asked_at__isnull=False), name="consent_asked_at_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.author)


class StandardReply(models.Model):
    """What moderators say often, in both languages, to be changed before it is sent."""

    name = models.CharField(_("name"), max_length=100, help_text=_("For finding it in the list."))
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("standard reply")
        verbose_name_plural = _("standard replies")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Reviewer(models.Model):
    """How somebody who decides wants to hear of what comes in."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviewer")
    weekly = models.BooleanField(_("one mail a week instead of one for each text"), default=False)
    digest_at = models.DateTimeField(null=True, editable=False)  # of the last weekly mail

    def __str__(self) -> str:
        return str(self.user)
