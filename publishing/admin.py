"""Topics, pictures, and the record of the press, which nobody changes by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin
from taggit.models import Tag

from . import languages
from .desk.around import AroundAdmin, is_frozen_in_an_edition, is_on_a_shelf
from .desk.broken import BrokenLinkAdmin
from .desk.naming import BothNamesForm, in_each_language
from .desk.picture import PictureAdmin
from .desk.record import DecisionAdmin, EditionAdmin, SealAdmin
from .editor import DeskMixin
from .models import BrokenLink, Decision, Edition, Picture, Seal, Topic

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


admin.site.register(Picture, PictureAdmin)
admin.site.register(Edition, EditionAdmin)
admin.site.register(Seal, SealAdmin)
admin.site.register(Decision, DecisionAdmin)
admin.site.register(BrokenLink, BrokenLinkAdmin)
