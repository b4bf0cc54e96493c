"""A blog of series whose posts are written by members, with several authors and starred notes about them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.models import Document, Picture
from publishing.models.desk import validate_slug


class Series(models.Model):
    """A series with an introduction and a standing disclaimer. Public once a public post stands in it."""

    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=200, unique=True, validators=[validate_slug])
    intro = models.TextField(_("introduction"), blank=True)
    disclaimer = models.TextField(
        _("disclaimer"), blank=True, help_text=_("Stands under every post of the series, those of the past too.")
    )
    link_text = models.CharField(_("“learn more” text"), max_length=200, blank=True)
    link = models.URLField(_("“learn more” address"), blank=True)
    two_moderators = models.BooleanField(
        _("two moderators decide"),
        default=False,
        help_text=_("A post that a member submits is published when a second moderator agrees with the first."),
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = pgettext_lazy("several", "series")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title or self.slug

    @property
    def shelf(self) -> str:
        return f"series:{self.pk}"


class AuthorQuerySet(models.QuerySet["Author"]):
    def shared(self) -> Self:
        """Those that the desk may know of: all but whom only texts name that a member has not submitted."""
        named = Byline.objects.filter(author=models.OuterRef("pk"))
        hidden = named.filter(post__stage=Document.Stage.WRITING)
        known = named.exclude(post__stage=Document.Stage.WRITING)
        return self.exclude(models.Exists(hidden) & ~models.Exists(known), user=None)


LONGEST_NAME = 200  # of an author


class Author(models.Model):
    """Somebody who writes. Public once a public edition names them."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    slug = models.SlugField(_("address"), max_length=200, unique=True, validators=[validate_slug])
    bio = models.TextField(_("biography"), blank=True)
    photo = models.ForeignKey(
        Picture, verbose_name=_("photo"), null=True, blank=True, on_delete=models.PROTECT, related_name="portraits"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def shelf(self) -> str:
        return f"author:{self.pk}"


class Post(Document):
    """An article of the blog."""

    KIND = "post"

    series = models.ForeignKey(
        Series, verbose_name=_("series"), null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")


class Byline(models.Model):
    """One author of a post, in an order that means something, with the starred note about them."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, verbose_name=_("author"), on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveIntegerField(_("position"), default=0)
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Who they are, as it stood when they wrote. Shown under the post with a star."),
    )

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "author"],
                name="byline_author_once_per_post",
                violation_error_message=_("This author is already named on this post."),
            )
        ]

    def __str__(self) -> str:
        return str(self.author)
