"""The record of the press, to be read: editions, seals, decisions. Only a public note can be mended."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from .. import html, kinds, languages, workflow
from ..models import Document, Seal
from .lists import LONG, TitledListMixin
from .scheduled import scheduled

NOTES = tuple(f"note_{code}" for code in languages.CODES)


def link_to(obj: Any) -> Any:
    """An object's name, linked to its form where the admin has one."""
    model = kinds.get(obj.kind).model if isinstance(obj, Document) else type(obj)
    try:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[obj.pk])
    except NoReverseMatch:
        return str(obj)
    return format_html('<a href="{}">{}</a>', url, obj)


class RecordAdmin(TitledListMixin, admin.ModelAdmin):
    """What the press wrote. Who may view it may; nobody adds, changes or deletes."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    joined: tuple[str, ...] = ("document",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        long = [f"document__{name}" for name in LONG]
        return super().get_queryset(request).select_related(*self.joined).defer(*long)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("text"))
    def of(self, row: Any) -> Any:
        return link_to(row.document)

    @admin.display(description=_("by"), ordering="by")
    def person(self, row: Any) -> Any:
        return row.by


class EditionAdmin(RecordAdmin):
    change_list_template = "admin/publishing/edition_list.html"
    joined = ("document", "seal")
    list_display = ("title", "language", "number", "released_at", "superseded_at", "redacted_at")
    list_filter = ("language", "released_at")
    search_fields = ("title", "digest")
    fields = (
        *("of", "number", "language", "title", "address", "summary", "content_notice", "reading"),
        *("dated", "released_at", "superseded_at", "redacted_at", "digest"),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(partial(scheduled, self)))
        return [path("scheduled/", view, name="publishing_edition_scheduled"), *super().get_urls()]

    @admin.display(description=_("number"), ordering="seal__number")
    def number(self, edition: Any) -> int:
        return edition.seal.number

    @admin.display(description=_("address"))
    def address(self, edition: Any) -> str:
        return edition.slug

    @admin.display(description=_("text"))
    def reading(self, edition: Any) -> str:
        return format_html(
            '<div class="desk-reading" lang="{}">{}</div>', edition.language, html.trusted(html.finish(edition.html))
        )


class NoteForm(forms.ModelForm):
    """A seal's public note, the one thing of it that may be put in other words."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        notes = [name for name in NOTES if name in self.fields]
        if (
            notes
            and self.instance.change in Seal.NOTED
            and not any((cleaned.get(name) or "").strip() for name in notes)
        ):
            raise ValidationError(_("This class of change is said in the open: write what changed and why."))
        return cleaned


class SealAdmin(RecordAdmin):
    """Seals as they are; their public notes can be mended by those who may publish the text."""

    form = NoteForm
    joined = ("document", "by")
    list_display = ("of", "number", "change", "at", "person", "short_digest")
    list_display_links = ("number",)
    list_filter = ("change", "at")
    search_fields = ("digest",)
    fields = ("of", "number", "change", *NOTES, "at", "person", "digest")
    readonly_fields = tuple(name for name in fields if name not in NOTES)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None or kinds.own(request.user).filter(pk=obj.document_id).exists():
            return False
        options = kinds.get(obj.document.kind).model._meta
        may_change = request.user.has_perm(f"{options.app_label}.{get_permission_codename('change', options)}")
        return may_change and request.user.has_perm(workflow.PUBLISH)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        note = {code: form.cleaned_data.get(f"note_{code}") or "" for code in languages.CODES}
        workflow.mend_note(obj, note=note, by=request.user)  # type: ignore[arg-type]

    @admin.display(description=_("digest"))
    def short_digest(self, seal: Any) -> str:
        return seal.short_digest


class ByFilter(admin.SimpleListFilter):
    title = _("who")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("I myself"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(by=request.user.pk) if self.value() == "me" else queryset


class DecisionAdmin(RecordAdmin):
    """Who decided what, from where to where, and why."""

    joined = ("document", "by")
    list_display = ("at", "act", "of", "moved", "why", "person")
    list_filter = (ByFilter, "act", "at")
    fields = ("at", "act", "of", "from_stage", "to_stage", "quote", "comment", "internal", "person")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).readable_by(request.user)  # type: ignore[attr-defined]

    @admin.display(description=_("from, to"))
    def moved(self, decision: Any) -> str:
        if decision.from_stage == decision.to_stage:
            return ""
        return f"{decision.get_from_stage_display()} → {decision.get_to_stage_display()}"

    @admin.display(description=_("comment"))
    def why(self, decision: Any) -> str:
        return Truncator(decision.comment).chars(200)
