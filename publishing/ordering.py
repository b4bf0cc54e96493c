"""Inlines whose rows are in an order: `static/desk/ordering.js` fills their positions in."""

from typing import Any

from django import forms
from django.forms import BaseInlineFormSet


class OrderedForm(forms.ModelForm):
    """A row that knows its place. A new row in which nothing but the place is filled in is an empty row."""

    def has_changed(self) -> bool:
        changed = set(self.changed_data)
        return bool(changed - {"position"} if self.empty_permitted else changed)


class OrderedFormSet(BaseInlineFormSet):
    """Rows in order; without script, new ones stand after those that are there."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index >= self.initial_form_count():
            form.initial["position"] = index


class OrderedInlineMixin:
    """For an inline of a model with a `position`. Stands before Django's or modeltranslation's inline."""

    form = OrderedForm
    formset = OrderedFormSet
    ordering = ("position", "pk")
    extra = 0
