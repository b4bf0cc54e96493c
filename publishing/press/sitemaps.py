"""The sitemap (sitemaps.org 0.9): an index, one part for the pages around the texts, the rest for the texts by number.

Parts are cut by the number of the document, so that none needs the others to be counted; one without a public text is
neither named nor there.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import escape

from .. import kinds, languages
from ..models import Edition, Topic
from . import standing, topics
from .caching import public_page
from .meta import absolute
from .paths import in_every_language

SIZE = 2000
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
CORE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


@public_page
def index(request: HttpRequest) -> HttpResponseBase:
    """The index. The schema wants an entry in each part that it names."""
    numbers = Edition.objects.public().annotate(part=F("document_id") / SIZE).values_list("part", flat=True)
    parts = numbers.order_by("part").distinct()
    paths = [reverse("sitemap_around"), *(reverse("sitemap_part", args=[part]) for part in parts)]
    entries = "".join(f"<sitemap><loc>{escape(absolute(path))}</loc></sitemap>\n" for path in paths)
    return _xml(f'<sitemapindex xmlns="{CORE}">\n{entries}</sitemapindex>\n')


@public_page
def around(request: HttpRequest) -> HttpResponseBase:
    """Home, the lists, and what stands around the texts: series, authors, topics, signatories."""
    names = ["publishing:home", *(kind.index for kind in kinds.every() if kind.index)]
    places = [in_every_language(name) for name in names]
    places += [urls for kind in kinds.every() for urls in kind.places(request)]
    places += [topics.urls(topic) for topic in standing.with_public(Topic.objects.all(), "topic")]
    return _urlset(line for urls in places for line in _entries(urls))


@public_page
def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """The texts of one part, each language with links to the others."""
    first = number * SIZE
    if first >= 2**62:
        raise Http404("There is no such part.")
    editions = Edition.objects.public().filter(document__gte=first, document__lt=first + SIZE)
    columns = ("document_id", "kind", "language", "slug", "released_at")
    rows = editions.only(*columns).order_by("document", "language")
    texts = [list(group) for _pk, group in groupby(rows, key=lambda edition: edition.document_id)]
    if not texts:
        raise Http404("There is no such part.")
    return _urlset(line for text in texts for line in _text(text))


def _text(editions: list[Edition]) -> Iterator[str]:
    released = {edition.language: edition.released_at for edition in editions}
    return _entries({edition.language: kinds.url_of(edition) for edition in editions}, released)


def _entries(urls: dict[str, str], released: dict[str, datetime | None] | None = None) -> Iterator[str]:
    """An entry for each language of a page; each names them all, itself too."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(absolute(urls[code]))}"/>'
        for code in languages.CODES
        if code in urls and len(urls) > 1
    )
    for code, path in urls.items():
        moment = (released or {}).get(code)
        changed = f"<lastmod>{moment.isoformat(timespec='seconds')}</lastmod>" if moment else ""
        yield f"<url><loc>{escape(absolute(path))}</loc>{changed}{links}</url>\n"


def _urlset(lines: Iterable[str]) -> HttpResponse:
    return _xml(f'<urlset xmlns="{CORE}" xmlns:xhtml="{XHTML}">\n{"".join(lines)}</urlset>\n')


def _xml(text: str) -> HttpResponse:
    return HttpResponse(HEAD + text, content_type="application/xml; charset=utf-8")
