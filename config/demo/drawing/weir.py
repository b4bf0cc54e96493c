"""A length of river with its weir and without it, lettered A and B for the caption."""

import math
import random

from PIL import Image

from .canvas import (
    AMBER,
    EARTH,
    HEIGHT,
    INK,
    LINE,
    MIST,
    PAPER,
    SAND,
    SHALLOW,
    TEAL,
    WIDTH,
    Canvas,
    Colour,
    Point,
    frame,
    mix,
    noise,
)


def draw() -> Image.Image:
    """A length of river twice: behind its weir, and two summers after."""
    sheet = Canvas()
    sheet.shade(frame(), mix(MIST, PAPER, 0.35), PAPER, (0, HEIGHT))
    for top, letter, free in ((20, "A", False), (528, "B", True)):
        _section(sheet, top, free)
        sheet.disc((96, top + 66), 34, TEAL)
        sheet.write((96, top + 67), letter, 36, PAPER, "mm")
    sheet.line([(0, 492), (WIDTH, 492)], PAPER, 40)
    return sheet.finish()


def _section(sheet: Canvas, top: float, free: bool) -> None:
    """The bed, what lies on it, the water, the life in it."""
    rough = noise(81, 5)
    rock = [(x, top + 300 + 62 * x / WIDTH + 16 * rough(x / 90)) for x in range(0, WIDTH + 1, 8)]
    if free:
        bed = [(x, y - 12 - 15 * math.sin(x / 84) - 7 * rough(x / 40 + 30)) for x, y in rock]
        surface = [(x, top + 225 + 80 * x / WIDTH + 7 * math.sin(x / 84 + 2.6)) for x, _ in rock]
    else:
        bed = [(x, y - (14 + 96 * min(1, (x / 900) ** 1.3) if x < 925 else 8)) for x, y in rock]
        surface = [(x, top + 168 if x < 930 else top + 168 + 158 * min(1, (x - 930) / 40)) for x, _ in rock]
    floor = [(WIDTH, top + 452), (0, top + 452)]
    sheet.area(surface + rock[::-1], mix(SHALLOW, TEAL, 0.3) if free else mix(SHALLOW, TEAL, 0.62))
    sheet.line(surface, mix(TEAL, INK, 0.1), 4)
    sheet.area(bed + floor, mix(AMBER, EARTH, 0.3) if free else mix(EARTH, INK, 0.35))
    sheet.area(rock + floor, mix(mix(LINE, SAND, 0.3), INK, 0.28))
    dice = random.Random(17 + free)
    if free:
        for x, y in bed[3::3]:
            sheet.disc((x, y + dice.uniform(-3, 12)), dice.uniform(4, 12), mix(LINE, EARTH, dice.uniform(0.1, 0.6)))
        for x in (240, 420, 705, 780, 1015, 1300, 1390):
            _small_fish(
                sheet, (x, top + 262 + 70 * x / WIDTH + dice.uniform(-8, 6)), dice.uniform(22, 38), mix(TEAL, INK, 0.45)
            )
    else:
        sheet.area([(900, top + 158), (946, top + 158), (974, top + 372), (872, top + 372)], mix(INK, LINE, 0.2))
        for (x, low), (_, high) in zip(rock[4:110], bed[4:110], strict=True):
            for _ in range(3):
                sheet.disc(
                    (x + dice.uniform(-4, 4), low + (high - low) * dice.uniform(0.1, 0.9)), 1.6, mix(AMBER, EARTH, 0.4)
                )
        for x in (1160, 1330):
            _small_fish(sheet, (x, top + 334), 24, mix(TEAL, INK, 0.45))
    for x in range(30, WIDTH, 40):
        if not 860 < x < 1000 or free:
            _reed(
                sheet,
                dice,
                x,
                (top + 222 + 80 * x / WIDTH + 7 * math.sin(x / 84 + 2.6))
                if free
                else (top + 168 if x < 900 else top + 326),
                free,
            )


def _small_fish(sheet: Canvas, at: Point, size: float, colour: Colour) -> None:
    x, y = at
    body = [(x - size * 0.7 + size * 1.3 * i / 10, y) for i in range(11)]
    sheet.stroke(body, [size * 0.42 * math.sin(math.pi * (0.06 + 0.88 * (i / 10) ** 1.25)) for i in range(11)], colour)
    sheet.area(
        [(x - size * 0.55, y), (x - size, y - size * 0.26), (x - size * 0.86, y), (x - size, y + size * 0.26)], colour
    )


def _reed(sheet: Canvas, dice: random.Random, x: float, y: float, free: bool) -> None:
    """A tuft on the far bank; a free river has more of them, and of more kinds."""
    for _ in range(3 if free else 1):
        height, lean, place = dice.uniform(22, 74 if free else 34), dice.uniform(-12, 12), x + dice.uniform(-16, 16)
        blade = [(place + lean * (i / 6) ** 2, y - height * i / 6) for i in range(7)]
        colour = mix(TEAL, dice.choice([INK, SHALLOW, AMBER] if free else [INK]), dice.uniform(0.15, 0.5))
        sheet.stroke(blade, [3.5 - 0.45 * i for i in range(7)], colour)
        if free and height > 56:
            sheet.disc(blade[-1], 5, mix(AMBER, EARTH, 0.4))
