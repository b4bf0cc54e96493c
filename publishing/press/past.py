"""Earlier editions of a text and what changed between them, for readers. HTTP only.

Search engines are told to keep to the edition shown.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, register_converter
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import differ, kinds, languages
from . import addresses, context, editions, meta, stretches
from .caching import public_page
from .editions import Line


class Ordinal:
    """A number from one, written in one way only: pages under invented spellings would fill the cache."""

    regex = "[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Ordinal, "ordinal")


def paths(kind: str, base: str, name: str) -> list[URLPattern]:
    """The addresses below a text's own, for the app of its kind: "post_editions", "post_edition" and so on."""
    below, of_kind = f"{base}<slug:slug>/editions/", {"kind": kind}
    return [
        path(below, edition_list, of_kind, name=f"{name}_editions"),
        path(f"{below}compare/", compare, of_kind, name=f"{name}_compare"),
        path(f"{below}<ordinal:number>/", edition, of_kind, name=f"{name}_edition"),
        path(f"{below}<ordinal:earlier>..<ordinal:later>/", difference, of_kind, name=f"{name}_difference"),
    ]


@public_page
def edition_list(request: HttpRequest, kind: str, slug: str) -> HttpResponseBase:
    """Every edition that readers may read, newest first."""
    line = editions.find(kind, languages.current(), slug)
    if line is None:
        return addresses.elsewhere(request, kind, slug, "editions/")
    shown = {**_around(line, _("Editions of “%(title)s”")), "editions": editions.rows(line)}
    return TemplateResponse(request, "publishing/edition_list.html", shown)


@public_page
def edition(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponseBase:
    """The text as it stood in an earlier edition; the one shown now is where it always is."""
    line = editions.find(kind, languages.current(), slug)
    if line is None:
        return addresses.elsewhere(request, kind, slug, f"editions/{number}/")
    if number == line.current.seal.number:
        return HttpResponseRedirect(kinds.url_of(line.current))
    found = line.get(number)
    if found is None:
        return addresses.taken_away(request, line.current, number)
    found = editions.whole(found)
    response = kinds.get(kind).page(request, found)
    title = _("%(title)s, edition %(number)s") % {"title": found.title, "number": number}
    response.context_data |= {  # type: ignore[operator]
        "earlier": editions.bar(line, found),
        "latest_number": line.current.seal.number,
        "editions_url": line.url(),
        "editions_count": len(line.editions),
        **dict.fromkeys(("previous", "next", "outdated")),
        "meta": _head(line, title),
    }
    return response


@public_page
def difference(request: HttpRequest, kind: str, slug: str, earlier: int, later: int) -> HttpResponseBase:
    """What changed from one edition to a later one."""
    line = editions.find(kind, languages.current(), slug)
    if line is None:
        return addresses.elsewhere(request, kind, slug, f"editions/{earlier}..{later}/")
    before, after = line.get(earlier), line.get(later)
    if before is None or after is None or earlier >= later:
        raise Http404("There are no such editions to compare.")
    removed = not editions.comparable(before, after)
    parts = [] if removed else stretches.fold_parts(differ.compare(*editions.pair(before, after)))
    rows = {row["number"]: row for row in editions.rows(line)}
    shown = {
        **_around(line, _("What changed in “%(title)s”")),
        "editions": list(rows.values()),
        "before": rows[earlier],
        "after": rows[later],
        "between": [row for number, row in sorted(rows.items()) if earlier < number <= later],
        "parts": parts,
        "removed": removed,
    }
    return TemplateResponse(request, "publishing/edition_difference.html", shown)


@require_safe
def compare(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The form with two editions: on to their difference, whichever was chosen first. Never kept, since a kept page
    does not know its query."""
    here = request.path.removesuffix("compare/")
    chosen = [request.GET.get(name, "") for name in ("from", "to")]
    if not all(text.isascii() and text.isdecimal() and len(text) < 10 for text in chosen):
        return HttpResponseRedirect(here)
    first, last = sorted(int(text) for text in chosen)
    return HttpResponseRedirect(f"{here}{first}..{last}/" if 0 < first < last else here)


def _around(line: Line, title: str) -> dict[str, Any]:
    current = line.current
    return {
        "title": current.title,
        "url": kinds.url_of(current),
        "editions_url": line.url(),
        "compare_url": f"{line.url()}compare/",
        "latest_number": current.seal.number,
        **context.shown_in(editions.language_links(line)),
        "meta": _head(line, title % {"title": current.title}),
    }


def _head(line: Line, title: str) -> dict[str, Any]:
    return {**meta.plain(title, robots="noindex"), "canonical": meta.absolute(kinds.url_of(line.current))}
