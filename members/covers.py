"""The cover of a member's text: a list of their own pictures, and where there is script a way to add one."""

from typing import Any

from django import forms
from django.forms import ModelChoiceField
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.models import Picture


class CoverSelect(forms.Select):
    """A list; `static/write/cover.js` opens the member's pictures beside it."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        return format_html(
            '<span class="cover-choice" data-picker="{}">{} '
            '<button type="button" class="second" hidden>{}</button></span>',
            reverse("members:pictures"),
            super().render(name, value, attrs, renderer),
            _("Choose or add a picture…"),
        )


class CoverField(ModelChoiceField):
    """One of the pictures that the form allows, named by its token."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"queryset": Picture.objects.none(), "required": False, "to_field_name": "token", **kwargs}
        super().__init__(empty_label=gettext_lazy("No cover"), widget=CoverSelect, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return super().prepare_value(value)
