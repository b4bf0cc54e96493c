"""Captions put under their pictures, and headings on the levels that a text here has."""

from dataclasses import replace

from ..reading import lines
from ..reading.blocks import Block, Cite, Figure, Line, Paragraph, Run
from ..reading.shaping import LEVELS
from .styles import CAPTION_TAG


def captioned(blocks: list[Block]) -> list[Block]:
    """A caption stands under its picture if it was written right below or above it, and is a paragraph elsewhere."""
    made: list[Block] = []
    above: Line = ()
    for block in blocks:
        last = made[-1] if made else None
        is_caption = isinstance(block, Paragraph) and block.tag == CAPTION_TAG
        if isinstance(block, Paragraph) and is_caption:
            if isinstance(last, Figure) and not last.caption:
                made[-1] = replace(last, caption=block.line)
            else:
                made.append(Paragraph(block.line))
                above = block.line
                continue
        elif isinstance(block, Figure) and above:
            made[-1] = replace(block, caption=above)
        else:
            made.append(block)
        above = ()
    return made


def levelled(blocks: list[Block]) -> list[Block]:
    """Headings from the second level down without a gap, in one line and not bold; paragraphs without words go."""
    kept = [block for block in blocks if not isinstance(block, Paragraph) or block.text or _cites(block)]
    used = sorted({block.tag for block in kept if isinstance(block, Paragraph) and block.is_heading})
    names = {tag: LEVELS[min(index, len(LEVELS) - 1)] for index, tag in enumerate(used)}
    return [
        Paragraph(_as_heading(block.line), names[block.tag])
        if isinstance(block, Paragraph) and block.is_heading
        else block
        for block in kept
    ]


def _cites(paragraph: Paragraph) -> bool:
    return any(isinstance(run, Cite) for run in paragraph.line)


def _as_heading(line: Line) -> Line:
    return lines.without_mark(tuple(Run(" ") if run.text == "\n" else run for run in line), "strong")
