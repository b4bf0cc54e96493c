"""Forms that overwrite nothing: one that is older than what it would change is settled before it is saved."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from ..forms import stale
from . import conflict
from .bringing import ASKED


class GuardMixin:
    """For an admin whose rows count their revisions."""

    change_form_template = "admin/publishing/guarded_form.html"

    def newest(self, request: HttpRequest, row: Any) -> str:
        """What the field `seen` of a form holds that was opened after the last save."""
        return str(row.revision)

    def seen(self, request: HttpRequest, opened: str) -> str:
        """What stands in the form's field `seen`; nothing where the form has such a field of its own."""
        return ""

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        desk = cast(admin.ModelAdmin, self)
        choices: list[conflict.Choice] = []
        newest = ""
        row = desk.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if row and desk.has_change_permission(request, row):
            newest = self.newest(request, row)
            choices = conflict.settle(desk, request, row, newest)
        request.__dict__["_conflict"] = {"choices": choices, "newest": newest}
        return super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        context |= {**request.__dict__["_conflict"], "opened": self._opened(request, context)}
        context["seen"] = self.seen(request, context["opened"])
        return super().render_change_form(request, context, **kwargs)  # type: ignore[misc]

    def _opened(self, request: HttpRequest, context: dict[str, Any]) -> str:
        """What the fields said when the form was opened; unknown where a version was brought into it."""
        if request.method == "POST":
            return request.POST.get(conflict.BASE, "")
        if not context["original"] or ASKED in request.GET:
            return ""
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        return conflict.digests(context["adminform"].form, formsets)


class FingerprintMixin(GuardMixin):
    """For an admin whose rows count no revisions: what stands in all fields of the form is their revision."""

    def newest(self, request: HttpRequest, row: Any) -> str:
        return conflict.fingerprint(self, request, row)

    def seen(self, request: HttpRequest, opened: str) -> str:
        return request.POST.get(conflict.SEEN, "") if request.method == "POST" else conflict.digest(opened)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, locked before it is changed."""
        row = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        if row and request.method == "POST" and transaction.get_connection().in_atomic_block:
            type(row)._default_manager.select_for_update().get(pk=row.pk)
            row.refresh_from_db()
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)  # type: ignore[misc]
        is_stale = bool(request.__dict__.get("_conflict", {}).get("choices"))
        return type(form.__name__, (_GuardedForm, form), {"is_stale": is_stale})


class _GuardedForm:
    is_stale = False

    def clean(self) -> dict[str, Any] | None:
        if self.is_stale:
            raise ValidationError(stale(cast(ModelForm, self).instance), code="stale")
        return super().clean()  # type: ignore[misc]
