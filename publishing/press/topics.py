"""Topics as readers meet them: named as they were when a text was sealed, linked where they stand now."""

from typing import Any

from django.http import HttpRequest

from .. import languages
from ..models import Edition, Topic
from .freshness import once_per_stamp
from .paths import path_in


@once_per_stamp
def slugs() -> dict[int, dict[str, str]]:
    """Each topic's slug in each language that it has one in."""
    return {
        topic.pk: {code: slug for code in languages.CODES if (slug := languages.in_language(topic, "slug", code))}
        for topic in Topic.objects.all()
    }


def of(request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
    """An edition's topics as {"name", "url"}; `url` is "" for one that has no page in this language."""
    # Nothing that is shown may have an earlier edition's topics, and then they have no page.
    known = {} if edition.is_past else slugs(request)
    return [
        {"name": topic["name"], "url": url(known.get(topic["id"], {}).get(edition.language, ""), edition.language)}
        for topic in edition.matter.get("topics", [])
    ]


def url(slug: str, code: str) -> str:
    """A topic's path in a language, "" without a slug."""
    return path_in(code, "publishing:topic", slug=slug) if slug else ""


def urls(topic: Topic) -> dict[str, str]:
    """A topic's path in each language that it has a page in."""
    return {code: url(slug, code) for code in languages.CODES if (slug := languages.in_language(topic, "slug", code))}
