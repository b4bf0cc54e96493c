"""The lines of height around a gorge."""

import math

from PIL import Image, ImageChops, ImageFilter

from .canvas import (
    EARTH,
    HEIGHT,
    INK,
    LINE,
    MIST,
    OVERSAMPLING,
    PAPER,
    SAND,
    SHALLOW,
    TEAL,
    WIDTH,
    Canvas,
    Colour,
    field,
    mix,
    noise,
    surface,
)


def draw() -> Image.Image:
    """A gorge in lines of height; the river at its bottom is the only thing that is not a line."""
    columns, rows = 320, 200
    hills = field(23, columns, rows, [(5, 4, 0.55), (9, 6, 0.32), (22, 14, 0.10), (50, 32, 0.02)])
    bend = noise(66, 3)
    heights = []
    for i, height in enumerate(hills):
        x, y = i % columns, i // columns
        middle = 100 + 48 * bend(x / 75) + 12 * math.sin(x / 26)
        away = abs(y - middle) / 100
        heights.append(86 + 112 * height * min(1.0, 0.06 + away * 1.9) + 128 * away**0.8 - 22 * x / columns)
    large = (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING)
    land = surface(heights, columns, rows).resize(large, Image.Resampling.BICUBIC).convert("L")
    sheet = Canvas()
    sheet.image.paste(_tints(land))
    for step, colour, width in ((9, mix(LINE, TEAL, 0.42), 3), (45, mix(TEAL, INK, 0.2), 5)):
        bands = land.point([(v // step) * 20 % 256 for v in range(256)])
        lines = ImageChops.difference(bands.filter(ImageFilter.MaxFilter(width)), bands)
        sheet.image.paste(colour, mask=lines.point([0] + [255] * 255))
    course = [(x * 5.0, 5 * (100 + 48 * bend(x / 75) + 12 * math.sin(x / 26))) for x in range(-2, columns + 3, 2)]
    sheet.band(course, [15 + 8 * bend(i / 5 + 40) + i / 13 for i in range(len(course))], TEAL)
    for px, py in ((1085.0, 250.0), (420.0, 735.0), (1330.0, 830.0)):
        sheet.line([(px - 9, py + 8), (px, py - 9), (px + 9, py + 8), (px - 9, py + 8)], EARTH, 2)
    return sheet.finish()


def _tints(land: Image.Image) -> Image.Image:
    """Height as colour: water-green below, paper above, a breath of sand on the tops."""
    steps: list[Colour] = []
    for value in range(256):
        height = (value // 9) * 9 / 255
        low, high = mix(MIST, SHALLOW, 0.35), mix(PAPER, SAND, 0.7)
        steps.append(
            mix(low, PAPER, min(1, height * 1.7)) if height < 0.6 else mix(PAPER, high, min(1, (height - 0.6) * 3))
        )
    return Image.merge("RGB", [land.point([step[channel] for step in steps]) for channel in range(3)])
