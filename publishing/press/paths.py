"""Paths in a language, whatever language is active."""

import functools
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from .. import languages


@functools.lru_cache(maxsize=4096)
def path_in(code: str, name: str, **arguments: Any) -> str:
    """The path of a URL name in a language. Kept: a list names sixty, and each costs as much as a small query."""
    with override(code):
        return reverse(name, kwargs=arguments)


def in_every_language(name: str, **arguments: Any) -> dict[str, str]:
    """The paths of a page that every language has."""
    return {code: path_in(code, name, **arguments) for code in languages.CODES}
