"""A plain with all the beds that its river has had."""

import itertools
import math

from PIL import Image

from .canvas import AMBER, EARTH, HEIGHT, LINE, MIST, PAPER, SAND, SHALLOW, TEAL, WIDTH, Canvas, Point, mix, noise


def draw() -> Image.Image:
    """All the beds that a river has had in its plain, the oldest palest, the present one dark."""
    sheet = Canvas(mix(PAPER, SAND, 0.6))
    wander = noise(3, 3)
    for k in range(46):
        y = k * 24 - 40
        sheet.line(
            [(x, y + 30 * wander(x / 500 + k * 0.03)) for x in range(-10, WIDTH + 20, 20)], mix(LINE, SAND, 0.35), 1
        )
    tints = [
        mix(SAND, AMBER, 0.4),
        mix(MIST, SHALLOW, 0.4),
        mix(AMBER, EARTH, 0.16),
        mix(SAND, EARTH, 0.26),
        mix(MIST, TEAL, 0.2),
        mix(AMBER, SAND, 0.3),
        mix(SHALLOW, TEAL, 0.2),
        mix(SAND, EARTH, 0.42),
        mix(SHALLOW, TEAL, 0.5),
    ]
    beds = migrate(rounds=120 + 22 * len(tints), first=120, every=22)
    for bed, tint in zip(beds, tints, strict=False):
        for width, colour in ((36, mix(PAPER, tint, 0.15)), (30, tint)):
            sheet.band(bed, [width] * len(bed), colour)
    for width, colour in ((40, PAPER), (30, TEAL)):
        sheet.band(beds[-1], [width] * len(beds[-1]), colour)
    return sheet.finish()


def migrate(rounds: int, first: int, every: int, spacing: float = 14) -> list[list[Point]]:
    """A river that eats its outer banks, kept every so many rounds; a bend that meets itself is cut off.

    Each point moves sideways by the curvature a little upstream of it (after Howard and Knutson, 1984).
    """
    start = noise(58, 4)
    kept: list[list[Point]] = []
    course: list[Point] = [(x, HEIGHT / 2 + 70 * start(x / 170)) for x in range(-2600, WIDTH + 700, round(spacing))]
    for turn in range(rounds + 1):
        if turn >= first and (turn - first) % every == 0:
            kept.append(_smooth(course))
        course = _respace(_shift(course), spacing)
        if turn % 3 == 0:
            course = _cut_off(course)
    return kept


def _shift(course: list[Point]) -> list[Point]:
    moved, lagged = [course[0]], 0.0
    for (ax, ay), (x, y), (bx, by) in zip(course, course[1:], course[2:], strict=False):
        turn = math.remainder(math.atan2(by - y, bx - x) - math.atan2(y - ay, x - ax), 2 * math.pi)
        lagged = 0.8 * lagged + 0.2 * turn
        length = math.hypot(bx - ax, by - ay) or 1
        room = max(0.0, 1 - (abs(y - HEIGHT / 2) / 455) ** 4)  # the valley's sides hold the river in
        push = max(-5.0, min(5.0, 20 * (2.5 * lagged - turn))) * room
        moved.append((x + (by - ay) / length * push, y - (bx - ax) / length * push))
    return [*moved, course[-1]]


def _respace(course: list[Point], spacing: float) -> list[Point]:
    """The same line with points at even steps."""
    even, carried = [course[0]], 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(course):
        length = math.hypot(bx - ax, by - ay)
        while carried + spacing <= length:
            carried += spacing
            even.append((ax + (bx - ax) * carried / length, ay + (by - ay) * carried / length))
        carried -= length
    return [*even, course[-1]]


def _cut_off(course: list[Point], reach: float = 42, apart: int = 12) -> list[Point]:
    """Leave out the loop wherever two distant points of the line have come within `reach` of each other."""
    cells: dict[tuple[int, int], int] = {}
    kept: list[Point] = []
    for x, y in course:
        near = [
            cells.get((int(x // reach) + i, int(y // reach) + j), len(kept)) for i in (-1, 0, 1) for j in (-1, 0, 1)
        ]
        first = min(near)
        if len(kept) - first > apart and math.dist(kept[first], (x, y)) < reach:
            del kept[first + 1 :]
            cells = {cell: i for cell, i in cells.items() if i <= first}
        cells.setdefault((int(x // reach), int(y // reach)), len(kept))
        kept.append((x, y))
    return kept


def _smooth(course: list[Point]) -> list[Point]:
    for _ in range(4):
        middles = [
            ((a[0] + 2 * b[0] + c[0]) / 4, (a[1] + 2 * b[1] + c[1]) / 4)
            for a, b, c in zip(course, course[1:], course[2:], strict=False)
        ]
        course = [course[0], *middles, course[-1]]
    return course
