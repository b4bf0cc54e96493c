"""Countries, typed by their names."""

from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django_countries import countries

from publishing.languages import CODES


class CountryNameField(forms.CharField):
    """A country, typed by its name in any of the site's languages, or by its two letters. Gives the two letters.

    A list of 250 countries in each of a hundred rows would weigh a megabyte; the page has one list for all of them.
    """

    widget = forms.TextInput(attrs={"list": "desk-countries", "autocomplete": "off"})

    def prepare_value(self, value: Any) -> str:
        return country_names(get_language() or CODES[0]).get(str(value or ""), str(value or ""))

    def to_python(self, value: Any) -> str:
        typed = (super().to_python(value) or "").strip()
        code = country_codes().get(typed.casefold(), "") if typed else ""
        if typed and not code:
            raise ValidationError(_("There is no country of this name: %(name)s."), params={"name": typed})
        return code

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != str(initial or "")
        except ValidationError:
            return True


@lru_cache
def country_names(language: str) -> dict[str, str]:
    """The countries' names in a language by their two letters."""
    with override(language):
        return {code: str(name) for code, name in countries}


@lru_cache
def country_codes() -> dict[str, str]:
    """The countries' two letters by their names in every language of the site, and by themselves."""
    names = {name.casefold(): code for language in CODES for code, name in country_names(language).items()}
    return {**names, **{code.casefold(): code for code in country_names(CODES[0])}}
