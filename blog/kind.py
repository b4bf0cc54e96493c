"""What publishing must know of a post."""

from typing import Any

from publishing import languages
from publishing.kinds import Kind

from . import views
from .models import Post


def freeze(post: Post, language: str) -> dict[str, Any]:
    """The byline as it stands when the text is sealed, and the series it stands in."""
    return {
        "credits": [
            {
                "id": byline.author_id,
                "name": byline.author.name,
                "slug": byline.author.slug,
                "note": languages.in_language(byline, "note", language),
            }
            for byline in post.bylines.select_related("author")
        ],
        "series": post.series_id,
    }


def shelves(matter: dict[str, Any]) -> list[str]:
    return [
        "all",
        "post",
        *([f"series:{matter['series']}"] if matter["series"] else []),
        *(f"topic:{topic['id']}" for topic in matter["topics"]),
        *(f"author:{credit['id']}" for credit in matter["credits"]),
    ]


KIND = Kind(name="post", model=Post, url_name="blog:post", freeze=freeze, shelves=shelves, page=views.post_page)
