"""Bringing a version back: the form of a text opens with it filled in, unsaved, and is then saved like any other.

The fields that a person may not change keep what stands in them, and the rows of the form are matched with those that
are there: others come as new ones, and those that the version did not have are marked for deletion.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import reversion
from django import forms
from django.contrib import messages
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from ..forms import EDIT_ORIGINAL
from ..history import keys
from ..models import TopicDocument
from . import timeline, versions
from .versions import Filling

if TYPE_CHECKING:
    from .documents import DocumentAdmin

ASKED = "bring"  # the parameter of the form's address: the key of a version


class HistoryMixin:
    """For the admin of a kind of document: its history in the place of Django's, and versions brought back."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        return timeline.timeline(_desk(self), request, object_id)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)  # type: ignore[misc]
        filling = _filling(_desk(self), request, obj)
        return type(form.__name__, (_BroughtForm, form), {"brought": _values(filling)}) if filling else form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[tuple[Any, Any]]:
        filling = _filling(_desk(self), request, obj)
        for formset, inline in super().get_formsets_with_inlines(request, obj):  # type: ignore[misc]
            kept = reversion.is_registered(inline.model) and inline.has_change_permission(request, obj)
            if filling and kept:
                rows = filling.kept.rows.get(inline.model, [])
                yield type(formset.__name__, (_BroughtFormSet, formset), {"brought": rows}), inline
            else:
                yield formset, inline

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        desk, document = _desk(self), context["original"]
        if document and request.method == "GET" and request.GET.get(ASKED):
            filling = _filling(desk, request, document)
            if filling:
                messages.warning(request, _notice(desk, request, document, filling))
            else:
                messages.error(request, _("There is nothing of this text to bring back from there."))
        return super().render_change_form(request, context, **kwargs)  # type: ignore[misc]


def _desk(mixin: Any) -> "DocumentAdmin":
    return cast("DocumentAdmin", mixin)


def _filling(desk: "DocumentAdmin", request: HttpRequest, document: Any) -> Filling | None:
    """What is asked for with the address of the form; read once for each request."""
    key = request.GET.get(ASKED, "") if request.method == "GET" else ""
    if not (key and document and desk.has_change_permission(request, document)):
        return None
    known: dict[str, Filling | None] = request.__dict__.setdefault("_brought", {})
    if key not in known:
        known[key] = versions.filling(document, key)
    return known[key]


def _values(filling: Filling) -> dict[str, Any]:
    """A version as the fields of the form hold it."""
    was = filling.kept.document
    return {
        **{field.name: field.value_from_object(was) for field in was._meta.concrete_fields},
        "topics": [row.tag_id for row in filling.kept.rows.get(TopicDocument, [])],
        **{f"translator_{code}": name for code, name in filling.translators.items()},
    }


def _fill(form: Any, values: dict[str, Any]) -> None:
    """Put values into the fields that may be changed."""
    changeable = {name for name, field in form.fields.items() if not field.disabled}
    form.initial |= {name: value for name, value in values.items() if name in changeable}


class _BroughtForm:
    brought: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, self.brought)


class _BroughtFormSet:
    """Rows as a version had them."""

    brought: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        formset = cast(BaseInlineFormSet, self)
        self.standing, self.missing = _matched(list(formset.get_queryset()), self.brought)
        formset.extra = max(formset.extra, len(self.missing))

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)  # type: ignore[misc]
        if form.instance.pk in self.standing:
            _fill_row(form, self.standing[form.instance.pk])
        elif form.instance.pk and "DELETE" in form.fields:
            form.initial["DELETE"] = True
        elif index is not None and not form.instance.pk:
            place = index - cast(BaseInlineFormSet, self).initial_form_count()
            if place < len(self.missing):
                _fill_row(form, self.missing[place])


def _matched(standing: list[Any], brought: list[Any]) -> tuple[dict[Any, Any], list[Any]]:
    """The rows that are there, each with what it was; and what has no row any more."""
    left, found = list(brought), {}
    for is_same in (_has_key_of, _names_what):
        for row in standing:
            was = next((each for each in left if is_same(each, row)), None) if row.pk not in found else None
            if was is not None:
                found[row.pk] = was
                left.remove(was)
    return found, left


def _has_key_of(was: models.Model, row: models.Model) -> bool:
    return was.pk == row.pk


def _names_what(was: models.Model, row: models.Model) -> bool:
    """Whether two rows name the same author, the same organisation: nobody stands twice under a text."""
    named = [(getattr(was, key.attname), getattr(row, key.attname)) for key in keys(type(row))]
    return bool(named) and all(one == other for one, other in named)


def _fill_row(form: Any, was: models.Model) -> None:
    named_by = keys(type(was))
    own = [each for each in was._meta.concrete_fields if each in named_by or not (each.is_relation or each.primary_key)]
    _fill(form, {field.name: field.value_from_object(was) for field in own})
    for key in named_by:
        if key.name in form.fields and (named := getattr(was, key.name)):
            widget = form.fields[key.name].widget
            getattr(widget, "widget", widget).known = {str(named.pk): str(named)}


def _notice(desk: "DocumentAdmin", request: HttpRequest, document: Any, filling: Filling) -> SafeString:
    key = request.GET[ASKED]
    _key, name = versions.named(document, key) or (key, "")
    lines = [_("Brought back into the form, not saved yet: %(version)s. Save to keep it.") % {"version": name}]
    if not request.user.has_perm(EDIT_ORIGINAL):
        lines.append(_("What you may not change stays as it is."))
    if filling.kept.lost:
        lines.append(_("Something that it named is no longer there, and is left out."))
    url = timeline.compare_url(desk, document, key, versions.NOW)
    see = _("See what differs from the text as it is now")
    return format_html('<span class="desk-brought">{} <a href="{}">{}</a></span>', " ".join(lines), url, see)
