"""Atom feeds (RFC 4287) with whole articles, one for each shelf and language."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from .. import kinds, languages
from ..models import Edition, Listing
from ..templatetags.typography import change_noun
from . import corrections
from .meta import absolute
from .pieces import remembered
from .prepared import prepared

SIZE = 20
SHOWN = (
    "dated",
    *(f"edition__{name}" for name in ("document_id", "kind", "language", "title", "slug", "summary", "matter")),
    *(f"edition__{name}" for name in ("html", "dated", "released_at", "content_notice")),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r'<(?:a|img|source)\s(?:[^<>"]*"[^"]*")*[^<>"]*>')
_ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')


class WholeAtomFeed(Atom1Feed):
    """Django's Atom feed, with several authors to an entry, its content and its language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        # A summary is HTML for Django's writer, and it writes an empty one.
        item["description"] = escape(_clean(item["description"])) or None
        super().add_item_elements(handler, item)
        for name, url in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if url:
                handler.addQuickElement("uri", url)
            handler.endElement("author")
        handler.addQuickElement("content", item["content"], {"type": "html"})


class FeedOfEntries(Atom1Feed):
    """A feed whose entries are written already."""

    def __init__(self, entries: Sequence[str], latest: datetime | None, **about: Any) -> None:
        super().__init__(**about)
        self.entries, self.latest = entries, latest

    def latest_post_date(self) -> datetime:
        return self.latest or super().latest_post_date()

    def write_items(self, handler: Any) -> None:
        for entry in self.entries:
            handler.ignorableWhitespace(entry)  # SAX's word for text that is written as it is


def respond(request: HttpRequest, shelf: str, *, title: str, page_url: str, public: bool = True) -> HttpResponse:
    """The feed of a shelf in the language of the page. `public` says that its page is there even while it is empty;
    otherwise an empty shelf raises Http404."""
    code = languages.current()
    editions = _editions(shelf, code)
    if not editions and not public and not Listing.objects.on(shelf, code).exists():
        raise Http404("Nothing public stands on this shelf.")
    latest = max((edition.released_at for edition in editions if edition.released_at), default=None)
    said = corrections.of_many(editions)
    entries = [_entry_of(request, edition, said.get(edition.document_id, [])) for edition in editions]
    feed = _feed(request, title, page_url, entries, latest)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _editions(shelf: str, code: str) -> list[Edition]:
    """What stands on a shelf in its readers' own language, with the text."""
    return [listing.edition for listing in _newest(shelf, code, timezone.now())]


@prepared
def _newest(shelf: str, code: str, now: datetime) -> QuerySet[Listing]:
    listings = Listing.objects.on(shelf, code, now).filter(edition__language=code)
    return listings.select_related(None).select_related("edition").defer(None).only(*SHOWN)[:SIZE]


def _feed(
    request: HttpRequest, title: str, page_url: str, entries: Sequence[str], latest: datetime | None
) -> FeedOfEntries:
    code = languages.current()
    name, url = settings.SITE_NAME[code], absolute(request.path)
    return FeedOfEntries(
        entries,
        latest,
        title=_clean(f"{title} – {name}" if title else name),
        link=absolute(page_url),
        description="",
        language=code,
        subtitle=settings.SITE_TAGLINE[code],
        author_name=name,
        author_link=f"{settings.SITE_URL}/",
        feed_url=url,
        feed_guid=url,
    )


def _entry_of(request: HttpRequest, edition: Edition, said: Sequence[Mapping[str, Any]]) -> str:
    kind = kinds.get(edition.kind)
    return _entry(
        title=_clean(edition.title),
        link=absolute(kinds.url_of(edition)),
        description=edition.summary,
        unique_id=identifier(edition),
        pubdate=edition.dated,
        updateddate=max(edition.released_at or edition.dated, edition.dated),
        categories=tuple(_clean(topic["name"]) for topic in edition.matter.get("topics", [])),
        language=edition.language,
        authors=tuple((_clean(each["name"]), absolute(each["url"])) for each in kind.authors(request, edition)),
        content=corrections.as_html(said) + _notice(edition) + edition.html + kind.tail(request, edition),
    )


def _notice(edition: Edition) -> str:
    """What to know before reading, as the text's own page says it."""
    if not edition.content_notice:
        return ""
    return format_html("<p><strong>{}</strong> {}</p>", _("Before you read:"), edition.content_notice)


def of_corrections(
    request: HttpRequest, entries: Sequence[Mapping[str, Any]], *, title: str, page_url: str
) -> HttpResponse:
    """The feed of the corrections page."""
    latest = max((entry["at"] for entry in entries), default=None)
    feed = _feed(request, title, page_url, [_correction(entry, absolute(page_url)) for entry in entries], latest)
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _correction(entry: Mapping[str, Any], page_url: str) -> str:
    noun, text, difference = change_noun(entry["change"]), entry["text"], entry["difference"]["url"]
    link = format_html('<p><a href="{}">{}</a></p>', difference, _("See what changed")) if difference else ""
    return _entry(
        title=_clean(f"{noun}: {text['title']}" if text else noun),
        link=absolute(text["url"]) if text else f"{page_url}#{entry['anchor']}",
        description="",
        unique_id=f"tag:{_host()},{entry['at']:%Y-%m-%d}:correction/{entry['document']}/{entry['number']}",
        pubdate=entry["at"],
        updateddate=entry["at"],
        categories=(),
        language=entry["note_language"],
        authors=(),
        content=corrections.note_html(entry) + link,
    )


@remembered(200)
def _entry(*, content: str, link: str, **about: Any) -> str:
    """An entry as it is written into every feed that it stands in."""
    feed = WholeAtomFeed(title="", link="", description="")
    feed.add_item(link=link, content=_clean(absolute_html(content, link)), **about)
    written = StringIO()
    feed.write_items(SimplerXMLGenerator(written, "utf-8", short_empty_elements=True))
    return written.getvalue()


def identifier(edition: Edition) -> str:
    """An entry's id: a tag URI (RFC 4151) that neither a new title nor a new address changes."""
    return f"tag:{_host()},{edition.dated:%Y-%m-%d}:{edition.kind}/{edition.document_id}/{edition.language}"


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def absolute_html(rendered: str, url: str) -> str:
    """Sanitised HTML for a page of somebody else's: every address with ours before it, notes on the text's own page.

    Only what stands inside a tag that may hold one is touched; the sanitiser puts all values in double quotes.
    """

    def attribute(match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        if name == "srcset":
            value = ", ".join(absolute(part.strip()) for part in value.split(","))
        elif name in ("href", "src"):
            value = f"{url}{value}" if value.startswith("#") else absolute(value)
        return f' {name}="{value}"'

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), rendered)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _CONTROL.sub("", text)
