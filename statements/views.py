"""Public pages. HTTP only: what readers see comes from editions, listings, and signatures bound to a seal."""

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from publishing import languages
from publishing.models import Edition
from publishing.press import addresses, cards, context, feeds, meta, reading
from publishing.press.caching import public_page
from publishing.press.paths import in_every_language
from signatories.models import Signatory

from . import roll
from .models import Reference

SHELF = "statement"


@public_page
def statements(request: HttpRequest) -> HttpResponseBase:
    """Every statement, newest first."""
    entries, page = cards.page(request, SHELF, languages.current())
    urls = in_every_language("statements:statements")
    shown = {
        **cards.in_list(entries, page),
        **context.shown_in(urls),
        "feed_url": reverse("statements:feed"),
        "feed_title": _("Statements"),
        "meta": meta.of_list(request, _("Statements"), urls, page=page),
    }
    return TemplateResponse(request, "statements/statement_list.html", shown)


@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    return feeds.respond(request, SHELF, title=_("Statements"), page_url=reverse("statements:statements"))


@public_page
def statement(request: HttpRequest, slug: str) -> HttpResponseBase:
    return addresses.answer(request, "statement", slug)


def statement_page(request: HttpRequest, edition: Edition) -> TemplateResponse:
    """Show an edition, published or previewed."""
    issuers = edition.matter.get("issuers", [])
    organisations = [{"@type": "Organization", "name": each["name"]} for each in issuers]
    # Who will stand under a statement is not for those to whom its text is shown beforehand.
    rows = [] if hasattr(request, "shared") else roll.signatures(edition)
    groups = roll.groups(rows, edition)
    return reading.show(
        request,
        "statements/statement_detail.html",
        edition,
        shelf=SHELF,
        json_ld={"author": organisations or [meta.organisation()]},
        issuers=[{"name": each["name"], "site": _web(each["site"])} for each in issuers],
        contents=edition.contents,
        references=_references(edition),
        groups=groups,
        signature_count=_count(edition, rows),
        sign_by=None,
    )


def _count(edition: Edition, rows: list[Any]) -> int:
    if edition.seal_id is None:
        return len(rows)
    return rows[0].total if rows else roll.counts([edition])[edition.pk]


def _references(edition: Edition) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in Reference.List.values}
    for each in edition.matter.get("references", []):
        found[each["list"]].append(
            {
                "title": each["title"],
                "url": _web(each["url"]),
                "publisher": each["publisher"],
                "date": parse_date(each["date"]),
                "archived_url": _web(each["archived_url"]),
            }
        )
    return found


def _web(url: str) -> str:
    """An address that a link may have, "" for any other."""
    return url if url.lower().startswith(("https://", "http://")) else ""


@public_page
def signatory(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A signatory and what they signed. 404 until their name stands under a public statement."""
    row = get_object_or_404(Signatory, slug=slug)
    signed = roll.signed_by(row, languages.current())
    if not signed:
        raise Http404("This name stands under nothing public.")
    urls = in_every_language("statements:signatory", slug=slug)
    shown = {
        **context.shown_in(urls),
        "signatory": {"name": row.name, "kind": row.kind},
        "signed": signed,
        "meta": meta.of_list(request, row.name, urls),
    }
    return TemplateResponse(request, "signatories/signatory_detail.html", shown)
