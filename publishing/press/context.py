"""What every page shows besides its own matter: the site's name, the menu, the languages, the footer."""

import functools
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from .. import kinds, languages
from ..models import Listing
from .freshness import once_per_stamp
from .paths import path_in

MOST_PAGES = 30


def site(request: HttpRequest) -> dict[str, Any]:
    """The context processor. A view's own context, such as its `language_links`, goes before it."""
    # Asked only where a template prints it: the desk's do not.
    footer = functools.partial(_footer, request)
    return {**bare(), "menu": menu(request.path_info), "footer_pages": footer}


def _footer(request: HttpRequest) -> list[dict[str, Any]]:
    try:
        return footer_pages(request, languages.current())
    except DatabaseError:
        return []


def bare() -> dict[str, Any]:
    """The same for a page that must not ask the database."""
    code = languages.current()
    name = settings.SITE_NAME[code]
    return {
        "site": {"name": name, "tagline": settings.SITE_TAGLINE[code], "url": settings.SITE_URL},
        "language": code,
        "home_url": path_in(code, "publishing:home"),
        "language_links": language_links(code, {}),
        "menu": menu(""),
        "footer_pages": [],
        "feed_url": path_in(code, "publishing:feed"),
        "feed_title": name,
        "preview": False,
    }


def menu(path: str) -> list[dict[str, Any]]:
    code = languages.current()
    entries = [(str(kind.heading), path_in(code, kind.index)) for kind in kinds.every() if kind.index]
    entries.append((_("Search"), path_in(code, "publishing:search")))
    return [{"title": title, "url": url, "current": path.startswith(url)} for title, url in entries]


def language_links(code: str, urls: dict[str, str]) -> list[dict[str, Any]]:
    """A link for each language: the same page, or where there is none, that language's home."""
    return [
        {
            "code": other,
            "name": languages.own_name_of(other),
            "url": urls.get(other) or path_in(other, "publishing:home"),
            "current": other == code,
            "missing": other not in urls and other != code,
        }
        for other in languages.CODES
    ]


def shown_in(urls: dict[str, str]) -> dict[str, Any]:
    """What a view that has these addresses adds to its context."""
    return {"language_links": language_links(languages.current(), urls)}


@once_per_stamp
def footer_pages(code: str) -> list[dict[str, Any]]:
    """The standing pages in this language and, marked, those that it lacks; in the order that staff gave them."""
    editions = [listing.edition for listing in Listing.objects.on("page", code)[:MOST_PAGES]]
    editions.sort(key=lambda edition: (edition.matter.get("position", 0), edition.document_id))
    return [
        {
            "title": edition.title,
            "url": kinds.url_of(edition),
            "language": edition.language,
            "foreign": edition.language != code,
        }
        for edition in editions
    ]
