"""Footnotes that people typed, "[1]" in the text and "[1] …" below it, and those that Word left, made real ones."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import lines
from .blocks import Block, Cite, Line, Paragraph, Run, lines_in, map_lines, text_of, words_of
from .vocabulary import NOTE_LABELS
from .words import fold, shortened

# What Word, LibreOffice and Google Docs call the two ends of a note; the page before the # may be anybody's.
_TO_NOTE = re.compile(r"#(?:_(?:ftn|edn)(\d+)|ftnt(\d+)|sd(?:foot|end)note(\d+)sym)$")
_BACK = re.compile(r"#(?:_(?:ftn|edn)ref(\d+)|ftnt_ref(\d+)|sd(?:foot|end)note(\d+)anc)$")
_MARK = re.compile(r"\[(\d{1,3}|[ivx]{1,5}|\*{1,3})\]")
_MARK_AT_START = re.compile(rf"\s*{_MARK.pattern}\s*")


@dataclass
class Noted:
    """A text with its notes in place. `unmatched` are marks without a note, `uncited` notes that nothing cites."""

    blocks: list[Block]
    count: int = 0
    unmatched: list[str] = field(default_factory=list)
    uncited: list[str] = field(default_factory=list)


def attach(blocks: Sequence[Block], *, seed: str) -> Noted:
    """Put every note where it is first cited. `seed` makes its key: the same text gives the same keys again."""
    opened = _opened(blocks)
    notes = _definitions(opened)
    citer = _Citer(notes, seed)
    kept = [block for index, block in enumerate(opened) if index not in {place for place, _line in notes.values()}]
    changed = map_lines(kept, citer.cite)
    missing = [(place, mark) for mark, (place, _line) in notes.items() if mark not in citer.cited]
    for place, _mark in sorted(missing):
        # A note that nothing cites stays where it was: after the blocks that stood before it.
        before = sum(1 for index in range(place) if opened[index] in kept or index in {at for at, _m in missing})
        changed.insert(before, _plain(opened[place]))
    uncited = citer.uncited + [shortened(words_of(opened[place]), 80) for place, _mark in sorted(missing)]
    return Noted(_without_labels(changed, had_notes=bool(citer.cited)), len(citer.cited), citer.unmatched, uncited)


def _opened(blocks: Sequence[Block]) -> list[Block]:
    """A paragraph whose lines are notes, divided into one for each."""
    found: list[Block] = []
    for block in blocks:
        parts = [part for part in lines.split(block.line) if part] if isinstance(block, Paragraph) else []
        if len(parts) > 1 and any(_defines(part) for part in parts):
            found += [Paragraph(line) for line in _grouped(parts)]
        else:
            found.append(block)
    return found


def _grouped(parts: list[Line]) -> list[Line]:
    groups: list[list[Line]] = []
    for part in parts:
        if not groups or _defines(part):
            groups.append([part])
        else:
            groups[-1].append(part)
    return [lines.joined(group) for group in groups]


def _definitions(blocks: Sequence[Block]) -> dict[str, tuple[int, Line]]:
    """The notes: for each mark the place of its paragraph and what it says. Notes stand after all that cites them."""
    cited: set[str] = set()
    found: dict[str, tuple[int, Line]] = {}
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and (mark := _defines(block.line)) in cited - found.keys():
            found[mark] = (index, _body(block.line))
            continue
        cited.update(mark for line in lines_in([block]) for mark, _start, _end in _marks(line))
    # One that stood at the end without being cited is still a note, and is named.
    first = min((place for place, _line in found.values()), default=len(blocks))
    for index, block in enumerate(blocks[first:], first):
        if isinstance(block, Paragraph) and (mark := _defines(block.line)) and mark not in found:
            found[mark] = (index, _body(block.line))
    return found


def _defines(line: Line) -> str:
    """The mark of the note that this line is, "" for any other line."""
    first = next((run for run in line if run.text.strip()), None)
    if first is not None and (back := _BACK.search(first.href)):
        return next(filter(None, back.groups()))
    match = _MARK_AT_START.match(lines.raw(line))
    return match[1] if match and match.end() < len(lines.raw(line)) else ""


def _body(line: Line) -> Line:
    """What a note says: the line without its mark and without links back to the text."""
    rest = tuple(run for run in line if not (isinstance(run, Run) and _BACK.search(run.href)))
    start = _MARK_AT_START.match(lines.raw(rest))
    one_line = (Run(" ") if run.text == "\n" else run for run in lines.cut(rest, start.end() if start else 0))
    return lines.trimmed(one_line)


def _marks(line: Line) -> list[tuple[str, int, int]]:
    """Every citation in a line: the mark and where it stands."""
    found: list[tuple[str, int, int]] = []
    offset = 0
    for run in line:
        if isinstance(run, Run) and (link := _TO_NOTE.search(run.href)):
            found.append((next(filter(None, link.groups())), offset, offset + len(run.text)))
        offset += len(run.text)
    taken = [(start, end) for _mark, start, end in found]
    found += [
        (match[1], match.start(), match.end())
        for match in _MARK.finditer(lines.raw(line))
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return sorted(found, key=lambda item: item[1])


@dataclass
class _Citer:
    """Replaces marks by citations, line after line, and remembers which notes have been cited."""

    notes: dict[str, tuple[int, Line]]
    seed: str
    cited: set[str] = field(default_factory=set)
    unmatched: list[str] = field(default_factory=list)
    uncited: list[str] = field(default_factory=list)

    def cite(self, line: Line) -> Line:
        parts: list[Run | Cite] = []
        done = 0
        for mark, start, end in _marks(line):
            if mark not in self.notes:
                self._miss(line, mark, start)
                continue
            before = lines.raw(line)[done:start]
            parts += lines.cut(line, done, start - (len(before) - len(before.rstrip(" "))))
            parts.append(self._citation(mark))
            done = end
        rest = [*parts, *lines.cut(line, done)] if done else list(line)
        return tuple(_unlinked(run) for run in rest)

    def _miss(self, line: Line, mark: str, start: int) -> None:
        """Remember a mark that leads nowhere; at the start of a line it is a note that nothing cites."""
        if not start:
            self.uncited.append(shortened(text_of(line), 80))
        elif mark not in self.unmatched:
            self.unmatched.append(mark)

    def _citation(self, mark: str) -> Cite:
        again = mark in self.cited
        self.cited.add(mark)
        return Cite(key_for(self.seed, mark), None if again else self.notes[mark][1])


def key_for(seed: str, mark: str) -> str:
    """A note's name, the same in both languages and in every run."""
    return "n" + hashlib.sha256(f"{seed} {mark}".encode()).hexdigest()[:7]


def _unlinked(run: Run | Cite) -> Run | Cite:
    """A link into the page that has lost its other end is plain text."""
    if isinstance(run, Run) and (_TO_NOTE.search(run.href) or _BACK.search(run.href)):
        return replace(run, href="")
    return run


def _plain(block: Block) -> Block:
    return map_lines([block], lambda line: tuple(_unlinked(run) for run in line))[0]


def _without_labels(blocks: list[Block], *, had_notes: bool) -> list[Block]:
    """The text without "Notes" at its end, when the notes that stood under it have moved."""
    last = blocks[-1] if blocks else None
    if had_notes and isinstance(last, Paragraph) and fold(last.text) in NOTE_LABELS:
        return blocks[:-1]
    return blocks
