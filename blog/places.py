"""Series and authors as readers meet them. Their rows are live: what staff change there shows at once."""

from typing import Any

from django.http import HttpRequest

from publishing import html, languages
from publishing.models import Edition, Picture
from publishing.press import standing
from publishing.press.freshness import once_per_stamp
from publishing.press.paths import path_in

from .models import Author, Series


@once_per_stamp
def series_in(code: str) -> dict[int, dict[str, Any]]:
    """Every series by its id, for readers of a language; `public` says whether it has a page."""
    public = set(standing.with_public(Series.objects.all(), "series").values_list("pk", flat=True))
    return {row.pk: {**_series(row, code), "public": row.pk in public} for row in Series.objects.all()}


def _series(row: Series, code: str) -> dict[str, Any]:
    title = languages.in_language(row, "title", code)
    shown_in = code if title else next((other for other in languages.CODES if getattr(row, f"title_{other}")), code)
    return {
        "title": title or languages.in_language(row, "title", shown_in),
        "language": shown_in,
        "url": series_urls(row).get(code, ""),
        "intro_html": _html(row, "intro", code),
        "disclaimer_html": _html(row, "disclaimer", code),
        "link": row.link,
        "link_text": languages.in_language(row, "link_text", code),
    }


def _html(row: Series | Author, field: str, code: str) -> str:
    return html.trusted(html.sanitize(languages.in_language(row, field, code)))


def series_urls(row: Series) -> dict[str, str]:
    """A series' path in each language in which it has a title and an address."""
    found = {}
    for code in languages.CODES:
        slug = languages.in_language(row, "slug", code)
        if slug and languages.in_language(row, "title", code):
            found[code] = path_in(code, "blog:series", slug=slug)
    return found


def series_of(request: HttpRequest, edition: Edition) -> dict[str, Any] | None:
    """The series that an edition stands in, None without one, and for an earlier edition of one that has no page."""
    found = series_in(request, edition.language).get(edition.matter.get("series") or 0)
    return None if found and edition.is_past and not found["public"] else found


@once_per_stamp
def author_slugs() -> dict[int, str]:
    return dict(Author.objects.values_list("pk", "slug"))


def author_url(slug: str, code: str) -> str:
    return path_in(code, "blog:author", slug=slug)


def bio_of(author: Author, code: str) -> str:
    """What there is to say about an author in a language."""
    return _html(author, "bio", code)


def every(request: HttpRequest) -> list[dict[str, str]]:
    """The pages around the posts, for the sitemap: series and authors that a public post names."""
    series = [series_urls(row) for row in standing.with_public(Series.objects.all(), "series")]
    authors = standing.with_public(Author.objects.all(), "author")
    return [
        *filter(None, series),
        *({code: author_url(author.slug, code) for code in languages.CODES} for author in authors),
    ]


def shows(picture: Picture) -> bool:
    """Whether it is the photo on a public author's page."""
    return standing.with_public(Author.objects.filter(photo=picture), "author").exists()
