"""Every link of a document: in its working copy, and in what readers have where the working copy has it no longer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from .. import footnotes, kinds, languages
from ..models import BrokenLink, Edition

Place = BrokenLink.Place


@dataclass(frozen=True)
class Link:
    """An address and the words that lead to it; `edition` is None where the link stands in the working copy."""

    language: str
    place: str
    words: str
    url: str
    edition: Edition | None = None


def in_html(source: str) -> Iterator[tuple[str, str]]:
    """The words and the address of each link of a text."""
    for link in footnotes.parse(source).xpath(".//a[@href]") if "<a" in source else ():
        yield " ".join(link.text_content().split()), link.get("href")


def of(document: Any) -> list[Link]:
    """The links of a document, given as its own kind."""
    found: dict[tuple[str, str, str], Link] = {}
    for code in languages.CODES:
        body, title = (languages.in_language(document, name, code) for name in ("body", "title"))
        if body or title:
            matter = kinds.get(document.kind).freeze(document, code)
            _gather(found, document.kind, code, body, matter)
    for edition in Edition.objects.public(timezone.now()).filter(document=document.pk).defer("html", "text"):
        _gather(found, edition.kind, edition.language, edition.source, edition.matter, edition)
    return list(found.values())


def _gather(
    found: dict[tuple[str, str, str], Link],
    kind: str,
    code: str,
    source: str,
    matter: dict[str, Any],
    edition: Edition | None = None,
) -> None:
    """Add each address once for a language's text, and once for what both languages share."""
    for words, url in in_html(source):
        found.setdefault((code, Place.TEXT, url), Link(code, Place.TEXT, words, url, edition))
    for place, words, url in kinds.get(kind).links(matter):
        shared = "" if place == Place.REFERENCE else code
        found.setdefault((shared, place, url), Link(code, place, words, url, edition))
