"""Posts, and what they stand in and under: series, authors."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from publishing import languages
from publishing.desk import bulk
from publishing.desk.around import AroundAdmin, is_frozen_in_an_edition, is_on_a_shelf
from publishing.desk.documents import DocumentAdmin
from publishing.desk.fields import PictureField, scripts
from publishing.desk.filters import DESK_FILTERS, NamedFilter
from publishing.desk.inlines import RowsInline
from publishing.desk.naming import BothNamesForm, NamedForm, in_each_language
from publishing.editor import DeskMixin, NoteFormField, RichTextField

from .models import Author, Byline, Post, Series


class BylineInline(RowsInline, TranslationStackedInline):
    """Authors in order, each with the starred note about them."""

    model = Byline
    fields = ("author", "note", "position")
    chosen = ("author",)
    rich_text = {"note": NoteFormField}


class SeriesFilter(NamedFilter):
    title = _("series")
    parameter_name = "series"
    model = Series

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(series=value)


class AuthorFilter(NamedFilter):
    title = _("author")
    parameter_name = "author"
    model = Author

    def rows(self) -> QuerySet:
        return Author.objects.shared()

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(Exists(Byline.objects.filter(post=OuterRef("pk"), author=value)))


def _in_another_series(posts: QuerySet, series: Series) -> QuerySet:
    return posts.exclude(series=series)


def _put_into_series(post: Post, series: Series) -> None:
    post.series = series


@admin.register(Post)
class PostAdmin(DocumentAdmin):
    change_form_template = "blog/admin/post_form.html"
    about = ("original_language", "series", "cover", "topics")
    inlines = (BylineInline,)
    list_columns = ("authors",)
    list_fields = ("series", *(f"series__title_{code}" for code in languages.CODES))
    list_filter = (SeriesFilter, AuthorFilter, *DESK_FILTERS)
    list_select_related = ("series",)
    bulks = (
        *bulk.TOPIC_BULKS,
        bulk.Bulk("set_series", _("Put into a series…"), _("Series"), Series, _in_another_series, _put_into_series),
    )
    list_prefetch = (Prefetch("bylines", Byline.objects.select_related("author")),)

    def rows(self, document: Any) -> Iterable[Model]:
        return [*super().rows(document), *document.bylines.all()]

    @admin.display(description=_("authors, series"))
    def authors(self, post: Any) -> str:
        names = ", ".join(str(byline) for byline in post.bylines.all())
        return format_html("{} <small>{}</small>", names, post.series) if post.series else names

    def matching(self, word: str) -> Q:
        return super().matching(word) | Q(pk__in=Byline.objects.filter(author__name__icontains=word).values("post"))


class SeriesForm(BothNamesForm):
    named = in_each_language(slug="title")
    both = ("title",)


@admin.register(Series)
class SeriesAdmin(DeskMixin, AroundAdmin, TranslationAdmin):
    form = SeriesForm
    fields = ("title", "intro", "disclaimer", "link_text", "link", "two_moderators", "slug")
    rich_text = {"intro": RichTextField, "disclaimer": RichTextField}
    list_display = tuple(f"title_{code}" for code in languages.CODES)
    list_display_links = list_display
    search_fields = folded = list_display

    def in_use(self, obj: Any) -> bool:
        return obj.posts.exists()

    def was_public(self, obj: Any) -> bool:
        slugs = [languages.in_language(obj, "slug", code) for code in languages.CODES]
        return is_on_a_shelf(obj) or is_frozen_in_an_edition(slugs)


class AuthorForm(NamedForm):
    photo = PictureField(label=_("Photo"))
    named = {"slug": "name"}


@admin.register(Author)
class AuthorAdmin(DeskMixin, AroundAdmin, TranslationAdmin):
    form = AuthorForm
    fields = ("name", "bio", "photo", "user", "slug")
    rich_text = {"bio": RichTextField}
    chosen = ("user",)
    list_display = ("name", "slug")
    search_fields = folded = ("name",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Without the account for people who may not see accounts."""
        return [name for name in self.fields if name != "user" or request.user.has_perm("auth.view_user")]

    @property
    def media(self) -> Any:
        return super().media + scripts("picture-field", "select-names")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).shared()

    def was_public(self, obj: Any) -> bool:
        return is_on_a_shelf(obj) or is_frozen_in_an_edition([obj.slug])
