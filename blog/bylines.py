"""Who wrote a post: named as when it was sealed, linked where their page is now."""

from typing import Any

from django.http import HttpRequest

from publishing import html
from publishing.models import Edition

from . import places


def of(request: HttpRequest, edition: Edition) -> list[dict[str, Any]]:
    """The byline in its order; each note has one star more than the one before it."""
    slugs = places.author_slugs(request)
    found = []
    stars = ""
    for credit in edition.matter.get("credits", []):
        noted = bool(credit["note"])
        stars += "*" * noted
        # Who is named in an earlier edition may be named in none that is shown, and then has no page.
        slug = "" if edition.is_past else slugs.get(credit["id"], "")
        found.append(
            {
                "name": credit["name"],
                "url": places.author_url(slug, edition.language) if slug else "",
                "note_html": html.trusted(html.sanitize(credit["note"], inline=True)) if noted else "",
                "stars": stars if noted else "",
            }
        )
    return found
