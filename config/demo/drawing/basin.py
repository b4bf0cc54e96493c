"""A river's basin, drawn by hand."""

import math
import random

from PIL import Image

from .canvas import EARTH, HEIGHT, INK, MIST, PAPER, SAND, SHALLOW, TEAL, WIDTH, Canvas, Point, mix, noise

#: Towns on the basin's map: name, place, where its name begins or (negative) ends.
TOWNS = [
    ("Altos de Tosca", (372, 208), (18, -20)),
    ("Llano Hondo", (560, 462), (-18, 20)),
    ("Las Juntas", (778, 520), (18, -20)),
    ("San Isidro del Vado", (962, 626), (10, 30)),
    ("Puerto Almendro", (1130, 590), (18, -20)),
    ("Tres Bocas", (1345, 740), (-18, 20)),
]
QUELMA = [
    (318, 168),
    (372, 232),
    (402, 330),
    (500, 392),
    (566, 444),
    (650, 470),
    (760, 520),
    (860, 590),
    (980, 622),
    (1080, 588),
    (1180, 610),
    (1262, 690),
    (1350, 742),
]
ANCOYO = [(905, 150), (880, 236), (912, 318), (858, 392), (822, 460), (760, 520)]
ARMS = [
    ([(1345, 740), (1388, 700), (1446, 688), (1500, 664)], 9, 15),
    ([(1345, 740), (1400, 762), (1460, 764), (1520, 780)], 12, 18),
    ([(1345, 740), (1374, 800), (1426, 840), (1490, 872)], 9, 14),
]
SIRPE = [(420, 800), (520, 752), (604, 768), (700, 700), (800, 690), (880, 634), (924, 616)]


def draw() -> Image.Image:
    """A map of the Quelma from its springs to the sea, as somebody at Las Juntas drew it."""
    sheet, dice = Canvas(mix(PAPER, SAND, 0.55)), random.Random(15)
    _sea(sheet)
    for x, y, size in _peaks(dice):
        _peak(sheet, dice, (x, y), size)
    _woods(sheet, dice)
    for course, start, end in (*ARMS, (ANCOYO, 3, 10), (SIRPE, 2.5, 8), (QUELMA, 4, 21)):
        _river(sheet, dice, course, start, end)
    for name, (x, y), (right, down) in TOWNS:
        sheet.disc((x, y), 10, PAPER)
        sheet.disc((x, y), 8, EARTH)
        sheet.disc((x, y), 3.5, PAPER)
        sheet.write((x + right, y + down), name, 25, INK, "rm" if right < 0 else "lm", halo=mix(PAPER, SAND, 0.55))
    _furniture(sheet)
    return sheet.finish()


def _curve(points: list[tuple[int, int]] | list[Point], steps: int = 14) -> list[Point]:
    """A smooth line through the points (Catmull and Rom)."""
    out: list[Point] = []
    ends = [points[0], *points, points[-1]]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for i in range(steps):
            t = i / steps
            x, y = (
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            )
            out.append((x, y))
    return [*out, (float(points[-1][0]), float(points[-1][1]))]


def _river(sheet: Canvas, dice: random.Random, course: list, start: float, end: float) -> None:
    tremble = noise(dice.randrange(10**6), 3)
    line = [(x + 7 * tremble(i / 6), y + 7 * tremble(i / 6 + 200)) for i, (x, y) in enumerate(_curve(course))]
    widths = [start + (end - start) * i / len(line) for i in range(len(line))]
    sheet.band(line, [w + 4 for w in widths], mix(TEAL, INK, 0.4))
    sheet.band(line, widths, mix(SHALLOW, TEAL, 0.55))
    sheet.disc(line[-1], widths[-1] / 2, mix(SHALLOW, TEAL, 0.55))


def _sea(sheet: Canvas) -> None:
    """The shore and, beyond it, the engraver's water lines."""
    rough = noise(52, 4)
    shore = [
        (1432 + 62 * rough(y / 150) + 60 * math.exp(-(((y - 775) / 130) ** 2)) - (y - 500) * 0.06, float(y))
        for y in range(0, HEIGHT + 5, 5)
    ]
    sheet.area([*shore, (WIDTH, HEIGHT), (WIDTH, 0)], mix(MIST, SHALLOW, 0.3))
    for k in range(8):
        gap = 12 + k * (9 + k * 1.5)
        sheet.line([(x + gap, y) for x, y in shore], mix(TEAL, MIST, 0.25 + 0.09 * k), 1.5)
    sheet.line(shore, INK, 3)


def _peaks(dice: random.Random) -> list[tuple[float, float, float]]:
    ridge = _curve(
        [(150, 470), (190, 300), (250, 160), (420, 100), (560, 190), (700, 120), (860, 90), (1010, 130), (1080, 240)], 5
    )
    peaks = [(x + dice.uniform(-34, 34), y + dice.uniform(-26, 30), dice.uniform(32, 66)) for x, y in ridge]
    return sorted(peaks, key=lambda peak: peak[1])


def _peak(sheet: Canvas, dice: random.Random, at: Point, size: float) -> None:
    """A mountain by a pen: outline, a shaded flank in strokes."""
    x, y = at
    left, right = (x - size * 0.8, y + size), (x + size * 0.9, y + size)
    sheet.area([left, (x, y), right], mix(PAPER, SAND, 0.55))
    flank = [
        (x, y),
        (x + size * 0.1, y + size * 0.34),
        (x - size * 0.04, y + size * 0.6),
        (x + size * 0.2, y + size * 0.96),
        right,
    ]
    sheet.area(flank, mix(SAND, TEAL, 0.16))
    for k in range(6):
        t = 0.14 + k * 0.15
        top = (x + size * 0.9 * t, y + size * t)
        sheet.line(
            [top, (top[0] - size * 0.06, min(y + size, top[1] + size * dice.uniform(0.25, 0.5)))],
            mix(INK, TEAL, 0.3),
            1.5,
        )
    sheet.stroke([left, (x - size * 0.35, y + size * 0.46), (x, y)], [1.5, 2.5, 3], INK)
    sheet.stroke([(x, y), (x + size * 0.42, y + size * 0.44), right], [3, 3, 1.5], INK)


def _woods(sheet: Canvas, dice: random.Random) -> None:
    """Clumps of trees, kept clear of rivers and names."""
    lines = [p for course in (QUELMA, ANCOYO, SIRPE) for p in _curve(course, 5)]
    busy = lines + [
        (x + math.copysign(far, right), y + down) for _, (x, y), (right, down) in TOWNS for far in (60, 150, 220)
    ]
    busy += [(230.0, 840.0), (180.0, 760.0), (300.0, 900.0)]
    for cx, cy in (
        (640, 320),
        (1060, 400),
        (1190, 480),
        (520, 610),
        (660, 610),
        (1080, 760),
        (760, 830),
        (980, 850),
        (1200, 880),
        (330, 590),
        (1240, 330),
        (560, 900),
    ):
        for _ in range(15):
            x, y = cx + dice.gauss(0, 52), cy + dice.gauss(0, 30)
            if min(math.dist((x, y), p) for p in busy) < 58 or not 60 < y < 930 or not 60 < x < 1330:
                continue
            sheet.line([(x, y), (x, y + 14)], INK, 2)
            sheet.disc((x, y - 4), 10, INK)
            sheet.disc((x, y - 4), 8, mix(SHALLOW, TEAL, dice.uniform(0.2, 0.7)))


def _furniture(sheet: Canvas) -> None:
    """The name, the rose, the bar of distances, the border."""
    sheet.write((98, 858), "QUELMA", 50, mix(TEAL, INK, 0.2))
    for k in range(4):
        sheet.area(
            [(100 + k * 60, 906), (160 + k * 60, 906), (160 + k * 60, 916), (100 + k * 60, 916)],
            INK if k % 2 == 0 else PAPER,
        )
    sheet.line([(100, 906), (340, 906), (340, 916), (100, 916), (100, 906)], INK, 1.5)
    for k, words in ((0, "0"), (2, "50"), (4, "100 km")):
        sheet.write((100 + k * 60, 936), words, 19, INK, "mm" if k < 4 else "lm")
    x, y = 1240, 168
    for k in range(8):
        angle, long = k * math.pi / 4 - math.pi / 2, 84 if k % 2 == 0 else 44
        tip = (x + math.cos(angle) * long, y + math.sin(angle) * long)
        for side, colour in ((0.36, INK), (-0.36, mix(PAPER, SAND, 0.3))):
            root = (x + math.cos(angle + side) * 20, y + math.sin(angle + side) * 20)
            sheet.area([(x, y), tip, root], colour)
            sheet.line([(x, y), tip, root, (x, y)], INK, 1)
    sheet.write((x, y - 106), "N", 26, INK, "mm")
    for margin in (
        [(0, 0), (WIDTH, 24)],
        [(0, HEIGHT - 24), (WIDTH, HEIGHT)],
        [(0, 0), (24, HEIGHT)],
        [(WIDTH - 24, 0), (WIDTH, HEIGHT)],
    ):
        (ax, ay), (bx, by) = margin
        sheet.area([(ax, ay), (bx, ay), (bx, by), (ax, by)], PAPER)
    for inset, width in ((22, 5), (34, 1.5)):
        sheet.line(
            [
                (inset, inset),
                (WIDTH - inset, inset),
                (WIDTH - inset, HEIGHT - inset),
                (inset, HEIGHT - inset),
                (inset, inset),
            ],
            INK,
            width,
        )
