"""Roles and permissions on a form: lists of checkboxes, found by typing, in the language of the desk."""

from typing import Any

from django import forms
from django.contrib.auth.models import Permission
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from publishing.desk.fields import ChoiceList, scripts

ACTS = {
    "view": gettext_lazy("Can view"),
    "add": gettext_lazy("Can add"),
    "change": gettext_lazy("Can change"),
    "delete": gettext_lazy("Can delete"),
}


class PermissionsField(forms.ModelMultipleChoiceField):
    """Permissions by what they are about and what they let somebody do: the database has them in English alone."""

    def label_from_instance(self, obj: Permission) -> str:
        act, _, model = obj.codename.partition("_")
        what = ACTS[act] if act in ACTS and model == obj.content_type.model else gettext(obj.name)
        return f"{capfirst(obj.content_type.name)}: {what}"


class RightsMixin:
    """Django's own two boxes, between which rights are moved, need a wide screen."""

    filter_horizontal = ()
    formfield_overrides = {models.ManyToManyField: {"widget": ChoiceList}}

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.related_model is Permission:
            kwargs["form_class"] = PermissionsField
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    @property
    def media(self) -> Any:
        return super().media + scripts("choices")  # type: ignore[misc]
