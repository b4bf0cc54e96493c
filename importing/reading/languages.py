"""Which language a text is in, and where a second one begins."""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from publishing.languages import CODES

from .blocks import Block, Paragraph, words_of
from .vocabulary import LANGUAGE_LABELS
from .words import fold, letters

SURE = 0.9
# Shorter lines are names, labels and headings, of which nobody can say what they are in.
MIN_LINE = 30
MIN_PART = 120
MIN_SHARE = 0.15
PURE = 0.95
_SAMPLE = 20_000


@dataclass(frozen=True)
class Guess:
    """A language of ours; whether that is sure; and another language that the text rather seems to be in, or ""."""

    language: str
    sure: bool
    foreign: str = ""


@dataclass(frozen=True)
class Part:
    """The text in one language. `heading` is the block that opens a second part, and stands in it no more."""

    language: str
    blocks: tuple[Block, ...]
    heading: Paragraph | None = None


@cache
def _identifiers() -> tuple:
    # The model weighs 4 MB packed and is slow to open, so it is opened when a feed has proved to be one.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    whole = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    ours = copy.copy(whole)
    ours.set_languages(list(CODES))
    return ours, whole


def guess(text: str) -> Guess:
    """The language of a text, among ours."""
    ours, whole = _identifiers()
    text = text[:_SAMPLE]
    language, confidence = ours.classify(text)
    foreign, foreign_confidence = whole.classify(text)
    strange = foreign not in CODES and foreign_confidence >= SURE and letters(text) >= MIN_PART
    return Guess(language, confidence >= SURE and letters(text) >= MIN_LINE, foreign if strange else "")


def divide(blocks: Sequence[Block]) -> tuple[Part, Part] | None:
    """The original and its translation, where a heading clearly opens the second language, which goes to the end.

    None for a text in one language, and for one in which the boundary is not clear: `is_mixed` tells them apart.
    """
    weights = _weights(blocks)
    headings = {place: block for place, block in enumerate(blocks) if isinstance(block, Paragraph) and block.is_heading}
    best = max(_cuts(weights, [place for place in headings if place]), default=None)
    if best is None or best.purity < PURE or best.smaller < MIN_PART or not _is_clean(weights, best):
        return None
    title = place = best.place
    if title + 1 in headings and fold(headings[title].text) in LANGUAGE_LABELS:
        title += 1
    second = Part(best.second, tuple(blocks[title + 1 :]), headings[title])
    return Part(best.first, tuple(blocks[:place])), second


def is_mixed(blocks: Sequence[Block]) -> bool:
    """Whether a good part of a text is in another language than the rest."""
    sums = _sums(_weights(blocks))
    every = sorted(sums[code][-1] for code in CODES)
    others = sum(every[:-1])
    return others >= MIN_PART and others / sum(every) >= MIN_SHARE


@dataclass(frozen=True, order=True)
class _Cut:
    """A place where a text may fall in two: how pure the less pure side is, and in which languages they are."""

    purity: float
    earliness: int
    smaller: int
    first: str
    second: str

    @property
    def place(self) -> int:
        return -self.earliness


def _weights(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """For each block its language, "" where that is not sure, and its letters."""
    ours, _whole = _identifiers()
    found: list[tuple[str, int]] = []
    for block in blocks:
        text = words_of(block)[:_SAMPLE]
        language, confidence = ours.classify(text) if letters(text) >= MIN_LINE else ("", 0.0)
        found.append((language if confidence >= SURE else "", letters(text)))
    return found


def _sums(weights: list[tuple[str, int]]) -> dict[str, list[int]]:
    """For each language, the letters before every place, and before the end."""
    return {
        code: list(accumulate((weight if language == code else 0 for language, weight in weights), initial=0))
        for code in CODES
    }


def _cuts(weights: list[tuple[str, int]], places: list[int]) -> Iterator[_Cut]:
    sums = _sums(weights)
    for place in places:
        before = {code: sums[code][place] for code in CODES}
        after = {code: sums[code][-1] - sums[code][place] for code in CODES}
        sides = [(max(side, key=side.__getitem__), side) for side in (before, after)]
        totals = [sum(side.values()) for _main, side in sides]
        if all(totals) and sides[0][0] != sides[1][0]:
            purity = min(side[main] / total for (main, side), total in zip(sides, totals, strict=True))
            yield _Cut(purity, -place, min(totals), sides[0][0], sides[1][0])


def _is_clean(weights: list[tuple[str, int]], cut: _Cut) -> bool:
    """Whether the sure lines right above and right below are in the language of their side."""
    above = next(language for language, _w in reversed(weights[: cut.place]) if language)
    below = next(language for language, _w in weights[cut.place :] if language)
    return (above, below) == (cut.first, cut.second)
