"""Pictures, re-encoded at upload (`publishing/pictures.py`) so that no file carries a camera's place and time."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..languages import Language

MIDDLE = 50


class PictureQuerySet(models.QuerySet["Picture"]):
    def undescribed(self) -> Self:
        """Those that say nothing in one language at least, and should: no text may take them up yet."""
        silent = Q()
        for code in Language.values:
            silent |= Q(**{f"alt_{code}": ""}) | Q(**{f"alt_{code}": None})
        return self.filter(silent, decorative=False)

    def shared(self) -> Self:
        """Those that the desk may know of: all but what a member has in no text that they submitted."""
        return self.filter(private=False)


class Picture(models.Model):
    """An uploaded picture, its renditions and its crops, stored under `pictures/<token>/`.

    A picture is served to the public only while a public edition, or a public author's page, shows it. Its files never
    change, the crops around its focal point apart: a new file is a new picture, and `replaced_by` leads to it.
    """

    token = models.CharField(max_length=32, unique=True, editable=False)
    extension = models.CharField(max_length=4, editable=False, default="jpg")
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(editable=False, default=list, help_text=_("Widths of the renditions, in pixels."))
    digest = models.CharField(max_length=64, editable=False)
    name = models.CharField(_("name"), max_length=200, help_text=_("For finding it again in the library."))
    alt = models.CharField(
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("What someone who cannot see the picture needs to know."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True, help_text=_("Who made it, who owns it."))
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It adds nothing to the text; screen readers pass over it.")
    )
    focus_x = models.PositiveSmallIntegerField(
        _("focal point, from the left (%)"), default=MIDDLE, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focal point, from the top (%)"),
        default=MIDDLE,
        validators=[MaxValueValidator(100)],
        help_text=_("It stays in sight wherever the picture is cut: in lists, portraits and shared links."),
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="former",
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="pictures",
        help_text=_("The member whose picture it is; none for the library's own."),
    )
    private = models.BooleanField(
        default=False, editable=False, help_text=_("Seen by its member alone: no text that was submitted shows it.")
    )

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100),
                name="picture_focus_within",
                violation_error_message=_("The focal point lies within the picture: 0 to 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | ~Q(replaced_by=models.F("pk")), name="picture_not_replaced_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_described(self) -> bool:
        """Whether it says what it shows in every language, or need not: before that no text may take it up."""
        return self.decorative or all(getattr(self, f"alt_{code}") for code in Language.values)

    @property
    def folder(self) -> str:
        return f"pictures/{self.token}"

    @property
    def path(self) -> str:
        """The full-size file's path below MEDIA_ROOT."""
        return f"{self.folder}/full.{self.extension}"
