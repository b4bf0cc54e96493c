"""Inlines whose rows are in an order: `static/desk/ordering.js` fills their positions in."""

from django import forms


class OrderedForm(forms.ModelForm):
    """A row that knows its place. A new row in which nothing but the place is filled in is an empty row."""

    def has_changed(self) -> bool:
        changed = set(self.changed_data)
        return bool(changed - {"position"} if self.empty_permitted else changed)


class OrderedInlineMixin:
    """For an inline of a model with a `position`. Stands before Django's or modeltranslation's inline."""

    form = OrderedForm
    ordering = ("position", "pk")
    extra = 0
