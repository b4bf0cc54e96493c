"""Posts, and what they stand in and under: series, authors."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline

from publishing import languages
from publishing.desk.around import AroundAdmin, is_frozen_in_an_edition, is_on_a_shelf
from publishing.desk.documents import DocumentAdmin
from publishing.desk.fields import PictureField, scripts
from publishing.desk.inlines import RowsInline
from publishing.desk.lists import StateFilter
from publishing.desk.naming import BothNamesForm, NamedForm, in_each_language
from publishing.desk.states import Hung
from publishing.editor import DeskMixin, NoteFormField, RichTextField

from .models import Author, Byline, Post, Series


class BylineInline(RowsInline, TranslationStackedInline):
    """Authors in order, each with the starred note about them."""

    model = Byline
    fields = ("author", "note", "position")
    chosen = ("author",)
    rich_text = {"note": NoteFormField}


@admin.register(Post)
class PostAdmin(DocumentAdmin):
    about = ("original_language", "series", "cover", "topics")
    inlines = (BylineInline,)
    hung = (Hung(Byline, "post", "author", "author:"), Hung(Post, "pk", "series", "series:"))
    list_columns = ("series",)
    list_fields = ("series", *(f"series__title_{code}" for code in languages.CODES))
    list_filter = (StateFilter, "series", "original_language")
    list_select_related = ("series",)

    def rows(self, document: Any) -> Iterable[Model]:
        return [*super().rows(document), *document.bylines.all()]

    def matching(self, word: str) -> Q:
        return super().matching(word) | Q(pk__in=Byline.objects.filter(author__name__icontains=word).values("post"))


class SeriesForm(BothNamesForm):
    named = in_each_language(slug="title")
    both = ("title",)


@admin.register(Series)
class SeriesAdmin(DeskMixin, AroundAdmin, TranslationAdmin):
    form = SeriesForm
    fields = ("title", "intro", "disclaimer", "link_text", "link", "slug")
    rich_text = {"intro": RichTextField, "disclaimer": RichTextField}
    list_display = tuple(f"title_{code}" for code in languages.CODES)
    list_display_links = list_display
    search_fields = folded = list_display

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

    def was_public(self, obj: Any) -> bool:
        return is_on_a_shelf(obj) or is_frozen_in_an_edition([obj.slug])
