"""The lines of a text in which what was searched for stands, in pieces that a template marks without any HTML here."""

import re
from collections.abc import Set
from itertools import groupby
from typing import NamedTuple

from .stems import WORD, stem

SPACES = re.compile(r"\s+")
WIDTH = 34  # words
LEAD = 8  # words before the first hit
MOST = 60  # hits looked at


class Part(NamedTuple):
    """A piece of text, and whether it is a word that was searched for."""

    text: str
    hit: bool


def mark(text: str, stems: Set[str], language: str) -> list[Part]:
    """A whole text in parts."""
    pieces = WORD.split(text)
    return _parts(pieces, set(_hits(pieces, stems, language)))


def excerpt(text: str, stems: Set[str], language: str) -> list[Part]:
    """The stretch of a text that holds the most of the words, in parts; empty where it holds none."""
    pieces = WORD.split(text)
    hits = _hits(pieces, stems, language)
    if not hits:
        return []
    first = max(0, _densest(pieces, hits, language) - 2 * LEAD - 1)
    chosen = pieces[first : first + 2 * WIDTH + 1]
    chosen[0] = "… " if first else chosen[0]
    if first + len(chosen) < len(pieces):
        chosen[-1] = " …"
    return _parts(chosen, {index - first for index in hits})


def _hits(pieces: list[str], stems: Set[str], language: str) -> list[int]:
    """Where the words stand in the pieces; words are the odd ones."""
    return [index for index in range(1, len(pieces), 2) if stem(pieces[index], language) in stems]


def _densest(pieces: list[str], hits: list[int], language: str) -> int:
    """The hit from which on the most different words are near."""

    def different(start: int) -> int:
        near = [index for index in hits[:MOST] if start <= index < start + 2 * (WIDTH - LEAD)]
        return len({stem(pieces[index], language) for index in near})

    return max(hits[:MOST], key=different)


def _parts(pieces: list[str], hits: Set[int]) -> list[Part]:
    """Pieces put together again, each hit apart, with one space wherever there were several or a line's end."""
    parts = []
    for hit, run in groupby(enumerate(pieces), key=lambda numbered: numbered[0] in hits):
        text = SPACES.sub(" ", "".join(piece for _index, piece in run))
        parts += [Part(text, hit)] if text else []
    return parts
