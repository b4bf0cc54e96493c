"""One word that stands for all that readers can see now: what is worked out once may be used until it changes."""

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest

from ..models import Stamp

Result = TypeVar("Result")
SLOW = 1  # seconds, after which an error is not one of a connection that somebody has closed
NOTHING_YET = "none"  # before anything was ever published there is no stamp to tell two states apart


def freshness_of(request: HttpRequest) -> str:
    """The stamp and what came due last, as they are for this request. One query, once."""
    if not hasattr(request, "freshness"):
        request.freshness = _ask()  # type: ignore[attr-defined]
    return request.freshness  # type: ignore[attr-defined]


def _ask() -> str:
    """Ask over the connection that was kept, without Django's SELECT 1 before: that would double what a kept page
    costs. If the connection proves to be dead, ask over a new one; if the database is, or is too slow, do not ask
    again."""
    kept = connection.connection is not None
    connection.health_check_done = True  # type: ignore[attr-defined]
    began = time.monotonic()
    try:
        return Stamp.objects.freshness()
    except (OperationalError, InterfaceError):
        if not kept or connection.in_atomic_block or time.monotonic() - began > SLOW:
            raise
        connection.close()
        return Stamp.objects.freshness()


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
