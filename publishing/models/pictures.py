"""Pictures, re-encoded at upload (`publishing/pictures.py`) so that no file carries a camera's place and time."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Picture(models.Model):
    """An uploaded picture and its renditions, stored under `pictures/<token>/`.

    A picture is served to the public only while a public edition, or a public author's page, shows it.
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
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        return f"pictures/{self.token}"

    @property
    def path(self) -> str:
        """The full-size file's path below MEDIA_ROOT."""
        return f"{self.folder}/full.{self.extension}"
