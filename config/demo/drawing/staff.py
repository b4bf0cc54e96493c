"""A staff gauge at low water."""

import math
import random

from PIL import Image

from .canvas import AMBER, EARTH, HEIGHT, INK, LINE, MIST, PAPER, SAND, SHALLOW, TEAL, WIDTH, Canvas, frame, mix, noise


def draw() -> Image.Image:
    """A staff gauge at low water, with the marks of the floods above it."""
    sheet = Canvas(mix(PAPER, SAND, 0.4))
    water = 690.0
    sheet.shade(frame(), mix(MIST, PAPER, 0.5), mix(SAND, PAPER, 0.3), (0, 690))
    _pier(sheet, water)
    sheet.shade(
        [(0, water), (WIDTH, water), (WIDTH, HEIGHT), (0, HEIGHT)],
        mix(SHALLOW, TEAL, 0.4),
        mix(TEAL, INK, 0.35),
        (water, HEIGHT),
    )
    _staff(sheet, water)
    ripple, dice = noise(14, 3), random.Random(3)
    for k in range(60):
        y = water + 8 + (k / 60) ** 1.4 * 300
        x, reach = dice.uniform(0, WIDTH), dice.uniform(40, 210) * (0.4 + k / 60)
        wave = [(x - reach + reach * i / 8, y + 3 * ripple(i / 3 + k)) for i in range(17)]
        sheet.stroke(
            wave,
            [3.4 * math.sin(math.pi * i / 16) + 0.4 for i in range(17)],
            (*dice.choice([MIST, SHALLOW, AMBER]), 110),
        )
    return sheet.finish()


def _pier(sheet: Canvas, water: float) -> None:
    """A masonry pier; the damp part darker, with a line for each great flood."""
    dice, height = random.Random(8), 62
    for row in range(12):
        y, shift = -20 + row * height, (row % 2) * 74
        for column in range(-1, 10):
            x = 330 + column * 148 - shift
            wide = (max(x, 330), min(x + 144, 1270))
            if wide[1] - wide[0] < 14:
                continue
            damp = 0.24 if y > 420 else 0.06
            stone = mix(mix(LINE, SAND, dice.uniform(0.1, 0.8)), TEAL, damp + dice.uniform(0, 0.07))
            sheet.area(
                [
                    (wide[0], y),
                    (wide[1], y + dice.uniform(-2, 2)),
                    (wide[1], y + height - 4),
                    (wide[0], y + height - 4),
                ],
                stone,
            )
    for y, reach in ((96, 170), (214, 120), (262, 210)):
        sheet.stroke(
            [(905 + reach * i / 9, y + dice.uniform(-1.5, 1.5)) for i in range(10)],
            [4, 5, 5, 4, 5, 5, 4, 4, 3, 2],
            mix(EARTH, INK, 0.15),
        )
    for y, year in ((96, "1983"), (214, "1998"), (262, "2011")):
        sheet.write((905, y - 24), year, 30, mix(EARTH, INK, 0.25))


def _staff(sheet: Canvas, water: float) -> None:
    """The enamelled board, a division every two centimetres, and its broken image in the water."""
    left, right, metre = 690, 860, 210.0
    sheet.area(
        [(left - 10, -10), (right + 10, -10), (right + 10, water + 14), (left - 10, water + 14)], mix(EARTH, INK, 0.35)
    )
    sheet.area([(left, -10), (right, -10), (right, water), (left, water)], PAPER)
    for k in range(-2, 200):
        y = water - k * metre / 50 + 44
        if y > water:
            continue
        reach = 78 if k % 25 == 0 else 56 if k % 5 == 0 else 34
        if k % 2 == 0 or k % 5 == 0:
            sheet.area([(left, y), (left + reach, y), (left + reach, y + 4.2), (left, y + 4.2)], TEAL)
        if k % 25 == 0:
            sheet.write((right - 12, y + 2), f"{k / 50:.1f}", 44, INK, "rm")
    for k in range(34):
        y = water + 6 + k * 6.4
        shift, fade = 10 * math.sin(k * 1.1) * (k / 22), max(0, 150 - k * 5)
        sheet.area(
            [(left + shift, y), (right + shift * 1.3, y), (right + shift * 1.3, y + 3.6), (left + shift, y + 3.6)],
            (*PAPER, fade),
        )
