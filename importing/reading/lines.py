"""A line of runs: cut, trimmed, split. Offsets count the characters of `raw`."""

import re
from collections.abc import Iterable
from dataclasses import replace

from .blocks import BREAK, Cite, Line, Run


def raw(line: Line) -> str:
    """The line's characters as they stand in its runs; a break is a line end, a citation nothing."""
    return "".join(run.text for run in line)


def cut(line: Line, start: int, end: int | None = None) -> Line:
    """The part of a line between two offsets. Citations that stand within are kept."""
    parts: list[Run | Cite] = []
    offset, end = 0, len(raw(line)) if end is None else end
    for run in line:
        text = run.text[max(0, start - offset) : max(0, end - offset)]
        if isinstance(run, Cite):
            if start <= offset <= end:
                parts.append(run)
        elif text:
            parts.append(replace(run, text=text))
        offset += len(run.text)
    return tuple(parts)


def trimmed(line: Iterable[Run | Cite]) -> Line:
    """The line without spaces and breaks at its ends, with single spaces, and runs of one style joined."""
    parts: list[Run | Cite] = []
    space = True
    for run in line:
        if isinstance(run, Cite):
            parts.append(run)
            space = False
            continue
        text = BREAK if run.text == BREAK else re.sub(r"\s+", " ", run.text)
        if space and text != BREAK:
            text = text.lstrip(" ")
        if text == BREAK:
            _strip_end(parts)
        if text and not (text == BREAK and not parts):
            _add(parts, replace(run, text=text))
        space = space if not text else text.endswith((" ", BREAK))
    _strip_end(parts, breaks=True)
    return tuple(parts)


def _add(parts: list[Run | Cite], run: Run) -> None:
    last = parts[-1] if parts else None
    mergeable = isinstance(last, Run) and BREAK not in (last.text, run.text)
    if mergeable and (last.marks, last.href) == (run.marks, run.href):  # type: ignore[union-attr]
        parts[-1] = replace(run, text=last.text + run.text)  # type: ignore[union-attr]
    else:
        parts.append(run)


def _strip_end(parts: list[Run | Cite], *, breaks: bool = False) -> None:
    while parts and isinstance(last := parts[-1], Run):
        text = last.text.rstrip(" ")
        if text and not (breaks and text == BREAK):
            parts[-1] = replace(last, text=text)
            return
        parts.pop()


def split(line: Line) -> list[Line]:
    """The lines that breaks divide, trimmed; empty ones stay as ()."""
    found: list[list[Run | Cite]] = [[]]
    for run in line:
        if run.text == BREAK:
            found.append([])
        else:
            found[-1].append(run)
    return [trimmed(part) for part in found]


def joined(lines: Iterable[Line]) -> Line:
    """Lines as one, divided by breaks."""
    parts: list[Run | Cite] = []
    for line in lines:
        if parts:
            parts.append(Run(BREAK))
        parts.extend(line)
    return tuple(parts)


def all_marked(line: Line, mark: str) -> bool:
    """Whether every word of the line carries the mark."""
    words = [run for run in line if run.text.strip()]
    return bool(words) and all(mark in run.marks for run in words)


def without_mark(line: Line, mark: str) -> Line:
    return trimmed(replace(run, marks=run.marks - {mark}) if isinstance(run, Run) else run for run in line)


def hrefs(line: Line) -> list[str]:
    """The addresses a line links, each once, in order."""
    return list(dict.fromkeys(run.href for run in line if run.href))
