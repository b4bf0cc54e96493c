"""Topics, pictures, and the record of the press, which nobody changes by hand."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from taggit.models import Tag

from . import languages, pictures
from .desk import library
from .desk.around import AroundAdmin, is_frozen_in_an_edition, is_on_a_shelf
from .desk.fields import thumbnail
from .desk.lists import TitledListMixin
from .desk.naming import BothNamesForm, in_each_language
from .desk.record import DecisionAdmin, EditionAdmin, SealAdmin, link_to
from .editor import DeskMixin
from .models import Decision, Edition, Picture, Seal, Stamp, Topic

admin.site.unregister(Tag)  # taggit's own list, beside which ours would be the second of the same name


class TopicForm(BothNamesForm):
    named = in_each_language(slug="name")
    both = ("name",)


@admin.register(Topic)
class TopicAdmin(DeskMixin, AroundAdmin, TranslationAdmin):
    form = TopicForm
    fields = ("name", "slug")
    list_display = (*(f"name_{code}" for code in languages.CODES), "texts")
    list_display_links = tuple(f"name_{code}" for code in languages.CODES)
    search_fields = folded = tuple(f"name_{code}" for code in languages.CODES)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(texts=Count("topic_documents"))

    @admin.display(description=_("texts"), ordering="texts")
    def texts(self, topic: Any) -> int:
        return topic.texts

    def was_public(self, obj: Any) -> bool:
        slugs = [languages.in_language(obj, "slug", code) for code in languages.CODES]
        return is_on_a_shelf(obj) or is_frozen_in_an_edition(slugs)

    def in_use(self, obj: Any) -> bool:
        return obj.topic_documents.exists()


@admin.register(Picture)
class PictureAdmin(TitledListMixin, DeskMixin, TranslationAdmin):
    form = library.PictureForm
    list_display = ("thumbnail", "name", "size", "credit", "uploaded_at")
    list_display_links = ("thumbnail", "name")
    list_filter = ("decorative", "uploaded_at")
    search_fields = ("name",)
    actions = None
    list_per_page = 50

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts = ("name", *self.replace_orig_field(("alt", "caption")), "credit", "decorative")
        fields = ("shown", *texts, "used") if obj else ("file", *texts)
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("shown", "used") if obj else ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        return library.search(queryset, search_term), False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(partial(library.picker, self))
        return [path("picker/", view, name="publishing_picture_picker"), *super().get_urls()]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Stamp.objects.replace()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and library.using(obj))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(partial(pictures.remove_files, obj))  # a row that stays after all keeps its files

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Any) -> str:
        return thumbnail(picture)

    @admin.display(description=_("picture"))
    def shown(self, picture: Any) -> str:
        return format_html('<a href="{}">{}</a>', pictures.url(picture), thumbnail(picture))

    @admin.display(description=_("size"))
    def size(self, picture: Any) -> str:
        return f"{picture.width} × {picture.height}"

    @admin.display(description=_("where it is used"))
    def used(self, picture: Any) -> Any:
        places = library.using(picture)
        if not places:
            return _("Nowhere. It can be deleted.")
        links = format_html_join("", "<li>{}</li>", ((link_to(place),) for place in places))
        return format_html("<ul>{}</ul><p>{}</p>", links, _("While it is used it cannot be deleted."))


admin.site.register(Edition, EditionAdmin)
admin.site.register(Seal, SealAdmin)
admin.site.register(Decision, DecisionAdmin)
