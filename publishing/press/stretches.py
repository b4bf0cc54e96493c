"""A difference as a page shows it: only the parts that changed, and long stretches that did not change folded away."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ..differ import Block, Part

MOST = 3  # unchanged blocks that stand open
BESIDE = 1  # of a folded stretch, how many stay open beside what changed


@dataclass(frozen=True)
class Stretch:
    """Blocks in a row, and whether they are folded."""

    blocks: list[Block]
    folded: bool

    @property
    def rows(self) -> int:
        """How many of the blocks are rows of a table."""
        return sum(block.tag == "tr" for block in self.blocks)


@dataclass(frozen=True)
class Folded:
    """A part of an edition that changed, in stretches."""

    label: str
    stretches: list[Stretch]


def fold_parts(parts: list[Part]) -> list[Folded]:
    """The parts that changed, ready for a template."""
    return [Folded(part.label, list(fold(part.blocks))) for part in parts if part.changed]


def fold(blocks: list[Block]) -> Iterator[Stretch]:
    """Blocks in stretches; of a long one that did not change the middle, or the end away from a change, is folded."""
    runs = [(changed, list(run)) for changed, run in groupby(blocks, key=lambda block: block.changed)]
    for place, (changed, run) in enumerate(runs):
        head = BESIDE if place else 0
        tail = BESIDE if place < len(runs) - 1 else 0
        if changed or len(run) <= MOST + head + tail:
            yield Stretch(run, folded=False)
            continue
        if head:
            yield Stretch(run[:head], folded=False)
        yield Stretch(run[head : len(run) - tail], folded=True)
        if tail:
            yield Stretch(run[-tail:], folded=False)
