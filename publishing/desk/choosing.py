"""Choosing something on record by search, as Django's admin does, and safe from what it is not."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest


class KnownSelect(AutocompleteSelect):
    """A choice by search. The row knows the name of what is chosen already, so that none asks the database for it.

    Django asks for whatever was sent, and fails where that is no key.
    """

    known: dict[str, str] = {}

    def optgroups(self, name: str, value: list[str], attr: dict[str, Any] | None = None) -> Any:
        chosen = [str(each) for each in value if str(each).isdecimal() and len(str(each)) < 19]
        if not chosen or any(each not in self.known for each in chosen):
            return super().optgroups(name, chosen, attr)
        options = [self.create_option(name, each, self.known[each], True, 0) for each in chosen]
        return [(None, options, 0)]


class ChosenMixin:
    """For an admin or an inline: `chosen` are the foreign keys that are found by search, among what a list shows."""

    chosen: tuple[str, ...] = ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.chosen:
            site: Any = self.admin_site  # type: ignore[attr-defined]
            kwargs["widget"] = KnownSelect(db_field, site)
            kwargs["queryset"] = site.get_model_admin(db_field.remote_field.model).get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
