"""Form fields of the desk: topics from a list, a picture from the library."""

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from js_asset import Media, Script

from .. import languages, pictures
from ..models import Picture, Topic
from .merging import is_key


def scripts(*names: str) -> Media:
    """Modules of the desk by name, for a form that has fields which need them."""
    return Media(js=[Script(f"desk/{name}.js", type="module") for name in names])


# The browser's own fields instead of Django's: a date from the phone's calendar, an address once instead of twice.
PLAIN_FIELDS: dict[type[models.Field], dict[str, Any]] = {
    models.URLField: {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})},
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
}


def offer_adding_alone(field: forms.Field | None) -> forms.Field | None:
    """A choice of something on record, without Django's buttons that change, delete or show what is chosen."""
    if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
    return field


class ChoiceList(forms.CheckboxSelectMultiple):
    """A list of checkboxes; where there is script, with a field that finds those whose name holds what is typed."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        choices = super().render(name, value, attrs, renderer)
        return format_html(
            '<div class="desk-choices" data-find="{}" data-none="{}">{}</div>', _("Find"), _("Nothing found"), choices
        )


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics by their names in every language, so that either finds them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Topic.objects.all(), required=False, widget=ChoiceList, **kwargs)

    def clean(self, value: Any) -> Any:
        """Keys that no row can have are wrong choices too, and not an error of the database."""
        # A field that is disabled is given what it holds.
        for key in (getattr(each, "pk", each) for each in value or ()):
            if not is_key(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)

    def label_from_instance(self, obj: Any) -> str:
        names = [languages.in_language(obj, "name", code) for code in languages.CODES]
        return " · ".join(dict.fromkeys(filter(None, names)))


class PictureInput(forms.TextInput):
    """The picture chosen, small, with buttons that open the library and take the picture away."""

    def id_for_label(self, id_: str) -> str:
        """Nothing: what holds the picture is hidden, and a label belongs to what can be used."""
        return ""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> Any:
        attributes = self.build_attrs(self.attrs, attrs)
        is_token = re.fullmatch(r"[A-Za-z0-9_-]{1,32}", str(value or ""))
        picture = Picture.objects.shared().filter(token=value).first() if is_token else None
        return format_html(
            '<span class="desk-picture" role="group" aria-label="{}" data-picker="{}">'
            '<input type="hidden" name="{}" id="{}" value="{}">{}{}{}</span>',
            *(
                attributes.get("aria-label", ""),
                reverse("admin:publishing_picture_picker"),
                name,
                attributes.get("id", ""),
                value or "",
            ),
            thumbnail(picture) if picture else "",
            _button("choose", _("Choose a picture…"), disabled="disabled" in attributes),
            _button("clear", _("Take it away"), disabled="disabled" in attributes or not picture),
        )


def _button(act: str, label: str, *, disabled: bool) -> str:
    off = "disabled" if disabled else ""
    return format_html('<button type="button" class="desk-button" data-act="{}" {}>{}</button>', act, off, label)


def thumbnail(picture: Picture) -> str:
    """A small rendition with the picture's name, for people who look for it in the library."""
    return format_html(
        '<img class="desk-thumbnail" src="{}" alt="{}">', pictures.url(picture, picture.widths[0]), picture
    )


class PictureField(forms.ModelChoiceField):
    """A picture from the library, named by its token."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{
                "queryset": Picture.objects.shared(),
                "required": False,
                "to_field_name": "token",
                "widget": PictureInput,
                **kwargs,
            }
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"aria-label": self.label}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return super().prepare_value(value)


class PicturesField(forms.ModelMultipleChoiceField):
    """Some of a few pictures, shown small."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "desk-pictures"})
        super().__init__(queryset=Picture.objects.none(), required=False, widget=widget, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return format_html("{} {}", thumbnail(obj), obj)
