"""What pages that mix kinds show of posts: in lists, on the home page, in feeds."""

from typing import Any

from django.http import HttpRequest

from publishing import languages
from publishing.models import Edition
from publishing.press import cards as entries

from . import bylines, places

ON_HOME = 7


def cards(request: HttpRequest, editions: list[Edition]) -> list[dict[str, Any]]:
    """Who wrote each."""
    return [{"credits": bylines.of(request, edition)} for edition in editions]


def home(request: HttpRequest) -> dict[str, Any]:
    """The newest posts, and the series that have a page in this language."""
    code = languages.current()
    newest = entries.newest("post", code, ON_HOME)
    series = places.series_in(request, code).values()
    return {
        "cards": entries.of(request, newest),
        "series_list": [each for each in series if each["public"] and each["url"]],
    }


def tail(request: HttpRequest, edition: Edition) -> str:
    """What stands under a post wherever it is read: the starred notes, and its series' disclaimer."""
    notes = [f"<p>{each['stars']} {each['note_html']}</p>" for each in bylines.of(request, edition) if each["stars"]]
    series = places.series_of(request, edition)
    return "".join([*notes, series["disclaimer_html"] if series else ""])
