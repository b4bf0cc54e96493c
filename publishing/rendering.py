"""From the source of a text to what readers get: the HTML, the plain text, the table of contents."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml.html import HtmlElement

from . import footnotes, html, pictures

SHORT_QUOTE = 160  # characters


@dataclass(frozen=True)
class Rendered:
    """What is derived from a source; `contents` lists the headings as {"id", "title", "level"}."""

    html: str
    text: str
    contents: list[dict[str, Any]]
    words: int


def render(source: str, language: str) -> Rendered:
    """Render a body in a language. The source is sanitised here once more, whatever it went through before."""
    with override(language):
        root = footnotes.parse(footnotes.normalise(html.sanitize(source)))
        text = plain_text(root)
        contents = _give_headings_ids(root)
        pictures.set_renditions(root)
        _wrap_tables(root)
        _mark_short_quotes(root)
        _mark_outside_links(root)
        notes = footnotes.number(root)
        if notes:
            contents.append({"id": "notes", "title": _("Notes"), "level": 2})
        rendered = html.finish(footnotes.serialise(root) + footnotes.endnotes(notes))
    return Rendered(rendered, text, contents, len(text.split()))


def plain_text(root: HtmlElement) -> str:
    """The words of a text with a line for each block, notes after the line that cites them."""
    copy = footnotes.parse(footnotes.serialise(root))
    for note in copy.xpath(f".//span[@{footnotes.NOTE}]"):
        note.text = f" [{note.text or ''}"
        note.tail = f"] {note.tail or ''}"
    for block in copy.xpath(".//p|.//h2|.//h3|.//h4|.//li|.//td|.//th|.//figcaption|.//caption|.//br|.//blockquote"):
        block.tail = f"\n{block.tail or ''}"
    lines = (" ".join(line.split()) for line in copy.text_content().splitlines())
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def _give_headings_ids(root: HtmlElement) -> list[dict[str, Any]]:
    contents: list[dict[str, Any]] = []
    taken: set[str] = {"notes", "signatories", "references"}
    for heading in root.xpath(".//h2|.//h3"):
        title = _heading_text(heading)
        base = "s-" + (slugify(title)[:60] or "section")
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}-{count}"
        taken.add(name)
        heading.set("id", name)
        contents.append({"id": name, "title": title, "level": int(heading.tag[1])})
    return contents


def _heading_text(heading: HtmlElement) -> str:
    copy = footnotes.parse(footnotes.inner_html(heading))
    for note in copy.xpath(f".//span[@{footnotes.NOTE} or @{footnotes.AGAIN}]"):
        note.drop_tree()
    return " ".join(copy.text_content().split())


def _wrap_tables(root: HtmlElement) -> None:
    """A wide table scrolls in a box of its own that the keyboard reaches, so that the page does not."""
    for count, table in enumerate(root.xpath(".//table"), 1):
        box = root.makeelement("div")
        box.set("class", "table")
        box.set("tabindex", "0")
        box.set("role", "region")
        box.set("aria-label", _("Table %(number)s") % {"number": count})
        box.tail, table.tail = table.tail, None
        table.getparent().replace(table, box)
        box.append(table)


def _mark_short_quotes(root: HtmlElement) -> None:
    """A sentence or two may be set large; a long quotation is text to read."""
    for quote in root.xpath(".//blockquote"):
        if len(" ".join(quote.text_content().split())) <= SHORT_QUOTE:
            quote.set("class", "short")


def _mark_outside_links(root: HtmlElement) -> None:
    for link in root.xpath(".//a[@href]"):
        if re.match(r"https?:", link.get("href"), re.IGNORECASE):
            link.set("rel", "noopener external")
