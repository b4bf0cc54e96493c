"""A shoal in a current."""

import math
import random

from PIL import Image

from .canvas import AMBER, INK, MIST, PAPER, SHALLOW, TEAL, WIDTH, Canvas, Colour, Point, frame, mix, noise


def draw() -> Image.Image:
    """A shoal in a current: every fish its own, all of one mind."""
    sheet = Canvas()
    sheet.shade(frame(), mix(MIST, PAPER, 0.4), mix(SHALLOW, TEAL, 0.5), (0, 1000))
    ripple = noise(21, 3)
    for k in range(17):
        height = 40 + k * 58
        sheet.line([(x, height + 20 * ripple(x / 260 + k * 1.7)) for x in range(-10, WIDTH + 20, 10)], (*PAPER, 90), 2)
    dice = random.Random(31)
    spots = sorted(((dice.gauss(0, 1), dice.gauss(0, 1)) for _ in range(150)), key=lambda p: p[1])
    for placed, (a, b) in enumerate(spots, 1):
        x, y = 800 + a * 400 + b * 70, 520 + b * 185 - a * 55
        size = dice.uniform(34, 88) * (0.75 + y / 2000)
        tint = AMBER if placed % 23 == 0 else mix(mix(TEAL, INK, dice.uniform(0, 0.5)), SHALLOW, dice.uniform(0, 0.55))
        _fish(sheet, (x, y), size, math.radians(-14 + dice.gauss(0, 7) + 10 * math.sin(x / 260)), tint)
    return sheet.finish()


def _fish(sheet: Canvas, at: Point, size: float, heading: float, colour: Colour) -> None:
    bend = math.sin(at[0] / 90 + at[1] / 70) * 0.16
    spine = [(size * (0.62 - k / 12 * 1.24), size * bend * (k / 12) ** 2) for k in range(13)]
    thick = [size * 0.40 * math.sin(math.pi * min(1, (k / 12) ** 0.62 * 0.94 + 0.03)) for k in range(13)]

    def turn(point: Point) -> Point:
        x, y = point
        return (
            at[0] + x * math.cos(heading) - y * math.sin(heading),
            at[1] + x * math.sin(heading) + y * math.cos(heading),
        )

    tail_x, tail_y = spine[-1]
    fin = [
        (tail_x + size * 0.10, tail_y),
        (tail_x - size * 0.26, tail_y - size * 0.21),
        (tail_x - size * 0.15, tail_y),
        (tail_x - size * 0.26, tail_y + size * 0.21),
    ]
    back = [(size * 0.16, -size * 0.15), (-size * 0.12, -size * 0.33), (-size * 0.26, -size * 0.13)]
    sheet.area([turn(p) for p in fin], colour)
    sheet.area([turn(p) for p in back], mix(colour, INK, 0.2))
    sheet.stroke([turn(p) for p in spine], thick, colour)
    sheet.stroke(
        [turn((x, y + t * 0.22)) for (x, y), t in zip(spine[1:11], thick[1:11], strict=True)],
        [t * 0.3 for t in thick[1:11]],
        mix(colour, PAPER, 0.4),
    )
    sheet.disc(turn((size * 0.44, -size * 0.04)), size * 0.035, PAPER)
