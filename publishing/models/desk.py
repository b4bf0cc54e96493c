"""The desk: what the secretariat and members write. Nothing here is read by public code."""

from typing import Any, Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from ..languages import Language

RESERVED_SLUGS = frozenset({"feed", "sign", "editions", "search", "write", "corrections", "page"})

validate_slug = RegexValidator(
    r"^(?!\d+$)[a-z0-9]+(-[a-z0-9]+)*$",
    _("Use small letters without accents, digits and hyphens, and at least one letter: “rivers-in-court”."),
)


class Document(models.Model):
    """A working copy: the concrete base of Post, Statement and Page, half finished in either language.

    Published, scheduled, withdrawn and "unpublished changes" are not stored here: they are read from the press.
    """

    KIND = ""

    class Stage(models.TextChoices):
        """Where the present round stands. Staff's own texts go from draft to accepted, which is: published once.

        What a member is writing is theirs alone until they submit it; from then on it is a draft when it is with them.
        """

        WRITING = "writing", _("being written by a member")
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        CHANGES_REQUESTED = "changes_requested", _("changes requested")
        TRANSLATING = "translating", _("accepted, to be translated")
        DECLINED = "declined", _("declined")
        ACCEPTED = "accepted", _("accepted")

    kind = models.CharField(max_length=20, editable=False)
    title = models.CharField(_("title"), max_length=300, blank=True)
    slug = models.SlugField(
        _("address"),
        max_length=200,
        blank=True,
        db_index=False,
        validators=[validate_slug],
        help_text=_("The last part of the page's address. Left empty, it is made from the title."),
    )
    summary = models.TextField(
        _("standfirst"),
        max_length=600,
        blank=True,
        help_text=_("One or two sentences, shown in lists and when shared."),
    )
    body = models.TextField(_("text"), blank=True)
    content_notice = models.CharField(
        _("content notice"),
        max_length=300,
        blank=True,
        help_text=_("A warning shown before the text, for example of violence described in it."),
    )
    original_language = models.CharField(
        _("original language"), max_length=2, choices=Language.choices, default=Language.ENGLISH
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.DRAFT, editable=False)
    topics = TaggableManager(_("topics"), through="publishing.TopicDocument", blank=True, related_name="documents")
    cover = models.ForeignKey(
        "publishing.Picture",
        verbose_name=_("cover picture"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="covers",
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text=_("Raised with every save; guards against overwriting a newer one.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-changed_at", "-pk"]
        permissions = [
            ("publish_document", _("Can publish texts")),
            ("withdraw_document", _("Can withdraw texts")),
            ("redact_document", _("Can redact, for somebody's safety")),
            ("share_document", _("Can share previews with people who have no account")),
            ("edit_original", _("Can edit the original language and everything that is not translated")),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind=""), name="document_has_kind"),
            models.CheckConstraint(
                condition=models.Q(original_language__in=Language.values), name="document_original_language_known"
            ),
        ]
        indexes = [
            # The admin's list of a kind, and what was never published.
            models.Index(fields=["kind", "-changed_at", "-id"], name="document_kind_by_change"),
            models.Index(fields=["stage", "-changed_at"], name="document_stage_by_change"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A child's rows carry its kind however they are made: by a form, an import or a test.
        if not args and not self.kind:
            self.kind = self.KIND

    def __str__(self) -> str:
        for code in (self.original_language, *Language.values):
            if title := getattr(self, f"title_{code}", ""):
                return title
        return str(_("Untitled"))


class Translation(models.Model):
    """The work of translating one document into one language: who, by when, whether it is ready."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    translator = models.CharField(_("translated by"), max_length=200, blank=True, help_text=_("Shown to readers."))
    ready = models.BooleanField(_("ready to publish"), default=False)
    due = models.DateField(_("due"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("taken by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translations",
    )

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language"],
                name="translation_once_per_language",
                violation_error_message=_("This language already has a row: change that one."),
            )
        ]
        indexes = [models.Index(fields=["document"], condition=models.Q(ready=True), name="translation_ready")]

    def __str__(self) -> str:
        return f"{self.document} ({self.language})"


class OpenForm(models.Model):
    """That somebody has the form of a document open: said again every few seconds, and old after a minute."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="open_forms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="open_form_once_per_person")]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.person_id}"


class DeskListing(models.Model):
    """Where a document that was ever sealed stands in one language, for the lists at the desk.

    Derived: `standing.rewrite` writes a document's rows anew. Moments and not states, so that what is scheduled comes
    true by itself.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="desk_listings")
    language = models.CharField(max_length=2, choices=Language.choices)
    dated = models.DateTimeField(null=True)  # when the document was first published
    released_at = models.DateTimeField(null=True)  # from when readers have it; none where they have not
    withdrawn = models.BooleanField(default=False)
    differs = models.BooleanField(default=False)  # the working copy says something else than the last edition
    behind_at = models.DateTimeField(null=True)  # from when the original says what the translation has not followed

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "language"], name="desk_listing_once_per_language"),
            models.CheckConstraint(
                condition=models.Q(withdrawn=False) | models.Q(released_at=None), name="desk_listing_withdrawn_or_shown"
            ),
        ]
        indexes = [
            # One for each of the questions that few rows answer, among however many texts. SQLite uses such an index
            # only where its condition needs no parameter.
            models.Index(fields=["document"], condition=models.Q(differs=True), name="desk_listing_differs"),
            models.Index(
                fields=["-behind_at"], condition=models.Q(behind_at__isnull=False), name="desk_listing_behind"
            ),
            models.Index(fields=["-dated"], condition=models.Q(released_at__isnull=True), name="desk_listing_lacking"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} ({self.language})"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def readable_by(self, person: Any) -> Self:
        """Without what those who decide said among themselves, for others and for whose own text it is."""
        if not person.has_perm("publishing.publish_document"):
            return self.filter(internal=False)
        from .. import kinds

        return self.exclude(internal=True, document__in=kinds.own(person))


class Decision(models.Model):
    """Append-only: who moved which document from what to what, when, with which comment.

    A trigger refuses changes (`publishing/append_only.py`); a comment that is struck leaves `redacted_at`. Whoever has
    decided something keeps an account, which can be suspended: else the record would no longer say who it was.
    """

    class Act(models.TextChoices):
        SUBMIT = "submit", _("submitted")
        PUBLISH = "publish", _("published")
        SCHEDULE = "schedule", _("scheduled")
        MOVE = "move", _("moved to another minute")
        STOP = "stop", _("schedule stopped")
        WITHDRAW = "withdraw", _("withdrawn")
        REDACT = "redact", _("redacted")
        CHECK = "check", _("translation checked")
        MEND = "mend", _("note mended")
        TAKE_BACK = "take_back", _("taken back by its author")
        TAKE_UP = "take_up", _("taken up")
        PUT_BACK = "put_back", _("put back into the queue")
        COMMENT = "comment", _("commented")
        REQUEST = "request", _("changes requested")
        DECLINE = "decline", _("declined")
        ASK = "ask", _("authors asked to agree")
        APPROVE = "approve", _("approved, a second moderator to follow")
        TRANSLATE = "translate", _("accepted, handed to translation")
        CORRECT = "correct", _("correction begun by its author")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    seal = models.ForeignKey(
        "publishing.Seal", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    from_stage = models.CharField(_("from"), max_length=20, choices=Document.Stage.choices, blank=True)
    to_stage = models.CharField(_("to"), max_length=20, choices=Document.Stage.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    quote = models.TextField(_("quoted passage"), blank=True)
    internal = models.BooleanField(_("internal"), default=False, help_text=_("Not for the author."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    redacted_at = models.DateTimeField(null=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"], name="decision_newest_first")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.document}"
