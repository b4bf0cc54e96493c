"""What people drew with bold type, bullets and rows of hyphens, as the headings, lists and rules they meant."""

import re
from dataclasses import replace

from . import lines
from .blocks import Block, Items, Line, Paragraph, Rule, Run

MAX_HEADING = 150
_RULE = re.compile(r"(?:[=_\-–—*~•·] ?){3,}")
_BULLET = re.compile(r"\s*[•·‣▪▸●◦■∙]\s+|\s*[•‣▪▸●◦■∙]\s*")
_WORD_BULLET = re.compile(r"\s*(?:[·•§oØüv▪\-–]|\uf0b7|\uf0a7|\uf0d8)\s+")
_WORD_NUMBER = re.compile(r"\s*(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\s+", re.IGNORECASE)
_DASH = re.compile(r"\s*[-–]\s+")
LEVELS = ("h2", "h3", "h4")


def shape(blocks: list[Block]) -> list[Block]:
    """Blocks with the structure that their authors meant. Only what stands at the top level is looked at."""
    return level_headings(_lists(tidy_rules(_broken_up(blocks))))


def is_rule(text: str) -> bool:
    """Whether a line is only drawn: ====, ----, * * *."""
    return bool(_RULE.fullmatch(text.strip()))


def _broken_up(blocks: list[Block]) -> list[Block]:
    """Divide a paragraph at its breaks where a line is bold, a bullet or a rule; leave a poem or an address whole."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and not block.is_heading:
            found += [replace(block, line=line) for line in _divided(block.line)]
        else:
            found.append(block)
    return found


def _divided(line: Line) -> list[Line]:
    parts = [part for part in lines.split(line) if part]
    if len(parts) < 2 or all(lines.all_marked(part, "strong") for part in parts):
        return [line]
    dashes = sum(bool(_DASH.match(lines.raw(part))) for part in parts)
    groups: list[list[Line]] = []
    for part in parts:
        apart = _stands_apart(part) or (dashes > 1 and _is_dashed(part))
        if apart or not groups or _stands_apart(groups[-1][-1]) or (dashes > 1 and _is_dashed(groups[-1][-1])):
            groups.append([part])
        else:
            groups[-1].append(part)
    return [lines.joined(group) for group in groups]


def _stands_apart(line: Line) -> bool:
    text = lines.raw(line)
    return lines.all_marked(line, "strong") or bool(_BULLET.match(text)) or is_rule(text)


def _is_dashed(line: Line) -> bool:
    return bool(_DASH.match(lines.raw(line)))


def tidy_rules(blocks: list[Block]) -> list[Block]:
    """Drawn lines as rules, never two in a row, none at either end."""
    drawn = [Rule() if isinstance(block, Paragraph) and is_rule(block.text) else block for block in blocks]
    found: list[Block] = []
    for block in drawn:
        if not (isinstance(block, Rule) and (not found or isinstance(found[-1], Rule))):
            found.append(block)
    return found[:-1] if found and isinstance(found[-1], Rule) else found


def _lists(blocks: list[Block]) -> list[Block]:
    """Paragraphs that follow each other and begin with a bullet, as lists."""
    dashed = {index for index, block in enumerate(blocks) if isinstance(block, Paragraph) and _is_dashed(block.line)}
    found: list[Block] = []
    open_items: list[tuple[int, bool, Paragraph]] = []
    for index, block in enumerate(blocks):
        neighbours = index in dashed and bool({index - 1, index + 1} & dashed)
        item = _item(block, dashes=neighbours) if isinstance(block, Paragraph) else None
        if item:
            open_items.append(item)
            continue
        found += _nested(open_items)
        open_items = []
        found.append(block)
    return found + _nested(open_items)


def _item(block: Paragraph, *, dashes: bool) -> tuple[int, bool, Paragraph] | None:
    """The level of a list's item, whether it is numbered, and its text without the sign; None for anything else."""
    text = lines.raw(block.line)
    if block.is_heading or is_rule(text):
        return None
    number = _WORD_NUMBER.match(text) if block.item else None
    sign = number or _BULLET.match(text) or (_WORD_BULLET.match(text) if block.item else None)
    if not sign and dashes:
        sign = _DASH.match(text)
    if not sign or sign.end() >= len(text):
        return None
    rest = Paragraph(lines.trimmed(lines.cut(block.line, sign.end())))
    return int(block.item.removeprefix("level") or 1), bool(number), rest


def _nested(items: list[tuple[int, bool, Paragraph]]) -> list[Block]:
    """Lists from items in a row; a deeper level goes into the item before it."""
    found: list[Block] = []
    while items:
        level, ordered, _text = items[0]
        made: list[tuple[Block, ...]] = []
        while items and items[0][0] >= level and (items[0][0] > level or items[0][1] == ordered):
            if items[0][0] > level:
                deeper = [items.pop(0)]
                while items and items[0][0] > level:
                    deeper.append(items.pop(0))
                made[-1] = (*made[-1], *_nested(deeper))
            else:
                made.append((items.pop(0)[2],))
        found.append(Items(tuple(made), ordered))
    return found


def level_headings(blocks: list[Block]) -> list[Block]:
    """Headings from the second level down without a gap; a bold line that stands alone is one, below the drawn ones."""
    used = sorted({block.tag for block in blocks if isinstance(block, Paragraph) and block.is_heading})
    names = {tag: LEVELS[min(index, 2)] for index, tag in enumerate(used)}
    bold = LEVELS[min(len(set(names.values())), 1)]
    return [_levelled(block, names, bold) for block in blocks]


def _levelled(block: Block, names: dict[str, str], bold: str) -> Block:
    if not isinstance(block, Paragraph):
        return block
    if block.is_heading:
        return Paragraph(_as_heading(block.line), names[block.tag])
    if lines.all_marked(block.line, "strong") and len(block.text) <= MAX_HEADING:
        return Paragraph(_as_heading(block.line), bold)
    return block


def _as_heading(line: Line) -> Line:
    """One line, not bold: a heading is that already."""
    return lines.without_mark(
        tuple(Run(" ") if run.text == "\n" else run for run in line),
        "strong",
    )
