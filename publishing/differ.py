"""The difference between two texts as a person can read it: words added and taken away in flowing text.

Two bodies are cut into blocks (paragraphs, headings, list items, rows of tables, notes where they are cited), the
blocks are matched, and within a pair that changed the words are matched. The result is plain data for a template, never
HTML.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from . import footnotes
from .models import Edition

BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "figcaption", "caption", "blockquote", "hr", "figure", "img"}
MARKS = {"strong", "em", "s", "sub", "sup"}
ALIKE = 0.4  # two blocks with less in common are one taken away and one added, not one changed
MOST_TRIED = 12  # old blocks that one new one is held against, of those that share enough words with it
MOST_WORDS = 4_000_000  # pairs of words in two blocks, beyond which the commonest words are no landmarks


class Op(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Word:
    """A word, a space or a sign, with what is done to it: bold, linked where, inside a note."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    note: bool = False


BETWEEN_CELLS = Word(" | ")


@dataclass(frozen=True)
class Run:
    """Words that share a fate."""

    op: Op
    text: str
    note: bool = False
    href: str = ""


@dataclass
class Block:
    """A paragraph, a heading, a list item … and what became of it."""

    tag: str
    op: Op
    runs: list[Run] = field(default_factory=list)
    before_tag: str = ""

    @property
    def changed(self) -> bool:
        return self.op is not Op.SAME or bool(self.before_tag) or any(run.op is not Op.SAME for run in self.runs)


@dataclass
class Part:
    """One part of an edition: its title, its text, its byline …"""

    label: str
    blocks: list[Block]

    @property
    def changed(self) -> bool:
        return any(block.changed for block in self.blocks)


def compare(before: Edition | None, after: Edition) -> list[Part]:
    """Every part of two editions, saved or not, of one text in one language, with what changed. The text comes last."""
    parts = [Part(label, _plain(_value(before, name), _value(after, name))) for name, label in _texts()]
    old, new = (_facts(before.matter) if before else {}), _facts(after.matter)
    parts += [Part(label, lines(old.get(label, []), found)) for label, found in new.items()]
    parts.append(Part(_("Text"), bodies(before.source if before else "", after.source)))
    return [part for part in parts if part.blocks]


def _texts() -> list[tuple[str, str]]:
    return [
        ("title", _("Title")),
        ("slug", _("Address")),
        ("summary", _("Standfirst")),
        ("content_notice", _("Content notice")),
    ]


def _value(edition: Edition | None, name: str) -> str:
    return getattr(edition, name) if edition else ""


def _facts(matter: dict[str, Any]) -> dict[str, list[str]]:
    """What was frozen with an edition, as lines to compare."""
    cover = matter.get("cover")
    return {
        _("Byline"): [_joined(credit["name"], _bare(credit["note"])) for credit in matter.get("credits", [])],
        _("Issued by"): [issuer["name"] for issuer in matter.get("issuers", [])],
        _("Topics"): [topic["name"] for topic in matter.get("topics", [])],
        _("References"): [_reference(row) for row in matter.get("references", [])],
        _("Cover"): [_joined(cover["alt"], cover["caption"], cover["credit"])] if cover else [],
        _("Translated by"): [matter["translator"]] if matter.get("translator") else [],
    }


def _reference(row: dict[str, str]) -> str:
    return _joined(*(row.get(name, "") for name in ("title", "publisher", "date", "url", "archived_url")))


def _joined(*parts: str) -> str:
    return " — ".join(part for part in parts if part)


def _bare(html: str) -> str:
    return " ".join(footnotes.parse(html).text_content().split())


def _plain(before: str, after: str) -> list[Block]:
    return _match([("p", _words(before))] if before else [], [("p", _words(after))] if after else [])


def lines(before: Sequence[str], after: Sequence[str]) -> list[Block]:
    """Two lists of plain words, line by line."""
    return _match([("li", _words(line)) for line in before], [("li", _words(line)) for line in after])


def bodies(before: str, after: str) -> list[Block]:
    """The blocks of two bodies in the order of the later one, those taken away where they stood."""
    return _match(list(_blocks(before)), list(_blocks(after)))


Cut = tuple[str, list[Word]]
Opcode = tuple[str, int, int, int, int]  # as difflib gives them


def _match(before: list[Cut], after: list[Cut]) -> list[Block]:
    found: list[Block] = []
    # Numbers for blocks: the words of a block would be hashed anew each time that it is looked up.
    known: dict[tuple[str, tuple[Word, ...]], int] = {}
    keys = [[known.setdefault((tag, tuple(words)), len(known)) for tag, words in side] for side in (before, after)]
    for op, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if op == "equal":
            found += [_whole(cut, Op.SAME) for cut in after[c:d]]
        else:
            found += _replaced(before[a:b], after[c:d])
    return found


def _replaced(before: list[Cut], after: list[Cut]) -> list[Block]:
    """Blocks that gave way to others: each new one beside the next old one that it is like, the rest whole."""
    found: list[Block] = []
    rest, bags = list(before), [_bag(cut[1]) for cut in before]
    for cut in after:
        bag = _bag(cut[1])
        near = (index for index, old in enumerate(bags) if _may_be_alike(old, bag))
        at = next((index for index in islice(near, MOST_TRIED) if _alike(rest[index][1], cut[1])), None)
        if at is None:
            found.append(_whole(cut, Op.ADDED))
        else:
            found += [_whole(old, Op.REMOVED) for old in rest[:at]]
            found.append(_changed(rest[at], cut))
            rest, bags = rest[at + 1 :], bags[at + 1 :]
    return found + [_whole(old, Op.REMOVED) for old in rest]


def _texts_of(words: list[Word]) -> list[str]:
    return [word.text.lower() for word in words if word.text.strip() and word != BETWEEN_CELLS]


def _bag(words: list[Word]) -> Counter[str]:
    return Counter(_texts_of(words))


def _may_be_alike(before: Counter[str], after: Counter[str]) -> bool:
    """Whether two blocks share enough words, in whatever order: a bound for `_alike` at a hundredth of its cost."""
    return 2 * (before & after).total() >= ALIKE * (before.total() + after.total())


def _alike(before: list[Word], after: list[Word]) -> bool:
    first, second = _texts_of(before), _texts_of(after)
    if not first or not second:
        return first == second
    return SequenceMatcher(None, first, second, autojunk=_is_long(first, second)).ratio() >= ALIKE


def _is_long(before: Sequence[Any], after: Sequence[Any]) -> bool:
    return len(before) * len(after) > MOST_WORDS


def _whole(cut: Cut, op: Op) -> Block:
    return Block(cut[0], op, _runs((op, word) for word in cut[1]))


def _changed(before: Cut, after: Cut) -> Block:
    pairs: list[tuple[Op, Word]] = []
    texts = (before[1], after[1])
    opcodes = SequenceMatcher(None, *texts, autojunk=_is_long(*texts)).get_opcodes()
    for op, a, b, c, d in _joined_over_spaces(opcodes, after[1]):
        if op == "equal":
            pairs += [(Op.SAME, word) for word in after[1][c:d]]
        else:
            pairs += [(Op.REMOVED, word) for word in before[1][a:b]] + [(Op.ADDED, word) for word in after[1][c:d]]
    return Block(after[0], Op.SAME, _runs(iter(pairs)), before[0] if before[0] != after[0] else "")


def _joined_over_spaces(opcodes: Sequence[Opcode], after: Sequence[Word]) -> list[Opcode]:
    """Replaced words with nothing but a space between them as one phrase: three words for three, not word by word."""
    joined: list[Opcode] = []
    for opcode in opcodes:
        change, gap = [None, None, *joined][-2:]
        if opcode[0] == "replace" and change and gap and change[0] == "replace" and _is_space(gap, after):
            joined[-2:] = [("replace", change[1], opcode[2], change[3], opcode[4])]
        else:
            joined.append(opcode)
    return joined


def _is_space(opcode: Opcode, after: Sequence[Word]) -> bool:
    return opcode[0] == "equal" and not any(word.text.strip() for word in after[opcode[3] : opcode[4]])


def _runs(pairs: Iterator[tuple[Op, Word]]) -> list[Run]:
    runs: list[Run] = []
    for op, word in pairs:
        last = runs[-1] if runs else None
        if last and (last.op, last.note, last.href) == (op, word.note, word.href):
            runs[-1] = Run(op, last.text + word.text, word.note, word.href)
        else:
            runs.append(Run(op, word.text, word.note, word.href))
    return runs


def _blocks(source: str) -> Iterator[Cut]:
    """A body as blocks of words; a picture is a block that says what it shows."""
    yield from _below(footnotes.parse(source), "p")


def _below(element: HtmlElement, tag: str) -> Iterator[Cut]:
    words: list[Word] = _words(element.text or "")
    for child in element:
        if child.tag == "img":
            # Another picture with the same description is another picture.
            yield "img", _words(child.get("alt") or _("Picture"), frozenset({child.get("src", "")}))
        elif child.tag == "tr":
            yield "tr", _row(child)
        elif _holds_blocks(child):
            if any(word.text.strip() for word in words):
                yield tag, words
            words = []
            yield from _below(child, child.tag if child.tag in BLOCKS else tag)
        else:
            words += list(_inline(child, Word("")))
        words += _words(child.tail or "")
    if any(word.text.strip() for word in words) or tag == "hr":
        yield tag, words


def _row(row: HtmlElement) -> list[Word]:
    """The cells of a row of a table side by side: a number by itself says nothing."""
    words: list[Word] = []
    for place, cell in enumerate(row):
        words += [BETWEEN_CELLS] if place else []
        for number, (_tag, cut) in enumerate(_below(cell, cell.tag)):
            words += _words(" ") if number else []
            words += [replace(word, marks=word.marks | {cell.tag}) for word in cut]
    return words


def _holds_blocks(element: HtmlElement) -> bool:
    return element.tag in BLOCKS | {"ul", "ol", "table", "thead", "tbody", "td", "th"}


def _inline(element: HtmlElement, around: Word) -> Iterator[Word]:
    marks = around.marks | ({element.tag} if element.tag in MARKS else set())
    href = element.get("href") or around.href
    note = around.note or element.get(footnotes.NOTE) is not None
    if element.get(footnotes.AGAIN):
        yield Word(_("the same note"), note=True)
    if element.tag == "br":
        yield Word("\n", marks)
    yield from _words(element.text or "", marks, href, note)
    for child in element:
        yield from _inline(child, Word("", marks, href, note))
        yield from _words(child.tail or "", marks, href, note)


def _words(text: str, marks: frozenset[str] = frozenset(), href: str = "", note: bool = False) -> list[Word]:
    collapsed = re.sub(r"\s+", " ", text)
    return [Word(part, frozenset(marks), href, note) for part in re.findall(r"\w+|\s+|[^\w\s]", collapsed)]
