"""The lines of a text in which what was searched for stands, in pieces that a template marks without any HTML here."""

from collections.abc import Set
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from .stems import WORD, stem, words

WIDTH = 34  # words
LEAD = 8  # words before the first hit
MOST = 60  # hits looked at
MOST_SEEN = 100_000  # words kept in mind, per language


class Part(NamedTuple):
    """A piece of text, and whether it is a word that was searched for."""

    text: str
    hit: bool


def mark(text: str, stems: Set[str], language: str) -> list[Part]:
    """A whole text in parts."""
    pieces = WORD.split(text)  # every second one is a word
    hits = [index % 2 == 1 and stem(piece, language) in stems for index, piece in enumerate(pieces)]
    parts = [
        Part("".join(piece for piece, _hit in run), hit)
        for hit, run in groupby(zip(pieces, hits, strict=True), key=lambda piece: piece[1])
    ]
    return [part for part in parts if part.text]


def excerpt(text: str, stems: Set[str], language: str) -> list[Part]:
    """The stretch of a text that holds the most of the words, in parts; empty where it holds none."""
    tokens = text.split()
    found = _seen(language).holding(stems, set(tokens), language)
    hits = [index for index, token in enumerate(tokens) if token in found][:MOST]
    if not hits:
        return []

    def different(start: int) -> int:
        near = {tokens[index] for index in hits if start <= index < start + WIDTH - LEAD}
        return len(stems & {stem(word, language) for token in near for word in words(token)})

    first = max(0, max(hits, key=different) - LEAD)
    lines = " ".join(tokens[first : first + WIDTH])
    return mark(f"{'… ' if first else ''}{lines}{' …' if first + WIDTH < len(tokens) else ''}", stems, language)


@dataclass
class _Seen:
    """What stood between two spaces so far, usually a word with its comma, and under each stem those that hold it.

    Most of a text is known from others, and what is new in it is found by one subtraction of sets.
    """

    tokens: set[str] = field(default_factory=set)
    holders: dict[str, set[str]] = field(default_factory=dict)

    def holding(self, stems: Set[str], tokens: set[str], language: str) -> set[str]:
        """Which of these hold one of the stems."""
        for token in tokens - self.tokens:
            for word in words(token):
                self.holders.setdefault(stem(word, language), set()).add(token)
            self.tokens.add(token)  # last: another thread may be reading
        return tokens & set().union(*(self.holders.get(each, ()) for each in stems))


_all_seen: dict[str, _Seen] = {}


def _seen(language: str) -> _Seen:
    if language not in _all_seen or len(_all_seen[language].tokens) > MOST_SEEN:
        _all_seen[language] = _Seen()
    return _all_seen[language]
