"""What pages that mix kinds show of statements: in lists, on the home page, in feeds, in the sitemap."""

from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override

from publishing import kinds, languages
from publishing.models import Edition
from publishing.press import cards as entries

from . import roll

ON_HOME = 4


def cards(request: HttpRequest, editions: list[Edition]) -> list[dict[str, Any]]:
    """Who issues each, and how many have signed."""
    counted = roll.counts(editions)
    return [
        {
            "issuers": [issuer["name"] for issuer in authors(request, edition)],
            "signature_count": counted.get(edition.pk, 0),
        }
        for edition in editions
    ]


def home(request: HttpRequest) -> dict[str, Any]:
    """The newest statements, and the first names under the first."""
    newest = entries.newest("statement", languages.current(), ON_HOME)
    shown = entries.of(request, newest)
    lead = _lead(newest[0].edition, shown[0]["signature_count"]) if newest else None
    return {"statements": shown, "lead_signatures": lead}


def _lead(edition: Edition, count: int) -> dict[str, Any] | None:
    return {"count": count, "names": roll.first_names(edition)} if count else None


def authors(request: HttpRequest, edition: Edition) -> list[dict[str, str]]:
    """The organisations that issue it."""
    return [{"name": issuer["name"], "url": ""} for issuer in edition.matter.get("issuers", [])]


def tail(request: HttpRequest, edition: Edition) -> str:
    """The references, each with its archived copy. Names stay on the site, where they can be taken down: a feed links
    them."""
    with override(edition.language):
        signed = format_html(
            '<p><a href="{}#signatories">{}</a></p>', kinds.url_of(edition), _("Who signed this statement")
        )
        return f"{_references(edition)}{signed}"


def _references(edition: Edition) -> str:
    rows = [each for each in edition.matter.get("references", []) if is_web(each["url"])]
    if not rows:
        return ""
    items = format_html_join(
        "", "<li>{}{}</li>", ((_link(each["url"], each["title"]), _archived(each)) for each in rows)
    )
    return format_html("<h2>{}</h2><ul>{}</ul>", _("References"), items)


def _archived(reference: dict[str, str]) -> str:
    url = reference["archived_url"]
    return format_html(" ({})", _link(url, _("Archived copy"))) if is_web(url) else ""


def _link(url: str, words: str) -> str:
    return format_html('<a href="{}">{}</a>', url, words)


def is_web(url: str) -> bool:
    """Whether a link may have this address."""
    return url.lower().startswith(("https://", "http://"))


def places(request: HttpRequest) -> list[dict[str, str]]:
    """The signatories' pages, for the sitemap."""
    return [{code: roll.url_of(each, code) for code in languages.CODES} for each in roll.standing_signatories()]
