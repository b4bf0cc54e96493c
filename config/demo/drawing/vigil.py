"""A bridge kept through the night."""

import math
import random

from PIL import Image, ImageEnhance

from .canvas import AMBER, HEIGHT, INK, OVERSAMPLING, PAPER, SHALLOW, TEAL, WIDTH, Canvas, frame, mix, noise

WATER = 660  # where the vigil's river begins
MOON = (1260.0, 190.0)


def draw() -> Image.Image:
    """People with lanterns on a stone bridge; the river says it all again."""
    sheet, dice = Canvas(INK), random.Random(27)
    sheet.shade(frame(), mix(INK, (0, 0, 0), 0.25), mix(TEAL, INK, 0.25), (0, WATER))
    for _ in range(240):
        x, y = dice.uniform(0, WIDTH), dice.uniform(0, 430)
        size, colour = (
            dice.choice([0.8, 1, 1, 1.4, 2.1]),
            (*mix(PAPER, SHALLOW, dice.random() * 0.4), dice.randint(90, 230)),
        )
        if math.dist((x, y), MOON) > 130:
            sheet.disc((x, y), size, colour)
    for radius, glow in ((120, 16), (84, 26), (52, 255)):
        sheet.disc(MOON, radius, (*mix(PAPER, AMBER, 0.15), glow))
    for depth in range(3):
        shape = noise(61 + depth, 5)
        ridge = [(x, 470 + depth * 52 - 95 * shape(x / (380 - depth * 90))) for x in range(0, WIDTH + 1, 5)]
        sheet.area([*ridge, (WIDTH, WATER), (0, WATER)], mix(mix(TEAL, INK, 0.45), INK, depth / 3.2))
    _bridge(sheet)
    _people(sheet, dice)
    _mirror(sheet, dice)
    return sheet.finish()


def _deck(x: float) -> float:
    """The height of the bridge's deck: it rises a little to its middle."""
    return 512 - 34 * math.cos((x - 800) / 1600 * math.pi)


def _bridge(sheet: Canvas) -> None:
    stone = mix(INK, (0, 0, 0), 0.35)
    top = [(float(x), _deck(x)) for x in range(0, WIDTH + 1, 10)]
    sheet.area([*top, (WIDTH, WATER), (0, WATER)], stone)
    for centre, half, rise in ((150, 130, 92), (468, 148, 118), (800, 158, 132), (1132, 148, 118), (1450, 130, 92)):
        arch = [
            (centre + half * math.cos(math.pi * i / 40), WATER - rise * math.sin(math.pi * i / 40)) for i in range(41)
        ]
        sheet.shade(arch, mix(TEAL, INK, 0.42), mix(TEAL, INK, 0.2), (WATER - 130, WATER))
        sheet.line(arch, mix(stone, TEAL, 0.4), 2.5)
    sheet.line([(x, y) for x, y in top], mix(stone, SHALLOW, 0.3), 3)


def _people(sheet: Canvas, dice: random.Random) -> None:
    """Some forty of them, in twos and threes, some with a child, most with a light."""
    x = 130.0
    dark = mix(INK, (0, 0, 0), 0.55)
    while x < 1490:
        size = dice.uniform(42, 56) * (0.62 if dice.random() < 0.16 else 1)
        foot = _deck(x) + 2
        body = [(x, foot - size * 0.74 * i / 6) for i in range(7)]
        sheet.stroke(body, [size * w for w in (0.30, 0.32, 0.33, 0.34, 0.36, 0.32, 0.16)], dark)
        sheet.disc((x, foot - size * 0.88), size * 0.125, dark)
        if dice.random() < 0.62:
            lamp = (x + size * 0.30, foot - size * dice.uniform(0.42, 0.62))
            for radius, glow in ((34, 20), (22, 34), (12, 80)):
                sheet.disc(lamp, radius, (*AMBER, glow))
            sheet.disc(lamp, 4.6, mix(AMBER, PAPER, 0.45))
        x += dice.choice([20, 24, 26, 30, 58, 76])


def _mirror(sheet: Canvas, dice: random.Random) -> None:
    """The river: what is above, upside down, darker, and torn sideways row by row."""
    edge, rows = WATER * OVERSAMPLING, (HEIGHT - WATER) * OVERSAMPLING
    above = sheet.image.crop((0, edge - round(rows * 1.55), sheet.image.width, edge))
    image = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((sheet.image.width, rows))
    image = ImageEnhance.Brightness(image).enhance(0.78)
    sway = noise(9, 3)
    for y in range(0, rows, 3):
        shift = round(sway(y / 21) * (4 + y * 0.055) + 5 * math.sin(y / 7))
        sheet.image.paste(image.crop((0, y, image.width, y + 3)), (shift, edge + y))
        if shift:
            sheet.image.paste(
                image.crop((0, y, abs(shift), y + 3)), (0 if shift > 0 else image.width + shift, edge + y)
            )
    for _ in range(120):
        y = WATER + 4 + dice.random() ** 1.5 * 330
        x, reach = dice.uniform(0, WIDTH), dice.uniform(14, 90)
        sheet.stroke(
            [(x + reach * i / 6, y) for i in range(7)],
            [0.4, 1.2, 1.9, 2.2, 1.9, 1.2, 0.4],
            (*mix(SHALLOW, TEAL, 0.4), 70),
        )
    sheet.line([(0, WATER), (WIDTH, WATER)], mix(TEAL, INK, 0.6), 3)
