"""A delta seen from above."""

import math
import random

from PIL import Image

from .canvas import AMBER, HEIGHT, INK, MIST, PAPER, SAND, SHALLOW, TEAL, WIDTH, Canvas, Point, mix, noise


def draw() -> Image.Image:
    """A river parts into ever smaller arms and ends in a shallow sea."""
    sheet, apex = Canvas(mix(TEAL, INK, 0.15)), (800.0, -40.0)
    arms = _branch(random.Random(44), apex, math.pi / 2, 46, 0)
    coast = _coast(apex, [arm[-1] for arm, _, last in arms if last])
    for arm, widths, last in arms:
        if last:
            _reach_sea(apex, coast, arm, widths)
    for ring in range(9, 0, -1):
        shade = mix(mix(TEAL, INK, 0.1), mix(SHALLOW, MIST, 0.35), (1 - ring / 10) ** 1.3)
        sheet.area(_grown(apex, coast, ring**1.35 * 11), shade)
    sheet.area(_grown(apex, coast, 5), SAND)
    sheet.area(coast, mix(mix(PAPER, SAND, 0.5), SHALLOW, 0.1))
    _marsh(sheet, apex, coast)
    for edge, colour in ((7, mix(SAND, AMBER, 0.35)), (0, TEAL)):
        for arm, widths, _ in arms:
            sheet.band(arm, [w + edge for w in widths], colour)
            sheet.disc(arm[-1], (widths[-1] + edge) / 2, colour)
    return sheet.finish()


def _branch(
    dice: random.Random, start: Point, heading: float, width: float, depth: int
) -> list[tuple[list[Point], list[float], bool]]:
    """The arms from `start` on: each as its points, its widths, and whether it reaches the sea."""
    length = (330 if depth == 0 else dice.uniform(105, 190)) * (1.05 - depth * 0.045)
    last = depth == 5 or width < 3.2
    bend, points = noise(dice.randrange(10**6), 2), [start]
    for i in range(1, 31):
        aim = heading + 0.75 * bend(i / 9) * min(1, i / 8)
        points.append((points[-1][0] + math.cos(aim) * length / 30, points[-1][1] + math.sin(aim) * length / 30))
    arms = [(points, [width * (1 - 0.12 * i / 30) for i in range(31)], last)]
    if not last:
        share = dice.uniform(0.36, 0.64)
        for part, side in ((share, -1), (1 - share, 1)):
            fan = (heading - math.pi / 2) * 0.12
            turn = heading + side * dice.uniform(0.26, 0.46) * (1.25 - part) + fan
            arms += _branch(dice, points[-1], turn, width * 0.88 * part**0.62, depth + 1)
    return arms


def _coast(apex: Point, mouths: list[Point]) -> list[Point]:
    """A lobed shore: far out where an arm brings sand, drawn back between."""
    rough, shore = noise(18, 4), []
    for k in range(361):
        angle = math.pi * (k / 360 * 1.3 - 0.15)
        reach = 430 + 190 * math.sin(angle) + 34 * rough(k / 14)
        for x, y in mouths:
            off = abs(math.atan2(y - apex[1], x - apex[0]) - angle)
            reach = max(reach, (math.dist(apex, (x, y)) + 16) * math.exp(-((off / 0.16) ** 2) * 0.5))
        reach += max(0.0, abs(angle - math.pi / 2) - 0.75) ** 2 * 900
        shore.append((apex[0] + math.cos(angle) * reach * 1.06, apex[1] + math.sin(angle) * reach))
    return shore


def _shore(apex: Point, coast: list[Point], point: Point) -> float:
    """How far out a point lies, the shore in its direction being 1."""
    angle = math.atan2(point[1] - apex[1], point[0] - apex[0])
    k = round((angle / math.pi + 0.15) / 1.3 * 360)
    return math.dist(apex, point) / math.dist(apex, coast[k]) if 0 <= k < len(coast) else 0.0


def _reach_sea(apex: Point, coast: list[Point], arm: list[Point], widths: list[float]) -> None:
    """Draw an arm on in its own direction until it is past the shore."""
    (ax, ay), (bx, by) = arm[-8], arm[-1]
    step = math.hypot(bx - ax, by - ay) / 7
    dx, dy = (bx - ax) / step / 1.2, (by - ay) / step / 1.2
    while _shore(apex, coast, arm[-1]) < 1.01 and len(arm) < 90:
        dx, dy = dx * 0.94, dy * 0.94 + 0.3
        arm.append((arm[-1][0] + dx, arm[-1][1] + dy))
        widths.append(min(9.0, widths[-1] * 1.02))


def _grown(apex: Point, coast: list[Point], by: float) -> list[Point]:
    """The shore pushed outwards, and smoother the further it is pushed."""
    reaches = [math.dist(apex, p) + by for p in coast]
    span = round(by / 16)
    grown = []
    for k, (x, y) in enumerate(coast):
        near = reaches[max(0, k - span) : k + span + 1]
        factor = sum(near) / len(near) / math.dist(apex, (x, y))
        grown.append((apex[0] + (x - apex[0]) * factor, apex[1] + (y - apex[1]) * factor))
    return grown


def _marsh(sheet: Canvas, apex: Point, coast: list[Point]) -> None:
    """Small strokes for reeds and fields, thicker towards the sea."""
    dice = random.Random(6)
    for _ in range(3600):
        x, y = dice.uniform(0, WIDTH), dice.uniform(0, HEIGHT)
        part = _shore(apex, coast, (x, y))
        if part < 0.985:
            colour = mix(mix(SAND, SHALLOW, 0.45), mix(TEAL, AMBER, 0.3), dice.uniform(0.05, 0.55) * max(0.2, part))
            reach = dice.uniform(3, 13)
            sheet.line([(x - reach, y), (x + reach, y + dice.uniform(-2, 2))], colour, dice.choice([1, 1.5, 2.5]))
