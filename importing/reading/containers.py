"""Containers of HTML while they are read, and what becomes of them when they close: lists, quotes, tables, figures."""

from dataclasses import dataclass, field, replace

from . import lines
from .blocks import Block, Cell, Figure, Items, Line, Paragraph, Quote, Run, Table, of_kind

LISTS = {"ul", "ol"}


@dataclass
class Box:
    """An open container, and the blocks that have been closed in it."""

    tag: str
    classes: str = ""
    blocks: list[Block] = field(default_factory=list)
    items: list[tuple[Block, ...]] = field(default_factory=list)
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    captions: list[Line] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)


def close(box: Box, outer: Box) -> None:
    """Give what a container held to the one around it."""
    match box.tag:
        case "li":
            _close_item(box, outer)
        case "ul" | "ol":
            _close_list(box, outer)
        case "blockquote":
            if box.blocks:
                outer.blocks.append(Quote(tuple(_inner(box.blocks))))
        case "td" | "th":
            _close_cell(box, outer)
        case "tr":
            outer.rows.append(tuple(box.cells))
            outer.captions += box.captions
        case "table":
            outer.blocks += _table(box)
        case "figcaption" | "caption":
            outer.captions += [paragraph.line for paragraph in of_kind(box.blocks, Paragraph)]
        case "figure":
            outer.blocks += _captioned(box.blocks, box.captions)


def _close_item(box: Box, outer: Box) -> None:
    if not box.blocks:
        return
    if outer.tag in LISTS:
        _settle(outer)
        outer.items.append(tuple(_inner(box.blocks)))
    else:
        outer.blocks.append(Items((tuple(_inner(box.blocks)),)))


def _close_list(box: Box, outer: Box) -> None:
    _settle(box)
    if not box.items:
        return
    made = Items(tuple(box.items), box.tag == "ol", box.numbers.get("start", 1))
    outer.blocks.append(made)
    if outer.tag in LISTS:
        _settle(outer)


def _settle(box: Box) -> None:
    """What stands in a list without an item of its own belongs to the item before it, or is the first."""
    if box.blocks:
        before = box.items.pop() if box.items else ()
        box.items.append((*before, *_inner(box.blocks)))
        box.blocks = []


def _close_cell(box: Box, outer: Box) -> None:
    if "tr-caption" in box.classes.split():
        outer.captions += [paragraph.line for paragraph in of_kind(box.blocks, Paragraph)]
        return
    spans = tuple((name, box.numbers[name]) for name in ("colspan", "rowspan") if box.numbers.get(name, 1) > 1)
    outer.cells.append(Cell(tuple(_inner(box.blocks)), box.tag == "th", spans))
    outer.captions += box.captions


def _inner(blocks: list[Block]) -> list[Block]:
    """Blocks as they may stand within another one: a heading there is a bold line."""
    return [
        Paragraph(tuple(_strong(run) for run in block.line))
        if isinstance(block, Paragraph) and block.is_heading
        else block
        for block in blocks
    ]


def _strong(run: object) -> Run:
    return replace(run, marks=run.marks | {"strong"}) if isinstance(run, Run) else run  # type: ignore[return-value]


def _captioned(blocks: list[Block], captions: list[Line]) -> list[Block]:
    """The blocks of a figure, its caption under its first picture."""
    caption = lines.joined(captions)
    first = next((place for place, block in enumerate(blocks) if isinstance(block, Figure)), None)
    if not caption or first is None:
        return [*blocks, *([Paragraph(caption)] if caption else [])]
    return [
        replace(block, caption=caption) if isinstance(block, Figure) and place == first else block
        for place, block in enumerate(blocks)
    ]


def _table(box: Box) -> list[Block]:
    """A table if it is one, what stands in it where it only holds a picture with its caption, or the page together."""
    rows = [row for row in box.rows if any(cell.blocks for cell in row)]
    cells = [cell for row in rows for cell in row]
    inside = [block for cell in cells for block in cell.blocks]
    pictures = [block for block in inside if isinstance(block, Figure)]
    words = [block for block in inside if not isinstance(block, Figure)]
    if "tr-caption-container" in box.classes.split() or (pictures and not words):
        return _captioned(inside, box.captions)
    loose = [Paragraph(line) for line in box.captions]
    if len(cells) < 2 or any(isinstance(block, Table) for block in inside):
        return [*loose, *inside]
    bare = tuple(tuple(_without_figures(cell) for cell in row) for row in rows)
    return [*loose, Table(bare), *pictures]


def _without_figures(cell: Cell) -> Cell:
    return replace(cell, blocks=tuple(block for block in cell.blocks if not isinstance(block, Figure)))
