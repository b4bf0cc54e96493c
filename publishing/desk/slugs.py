"""Addresses made from titles: accents folded, cut at a word, and none that another text has or ever had."""

from collections.abc import Callable

from django.utils.text import slugify

from ..models import Address, Document
from ..models.desk import RESERVED_SLUGS

LONGEST = 80


def from_title(title: str, taken: Callable[[str], bool]) -> str:
    """An address for this title that is free, "" where the title has no letter to make one of.

    `taken` says whether somebody else has a slug; a number is put behind it then.
    """
    base = _cut(slugify(title))
    if not base or base.isdigit() or base in RESERVED_SLUGS:
        base = f"{base}-text" if base else ""
    slug, count = base, 1
    while slug and taken(slug):
        count += 1
        slug = f"{base}-{count}"
    return slug


def _cut(slug: str) -> str:
    slug = slug.replace("_", "-").strip("-")
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]


def taken_by_another(document: Document, code: str) -> Callable[[str], bool]:
    """Whether another text of this kind has, or once had, an address, or will have it when it is published."""

    def taken(slug: str) -> bool:
        return given_to_another(document, code, slug) or (
            Document.objects.filter(kind=document.kind, **{f"slug_{code}": slug}).exclude(pk=document.pk).exists()
        )

    return taken


def given_to_another(document: Document, code: str, slug: str) -> bool:
    """Whether this address leads to another text for ever."""
    given = Address.objects.filter(kind=document.kind, language=code, slug=slug)
    return given.exclude(document=document.pk).exists()
