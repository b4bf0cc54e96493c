"""Words that join others, where one language's grammar depends on what follows or a line may hold no stray space."""

import re
from collections.abc import Sequence

from django import template
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from publishing import languages

register = template.Library()


@register.filter
def and_before(name: str) -> str:
    """ "and" as it stands before a name: Spanish says "e" before the sound of i, as in "Ana e Inés"."""
    if get_language() == "es" and re.match(r"(?i)h?[iíì](?!e)", name):
        return "e"
    return _("and")


@register.filter
def sentence(names: Sequence[str]) -> str:
    """Names in a row: "A", "A and B", "A, B and C"."""
    *first, last = [str(name) for name in names] or [""]
    return f"{', '.join(first)} {and_before(last)} {last}" if first else last


@register.filter
def change_noun(change: str) -> str:
    """What happened, by its class, to stand before its date: "Correction"."""
    nouns = {
        "first": _("First publication"),
        "typo": _("Typing error"),
        "translation": _("Translation"),
        "clarification": _("Clarification"),
        "correction": _("Correction"),
        "amendment": _("Amendment"),
        "retraction": _("Retraction"),
        "withdrawal": _("Withdrawal"),
    }
    return nouns.get(change, _("Change"))


@register.filter
def change_mark(change: str) -> str:
    """How a list marks a text with a change that is said in the open, "" for any other: "Corrected"."""
    marks = {
        "clarification": _("Clarified"),
        "correction": _("Corrected"),
        "amendment": _("Amended"),
        "retraction": _("Retracted"),
    }
    return marks.get(change, "")


@register.filter
def withdrawn_thing(kind: str) -> str:
    """What stands where the title of a text that was withdrawn would: its kind."""
    return {
        "post": _("A post that was withdrawn"),
        "statement": _("A statement that was withdrawn"),
        "page": _("A page that was withdrawn"),
    }.get(kind, _("A text that was withdrawn"))


@register.filter
def block_name(tag: str) -> str:
    """What a block of a text is called, as it stands in a sentence."""
    names = {
        "p": _("paragraph"),
        "h3": _("subheading"),
        "h4": _("minor heading"),
        "li": _("list item"),
        "blockquote": _("quotation"),
        "tr": _("table row"),
        "caption": _("table caption"),
        "figcaption": _("picture caption"),
        "img": _("picture"),
        "hr": _("dividing line"),
    }
    return names.get(tag, _("heading"))


@register.filter
def read_in(code: str) -> str:
    """The invitation to read in a language, in that language."""
    with override(code):
        return {"en": _("Read in English"), "es": _("Read in Spanish")}.get(code, code)


@register.filter
def language_name(code: str) -> str:
    """A language's name in the language of the page, as it stands in a sentence: "Spanish", "inglés"."""
    return languages.name_of(code)


@register.filter
def start_page(code: str) -> str:
    """What a link to another language leads to where this page is not in it, said in that language."""
    with override(code):
        return _("start page")
