"""Public pages. HTTP only: what readers see comes from editions and listings."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from publishing import languages, pictures
from publishing.models import Edition
from publishing.press import addresses, cards, context, crops, feeds, meta, reading
from publishing.press.caching import public_page
from publishing.press.paths import in_every_language

from . import archives, bylines, places
from .models import Author, Series

SHELF = "post"


@public_page
def posts(request: HttpRequest) -> HttpResponseBase:
    """Every post, newest first."""
    entries, page = cards.page(request, SHELF, languages.current())
    urls = in_every_language("blog:posts")
    shown = {
        "heading": _("Blog"),
        "archives": archives.years(request, languages.current()),
        "meta": meta.of_list(request, _("Blog"), urls, page=page),
    }
    return _list(request, "blog/post_list.html", urls, cards.in_list(entries, page), shown)


def _list(request: HttpRequest, template: str, urls: dict[str, str], *parts: dict[str, Any]) -> TemplateResponse:
    shown = context.shown_in(urls)
    for part in parts:
        shown.update(part)
    return TemplateResponse(request, template, shown)


@public_page
def post(request: HttpRequest, slug: str) -> HttpResponseBase:
    return addresses.answer(request, "post", slug)


def post_page(request: HttpRequest, edition: Edition) -> TemplateResponse:
    """Show an edition, published or previewed."""
    by = bylines.of(request, edition)
    people = [{"@type": "Person", "name": each["name"], "url": meta.absolute(each["url"])} for each in by]
    return reading.show(
        request,
        "blog/post_detail.html",
        edition,
        shelf=SHELF,
        json_ld={"@type": "BlogPosting", "author": people or [meta.organisation()]},
        credits=by,
        noted=any(each["note_html"] for each in by),
        series=places.series_of(request, edition),
    )


@public_page
def archive(request: HttpRequest, year: str, month: str = "") -> HttpResponseBase:
    """The posts of a year, or of a month. 404 where there are none."""
    span = archives.span(int(year), int(month) if month else None)
    entries, page = cards.page(request, SHELF, languages.current(), since=span.start, until=span.end)
    if not entries:
        raise Http404("There is nothing from this time.")
    arguments = {"year": year, **({"month": month} if month else {})}
    urls = in_every_language("blog:month" if month else "blog:year", **arguments)
    shown = {
        "heading": span.label,
        "year": span.year,
        "months": archives.months(request, languages.current(), span.year, int(month) if month else None),
        "meta": meta.of_list(request, span.label, urls, page=page),
    }
    return _list(request, "blog/archive.html", urls, cards.in_list(entries, page), shown)


@public_page
def series(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A series with its introduction. 404 until a public post stands in it."""
    row = _series(slug)
    entries, page = cards.page(request, row.shelf, languages.current())
    if not entries:
        raise Http404("Nothing public stands in this series.")
    found = places.series_in(request, languages.current())[row.pk]
    urls = places.series_urls(row)
    shown = {
        "series": found,
        "feed_url": reverse("blog:series_feed", kwargs={"slug": slug}),
        "feed_title": found["title"],
        "meta": meta.of_list(request, found["title"], urls, page=page),
    }
    return _list(request, "blog/series_detail.html", urls, cards.in_list(entries, page), shown)


def _series(slug: str) -> Series:
    return get_object_or_404(Series, **{f"slug_{languages.current()}": slug, f"title_{languages.current()}__gt": ""})


@public_page
def series_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    row = _series(slug)
    page_url = reverse("blog:series", kwargs={"slug": slug})
    title = languages.in_language(row, "title", languages.current())
    return feeds.respond(request, row.shelf, title=title, page_url=page_url, public=False)


@public_page
def author(request: HttpRequest, slug: str) -> HttpResponseBase:
    """An author and what they wrote. 404 until a public post names them."""
    row: Author = get_object_or_404(Author.objects.select_related("photo"), slug=slug)
    code = languages.current()
    entries, page = cards.page(request, row.shelf, code)
    if not entries:
        raise Http404("Nothing public names this author.")
    urls = in_every_language("blog:author", slug=slug)
    person = {"@context": "https://schema.org", "@type": "Person", "name": row.name, "url": meta.absolute(urls[code])}
    photo = pictures.frozen(row.photo, code) if row.photo else None
    shown = {
        "author": {
            "name": row.name,
            "bio_html": places.bio_of(row, code),
            "photo": {**photo, **pictures.sources(photo), **crops.of(request, photo)} if photo else None,
        },
        "feed_url": reverse("blog:author_feed", kwargs={"slug": slug}),
        "feed_title": row.name,
        "meta": meta.of_list(request, row.name, urls, page=page, json_ld=person),
    }
    return _list(request, "blog/author_detail.html", urls, cards.in_list(entries, page), shown)


@public_page
def author_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    row = get_object_or_404(Author, slug=slug)
    page_url = reverse("blog:author", kwargs={"slug": slug})
    return feeds.respond(request, row.shelf, title=row.name, page_url=page_url, public=False)
