"""What stands under a statement, taken apart: signatories, link lists, the rules between them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import lines, references, signatures
from .blocks import Block, Figure, Items, Line, Paragraph, Rule, lines_in
from .names import name_key
from .references import Reference
from .signatures import Signatory

MAX_ODD_LINE = 200
MAX_ODD_LINES = 3


@dataclass
class Closing:
    """A statement's text without its closing, and what that was.

    `odd` are lines among the signatories that nobody could be made of, `linkless` lines of a list without a link: they
    stay in the text. `empty` are labels with nothing under them, which are gone.
    """

    blocks: list[Block]
    signatories: list[Signatory] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    linkless: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)


def take(blocks: Sequence[Block]) -> Closing:
    """Take the closing off a statement's blocks."""
    opened = _opened(blocks)
    start = _start(opened)
    closing = Closing(list(opened[:start]))
    reader = _Reader(closing)
    for block in opened[start:]:
        reader.read(block)
    reader.end_list()
    while closing.blocks and isinstance(closing.blocks[-1], Rule):
        closing.blocks.pop()
    return closing


def _opened(blocks: Sequence[Block]) -> list[Block]:
    """Paragraphs and lists that hold one signatory a line, with each in a paragraph of its own."""
    found: list[Block] = []
    for block in blocks:
        parts = _parts(block)
        if len(parts) > 1 and any(_is_full(part) or references.label(lines.raw(part)) for part in parts):
            found += [Paragraph(part) for part in parts]
        else:
            found.append(block)
    return found


def _parts(block: Block) -> list[Line]:
    if isinstance(block, Paragraph | Items):
        return [part for line in lines_in([block]) for part in lines.split(line) if part]
    return []


def _is_full(line: Line) -> bool:
    signatory = signatures.parse(lines.raw(line))
    return signatory is not None and signatures.is_full(signatory)


def _start(blocks: Sequence[Block]) -> int:
    """Where the closing begins: the last place from which there is nothing but signatories, lists, labels and rules."""
    start = len(blocks)
    under_label = _under_label(blocks)
    for index in reversed(range(len(blocks))):
        block = blocks[index]
        if index in under_label or _belongs(block):
            start = index
        elif not _is_odd(block) or start - index > MAX_ODD_LINES:
            break
    return start


def _belongs(block: Block) -> bool:
    if isinstance(block, Rule):
        return True
    return isinstance(block, Paragraph) and (
        _is_full(block.line) or signatures.is_label(block.text) or references.label(block.text) is not None
    )


def _is_odd(block: Block) -> bool:
    """A short line among the others that is not understood, or a picture: it does not end the closing."""
    if isinstance(block, Figure):
        return True
    return (
        isinstance(block, Paragraph)
        and not block.is_heading
        and len(block.text) <= MAX_ODD_LINE
        and not (block.text.endswith((".", "?", "!", ":", "…")))
    )


def _under_label(blocks: Sequence[Block]) -> set[int]:
    """The places of blocks that are the links of a list: they follow a label, and link something."""
    found: set[int] = set()
    open_list = False
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and references.label(block.text):
            open_list = True
        elif isinstance(block, Rule) or (isinstance(block, Paragraph) and _is_full(block.line)):
            open_list = False
        elif open_list:
            parts = references.items_of(block)
            open_list = parts is not None and any(references.looks_like_link(part) for part in parts)
            if open_list:
                found.add(index)
    return found


@dataclass
class _Reader:
    """Reads the closing block by block; knows under which label it is."""

    closing: Closing
    list: references.List | None = None
    label: str = ""
    listed: int = 0

    def read(self, block: Block) -> None:
        text = block.text if isinstance(block, Paragraph) else ""
        if isinstance(block, Rule):
            self.end_list()
        elif found := references.label(text):
            self.end_list()
            self.list, self.label, self.listed = found, text, 0
        elif signatures.is_label(text):
            self.end_list()
        elif text and (signatory := self._signatory(text)):
            self._sign(signatory)
        elif self.list and (parts := references.items_of(block)) is not None:
            self._items(parts, self.list)
        else:
            self._keep(block, text)

    def _sign(self, signatory: Signatory) -> None:
        """Nobody signs twice: who stands there again has the roles of both lines."""
        self.end_list()
        keys = [name_key(other.name) for other in self.closing.signatories]
        if (key := name_key(signatory.name)) in keys:
            place = keys.index(key)
            first = self.closing.signatories[place]
            self.closing.signatories[place] = replace(first, roles=(*first.roles, *signatory.roles))
        else:
            self.closing.signatories.append(signatory)

    def _signatory(self, text: str) -> Signatory | None:
        """A line with name and organisation alone counts among lines that name a role as well."""
        signatory = signatures.parse(text)
        if signatory and (signatures.is_full(signatory) or (self.closing.signatories and not self.list)):
            return signatory
        return None

    def _items(self, parts: Sequence[Line], list_: references.List) -> None:
        for part in parts:
            if found := references.reference(part, list_):
                self.closing.references.append(found)
                self.listed += 1
            else:
                self.closing.blocks.append(Paragraph(part))
                self.closing.linkless.append(lines.raw(part).strip())

    def _keep(self, block: Block, text: str) -> None:
        self.closing.blocks.append(block)
        if text:
            self.closing.odd.append(text)

    def end_list(self) -> None:
        if self.list and not self.listed:
            self.closing.empty.append(self.label.rstrip(" :"))
        self.list = None
