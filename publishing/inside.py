"""Links from a text to this site itself: which of them lead nowhere that a reader could go."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import override

from . import kinds, languages
from .models import Address, Document, Edition, OldAddress, Picture, Topic
from .press import standing, topics

DESK = ("admin", "importing")  # readers are not let in there

# What a path leads to: "text", "around" (a series, a topic …), "picture", "page", or "unknown"; and which one.
Target = tuple[str, Any]


def path_of(href: str) -> str:
    """The path on this site to which a link leads, "" for one that leads elsewhere or within its page."""
    if href.startswith(f"{settings.SITE_URL}/"):
        href = href.removeprefix(settings.SITE_URL)
    return unquote(urlsplit(href).path) if href.startswith("/") else ""


def target_of(path: str) -> Target:
    """What stands at a path, whether or not there is anything that readers have."""
    code = next((code for code in languages.CODES if path.startswith(f"/{code}/")), languages.CODES[0])
    with override(code):
        try:
            match = resolve(path)
        except Resolver404:
            return "unknown", path
    if match.namespace in DESK:
        return "unknown", path
    if "token" in match.kwargs:
        return "picture", match.kwargs["token"]
    if "slug" not in match.kwargs:
        return "page", ""
    for kind in kinds.every():
        if match.view_name == kind.url_name or match.view_name.startswith(f"{kind.url_name}_"):
            return "text", (kind.name, code, match.kwargs["slug"])
    return "around", path.removesuffix("feed/")


def dead(hrefs: Iterable[str], document: Document) -> list[str]:
    """Those of the links to this site that lead to nothing readers have, in their order. The text itself counts."""
    targets = {href: target_of(path) for href in dict.fromkeys(hrefs) if (path := path_of(href))}
    wanted: dict[str, set[Any]] = {}
    for name, key in targets.values():
        wanted.setdefault(name, set()).add(key)
    alive = {(name, key) for name, keys in wanted.items() for key in THERE[name](keys, document)}
    return [href for href, target in targets.items() if target not in alive]


def in_either_language(hrefs: Iterable[str]) -> dict[str, Any]:
    """For each link something that is equal for those which lead to the same, each in its own language."""
    targets = {href: target_of(path) if (path := path_of(href)) else ("", href) for href in hrefs}
    texts = _leads({key for name, key in targets.values() if name == "text"})

    def same(name: str, key: Any) -> Any:
        # A series or a topic has another address in each language.
        return key.split("/")[2] if name == "around" else texts.get(key, key)

    return {href: (name, same(name, key)) for href, (name, key) in targets.items()}


def _leads(keys: set[Any]) -> dict[Any, int]:
    """The documents to which addresses lead, each as its kind, its language and its last part."""
    rows = Address.objects.filter(slug__in={slug for _kind, _code, slug in keys}) if keys else ()
    return {(row.kind, row.language, row.slug): row.document_id for row in rows}


def _texts(keys: set[Any], document: Document) -> Iterator[Any]:
    """Texts that readers have in the language of the link."""
    leads = _leads(keys)
    public = Edition.objects.public().filter(document__in=set(leads.values()))
    shown = set(public.values_list("document", "language"))
    own = {(document.kind, code, languages.in_language(document, "slug", code)) for code in languages.CODES}
    return (key for key in keys if key in own or (leads.get(key), key[1]) in shown)


def _around(keys: set[Any], document: Document) -> set[Any]:
    """Pages of series, topics, authors, signatories that a public text names."""
    places = [urls for kind in kinds.every() for urls in kind.places(HttpRequest())]
    places += [topics.urls(topic) for topic in standing.with_public(Topic.objects.all(), "topic")]
    return keys & {path for urls in places for path in urls.values()}


def _pictures(keys: set[Any], document: Document) -> Iterable[Any]:
    return Picture.objects.filter(token__in=keys).values_list("token", flat=True)


def _moved(keys: set[Any], document: Document) -> Iterable[Any]:
    """Paths of the site that was moved here."""
    return OldAddress.objects.filter(path__in=keys).values_list("path", flat=True)


THERE = {
    "text": _texts,
    "around": _around,
    "picture": _pictures,
    "unknown": _moved,
    "page": lambda keys, document: keys,
}
