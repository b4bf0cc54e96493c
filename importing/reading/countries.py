"""Countries by the names that people write, in either language."""

from functools import cache

from django.utils.translation import override
from django_countries import countries

from publishing.languages import CODES

from .vocabulary import COUNTRIES
from .words import fold


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = dict(COUNTRIES)
    for language in CODES:
        with override(language):
            for code, name in countries:
                found.setdefault(fold(str(name)), code)
    return found


def country_code(name: str) -> str:
    """The two letters of the country with this name, "" for anything else."""
    return _names().get(fold(name), "")
