"""The press: what readers read. Public code asks these tables and no others for text.

Written by `publishing/workflow.py` and `publishing/redaction.py` only.
"""

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..languages import Language
from ..press.plans import Statement
from .desk import RESERVED_SLUGS, Document


class SealQuerySet(models.QuerySet["Seal"]):
    def not_cancelled(self) -> Self:
        """Without those of which no edition was, is or will be read: another took their place before their minute, or
        they were stopped."""
        return self.filter(models.Exists(Edition.objects.not_cancelled().filter(seal=models.OuterRef("pk"))))


class Seal(models.Model):
    """The moment at which a text is fixed, so that it can be signed or released."""

    class Change(models.TextChoices):
        FIRST = "first", _("first publication")
        TYPO = "typo", _("typing error: no change of meaning")
        CLARIFICATION = "clarification", _("clarification: the same said more clearly")
        CORRECTION = "correction", _("correction: something was wrong")
        AMENDMENT = "amendment", _("amendment: the text now says something else")
        TRANSLATION = "translation", _("translation: a language added or brought up to date")
        RETRACTION = "retraction", _("retraction: we no longer stand by this text")
        WITHDRAWAL = "withdrawal", _("withdrawal: the page is taken away")

    # Said in the open: these need a note and appear on the corrections page.
    NOTED = (
        Change.CLARIFICATION,
        Change.CORRECTION,
        Change.AMENDMENT,
        Change.RETRACTION,
        Change.WITHDRAWAL,
    )

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="seals")
    number = models.PositiveIntegerField(_("number"))
    change = models.CharField(_("class of change"), max_length=20, choices=Change.choices)
    note = models.TextField(_("public note"), blank=True)
    digest = models.CharField(_("digest"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("sealed"))

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="seal_number_once_per_document"),
            models.CheckConstraint(condition=Q(number__gte=1), name="seal_number_from_one"),
            models.CheckConstraint(
                condition=Q(change="first") | Q(number__gt=1),
                name="seal_of_number_one_is_first",
            ),
            models.CheckConstraint(
                condition=~Q(change__in=["clarification", "correction", "amendment", "retraction", "withdrawal"])
                | Q(note_en__isnull=False, note_en__gt="")
                | Q(note_es__isnull=False, note_es__gt=""),
                name="seal_has_the_note_its_change_needs",
                violation_error_message=_("This class of change is said in the open: write what changed and why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.number}"

    @property
    def short_digest(self) -> str:
        """Twelve hexadecimal digits in groups of four, for people to compare."""
        return " ".join(self.digest[i : i + 4] for i in (0, 4, 8))


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self, now: datetime | None = None) -> Self:
        """What readers may see at this moment. Public code starts here."""
        now = now or timezone.now()
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=now), released_at__lte=now)

    def not_cancelled(self) -> Self:
        """What was, is or will be read; not what was ended before its moment came."""
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=models.F("released_at")))

    def seen(self, now: datetime | None = None) -> Self:
        """What readers may see or once could; not what waits, nor what was ended before its moment came."""
        return self.not_cancelled().filter(released_at__lte=now or timezone.now())

    def coming(self, now: datetime | None = None) -> Self:
        """What is scheduled: its minute is still to come, and nothing has taken its place or stopped it."""
        return self.not_cancelled().filter(released_at__gt=now or timezone.now())

    def readable(self, now: datetime | None = None) -> Self:
        """What readers may still read: what is shown, and what stood there before it. Not what waits, nor what was
        taken away: a text that comes back after a withdrawal does not bring back what was withdrawn."""
        now = now or timezone.now()
        beside = Edition.objects.filter(document=models.OuterRef("document"), language=models.OuterRef("language"))
        taken_away = beside.filter(
            superseded_at__lte=now,
            superseded_by__change=Seal.Change.WITHDRAWAL,
            superseded_by__number__gt=models.OuterRef("seal__number"),
        )
        return self.seen(now).filter(models.Exists(beside.public(now)), ~models.Exists(taken_away))

    def light(self) -> Self:
        """Without the long columns, for lists."""
        return self.defer("source", "html", "text")


class Edition(models.Model):
    """One document in one language as readers see it, sealed, rendered and never changed.

    The frozen columns are guarded by a trigger in the database (`publishing/triggers.py`); `html`, `text`, `contents`
    and `words` are derived from `source` and may be rebuilt. Redaction is the one exception, and leaves `redacted_at`.
    """

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="editions")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="editions")
    kind = models.CharField(max_length=20)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    title = models.CharField(_("title"), max_length=300)
    slug = models.SlugField(max_length=200, db_index=False)
    summary = models.TextField(_("standfirst"), blank=True)
    content_notice = models.CharField(_("content notice"), max_length=300, blank=True)
    source = models.TextField(_("source"))
    matter = models.JSONField(default=dict)
    digest = models.CharField(_("digest"), max_length=64)
    made_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="translations")
    dated = models.DateTimeField(_("dated"))

    html = models.TextField()
    text = models.TextField()
    contents = models.JSONField(default=list)
    words = models.PositiveIntegerField(default=0)

    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)
    superseded_by = models.ForeignKey(Seal, null=True, blank=True, on_delete=models.PROTECT, related_name="superseded")
    redacted_at = models.DateTimeField(_("redacted"), null=True, blank=True)
    pictures = models.ManyToManyField("publishing.Picture", related_name="editions")

    # Whether it is read as one whose place another has taken: `editions.whole` says so.
    is_past = False

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["document", "language", "-seal__number"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "language"], name="edition_once_per_seal_and_language"),
            models.UniqueConstraint(
                fields=["document", "language"],
                condition=Q(released_at__isnull=False, superseded_at__isnull=True),
                name="edition_one_current_per_language",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None) | Q(superseded_at__gte=models.F("released_at")),
                name="edition_superseded_after_release",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at=None, superseded_by=None)
                | Q(superseded_at__isnull=False, superseded_by__isnull=False),
                name="edition_superseded_by_a_seal",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "language", "slug"], name="edition_by_address"),
            # The two moments the page cache asks for: what came due last.
            models.Index(fields=["released_at"], name="edition_by_release"),
            models.Index(fields=["superseded_at"], name="edition_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"

    @property
    def is_translation(self) -> bool:
        return self.matter.get("original_language", self.language) != self.language

    @property
    def minutes(self) -> int:
        """Reading time at 220 words a minute, at least one."""
        return max(1, round(self.words / 220))


class ListingQuerySet(models.QuerySet["Listing"]):
    def on(self, shelf: str, language: str, now: datetime | None = None) -> Self:
        """A shelf as readers of this language see it now, newest first, each row with its edition and seal."""
        now = now or timezone.now()
        return (
            self.filter(Q(superseded_at=None) | Q(superseded_at__gt=now), shelf=shelf, language=language)
            .filter(released_at__lte=now)
            .select_related("edition", "edition__seal")
            .defer("edition__source", "edition__html", "edition__text")
            .order_by("-dated", "-document_id")
        )

    def before(self, dated: datetime, document_id: int) -> Self:
        """The rows after this one in a list that runs from new to old."""
        return self.filter(Q(dated__lt=dated) | Q(dated=dated, document_id__lt=document_id), dated__lte=dated)


class Listing(models.Model):
    """On which list an edition stands, for readers of which language. Derived: `workflow.shelve` rewrites a document's.

    A list in one language holds that language's editions and, where there is none, the document's other one.
    """

    shelf = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=Language.choices)
    dated = models.DateTimeField()
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="listings")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="listings")
    released_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-dated", "-document_id"]
        indexes = [
            models.Index(fields=["shelf", "language", "-dated", "-document"], name="listing_shelf_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.shelf} {self.language} {self.document_id}"


class Address(models.Model):
    """An address once given leads to its document for ever."""

    kind = models.CharField(max_length=20)
    language = models.CharField(max_length=2, choices=Language.choices)
    slug = models.SlugField(max_length=200, db_index=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="addresses")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "slug"], name="address_once"),
            models.CheckConstraint(
                condition=~Q(slug__regex=r"^[0-9]*$"),
                name="address_not_a_year",
                violation_error_message=_("Not digits alone."),
            ),
            models.CheckConstraint(condition=~Q(slug__in=sorted(RESERVED_SLUGS)), name="address_not_reserved"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.language}/{self.slug}"


class OldAddress(models.Model):
    """A path on the site we moved from, answered by 301 while its document is public."""

    path = models.CharField(max_length=500, unique=True)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="old_addresses")

    def __str__(self) -> str:
        return self.path


class Check(models.Model):
    """Append-only: this translation was read against that edition of the original and is still right."""

    translation = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="checks")
    original = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="checked_translations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["translation", "original"], name="check_once")]

    def __str__(self) -> str:
        return f"{self.translation_id} = {self.original_id}"


class StampQuerySet(models.QuerySet["Stamp"]):
    def replace(self) -> None:
        """Mark that what readers can see has changed. Called last in the transaction: everybody wants this row."""
        self.update_or_create(pk=Stamp.ONLY, defaults={"token": secrets.token_hex(8)})

    def freshness(self, now: datetime | None = None) -> str:
        """One word that is the same as long as every public page is: the token and what last came due.

        One query, asked with every page: as SQL, because the ORM takes ten times as long to write it as the database
        to answer it.
        """
        moment = connection.ops.adapt_datetimefield_value(now or timezone.now())
        rows = FRESHNESS.rows(connection, [moment])
        return "-".join(map(str, rows[0] if rows else ("none",)))


FRESHNESS = Statement(
    """
    SELECT token,
        (SELECT released_at FROM publishing_edition WHERE released_at <= %s ORDER BY released_at DESC LIMIT 1),
        (SELECT superseded_at FROM publishing_edition WHERE superseded_at <= %s ORDER BY superseded_at DESC LIMIT 1)
    FROM publishing_stamp
    """,
    [(0, None), (0, None)],
)


class Stamp(models.Model):
    """One row: a token drawn anew whenever what readers can see changes. A random word, not a counter: a restored
    backup must never give a browser the number of a page it already holds."""

    ONLY = 1

    token = models.CharField(max_length=16)

    objects = StampQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="stamp_one_row")]

    def __str__(self) -> str:
        return self.token
