"""What is looked at before a text is sealed: what blocks, and what only warns."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import footnotes, inside, languages, parallel, pictures, proofreading, rendering
from .models import Address, Document, Picture
from .models.desk import RESERVED_SLUGS, validate_slug

OF_PAGE = {"", "signatories", "references"}  # places that a text's page has besides its own


@dataclass(frozen=True)
class Finding:
    """One thing found: in which language, in words that say what to do, and whether it blocks."""

    language: str
    message: str
    blocks: bool = True


def look(document: Document, codes: list[str]) -> list[Finding]:
    """Everything to say about publishing this working copy in these languages."""
    return [finding for code in codes for finding in _look(document, code)]


def _look(document: Document, code: str) -> list[Finding]:
    text = {name: languages.in_language(document, name, code) for name in ("title", "slug", "body", "summary")}
    found = [
        *_empty(text),
        *_address(document, code, text["slug"]),
        *_notes(text["body"]),
        *_pictures(document, code, text["body"]),
        *_links(document, text["body"], code),
        *((message, False) for message in proofreading.remarks(text["body"])),
        *((message, False) for message in parallel.remarks(document, code)),
    ]
    return [Finding(code, message, blocks) for message, blocks in found]


def _empty(text: dict[str, Any]) -> list[tuple[str, bool]]:
    found = []
    if not text["title"]:
        found.append((_("There is no title."), True))
    if proofreading.is_blank(text["body"]):
        found.append((_("There is no text."), True))
    if not text["summary"]:
        found.append(
            (_("There is no standfirst: lists and shared links show the beginning of the text instead."), False)
        )
    return found


def _address(document: Document, code: str, slug: str) -> list[tuple[str, bool]]:
    if not slug:
        return [(_("There is no address. Save the form once with a title, or type one."), True)]
    if not validate_slug.regex.match(slug) or slug in RESERVED_SLUGS:  # type: ignore[union-attr]
        return [(_("“%(slug)s” cannot be an address: choose another one.") % {"slug": slug}, True)]
    taken = Address.objects.filter(kind=document.kind, language=code, slug=slug).exclude(document=document.pk).exists()
    return (
        [(_("Another text has, or once had, the address “%(slug)s”: choose another one.") % {"slug": slug}, True)]
        if taken
        else []
    )


def _notes(body: str) -> list[tuple[str, bool]]:
    found = []
    if footnotes.orphans(body):
        found.append(
            (_("A note is cited again, but the note itself is gone. Write it again, or take the mark out."), True)
        )
    if footnotes.empty(body):
        found.append((_("A footnote is empty. Write it, or take it out."), True))
    return found


def _links(document: Document, body: str, code: str) -> list[tuple[str, bool]]:
    """Links that lead nowhere on this site, or to no place in this text."""
    links = {
        link.get("href"): " ".join(link.text_content().split()) for link in footnotes.parse(body).xpath(".//a[@href]")
    }
    gone = inside.dead(links, document)
    if places := [href for href in links if href.startswith("#")]:
        known = set(re.findall(r'\bid="([^"]+)"', rendering.render(body, code).html)) | OF_PAGE
        gone += [href for href in places if href[1:] not in known]
    if not gone:
        return []
    shown = [f"{links[href]} ({href})" for href in gone]
    return [
        (
            _("The link %(links)s leads nowhere. Correct it, or take it out.") % {"links": proofreading.named(shown)},
            False,
        )
    ]


def _pictures(document: Document, code: str, body: str) -> list[tuple[str, bool]]:
    wanted = pictures.tokens(body)
    there = set(Picture.objects.filter(token__in=wanted).values_list("token", flat=True)) if wanted else set()
    found = []
    if wanted - there:
        found.append((_("A picture in the text is no longer in the library. Take it out, or choose another."), True))
    if pictures.without_alt(body):
        found.append(
            (
                _("A picture has no description for those who cannot see it. Describe it, or mark it as decorative."),
                False,
            )
        )
    cover = document.cover
    if cover and not cover.decorative and not languages.in_language(cover, "alt", code):
        found.append((_("The cover picture has no description in this language. Describe it in the library."), True))
    return found
