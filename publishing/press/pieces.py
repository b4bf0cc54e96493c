"""Pieces of a page that are the same wherever they stand: an entry of a list, a signature, the footer.

A piece is rendered from what it is given and from the active language, and from nothing else; so what it was given last
time, it need not render again. Nothing here can be out of date: other words are another piece.
"""

import functools
import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 2000

Made = TypeVar("Made")
_memories: list[Any] = []


def remembered(most: int) -> Callable[[Callable[..., Made]], Callable[..., Made]]:
    """Decorate a function of words alone, so that the last so many answers are at hand until `forget`."""

    def decorate(make: Callable[..., Made]) -> Callable[..., Made]:
        memory = functools.lru_cache(maxsize=most)(make)
        _memories.append(memory)
        return memory

    return decorate


def show(template: str, context: dict[str, Any]) -> str:
    """A template rendered with this context alone. Raises TypeError for anything in it but words, numbers, dates, and
    lists and dicts of these: only for those can it be said that they are the same."""
    if settings.DEBUG:
        return get_template(template).render(context)
    key = json.dumps(_marked(context), default=_as_word, ensure_ascii=False)
    return _rendered(template, get_language(), _Given(key, context))


def forget() -> None:
    """Hold no piece any longer, in this process: something was struck."""
    for memory in _memories:
        memory.cache_clear()


def _marked(value: Any) -> Any:
    """The same, with what is HTML already told from words that look like it."""
    if isinstance(value, dict):
        return {name: _marked(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_marked(item) for item in value]
    return ["html", value] if isinstance(value, SafeString) else value


def _as_word(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} may be something else the next time")


class _Given:
    """A context that is compared by its words, and let go once it is rendered."""

    def __init__(self, key: str, context: dict[str, Any]) -> None:
        self.key, self.context = key, context

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Given) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@remembered(MOST)
def _rendered(template: str, code: str | None, given: _Given) -> str:
    context, given.context = given.context, {}
    return get_template(template).render(context)
