"""Rows on the form of a document: who may change which of their fields, and lists that stay one query long."""

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from ..editor import DeskFieldsMixin
from ..forms import keep_to_translation
from ..ordering import OrderedForm, OrderedInlineMixin
from .choosing import ChosenMixin
from .fields import PLAIN_FIELDS, offer_adding_alone


class RowForm(OrderedForm):
    """A row of a document. The inline subclasses it with the person, the document's original language, and its keys."""

    person: AbstractUser
    original = ""
    chosen: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_to_translation(self, self.person, self.original)
        for name in self.chosen:
            if name in self.fields and (value := getattr(self.instance, f"{name}_id")):
                widget: Any = self.fields[name].widget
                getattr(widget, "widget", widget).known = {str(value): str(getattr(self.instance, name))}


class RowsInline(OrderedInlineMixin, ChosenMixin, DeskFieldsMixin):
    """For an inline of a document's form; stands before modeltranslation's.

    Who may: by the row's own permissions; without `publishing.edit_original` only the fields in the languages that are
    not the original's.
    """

    form = RowForm
    formfield_overrides = PLAIN_FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)  # type: ignore[misc]
        return rows.select_related(*self.chosen) if self.chosen else rows

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return offer_adding_alone(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[BaseInlineFormSet]:
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        original = obj.original_language if obj else ""
        named = {"person": request.user, "original": original, "chosen": self.chosen}
        formset.form = type(formset.form.__name__, (formset.form,), named)
        return formset
