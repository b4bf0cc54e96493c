"""Forty-one years at a gauge. Figures and no words: one picture serves every language."""

import math
import random
from collections.abc import Callable

from PIL import Image

from .canvas import AMBER, EARTH, INK, LINE, PAPER, TEAL, Canvas, mix, noise

FIRST_YEAR = 1983
LAST_YEAR = 2023
WET, DRY = (0, 15, 28), (13, 36, 39)  # counted from the first year: 1983, 1998, 2011; 1996, 2019, 2022
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]


def draw() -> Image.Image:
    """A line for each year at Las Juntas, January to December; the floods sink and come later."""
    sheet = Canvas()
    left, right, top, bottom = 150, 1490, 268, 895
    years = LAST_YEAR - FIRST_YEAR + 1
    for month in range(13):
        x = left + (right - left) * month / 12
        sheet.line([(x, top - 60), (x, bottom + 16)], mix(PAPER, LINE, 0.8), 1)
        if month < 12:
            sheet.write((x + (right - left) / 24, bottom + 46), ROMAN[month], 22, mix(INK, PAPER, 0.35), "mm")
    for k in range(years):
        base = top + (bottom - top) * k / (years - 1)
        level = _year(k, k / (years - 1))
        curve = [(left + (right - left) * w / 104, base - 195 * level(w / 104)) for w in range(105)]
        tone = mix(TEAL, AMBER, max(0.0, (k - 14) / (years - 15)))
        sheet.area([*curve, (right, base + 3), (left, base + 3)], (*mix(PAPER, tone, 0.13), 235))
        sheet.line(curve, mix(tone, EARTH, max(0, k - 33) * 0.09), 2.5)
        if (FIRST_YEAR + k) % 10 == 3:
            sheet.write((left - 24, base), str(FIRST_YEAR + k), 24, INK, "rm")
    return sheet.finish()


def _year(year: int, age: float) -> Callable[[float], float]:
    """One year's course: the great flood of autumn, the small one of spring, less of both as time goes."""
    chance, tremble = random.Random(year * 7 + 1), noise(300 + year, 5)
    luck = 0.6 if year in DRY else 1.25 if year in WET else 1.0
    great = (0.92 - 0.51 * age) * luck * chance.uniform(0.84, 1.16)
    small = (0.40 - 0.26 * age) * luck * chance.uniform(0.7, 1.25)
    late = 0.25 + 0.06 * age + chance.uniform(-0.02, 0.02)
    rest = 0.10 - 0.06 * age

    def level(season: float) -> float:
        flood = great * math.exp(-(((season - late) / 0.085) ** 2)) + small * math.exp(-(((season - 0.74) / 0.07) ** 2))
        return max(0.0, rest + flood * (1 + 0.3 * tremble(season * 11)) + 0.05 * tremble(season * 23))

    return level
