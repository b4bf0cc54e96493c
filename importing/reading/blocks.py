"""A text as blocks: what Blogger's markup becomes before anything is looked for in it, and the HTML it becomes then."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby
from typing import Self, TypeVar

from .words import tidy

MARKS = ("strong", "em", "s", "sub", "sup")


@dataclass(frozen=True)
class Run:
    """A piece of a line in one style. A line break is a run whose text is BREAK."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""


@dataclass(frozen=True)
class Cite:
    """Where a footnote is cited: the first time with what it says, again without."""

    key: str
    note: "Line | None" = None
    text = ""
    marks: frozenset[str] = frozenset()
    href = ""


Line = tuple["Run | Cite", ...]
BREAK = "\n"


@dataclass(frozen=True)
class Paragraph:
    """A line of text, or of several that breaks divide. `item` marks what Word calls a list paragraph."""

    line: Line
    tag: str = "p"
    item: str = ""

    @property
    def text(self) -> str:
        return text_of(self.line)

    @property
    def is_heading(self) -> bool:
        return self.tag != "p"

    def with_line(self, line: Sequence["Run | Cite"]) -> Self:
        return type(self)(tuple(line), self.tag, self.item)


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Quote:
    blocks: tuple["Block", ...]


@dataclass(frozen=True)
class Cell:
    blocks: tuple["Block", ...]
    heading: bool = False
    spans: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A picture: every address under which its file might be known, the best first."""

    addresses: tuple[str, ...]
    alt: str = ""
    caption: Line = ()


@dataclass(frozen=True)
class Rule:
    """A line across, drawn or typed."""


@dataclass(frozen=True)
class Embed:
    """Somebody else's page within the page: a film, a form. It becomes a link."""

    address: str


Block = Paragraph | Items | Quote | Table | Figure | Rule | Embed
Found = TypeVar("Found", Paragraph, Figure, Embed)


@dataclass
class Serialiser:
    """Blocks to HTML. `pictures` gives the address of our own copy of a picture, for every one we have."""

    pictures: Mapping[Figure, str] = field(default_factory=dict)

    def html(self, blocks: Sequence[Block]) -> str:
        return "".join(self._block(block) for block in blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(line=line, tag=tag):
                return f"<{tag}>{line_html(line)}</{tag}>"
            case Items(items=items, ordered=ordered, start=start):
                name = "ol" if ordered else "ul"
                first = f' start="{start}"' if ordered and start > 1 else ""
                return f"<{name}{first}>{''.join(f'<li>{self.html(item)}</li>' for item in items)}</{name}>"
            case Quote(blocks=blocks):
                return f"<blockquote>{self.html(blocks)}</blockquote>"
            case Table(rows=rows):
                return f"<table><tbody>{''.join(self._row(row) for row in rows)}</tbody></table>"
            case Figure():
                return self._figure(block)
            case Rule():
                return "<hr>"
            case Embed(address=address):
                return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'

    def _row(self, row: tuple[Cell, ...]) -> str:
        return f"<tr>{''.join(self._cell(cell) for cell in row)}</tr>"

    def _cell(self, cell: Cell) -> str:
        name = "th" if cell.heading else "td"
        spans = "".join(f' {attribute}="{number}"' for attribute, number in cell.spans)
        return f"<{name}{spans}>{self.html(cell.blocks) or '<p></p>'}</{name}>"

    def _figure(self, figure: Figure) -> str:
        if address := self.pictures.get(figure):
            caption = f"<figcaption>{line_html(figure.caption)}</figcaption>" if figure.caption else ""
            return f'<figure><img src="{escape(address)}" alt="{escape(figure.alt)}">{caption}</figure>'
        # Nobody else's server is asked for a picture: its words stay, set apart, and the summary gives its address.
        words = figure.caption or ((Run(figure.alt),) if figure.alt else ())
        apart = tuple(replace(run, marks=run.marks | {"em"}) if isinstance(run, Run) else run for run in words)
        return f"<p>[{line_html(apart)}]</p>" if words else ""


def line_html(line: Line, order: tuple[str, ...] = ("href", *MARKS)) -> str:
    """A line's HTML, links outermost, each mark opened once for as far as it reaches."""
    if not order:
        return "".join(_piece(run) for run in line)
    name, deeper = order[0], order[1:]

    def value(run: Run | Cite) -> str | bool:
        return run.href if name == "href" else name in run.marks

    parts = []
    for found, group in groupby(line, key=value):
        inner = line_html(tuple(group), deeper)
        if not found:
            parts.append(inner)
        elif name == "href":
            parts.append(f'<a href="{escape(str(found))}">{inner}</a>')
        else:
            parts.append(f"<{name}>{inner}</{name}>")
    return "".join(parts)


def _piece(run: Run | Cite) -> str:
    if isinstance(run, Run):
        return "<br>" if run.text == BREAK else escape(run.text, quote=False)
    if run.note is None:
        return f'<span data-footnote-again="{run.key}"></span>'
    return f'<span data-footnote="{run.key}">{line_html(run.note)}</span>'


def text_of(line: Line) -> str:
    """A line's words, without its notes."""
    return tidy("".join(run.text for run in line))


def words_of(block: Block) -> str:
    """The words of any block, lines divided by line ends."""
    return "\n".join(filter(None, (paragraph.text for paragraph in of_kind([block], Paragraph))))


def lines_in(blocks: Sequence[Block]) -> Iterator[Line]:
    """Every line in these blocks, captions too."""
    for block in blocks:
        match block:
            case Paragraph(line=line):
                yield line
            case Figure(caption=caption):
                yield caption
            case _:
                for inner in _inside(block):
                    yield from lines_in(inner)


def of_kind(blocks: Sequence[Block], kind: type[Found]) -> Iterator[Found]:
    """Every block of one kind, those in lists, quotes and tables too, in order."""
    for block in blocks:
        if isinstance(block, kind):
            yield block
        else:
            for inner in _inside(block):
                yield from of_kind(inner, kind)


def _inside(block: Block) -> Iterator[tuple[Block, ...]]:
    match block:
        case Items(items=items):
            yield from items
        case Quote(blocks=blocks):
            yield blocks
        case Table(rows=rows):
            for row in rows:
                for cell in row:
                    yield cell.blocks


def map_lines(blocks: Sequence[Block], change: Callable[[Line], Line]) -> list[Block]:
    """The same blocks with every line changed, in reading order."""
    return [_mapped(block, change) for block in blocks]


def _mapped(block: Block, change: Callable[[Line], Line]) -> Block:
    match block:
        case Paragraph():
            return block.with_line(change(block.line))
        case Items(items=items, ordered=ordered, start=start):
            return Items(tuple(tuple(map_lines(item, change)) for item in items), ordered, start)
        case Quote(blocks=blocks):
            return Quote(tuple(map_lines(blocks, change)))
        case Table(rows=rows):
            return Table(tuple(tuple(_mapped_cell(cell, change) for cell in row) for row in rows))
        case Figure(caption=caption) if caption:
            return Figure(block.addresses, block.alt, change(caption))
    return block


def _mapped_cell(cell: Cell, change: Callable[[Line], Line]) -> Cell:
    return Cell(tuple(map_lines(cell.blocks, change)), cell.heading, cell.spans)
