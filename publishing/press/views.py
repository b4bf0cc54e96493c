"""The pages that mix kinds. HTTP only: what readers see comes from editions and listings."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from .. import kinds, languages
from ..models import Topic
from . import cards, context, errata, feeds, finding, meta, topics
from .caching import public_page
from .paths import in_every_language, path_in


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """`/`: to the visitor's language. No cookie is asked, so that the answer depends on one header only."""
    home = path_in(_wanted_language(request), "publishing:home")
    return HttpResponseRedirect(home, headers={"Vary": "Accept-Language"})


def _wanted_language(request: HttpRequest) -> str:
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


@public_page
def home(request: HttpRequest) -> HttpResponseBase:
    """The front page: what each kind of text shows there."""
    shown: dict[str, Any] = {}
    for kind in kinds.every():
        shown.update(kind.home(request))
    code = languages.current()
    urls = in_every_language("publishing:home")
    site = {"@context": "https://schema.org", **meta.organisation(), "slogan": settings.SITE_TAGLINE[code]}
    head = meta.of_list(
        request,
        settings.SITE_NAME[code],
        urls,
        description=settings.SITE_TAGLINE[code],
        default=reverse("start"),
        json_ld=site,
    )
    return TemplateResponse(request, "publishing/home.html", {**shown, **context.shown_in(urls), "meta": head})


@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A topic's texts of every kind. 404 until a public one stands on it."""
    found = _topic(slug)
    entries, page = cards.page(request, found.shelf, languages.current())
    if not entries:
        raise Http404("Nothing public has this topic.")
    urls = topics.urls(found)
    name = languages.in_language(found, "name", languages.current())
    shown = {
        "topic": {"name": name},
        **cards.in_list(entries, page),
        **context.shown_in(urls),
        "feed_url": reverse("publishing:topic_feed", kwargs={"slug": slug}),
        "feed_title": name,
        "meta": meta.of_list(request, name, urls, page=page),
    }
    return TemplateResponse(request, "publishing/topic_detail.html", shown)


def _topic(slug: str) -> Topic:
    return get_object_or_404(Topic, **{f"slug_{languages.current()}": slug})


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    """Everything new in one language."""
    return feeds.respond(request, "all", title="", page_url=reverse("publishing:home"))


@public_page
def topic_feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = _topic(slug)
    page_url = reverse("publishing:topic", kwargs={"slug": slug})
    title = languages.in_language(found, "name", languages.current())
    return feeds.respond(request, found.shelf, title=title, page_url=page_url, public=False)


@public_page
def corrections(request: HttpRequest) -> HttpResponseBase:
    """What was corrected, in every text, newest first."""
    code = languages.current()
    page = errata.page(request, code)
    urls = in_every_language("publishing:corrections")
    shown = {
        "entries": errata.entries(page.listings, code),
        "older_url": page.older_url,
        "newer_url": page.newer_url,
        **context.shown_in(urls),
        "feed_url": reverse("publishing:corrections_feed"),
        "feed_title": _("Corrections"),
        "meta": meta.of_list(request, _("Corrections"), urls, page=page),
    }
    return TemplateResponse(request, "publishing/correction_list.html", shown)


@public_page
def corrections_feed(request: HttpRequest) -> HttpResponseBase:
    code = languages.current()
    entries = errata.entries(errata.newest(code, feeds.SIZE), code)
    page_url = reverse("publishing:corrections")
    return feeds.of_corrections(request, entries, title=_("Corrections"), page_url=page_url)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search in the reader's language. Nothing of it is kept: words would fill the cache, and are the reader's own."""
    form = finding.SearchForm(request.GET)
    code = languages.current()
    found = finding.find(request, form, code)
    shown = {
        **found,
        "q": form.typed,
        "language_links": context.language_links(code, form.urls()),
        "meta": meta.plain(_("Search"), robots="noindex"),
    }
    return TemplateResponse(request, "publishing/search.html", shown, status=400 if found["error"] else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything public may be read; searches and the desk lead nowhere."""
    closed = [reverse("admin:index")]
    closed += in_every_language("publishing:search").values()
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    lines.append(f"Sitemap: {meta.absolute(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
