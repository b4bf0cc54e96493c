"""The demo has a past: texts published in 2024, corrected weeks later. It is made by the same acts as the present."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone


@contextmanager
def turned_to(moment: datetime) -> Iterator[None]:
    """Inside, now is this moment, for the whole process: seals, editions and rows are dated by it.

    The press has no way to date a seal back, and must not have one; so the demo moves the clock and not the seal.
    """
    now = timezone.now
    timezone.now = lambda: moment
    try:
        yield
    finally:
        timezone.now = now
