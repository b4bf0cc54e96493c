"""The admin of a kind of document: what posts, statements and pages have in common."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from modeltranslation.admin import TranslationAdmin

from .. import history, html, kinds, languages, standing, workflow
from ..editor import BodyFormField, DeskMixin
from ..forms import DocumentForm
from ..links import checking
from ..models import Document
from . import acts, comparing, presence, preview, publish, redact, schedule, share, unsaved, withdraw
from .bringing import HistoryMixin
from .fields import offer_adding_alone, scripts
from .guarding import GuardMixin
from .lists import DocumentListMixin
from .merging import is_key
from .states import standing as standing_of
from .states import was_sealed

TEXTS = ("title", "summary", "body", "content_notice", "slug")
WORK = tuple(f"{name}_{code}" for name in ("translator", "ready") for code in languages.CODES)


class DocumentAdmin(GuardMixin, HistoryMixin, DocumentListMixin, DeskMixin, TranslationAdmin):
    """Who may: add, change and delete by the kind's own permissions; publish, share, withdraw, redact by publishing's.

    Without `publishing.edit_original` only the fields in the languages that are not the original can be changed.
    """

    form = DocumentForm
    rich_text = {"body": BodyFormField}
    change_form_template = "admin/publishing/document_form.html"
    about: tuple[str, ...] = ("original_language", "cover", "topics")

    @property
    def media(self) -> Media:
        return super().media + scripts("choices", "picture-field", "publish", "select-names")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Everything but what a member has not submitted yet."""
        return super().get_queryset(request).exclude(stage=Document.Stage.WRITING)

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": READINGS}), (_("About this text"), {"fields": ABOUT})]
        return [
            (None, {"fields": ["seen", *self.replace_orig_field(TEXTS), *WORK]}),
            (_("About this text"), {"fields": list(self.about)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*READINGS, *ABOUT) if obj and not self.has_change_permission(request, obj) else ()

    @admin.display(description=_("topics"))
    def topic_names(self, document: Any) -> str:
        return ", ".join(str(topic) for topic in document.topics.all())

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most people write first in the language in which they use the desk."""
        return {"original_language": languages.current(), **super().get_changeform_initial_data(request)}

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"person": request.user, "restoring": unsaved.ASKED in request.POST})

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        return offer_adding_alone(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The document, its row locked before it is changed: two saves cannot both be on the newest revision."""
        if not is_key(object_id):
            return None
        if request.method == "POST" and transaction.get_connection().in_atomic_block:
            Document.objects.select_for_update().filter(pk=object_id).first()
        return super().get_object(request, object_id, from_field)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = request.user
        obj.changed_by = request.user
        obj.revision += 1
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        standing.rewrite(form.instance.pk)
        transaction.on_commit(partial(checking.recheck, [form.instance.pk]), robust=True)

    def rows(self, document: Any) -> Iterable[models.Model]:
        """What is recorded with a document in the history of working copies."""
        return document.topic_documents.all()

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry = super().log_addition(request, obj, message)
        history.record(obj, self.rows(obj), by=request.user, comment=entry.change_message)
        return entry

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        entry = super().log_change(request, obj, message)
        history.record(obj, self.rows(obj), by=request.user, comment=entry.change_message)
        return entry

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        unsaved.is_saved(request)
        return self._to_publish(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        unsaved.is_saved(request)
        return self._to_publish(request, obj) or super().response_change(request, obj)

    def _to_publish(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        if "_publish" in request.POST and self.may(request, "publish", obj):
            return HttpResponseRedirect(self.url("publish", obj))
        return None

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        document = context["original"]
        context |= {
            "unsaved": unsaved.on_form(request, self.opts, document) if self._may_save(request, document) else {},
            "here_url": self.url("here", document) if document else "",
            "standing": standing_of(document) if document else [],
            "acts": acts.offered(self, request, document),
            "previews": acts.previews(self, document),
            "may_publish": self.may(request, "publish", document),
            "beside": kinds.beside(document, request.user) if document else [],
            "shared": share.on_form(self, request, document),
            "schedule_url": self.url("schedule", document) if document else "",
            "zone": timezone.get_current_timezone_name(),
            "is_kept": bool(document) and was_sealed(document),
        }
        context["media"] += scripts("here", "unsaved")
        unsaved.tell(request, context)
        return super().render_change_form(request, context, **kwargs)

    # What may be done

    def _may_save(self, request: HttpRequest, document: Any) -> bool:
        return self.has_change_permission(request, document) if document else self.has_add_permission(request)

    def may(self, request: HttpRequest, act: str, document: Any = None) -> bool:
        """Whether this person may do one of the acts that have a page of their own."""
        holds = request.user.has_perm
        if act == "publish":
            return holds(workflow.PUBLISH) and self.has_change_permission(request, document)
        if act == "withdraw":
            return holds(workflow.WITHDRAW) and self.has_change_permission(request, document)
        if act == "redact":
            return holds(redact.REDACT) and self.has_view_permission(request, document)
        if act == "here":
            return self.has_change_permission(request, document)
        if act == "share":
            return holds(share.SHARE) and self.has_change_permission(request, document)
        return self.has_view_permission(request, document)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A text that was ever sealed stays: its addresses, its signatures and the record hang on it."""
        return super().has_delete_permission(request, obj) and not (obj and was_sealed(obj))

    # Pages

    def sealing_remarks(self, document: Any) -> list[str]:
        """What else to know before a kind of document is published."""
        return []

    def get_urls(self) -> list[URLPattern]:
        return [
            self._page("preview/<slug:language>/", preview.show_new, "preview_new"),
            self._page("<int:pk>/preview/<slug:language>/", preview.show, "preview"),
            self._page("<int:pk>/publish/", publish.publish, "publish"),
            self._page("<int:pk>/schedule/", schedule.schedule, "schedule"),
            self._page("<int:pk>/withdraw/", withdraw.withdraw, "withdraw"),
            self._page("<int:pk>/redact/", redact.redact, "redact"),
            self._page("<int:pk>/here/", presence.here, "here"),
            self._page("<int:pk>/share/", share.share, "share"),
            self._page("<int:pk>/share/<int:copy>/", share.copy, "share_copy"),
            self._page("<int:pk>/history/compare/", comparing.compare, "compare"),
            *super().get_urls(),
        ]

    def _page(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        opts = self.opts
        return path(
            route, self.admin_site.admin_view(partial(view, self)), name=f"{opts.app_label}_{opts.model_name}_{name}"
        )

    def url(self, name: str, document: Any = None, **kwargs: Any) -> str:
        """The address of one of the pages of this admin."""
        args = {"pk": document.pk, **kwargs} if document else kwargs
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", kwargs=args)

    def history_url(self, document: Any) -> str:
        """The address of a document's history."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[document.pk])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        history.forget(obj)
        super().delete_model(request, obj)

    def change_url(self, document: Any) -> str:
        """The address of a document's form."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[document.pk])


def _reading(code: str) -> Callable[[Any], str]:
    """What people who may only read see of a working copy in one language."""

    def reading(document: Any) -> str:
        text = partial(languages.in_language, document, code=code)
        body = html.trusted(html.sanitize(text("body")))
        return format_html('<div class="desk-reading" lang="{}"><p>{}</p>{}</div>', code, text("summary"), body)

    reading.__name__ = f"reading_{code}"
    reading.short_description = languages.own_name_of(code)  # type: ignore[attr-defined]
    return reading


ABOUT = ("original_language", "cover", "topic_names")
READINGS = tuple(_reading(code) for code in languages.CODES)
