"""What publishing must know of a post."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from publishing import languages, redaction
from publishing.history import Copy, Rows
from publishing.kinds import Kind
from publishing.links.finding import in_html
from publishing.strike import SHORTEST, Strike

from . import bylines, lists, places, views
from .models import Author, Byline, Post


def freeze(post: Post, language: str) -> dict[str, Any]:
    """The byline as it stands when the text is sealed, and the series it stands in."""
    return _matter(post, post.bylines.select_related("author"), language)


def recall(kept: Copy, language: str) -> dict[str, Any]:
    return _matter(kept.document, kept.rows.get(Byline, []), language)


def _matter(post: Post, bylines: Iterable[Byline], language: str) -> dict[str, Any]:
    return {
        "credits": [
            {
                "id": byline.author_id,
                "name": byline.author.name,
                "slug": byline.author.slug,
                "note": languages.in_language(byline, "note", language),
            }
            for byline in bylines
        ],
        "series": post.series_id,
    }


def thaw(post: Post, matters: Mapping[str, dict[str, Any]]) -> Rows:
    """Bylines as an edition says them, those that stand there now with the notes of the other language."""
    bylines = {byline.author_id: byline for byline in post.bylines.all()}
    for code, matter in matters.items():
        post.series_id = matter["series"]
        for position, credit in enumerate(matter["credits"]):
            byline = bylines.setdefault(credit["id"], Byline(author_id=credit["id"]))
            byline.position = position
            setattr(byline, f"note_{code}", credit["note"])
    named = dict.fromkeys(credit["id"] for matter in matters.values() for credit in matter["credits"])
    return {Byline: [bylines[author] for author in named]}


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
    strike.places += len(gone) + redaction.forget_rows(post, Byline, lambda row: row["author"] in strike.authors)
    gone.delete()
    if names := [
        author.name for author in Author.objects.filter(pk__in=strike.authors) if len(author.name) >= SHORTEST
    ]:
        in_the_log = Strike(names, [], [])
        redaction.strike_log(post, in_the_log)
        redaction.strike_decisions(post, in_the_log)
        strike.places += in_the_log.places
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
    recall=recall,
    thaw=thaw,
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
