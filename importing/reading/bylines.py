"""Who wrote a post, from the lines under its title; the starred note about them; the captions that stand beside."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from . import lines
from .blocks import Block, Figure, Line, Paragraph
from .names import is_name, name_key, split_names
from .words import fold

MAX_LINE = 160
MAX_CAPTION = 100
_WINDOW = 6
_ALONE_WINDOW = 4
_LAST = 12
_PREFIX = re.compile(
    r"(?:(?:written|words|text|authored)\s+by|by|(?:escrito|texto|redactado)\s+por|por|authors?\s*:|autor(?:a|es|as)?\s*:)"
    r"[\s:]+(?=\S)",
    re.IGNORECASE,
)
_STAR = re.compile(r"\s*(\*{1,3}|†|‡)$")
_ASIDE = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]\s*$")


@dataclass(frozen=True)
class Name:
    """An author as the line spells them; `star` is the sign after the name, `aside` what the line says of them."""

    name: str
    star: str = ""
    aside: str = ""
    note: Line = ()


@dataclass
class Lead:
    """What was found above the text, and the text without it.

    `guessed` says that no "By" announced the names. The short lines beside them are probably captions: `repeated` ones
    are an author's name once more and are gone, `placed` ones stand under a picture now, `kept` ones stay in the text,
    because nobody can be sure of them.
    """

    blocks: list[Block]
    names: list[Name] = field(default_factory=list)
    guessed: bool = False
    repeated: list[str] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    unclear: str = ""


def take(blocks: Sequence[Block], known: Collection[str] = ()) -> Lead:
    """Find the byline in the lines that a text begins with; `known` are the keys of the names of authors met before."""
    opened = _opened(list(blocks))
    window = _window(opened)
    for place, block in window.items():
        if names := announced(block.text):
            return _lead(opened, window, place, names)
    for place, names in _alone(window, known, has_text=max(window, default=0) + 1 < len(opened)):
        lead = _lead(opened, window, place, names)
        lead.guessed = True
        return lead
    return Lead(opened, unclear=next((block.text for block in window.values() if _PREFIX.match(block.text)), ""))


def announced(text: str) -> list[Name] | None:
    """The names of a line such as "By Ana Ruiz and John Poe", None for any other line."""
    prefix = _PREFIX.match(text) if len(text) <= MAX_LINE else None
    return _names(text[prefix.end() :], announced=True) if prefix else None


def _names(text: str, *, announced: bool = False) -> list[Name] | None:
    """Names from a line of names. What follows the last name after a comma is said of that author."""
    found: list[Name] = []
    text = text.strip().rstrip(".:")
    for piece in split_names(text):
        name = _name(piece, announced=announced)
        if name is None:
            if not (announced and found):
                return None
            rest = text[text.index(piece) :]
            found[-1] = replace(found[-1], aside=", ".join(filter(None, (found[-1].aside, rest))))
            break
        found.append(name)
    return found or None


def _name(piece: str, *, announced: bool) -> Name | None:
    star = _STAR.search(piece)
    bare = piece[: star.start()] if star else piece
    aside = _ASIDE.search(bare)
    bare = bare[: aside.start()] if aside else bare
    if not star and (star := _STAR.search(bare)):
        bare = bare[: star.start()]
    if not is_name(bare, announced=announced):
        return None
    return Name(bare, star[1] if star else "", aside[1].strip() if aside else "")


def _opened(blocks: list[Block]) -> list[Block]:
    """A first paragraph whose first line is a byline, divided after it."""
    for index, block in enumerate(blocks[:_WINDOW]):
        if not isinstance(block, Paragraph):
            continue
        parts = [part for part in lines.split(block.line) if part]
        if len(parts) > 1 and announced(lines.raw(parts[0])):
            rest = Paragraph(lines.joined(parts[1:]))
            return [*blocks[:index], Paragraph(parts[0]), rest, *blocks[index + 1 :]]
        if len(block.text) > MAX_LINE:
            break
    return blocks


def _window(blocks: list[Block]) -> dict[int, Paragraph]:
    """The short lines above the first real paragraph, by place; pictures among them are passed over."""
    found: dict[int, Paragraph] = {}
    for place, block in enumerate(blocks[:_WINDOW]):
        if isinstance(block, Figure):
            continue
        if not isinstance(block, Paragraph) or not (_is_short(block) or announced(block.text)):
            break
        found[place] = block
    return found


def _is_short(line: Paragraph) -> bool:
    """Whether a line is none of the text's own: short, and without the sign that ends a sentence."""
    return len(line.text) <= MAX_CAPTION and not line.text.endswith((".", "?", "!", ":", "…"))


def _alone(window: dict[int, Paragraph], known: Collection[str], *, has_text: bool) -> Iterator[tuple[int, list[Name]]]:
    """Names that stand alone: several joined before one that is known before one that only looks so."""
    # A text made of short lines, a poem or a programme, has no line that is "under the title".
    if not has_text or len(window) > _ALONE_WINDOW:
        return
    found = {place: names for place, block in window.items() if (names := _names(block.text))}
    yield from ((place, names) for place, names in found.items() if len(names) > 1)
    yield from ((place, names) for place, names in found.items() if all(name_key(name.name) in known for name in names))
    yield from (
        (place, names) for place, names in found.items() if place in list(window)[:1] and window[place].tag == "p"
    )


def _lead(blocks: list[Block], window: dict[int, Paragraph], byline: int, names: list[Name]) -> Lead:
    lead = Lead([], names)
    own = {name_key(name.name) for name in names}
    changed: dict[int, Block | None] = {byline: None}
    for place in _captions(window, byline, has_text=max(window) + 1 < len(blocks)):
        line = window[place]
        pictured = _picture_beside(blocks, place)
        if name_key(line.text) in own:
            changed[place] = None
            lead.repeated.append(line.text)
        elif pictured:
            changed |= {place: None, pictured[0]: replace(pictured[1], caption=line.line)}
            lead.placed.append(line.text)
        else:
            lead.kept.append(line.text)
    after = (changed.get(place, block) for place, block in enumerate(blocks))
    lead.blocks = [block for block in after if block is not None]
    return lead


def _captions(window: dict[int, Paragraph], byline: int, *, has_text: bool) -> list[int]:
    """The places of the short lines right above and right below the byline, if a real paragraph follows in the end."""
    places = list(window)
    above, below = places[: places.index(byline)][::-1], places[places.index(byline) + 1 :]
    found = [*takewhile(lambda place: _is_caption(window[place]), above[:2])]
    found += takewhile(lambda place: _is_caption(window[place]), below[:2])
    return sorted(found) if has_text else []


def _is_caption(line: Paragraph) -> bool:
    return not line.is_heading and _is_short(line)


def _picture_beside(blocks: list[Block], place: int) -> tuple[int, Figure] | None:
    for beside in (place - 1, place + 1):
        block = blocks[beside] if 0 <= beside < len(blocks) else None
        if isinstance(block, Figure) and not block.caption:
            return beside, block
    return None


def take_starred(blocks: list[Block], names: Sequence[Name]) -> tuple[list[Block], list[Name], list[str]]:
    """Give starred authors the paragraph at the end that begins with their star, and take it out of the text.

    Returns the rest of the text, the names with their notes, and the names whose star leads nowhere.
    """
    rest, found, lost = list(blocks), [], []
    for name in names:
        line = _take_line(rest, name) if name.star else ()
        found.append(replace(name, note=line))
        if name.star and not line:
            lost.append(name.name)
    return rest, found, lost


def _take_line(blocks: list[Block], name: Name) -> Line:
    """Take out the paragraph near the end that begins with exactly this star: one that says the name before others."""
    pattern = re.compile(rf"\s*{re.escape(name.star)}(?![*†‡])\s*(?=\S)")
    lines_at = {
        place: block.line
        for place, block in enumerate(blocks)
        if place >= len(blocks) - _LAST and isinstance(block, Paragraph) and pattern.match(lines.raw(block.line))
    }
    last = name_key(name.name).split()[-1]
    named = [place for place, line in lines_at.items() if last in fold(lines.raw(line)).split()]
    place = next(iter(named or lines_at), None)
    if place is None:
        return ()
    line = lines_at[place]
    blocks.pop(place)
    return lines.trimmed(lines.cut(line, pattern.match(lines.raw(line)).end()))  # type: ignore[union-attr]
