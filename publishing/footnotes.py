"""Footnotes: stored where they are cited, numbered only when an edition is rendered.

A note stands at its first citation, `<span data-footnote="key">inline text</span>`; the same note cited again is
`<span data-footnote-again="key"></span>`. The key is the note's name in every language; no number is ever stored.
Markup and roles follow DPUB-ARIA 1.1: doc-noteref, doc-endnotes, doc-backlink.
"""

import hashlib
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import html as lxml_html
from lxml.html import HtmlElement

NOTE = "data-footnote"
AGAIN = "data-footnote-again"


def parse(source: str) -> HtmlElement:
    """A tree of sanitised HTML below one <div>."""
    return lxml_html.fragment_fromstring(source or "", create_parent="div")


def serialise(root: HtmlElement) -> str:
    """What stands inside the <div> that `parse` made."""
    return inner_html(root)


def inner_html(element: HtmlElement) -> str:
    """An element's content as HTML, without the element itself."""
    from xml.sax.saxutils import escape

    return escape(element.text or "") + "".join(lxml_html.tostring(child, encoding="unicode") for child in element)


def normalise(source: str) -> str:
    """Give every note a key of its own; a second note with the same key and text becomes a citation of the first.

    Deterministic, and doing it twice changes nothing: a missing key is made from the note's text.
    """
    if NOTE not in source:
        return source
    root = parse(source)
    texts: dict[str, str] = {}
    for note in root.xpath(f".//span[@{NOTE}]"):
        for nested in note.xpath(f".//span[@{NOTE} or @{AGAIN}]"):
            nested.drop_tag()
        text, key = inner_html(note).strip(), note.get(NOTE)
        if texts.get(key) == text:
            _make_citation(note, key)
            continue
        if not key or key in texts:
            key = _key_for(text, texts)
        note.set(NOTE, key)
        texts[key] = text
    return serialise(root)


def _key_for(text: str, taken: dict[str, str]) -> str:
    key, seed = "", text
    while not key or key in taken:
        key = "n" + hashlib.sha256(seed.encode()).hexdigest()[:7]
        seed += "+"
    return key


def _make_citation(note: HtmlElement, key: str) -> None:
    for child in list(note):
        note.remove(child)
    note.text = None
    del note.attrib[NOTE]
    note.set(AGAIN, key)


@dataclass
class Note:
    """A note as it is rendered: its number, its content, and how often it has been cited so far."""

    number: int
    html: str = ""
    uses: list[str] = field(default_factory=list)


def number(root: HtmlElement) -> list[Note]:
    """Replace the citations in a tree by numbered links and return the notes in order of first citation.

    A citation whose note is nowhere disappears: publishing refuses such a text, a preview shows it without.
    """
    sources = {note.get(NOTE): inner_html(note).strip() for note in root.xpath(f".//span[@{NOTE}]")}
    notes: dict[str, Note] = {}
    for span in root.xpath(f".//span[@{NOTE} or @{AGAIN}]"):
        key = span.get(NOTE) or span.get(AGAIN)
        if key not in sources:
            span.drop_tree()
            continue
        note = notes.setdefault(key, Note(len(notes) + 1, sources[key]))
        _cite(span, note)
    return list(notes.values())


def _cite(span: HtmlElement, note: Note) -> None:
    use = f"fnref-{note.number}" + (f"-{len(note.uses) + 1}" if note.uses else "")
    note.uses.append(use)
    label = _("Note %(number)s") % {"number": note.number}
    sup = lxml_html.fromstring(
        f'<sup class="ref"><a id="{use}" href="#fn-{note.number}" role="doc-noteref">{note.number}</a></sup>'
    )
    sup[0].set("aria-label", label)
    sup.tail, span.tail = span.tail, None
    span.getparent().replace(span, sup)


def endnotes(notes: list[Note]) -> str:
    """The list of notes, each with a link back to every place that cites it; "" without notes."""
    if not notes:
        return ""
    items = "".join(f'<li id="fn-{note.number}">{note.html} {_links_back(note)}</li>' for note in notes)
    heading = _("Notes")
    opening = f'<section class="notes" role="doc-endnotes" aria-label="{heading}">'
    return f'{opening}<h2 id="notes">{heading}</h2><ol>{items}</ol></section>'


def _links_back(note: Note) -> str:
    several = len(note.uses) > 1
    arrow = "↩\N{VARIATION SELECTOR-15}"  # phones draw an emoji without it
    links = []
    for index, use in enumerate(note.uses):
        letter = f"<sup>{chr(97 + index)}</sup>" if several and index < 26 else ""
        label = _("Back to the text, note %(number)s") % {"number": note.number}
        if several:
            label = _("%(label)s, place %(place)s") % {"label": label, "place": index + 1}
        links.append(f'<a class="back" href="#{use}" role="doc-backlink" aria-label="{label}">{arrow}{letter}</a>')
    return " ".join(links)


def keys(source: str) -> list[str]:
    """The keys of the notes of a text, in order of first citation."""
    found = re.findall(rf'{NOTE}(?:-again)?="([a-z0-9]+)"', source)
    return list(dict.fromkeys(found))


def orphans(source: str) -> list[str]:
    """Keys that are cited again although their note stands nowhere in the text."""
    own = set(re.findall(rf'{NOTE}="([a-z0-9]+)"', source))
    return [key for key in keys(source) if key not in own]


def empty(source: str) -> bool:
    """Whether a note of the text says nothing."""
    if NOTE not in source:
        return False
    return any(not note.text_content().strip() for note in parse(source).xpath(f".//span[@{NOTE}]"))
