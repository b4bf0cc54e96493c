"""What stays in sight where a picture is cut: the crop for shared links, and the classes for what style sheets cut.

A focal point is live, as a series' title is: editions keep which picture they show, not how it is cut.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ..models import Picture
from ..models.pictures import MIDDLE
from .freshness import once_per_stamp

STEP = 10  # per cent; static/press/press.css has a class for each


@once_per_stamp
def focal_points() -> dict[str, tuple[int, int]]:
    """The focal points that are not in the middle, by the picture's token."""
    rows = Picture.objects.exclude(focus_x=MIDDLE, focus_y=MIDDLE).values_list("token", "focus_x", "focus_y")
    return {token: (x, y) for token, x, y in rows}


def of(request: HttpRequest, picture: Mapping[str, Any]) -> dict[str, str]:
    """For a frozen picture: `card`, the address of its crop for shared links, and `focus`, its classes or ""."""
    x, y = focal_points(request).get(picture["token"], (MIDDLE, MIDDLE))
    card = f"{settings.MEDIA_URL}pictures/{picture['token']}/card-{x}-{y}.jpg"
    return {"card": card, "focus": "" if x == y == MIDDLE else f"fx{_step(x)} fy{_step(y)}"}


def _step(per_cent: int) -> int:
    return int(per_cent / STEP + 0.5)
