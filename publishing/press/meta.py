"""What a page says of itself in its head: title, addresses in each language, and the same for machines."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .. import kinds, languages
from ..models import Edition
from .paging import Page


def absolute(path: str) -> str:
    """A path of ours with the site's address before it; "" stays ""."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def alternates(urls: Mapping[str, str], default: str) -> list[dict[str, str]]:
    """The hreflang links of a page, the same on each of its languages; `default` is the x-default's path."""
    links = [{"language": code, "url": absolute(urls[code])} for code in languages.CODES if code in urls]
    return [*links, {"language": "x-default", "url": absolute(default)}]


def of_edition(
    edition: Edition,
    others: Sequence[Edition],
    *,
    description: str,
    cover: Mapping[str, Any] | None,
    json_ld: Mapping[str, Any],
) -> dict[str, Any]:
    """The head of an edition's page; a preview says nothing to machines."""
    if edition.seal_id is None:
        return _meta(edition.title, description, "", robots="noindex")
    urls = {row.language: kinds.url_of(row) for row in (edition, *others)}
    original = edition.matter.get("original_language", edition.language)
    default = urls.get(original) or next(urls[code] for code in languages.CODES if code in urls)
    image = absolute(cover["card"]) if cover else ""
    return _meta(
        edition.title,
        description,
        absolute(urls[edition.language]),
        alternates=alternates(urls, default),
        type="article",
        image=image,
        image_alt=cover["alt"] if cover else "",
        published=edition.dated,
        modified=edition.released_at,
        json_ld={**_article(edition, description, image, urls, original), **json_ld},
    )


def of_list(
    request: HttpRequest,
    title: str,
    urls: Mapping[str, str],
    *,
    description: str = "",
    page: Page | None = None,
    default: str = "",
    json_ld: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The head of a list. Its first page is the same in each language; the older ones have no counterpart."""
    first = page is None or page.is_first
    path = request.path if first else request.get_full_path()
    links = alternates(urls, default or urls.get(settings.LANGUAGE_CODE) or next(iter(urls.values())))
    return _meta(title, description, absolute(path), alternates=links if first else [], json_ld=json_ld or {})


def _meta(title: str, description: str, canonical: str, **more: Any) -> dict[str, Any]:
    nothing = {"alternates": [], "type": "website", "image": "", "image_alt": "", "json_ld": {}, "robots": ""}
    dates = {"published": None, "modified": None}
    return {"title": title, "description": description, "canonical": canonical, **nothing, **dates, **more}


def plain(title: str, *, robots: str = "") -> dict[str, Any]:
    """The head of a page that stands for itself, such as the search."""
    return _meta(title, "", "", robots=robots)


def _article(edition: Edition, description: str, image: str, urls: Mapping[str, str], original: str) -> dict[str, Any]:
    """schema.org's Article, with the work that it is a translation of or that is translated."""
    url = absolute(urls[edition.language])
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": edition.title,
        "description": description,
        "inLanguage": edition.language,
        "datePublished": edition.dated.isoformat(),
        "dateModified": (edition.released_at or edition.dated).isoformat(),
        "wordCount": edition.words,
        "keywords": [topic["name"] for topic in edition.matter.get("topics", [])],
        "publisher": organisation(),
    }
    if image:
        found["image"] = image
    works = {code: {"@type": "CreativeWork", "@id": absolute(path), "inLanguage": code} for code, path in urls.items()}
    if edition.language != original and original in works:
        found["translationOfWork"] = works[original]
    elif edition.language == original and len(works) > 1:
        found["workTranslation"] = [work for code, work in works.items() if code != original]
    return found


def organisation() -> dict[str, Any]:
    """The alliance itself, as schema.org's Organization."""
    return {"@type": "Organization", "name": settings.SITE_NAME[languages.current()], "url": f"{settings.SITE_URL}/"}
