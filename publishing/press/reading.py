"""The page of an edition: what every kind of text shows. The app of its kind adds its own and picks the template."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import override

from .. import html, languages
from ..models import Edition
from . import cards, context, corrections, editions, meta, neighbours, topics
from .prepared import planned


def find(kind: str, language: str, slug: str) -> Edition | None:
    """The public edition at an address, with its seal and what its page asks of it. One query."""
    return next(iter(_at(kind, language, slug, timezone.now())), None)


@planned
def _at(kind: str, language: str, slug: str, now: datetime) -> QuerySet[Edition]:
    editions = Edition.objects.public(now).filter(kind=kind, language=language, slug=slug).order_by("pk")
    editions = editions.select_related("seal").defer("source", "text").annotate(beginning=cards.beginning())
    return corrections.with_known(editions)


def show(
    request: HttpRequest,
    template: str,
    edition: Edition,
    *,
    shelf: str = "",
    json_ld: dict[str, Any] | None = None,
    **more: Any,
) -> TemplateResponse:
    """The page of an edition, saved or not. `shelf` is the list in which it has a previous and a next."""
    with override(edition.language):
        # A preview link has its own bar, its own ways to the other languages, and a form.
        shared = getattr(request, "shared", {})
        shown = {**_of_edition(request, edition, shelf, json_ld or {}), **more, **shared}
        response = TemplateResponse(request, template, shown)
        if edition.seal_id is None:
            # The desk may be in another language than the text that it previews.
            response.render()
    return response


def _of_edition(request: HttpRequest, edition: Edition, shelf: str, json_ld: dict[str, Any]) -> dict[str, Any]:
    around = neighbours.around(edition, shelf)
    past = corrections.history(edition)
    cover = cards.cover(request, edition)
    description = cards.standfirst(edition, _start(edition))
    others = neighbours.links(around.others)
    code = edition.language
    urls = {link["language"]: link["url"] for link in others}
    return {
        "edition": edition,
        "edition_html": html.trusted(edition.html),
        "minutes": edition.minutes,
        "cover": cover,
        "topics": topics.of(request, edition),
        "others": others,
        "missing": [
            {"code": other, "name": languages.own_name_of(other)}
            for other in languages.others(code)
            if other not in urls
        ],
        "previous": around.previous,
        "next": around.next,
        "corrections": past.corrections,
        "editions_count": past.editions_count,
        "editions_url": editions.url(edition) if edition.seal_id else "",
        "latest_number": edition.seal.number if edition.seal_id else None,
        "outdated": _outdated(edition, past, urls),
        "seal": _seal(edition),
        "translated_from": _translated_from(edition),
        "translator": edition.matter.get("translator", ""),
        "language_links": context.language_links(code, {**urls, code: request.path}),
        "meta": meta.of_edition(edition, around.others, description=description, cover=cover, json_ld=json_ld),
        "preview": edition.seal_id is None,
    }


def _start(edition: Edition) -> str:
    """The first lines, without asking for a text that was left out."""
    return edition.beginning if hasattr(edition, "beginning") else edition.text[: cards.LONGEST * 2]


def _seal(edition: Edition) -> dict[str, Any] | None:
    seal = edition.seal if edition.seal_id else None
    names = ("number", "at", "digest", "short_digest")
    return {name: getattr(seal, name) for name in names} if seal else None


def _outdated(edition: Edition, past: corrections.History, urls: dict[str, str]) -> dict[str, Any] | None:
    if past.unfollowed is None:
        return None
    return {**past.unfollowed, "url": urls.get(edition.matter.get("original_language", ""), "")}


def _translated_from(edition: Edition) -> dict[str, str] | None:
    original = edition.matter.get("original_language", edition.language)
    return {"code": original, "name": languages.name_of(original)} if edition.is_translation else None
