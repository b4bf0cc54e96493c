"""Inlines whose rows are in an order: `static/desk/ordering.js` fills their positions in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.translation import gettext as _


class OrderedForm(forms.ModelForm):
    """A row that knows its place. A new row in which nothing but the place is filled in is an empty row."""

    def has_changed(self) -> bool:
        changed = set(self.changed_data)
        return bool(changed - {"position"} if self.empty_permitted else changed)


class OrderedFormSet(BaseInlineFormSet):
    """Rows in order; without script, new ones stand after those that are there.

    A form has all the rows that are there: one that claims to have fewer would add them a second time.
    """

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if index is not None and index >= self.initial_form_count():
            form.initial["position"] = index

    def clean(self) -> None:
        super().clean()
        if self.initial_form_count() < len(self.get_queryset()):
            raise ValidationError(
                _("Not done: this text was saved again after you opened this page. Look at it again.")
            )


class OrderedInlineMixin:
    """For an inline of a model with a `position`. Stands before Django's or modeltranslation's inline."""

    form = OrderedForm
    formset = OrderedFormSet
    ordering = ("position", "pk")
    extra = 0
