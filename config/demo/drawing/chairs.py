"""The empty chairs of a hearing."""

import math

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
    mix,
    noise,
)


def draw() -> Image.Image:
    """Rows of empty chairs in a bright hall; one of them is taken already, by a hat."""
    sheet = Canvas(mix(PAPER, SAND, 0.4))
    floor = 400
    sheet.shade([(0, 0), (WIDTH, 0), (WIDTH, floor), (0, floor)], mix(MIST, PAPER, 0.2), PAPER, (0, floor))
    for k in range(4):
        x = 160 + k * 350
        sheet.area([(x, 60), (x + 230, 60), (x + 230, 330), (x, 330)], mix(MIST, SHALLOW, 0.35))
        hills = noise(90 + k, 4)
        ridge = [(x + i * 10, 225 - 48 * hills((x + i * 10) / 130)) for i in range(24)]
        sheet.area([*ridge, (x + 230, 330), (x, 330)], mix(SHALLOW, TEAL, 0.35))
        sheet.area([(x, 288), (x + 230, 282), (x + 230, 330), (x, 330)], mix(SHALLOW, PAPER, 0.3))
        for bar in (0, 115, 230):
            sheet.line([(x + bar, 60), (x + bar, 330)], PAPER, 9)
        for bar in (60, 195, 330):
            sheet.line([(x - 4, bar), (x + 234, bar)], PAPER, 9)
    sheet.shade(
        [(0, floor), (WIDTH, floor), (WIDTH, HEIGHT), (0, HEIGHT)],
        mix(LINE, SAND, 0.4),
        mix(SAND, AMBER, 0.25),
        (floor, HEIGHT),
    )
    for k in range(4):
        x = 160 + k * 350
        away = (x + 115 - 800) * 0.9
        sheet.area(
            [
                (x + away * 0.2, 430),
                (x + 230 + away * 0.2, 430),
                (x + 300 + away * 1.1, 1000),
                (x - 40 + away * 1.1, 1000),
            ],
            (*PAPER, 120),
        )
    for row in range(5):
        near = row / 4
        size, y, count = 58 + 92 * near**1.25, 470 + 420 * near**1.25, 11
        for k in range(count):
            x = 800 + (k - (count - 1) / 2) * size * 1.42
            taken = row == 3 and k == 6
            _chair(sheet, (x, y), size, mix(mix(SHALLOW, TEAL, 0.55), TEAL, near) if not taken else EARTH)
            if taken:
                _hat(sheet, (x, y - size * 0.10), size)
    return sheet.finish()


def _chair(sheet: Canvas, at: Point, size: float, colour: Colour) -> None:
    """A plain wooden chair, seen from behind and a little above."""
    x, y = at
    sheet.area(
        [
            (x - size * 0.42, y + size * 0.62),
            (x + size * 0.5, y + size * 0.62),
            (x + size * 0.72, y + size * 0.74),
            (x - size * 0.2, y + size * 0.74),
        ],
        (*EARTH, 40),
    )
    for side in (-1, 1):
        sheet.stroke(
            [(x + side * size * 0.36, y - size * 0.62), (x + side * size * 0.36, y + size * 0.64)],
            [size * 0.08] * 2,
            mix(colour, INK, 0.3),
        )
        sheet.stroke(
            [(x + side * size * 0.30, y + size * 0.1), (x + side * size * 0.30, y + size * 0.48)],
            [size * 0.06] * 2,
            mix(colour, INK, 0.45),
        )
    seat = [
        (x - size * 0.40, y + size * 0.14),
        (x + size * 0.40, y + size * 0.14),
        (x + size * 0.34, y - size * 0.08),
        (x - size * 0.34, y - size * 0.08),
    ]
    sheet.area(seat, mix(colour, SAND, 0.25))
    for k in range(3):
        top = y - size * (0.58 - k * 0.17)
        slat = [(x - size * 0.36, top + size * 0.03), (x, top), (x + size * 0.36, top + size * 0.03)]
        sheet.stroke(slat, [size * 0.11] * 3, mix(colour, PAPER, 0.12 * (2 - k)))


def _hat(sheet: Canvas, at: Point, size: float) -> None:
    """A straw hat left on the seat."""
    x, y = at
    brim = [(x - size * 0.34 + size * 0.68 * i / 10, y + size * 0.06 * math.sin(math.pi * i / 10)) for i in range(11)]
    sheet.stroke(brim, [size * 0.15 * (0.5 + math.sin(math.pi * i / 10)) for i in range(11)], AMBER)
    sheet.area(
        [
            (x - size * 0.17, y),
            (x - size * 0.13, y - size * 0.2),
            (x + size * 0.13, y - size * 0.2),
            (x + size * 0.17, y),
        ],
        mix(AMBER, SAND, 0.25),
    )
    sheet.line([(x - size * 0.17, y - size * 0.02), (x + size * 0.17, y - size * 0.02)], INK, size * 0.05)
