"""Who can sign: organisations and people."""

from typing import Any

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from publishing import languages
from publishing.desk.around import AroundAdmin
from publishing.desk.fields import scripts
from publishing.desk.naming import NamedForm, OneNameForm
from publishing.editor import DeskMixin

from .models import Organisation, Signatory


@admin.register(Organisation)
class OrganisationAdmin(DeskMixin, AroundAdmin, TranslationAdmin):
    form = OneNameForm
    fields = ("name", "acronym", "country", "site")
    list_display = ("__str__", "acronym", "country")
    search_fields = folded = (*(f"name_{code}" for code in languages.CODES), "acronym")


class SignatoryForm(NamedForm):
    named = {"slug": "name"}


@admin.register(Signatory)
class SignatoryAdmin(AroundAdmin):
    """The address stays once a signature was bound to a sealed text."""

    form = SignatoryForm
    fields = ("name", "kind", "organisation", "slug")
    chosen = ("organisation",)
    list_display = ("name", "kind", "slug")
    list_filter = ("kind",)
    search_fields = folded = ("name",)

    @property
    def media(self) -> Any:
        return super().media + scripts("select-names")

    def was_public(self, obj: Any) -> bool:
        return obj.signatures.filter(seal__isnull=False).exists()
