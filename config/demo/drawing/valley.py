"""A painter's river: it winds out of misty ranges at dawn."""

import math
import random

from PIL import Image

from .canvas import AMBER, HEIGHT, INK, MIST, PAPER, SAND, SHALLOW, TEAL, WIDTH, Canvas, frame, mix, noise

HAZE = mix(MIST, SAND, 0.55)


def draw() -> Image.Image:
    """A river winds out of misty ranges at dawn."""
    sheet = Canvas()
    sheet.shade(frame(), mix(MIST, TEAL, 0.18), SAND, (0, 520))
    for radius, share in ((150, 0.12), (105, 0.25), (66, 1)):
        sheet.disc((1085, 352), radius, (*mix(AMBER, PAPER, 0.35), round(255 * share)))
    for depth in range(5):
        _range(sheet, depth)
    meadow = mix(mix(TEAL, AMBER, 0.22), MIST, 0.35)
    sheet.shade([(0, 590), (WIDTH, 590), (WIDTH, HEIGHT), (0, HEIGHT)], HAZE, meadow, (590, 900))
    _winding(sheet)
    _near_banks(sheet)
    _birds(sheet, [(610, 210, 15), (668, 188, 11), (716, 226, 13), (778, 170, 8), (560, 262, 9)])
    return sheet.finish()


def _range(sheet: Canvas, depth: int) -> None:
    """One mountain range; the nearer, the darker, lower and rougher."""
    shape, base = noise(40 + depth, 6), 395 + depth * 44
    top = [(x, base - (150 - depth * 20) * (0.45 + shape(x / (420 - depth * 45)))) for x in range(0, WIDTH + 1, 4)]
    colour = mix(mix(MIST, TEAL, 0.3), mix(TEAL, INK, 0.15), depth / 5)
    sheet.shade([*top, (WIDTH, 640), (0, 640)], colour, mix(colour, HAZE, 0.6 + depth / 10), (base - 130, 590))


def _winding(sheet: Canvas) -> None:
    """The river seen along its plain: what is far is narrow and close together, and the light lies on it."""
    rows = [590 + k * 1.5 for k in range(275)]
    near = [(y - 590) / 410 for y in rows]
    middle = [1010 - 190 * n + math.sin(n**0.5 * 17 + 0.4) * (14 + 300 * n**1.25) for n in near]
    half = [5 + 150 * n**1.5 + 26 * n * math.sin(n**0.5 * 34) for n in near]
    trees, dice = noise(77, 3), random.Random(9)
    for y, n in list(zip(rows, near, strict=True))[4:190:7]:
        wood = [x for x in range(-20, WIDTH + 20, max(3, round(22 * n))) if trees(x / 190 + y / 21) > 0.16]
        for x in wood:
            sheet.disc(
                (x + dice.uniform(-6, 6), y - 9 * n),
                (3 + 26 * n) * dice.uniform(0.5, 1),
                mix(HAZE, mix(TEAL, INK, 0.2), 0.25 + n),
            )
    for grow, top, bottom in (
        (1.14, mix(HAZE, TEAL, 0.25), mix(TEAL, INK, 0.35)),
        (1.0, SAND, mix(SHALLOW, MIST, 0.45)),
    ):
        left = [(m - h * grow - 2 * (grow > 1), y) for m, h, y in zip(middle, half, rows, strict=True)]
        right = [(m + h * grow + 2 * (grow > 1), y) for m, h, y in zip(middle, half, rows, strict=True)]
        sheet.shade(left + right[::-1], top, bottom, (590, 1000))
    for k in range(10, 270, 5):
        reach, shift = half[k] * dice.uniform(0.15, 0.7), half[k] * dice.uniform(-0.5, 0.5)
        a, b = (
            max(middle[k] + shift - reach, middle[k] - half[k] * 0.92),
            min(middle[k] + shift + reach, middle[k] + half[k] * 0.92),
        )
        if b > a:
            glint = [(a + (b - a) * i / 8, rows[k]) for i in range(9)]
            thick = [(1 + 4 * near[k]) * math.sin(math.pi * i / 8) + 0.3 for i in range(9)]
            sheet.stroke(glint, thick, (*dice.choice([PAPER, PAPER, AMBER]), 170))


def _near_banks(sheet: Canvas) -> None:
    """Two dark slopes in front, with reeds along their edges."""
    rough = noise(71, 6)
    left = [(x, 700 + (x / 610) ** 1.7 * 320 + 26 * rough(x / 60)) for x in range(0, 640, 4)]
    right = [(x, 730 + ((WIDTH - x) / 560) ** 1.6 * 300 + 26 * rough(x / 55 + 9)) for x in range(1020, WIDTH + 4, 4)]
    dark = mix(TEAL, INK, 0.55)
    sheet.shade([*left, (640, HEIGHT), (0, HEIGHT)], mix(TEAL, INK, 0.2), mix(dark, INK, 0.5), (690, 1000))
    sheet.shade([*right, (WIDTH, HEIGHT), (1020, HEIGHT)], mix(TEAL, INK, 0.2), mix(dark, INK, 0.5), (720, 1000))
    dice = random.Random(5)
    for x, y in dice.sample(left[:130], 90) + dice.sample(right[25:], 90):
        height, lean = dice.uniform(24, 78), dice.uniform(-9, 14)
        blade = [(x + lean * (k / 8) ** 2, y + 12 - height * k / 8) for k in range(9)]
        sheet.stroke(blade, [3.4 - 0.4 * k for k in range(9)], mix(TEAL, INK, dice.uniform(0.25, 0.6)))


def _birds(sheet: Canvas, places: list[tuple[float, float, float]]) -> None:
    for x, y, size in places:
        for side in (-1, 1):
            wing = [(x + side * size * k / 6, y - size * 0.55 * math.sin(k / 6 * 2.2)) for k in range(7)]
            sheet.stroke(wing, [2.6 - 0.3 * k for k in range(7)], mix(INK, TEAL, 0.4))
