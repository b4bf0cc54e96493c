"""Plain texts in the footer: about, contact, support, privacy. Editions like the rest."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.models import Document


class Page(Document):
    """A standing page."""

    KIND = "page"

    position = models.PositiveIntegerField(_("place in the footer"), default=0)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
