"""Names and the addresses made from them, for what surrounds a text."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import languages
from ..models.desk import RESERVED_SLUGS, validate_slug
from . import slugs


def fold(text: str) -> str:
    """A text without accents and case, for finding it."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


class NamedForm(forms.ModelForm):
    """Something with a name and an address: the address is made from the name, and stays once a public page has it.

    `named` maps each slug to the field that it is made from.
    """

    is_fixed = False
    named: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slug in self.named.keys() & self.fields.keys():
            self.fields[slug].required = False
            self.fields[slug].disabled = self.is_fixed
            self.fields[slug].help_text = (
                _("Public pages have this address, and an address is for ever.")
                if self.is_fixed
                else _("The last part of the page's address. Left empty, it is made from the name.")
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for slug, name in self.named.items():
            if slug in self.errors or slug not in self.fields:
                continue
            if cleaned.get(slug):
                self._check(slug, cleaned[slug])
            else:
                cleaned[slug] = slugs.from_title(cleaned.get(name) or "", self._taken(slug)) or None
        return cleaned

    def _check(self, field: str, slug: str) -> None:
        try:
            validate_slug(slug)
        except ValidationError as error:
            self.add_error(field, error)
        if slug in RESERVED_SLUGS:
            self.add_error(field, _("The site itself needs “%(slug)s”: choose another address.") % {"slug": slug})

    def _taken(self, field: str) -> Any:
        others = type(self.instance)._default_manager.exclude(pk=self.instance.pk)
        return lambda slug: others.filter(**{field: slug}).exists()


def in_each_language(**fields: str) -> dict[str, str]:
    """`in_each_language(slug="title")` is {"slug_en": "title_en", "slug_es": "title_es"}."""
    return {f"{slug}_{code}": f"{name}_{code}" for slug, name in fields.items() for code in languages.CODES}


class BothNamesForm(NamedForm):
    """Something that is chosen by its name in either language, so that it needs a name in both."""

    both: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.both:
            for code in languages.CODES:
                if f"{name}_{code}" in self.fields:
                    self.fields[f"{name}_{code}"].required = True


class OneNameForm(forms.ModelForm):
    """Something whose name may exist in one language alone."""

    one: str = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in languages.CODES:
            if f"{self.one}_{code}" in self.fields:
                self.fields[f"{self.one}_{code}"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"{self.one}_{code}") for code in languages.CODES):
            self.add_error(f"{self.one}_{languages.current()}", _("Give it in one language at least."))
        return cleaned
