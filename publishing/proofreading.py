"""What to look at again in one language's text: numbers typed where a footnote belongs, parts without words."""

import re
from collections.abc import Iterator, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml.html import HtmlElement

from . import footnotes

BLOCKS = ("p", "h2", "h3", "h4", "li", "td", "th", "caption", "figcaption", "blockquote")
HEADINGS = ("h2", "h3", "h4")
MOST_NAMED = 3  # places that a message names; of more it says how many
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# What is raised behind one of these is a power or an area, not a note.
UNITS = {"m", "km", "cm", "mm", "dm", "hm", "ft", "mi", "in", "yd", "s", "x", "y", "r"}
TYPED = re.compile(r"(?P<before>[^\s\[\]⁰¹²³⁴-⁹]{0,25}\s?)(?P<mark>\[\d{1,3}\]|[⁰¹²³⁴-⁹]{1,3})")


def remarks(body: str) -> list[str]:
    """Everything to say about a body, in words that say what to do."""
    root = footnotes.parse(body)
    return [*_typed(root), *_without_words(root)]


def is_blank(body: str) -> bool:
    """Whether a body shows nothing: no word and no picture, whatever tags it has."""
    return not body.strip() or not (footnotes.parse(body).text_content().strip() or "<img" in body)


def named(places: Sequence[str]) -> str:
    """The first places in quotation marks, and how many more there are."""
    first = ", ".join(f"“{place}”" for place in places[:MOST_NAMED])
    rest = len(places) - MOST_NAMED
    return first if rest <= 0 else _("%(places)s and %(count)s more") % {"places": first, "count": rest}


def without_notes(root: HtmlElement) -> HtmlElement:
    """A copy of a tree in which nothing of its notes is left."""
    copy = footnotes.parse(footnotes.serialise(root))
    for note in copy.xpath(f".//span[@{footnotes.NOTE} or @{footnotes.AGAIN}]"):
        note.drop_tree()
    return copy


def own_text(block: HtmlElement) -> str:
    """The words of a block, without those of blocks within it."""
    parts = [block.text or ""]
    for child in block:
        parts += ["" if child.tag in (*BLOCKS, "ul", "ol", "table") else own_text(child), child.tail or ""]
    return " ".join("".join(parts).split())


def _typed(root: HtmlElement) -> list[str]:
    copy = without_notes(root)
    for raised in copy.xpath(".//sup"):
        raised.text = raised.text_content().translate(RAISED)
        for child in list(raised):
            raised.remove(child)
        raised.drop_tag()
    places = [place for block in copy.iter(*BLOCKS) for place in _marks(own_text(block))]
    if not places:
        return []
    said = ngettext(
        "%(places)s looks like the number of a note, typed by hand. Write the note with the footnote button, which "
        "numbers it; leave it if it is no note.",
        "%(places)s look like numbers of notes, typed by hand. Write the notes with the footnote button, which numbers "
        "them; leave what is no note.",
        len(places),
    )
    return [said % {"places": named(places)}]


def _marks(text: str) -> Iterator[str]:
    for found in TYPED.finditer(text):
        word = re.split(r"\W", found["before"].rstrip())[-1]
        is_year = re.fullmatch(r"(19|20)\d\d", word)
        is_power = word.lower() in UNITS or (word[-1:].isdigit() and not is_year)
        if found["mark"].startswith("[") or not is_power:
            yield found[0].strip()


def _without_words(root: HtmlElement) -> list[str]:
    found = []
    headings = list(root.iter(*HEADINGS))
    if any(not block.text_content().strip() for block in headings):
        found.append(_("A heading has no words. Write it, or take it out."))
    if any(not item.text_content().strip() for item in root.iter("li")):
        found.append(_("A point of a list is empty. Write it, or take it out."))
    if any(not table.text_content().strip() for table in root.iter("table")):
        found.append(_("A table is empty. Fill it, or take it out."))
    bare = [heading.text_content().strip() for heading in headings if _is_bare(heading)]
    if bare := [Truncator(text).chars(60) for text in bare if text]:
        said = _("Nothing is written below %(headings)s. Write something, or take the heading out.")
        found.append(said % {"headings": named(bare)})
    return found


def _is_bare(heading: HtmlElement) -> bool:
    """Whether the next thing after a heading is its equal, a larger one, or the end. A smaller one opens its part."""
    following = heading.getnext()
    while following is not None and not (
        following.text_content().strip() or following.xpath("descendant-or-self::img")
    ):
        following = following.getnext()
    return following is None or (following.tag in HEADINGS and following.tag <= heading.tag)
