"""One word that stands for all that readers can see now: what is worked out once may be used until it changes."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from .models import Stamp

Result = TypeVar("Result")
NOTHING_YET = "none"  # before anything was ever published there is no stamp to tell two states apart


def freshness_of(request: HttpRequest) -> str:
    """The stamp and what came due last, as they are for this request. One query, once."""
    if not hasattr(request, "freshness"):
        request.freshness = Stamp.objects.freshness()  # type: ignore[attr-defined]
    return request.freshness  # type: ignore[attr-defined]


def once_per_stamp(ask: Callable[..., Result]) -> Callable[..., Result]:
    """Decorate `ask(*words)`, which reads small tables such as the series: `asked(request, *words)` is asked once.

    The answer is kept in this process until what readers can see changes. It is shared: whoever gets it does not
    change it.
    """
    kept = functools.lru_cache(maxsize=8)(lambda freshness, *words: ask(*words))

    @functools.wraps(ask)
    def asked(request: HttpRequest, *words: Any) -> Result:
        freshness = freshness_of(request)
        return ask(*words) if freshness == NOTHING_YET else kept(freshness, *words)

    return asked
