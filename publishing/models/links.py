"""Links that lead nowhere, or not where they did: what `publishing/links` found when it last looked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..languages import Language
from .desk import Document
from .press import Edition


class BrokenLink(models.Model):
    """One link to mend. Written anew with each check of its document; what is redacted takes its rows with it."""

    class Place(models.TextChoices):
        TEXT = "text", _("text")
        REFERENCE = "reference", _("reference")
        NOTE = "note", _("note about an author")

    class Why(models.TextChoices):
        NOWHERE = "nowhere", _("there is no such page")
        UNPUBLISHED = "unpublished", _("that text is not published")
        WITHDRAWN = "withdrawn", _("that text was withdrawn")
        MOVED = "moved", _("that page has another address now")
        LANGUAGE = "language", _("that text is not there in this language")
        FRAGMENT = "fragment", _("the page has no such part")
        BROKEN = "broken", _("the page answers with an error")
        DESK = "desk", _("only staff can open that page")
        REFUSED = "refused", _("the other site answers with an error")
        SILENT = "silent", _("the other site does not answer")
        PRIVATE = "private", _("not an address on the public network")

    document = models.ForeignKey(
        Document, verbose_name=_("text"), on_delete=models.CASCADE, related_name="broken_links"
    )
    # Without one the link stands in the working copy.
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.CASCADE, related_name="broken_links")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    place = models.CharField(_("where"), max_length=20, choices=Place.choices)
    words = models.CharField(_("words"), max_length=300, blank=True)
    url = models.TextField(_("leads to"))
    why = models.CharField(_("why"), max_length=20, choices=Why.choices)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("checked"))

    class Meta:
        verbose_name = _("link to mend")
        verbose_name_plural = _("links to mend")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.words or self.url


class LinkCheck(models.Model):
    """A look at every link of the site: when, how many, and whether other sites were asked."""

    at = models.DateTimeField()
    external = models.BooleanField()
    links = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
