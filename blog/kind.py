"""What publishing must know of a post."""

from typing import Any

from django.utils.translation import gettext_lazy
from reversion.models import Version

from publishing import languages
from publishing.kinds import Kind
from publishing.links.finding import in_html
from publishing.strike import Strike

from . import bylines, lists, places, views
from .models import Byline, Post


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


def links(matter: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Those in the notes about authors."""
    notes = [credit["note"] for credit in matter.get("credits", [])]
    return [("note", words, url) for note in notes for words, url in in_html(note)]


def strike(post: Post, strike: Strike) -> None:
    """Strike the bylines of the authors in question, from the record too, and the notes about the others."""
    gone = post.bylines.filter(author__in=strike.authors)
    versions = Version.objects.get_for_model(Byline).filter(object_id__in=[str(byline.pk) for byline in gone])
    strike.places += len(gone) + versions.count()
    versions.delete()
    gone.delete()
    for byline in post.bylines.all():
        for code in languages.CODES:
            setattr(byline, f"note_{code}", strike.html(languages.in_language(byline, "note", code), code))
        byline.save()


KIND = Kind(
    name="post",
    model=Post,
    url_name="blog:post",
    freeze=freeze,
    shelves=shelves,
    page=views.post_page,
    strike=strike,
    index="blog:posts",
    heading=gettext_lazy("Blog"),
    cards=lists.cards,
    home=lists.home,
    authors=bylines.of,
    tail=lists.tail,
    links=links,
    places=places.every,
    shows=places.shows,
)
