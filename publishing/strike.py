"""Finding what is to be struck, across the tags of a text, and putting a mark in its place."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from . import footnotes
from .models import Picture

SHORTEST = 3
SOFT_HYPHEN = "\u00ad"
UNSEEN = SOFT_HYPHEN + "\u200b\u2060\ufeff"  # and spaces and joiners of no width
APOSTROPHES = "'’‘ʼ`´"
HYPHENS = "-‐‑‒–−"
INLINE = {"strong", "em", "s", "sub", "sup", "a", "span"}


def mark(language: str) -> str:
    """What readers see in the place of what was struck."""
    with override(language):
        return gettext("[removed for safety]")


class Strike:
    """What is to be struck; counts in `places` what it has struck so far.

    Passages are found whatever their case, spaces, apostrophes and hyphens, as whole words, across bold, links and
    line breaks.
    """

    def __init__(self, passages: Sequence[str], pictures: Sequence[Picture], authors: Sequence[int]) -> None:
        wanted = [passage for typed in passages if (passage := _seen(typed))]
        if short := [passage for passage in wanted if len(passage) < SHORTEST]:
            sentence = _("“%(passage)s” is too short: it would be struck in too many places.")
            raise ValidationError(sentence % {"passage": short[0]})
        if not (wanted or pictures or authors):
            raise ValidationError(_("Say what is to be removed: a passage, a picture or a name."))
        self.pictures = list(pictures)
        self.authors = list(authors)
        self.places = 0
        self._tokens = [picture.token for picture in pictures]
        self._slugs = [slug for passage in wanted for slug in _in_addresses(passage) if len(slug) >= SHORTEST]
        self._pattern = _pattern(wanted)

    def finds(self, text: str) -> bool:
        """Whether a text has one of the passages in it."""
        return bool(text and self._pattern and self._pattern.search(unicodedata.normalize("NFC", text)))

    def in_link(self, href: str) -> bool:
        """Whether an address of the web spells or says a passage."""
        return bool(href) and (self.in_slug(href) or self.finds(unquote(href)))

    def plain(self, text: str, language: str) -> str:
        """A text without the passages."""
        if not text or not self._pattern:
            return text
        struck, count = self._pattern.subn(mark(language), unicodedata.normalize("NFC", text))
        self.places += count
        return struck if count else text

    def html(self, source: str, language: str) -> str:
        """A body without the passages and the pictures."""
        if not source:
            return source
        root = footnotes.parse(unicodedata.normalize("NFC", source))
        before = self.places
        self._strike_pictures(root, language)
        self._strike_attributes(root, language)
        if self._pattern:
            self._strike_text(root, language)
        return footnotes.serialise(root) if self.places != before else source

    def matter(self, value: Any, language: str) -> Any:
        """What was frozen with an edition, without the passages, the pictures and the bylines."""
        if isinstance(value, str):
            return self.plain(value, language)
        if isinstance(value, list):
            return [self.matter(item, language) for item in value if not self._is_struck(item)]
        if isinstance(value, dict):
            return {key: self._member(key, item, language) for key, item in value.items()}
        return value

    def _member(self, key: str, item: Any, language: str) -> Any:
        if key == "pictures" and isinstance(item, dict):
            return {pk: digest for pk, digest in item.items() if int(pk) not in {p.pk for p in self.pictures}}
        if key == "cover" and item and item["token"] in self._tokens:
            self.places += 1
            return None
        return self.matter(item, language)

    def _is_struck(self, item: Any) -> bool:
        """Whether an entry of a list goes as a whole: the byline of somebody to be struck, a link that spells a
        passage, an organisation or a topic of that name."""
        if not isinstance(item, dict):
            return False
        struck = (
            ("note" in item and item.get("id") in self.authors)
            or any(self.in_link(item.get(name, "")) for name in ("url", "archived_url"))
            or ("id" in item and "note" not in item and self.finds(item.get("name", "")))
        )
        self.places += struck
        return struck

    def in_slug(self, slug: str) -> bool:
        """Whether an address spells a passage."""
        return any(re.search(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", slug.lower()) for part in self._slugs)

    def slug(self, slug: str, document_id: int) -> str:
        """An address that no longer spells a passage."""
        if not slug or not self.in_slug(slug):
            return slug
        self.places += 1
        for part in self._slugs:
            slug = re.sub(rf"(?<![a-z0-9]){re.escape(part)}(?![a-z0-9])", "", slug)
        slug = re.sub(r"-+", "-", slug).strip("-")
        return f"{slug}-{document_id}" if re.search("[a-z]", slug) else f"text-{document_id}"

    def _strike_pictures(self, root: HtmlElement, language: str) -> None:
        for image in root.xpath(".//img[@src]"):
            if any(f"/{token}/" in image.get("src") for token in self._tokens):
                self.places += 1
                box = next((parent for parent in image.iterancestors("figure")), image)
                note = root.makeelement("p")
                note.text, note.tail, box.tail = mark(language), box.tail, None
                box.getparent().replace(box, note)

    def _strike_attributes(self, root: HtmlElement, language: str) -> None:
        for image in root.xpath(".//img[@alt]"):
            image.set("alt", self.plain(image.get("alt"), language))
        for link in root.xpath(".//a[@href]"):
            if self.in_link(link.get("href")):
                self.places += 1
                link.drop_tag()

    def _strike_text(self, root: HtmlElement, language: str) -> None:
        # A note stands in the middle of a sentence that goes on after it: each is read by itself.
        for part in (root, *root.xpath(f".//span[@{footnotes.NOTE}]")):
            slots = list(_slots(part))
            text = "".join(slot.text for slot in slots)
            for match in reversed(list(self._pattern.finditer(text))):  # type: ignore[union-attr]
                self.places += 1
                _cut(slots, match.start(), match.end(), mark(language))


def _seen(passage: str) -> str:
    """A passage as it is read, however it was typed: each space one space, and nothing that nobody sees."""
    return " ".join(unicodedata.normalize("NFC", passage).translate(dict.fromkeys(map(ord, UNSEEN))).split())


def _in_addresses(passage: str) -> set[str]:
    """How a passage may be spelled in an address: an apostrophe is left out, or becomes a hyphen."""
    hyphened = passage.translate(dict.fromkeys(map(ord, HYPHENS), "-"))
    return {slugify(hyphened.translate(dict.fromkeys(map(ord, APOSTROPHES), put))) for put in ("", "-")}


def _pattern(passages: Sequence[str]) -> re.Pattern[str] | None:
    if not passages:
        return None
    alternatives = []
    for passage in sorted(passages, key=len, reverse=True):
        words = rf"[\s{UNSEEN}]+".join(_spelled(word) for word in passage.split())
        # A word that may be broken at a soft hyphen goes on after it.
        start = rf"(?<!\w)(?<!\w{SOFT_HYPHEN})" if passage[0].isalnum() else ""
        end = rf"(?!{SOFT_HYPHEN}?\w)" if passage[-1].isalnum() else ""
        alternatives.append(f"{start}{words}{end}")
    return re.compile("|".join(alternatives), re.IGNORECASE)


def _spelled(word: str) -> str:
    """A word with whichever apostrophes and hyphens, and with what nobody sees anywhere in it."""
    return f"[{UNSEEN}]*".join(_alike(letter) for letter in word)


def _alike(letter: str) -> str:
    family = next((each for each in (APOSTROPHES, HYPHENS) if letter in each), "")
    return f"[{re.escape(family)}]" if family else re.escape(letter)


class _Slot:
    """A piece of text of a tree that can be rewritten, or (without an element) the space between two blocks."""

    def __init__(self, element: HtmlElement | None, name: str, text: str) -> None:
        self.element, self.name, self.text = element, name, text

    def write(self, text: str) -> None:
        self.text = text
        if self.element is not None:
            setattr(self.element, self.name, text)


def _slots(element: HtmlElement) -> Any:
    """The pieces of text below an element in reading order, without those of its notes."""
    if element.text:
        yield _Slot(element, "text", element.text)
    for child in element:
        apart = child.tag not in INLINE
        if apart:
            yield _Slot(None, "", " ")
        if child.get(footnotes.NOTE) is None:
            yield from _slots(child)
        if apart:
            yield _Slot(None, "", " ")
        if child.tail:
            yield _Slot(child, "tail", child.tail)


def _cut(slots: list[_Slot], start: int, end: int, put: str) -> None:
    """Take the characters from start to end out of the slots, and put the mark where they began."""
    position = 0
    for slot in slots:
        length = len(slot.text)
        first, last = max(start - position, 0), min(end - position, length)
        if first < last and slot.element is not None:
            slot.write(slot.text[:first] + put + slot.text[last:])
            put = ""
        position += length
