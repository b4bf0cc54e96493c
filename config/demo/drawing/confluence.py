"""Two waters that meet and do not mix at once."""

import math
import random

from PIL import Image

from .canvas import AMBER, EARTH, INK, MIST, PAPER, SAND, SHALLOW, TEAL, Canvas, Point, mix


def draw() -> Image.Image:
    """Two rivers, one clear and one brown, run side by side before they mix."""
    sheet = Canvas(PAPER)
    _banks(sheet)
    dice, threads = random.Random(12), []
    for k in range(420):
        share = (k + 0.5) / 420
        end = min(0.99, max(0.01, share + dice.gauss(0, 0.17)))
        clear = [TEAL, mix(TEAL, SHALLOW, 0.45), SHALLOW, mix(TEAL, INK, 0.3)]
        brown = [AMBER, mix(AMBER, EARTH, 0.5), EARTH, mix(SAND, AMBER, 0.6)]
        threads.append((share, end, dice.choice(clear if share < 0.5 else brown), dice.uniform(1.2, 4.6)))
    dice.shuffle(threads)
    for share, end, colour, width in threads:
        points = [_flow(i / 120, share, end) for i in range(121)]
        sheet.stroke(points, [width * (0.8 + 0.25 * math.sin(i / 9 + share * 90)) for i in range(121)], colour)
    return sheet.finish()


def _ease(t: float) -> float:
    t = min(1.0, max(0.0, t))
    return t * t * t * (t * (6 * t - 15) + 10)


def _arm(t: float, clear: bool) -> tuple[float, float, float]:
    """Where the middle of an arm lies (x, y) and how wide it is; the arms come to lie side by side in one bed."""
    apart, width = 1 - _ease(t / 0.62), 112 + 14 * math.sin(t * 9)
    y = 560 + 70 * math.sin(t * 4.6) + (-1 if clear else 1) * (width / 2 + 520 * apart**1.3)
    return -60 + 1720 * t, y + (46 if clear else -60) * math.sin(t * 11) * min(1, apart * 1.6), width


def _flow(t: float, share: float, end: float) -> Point:
    """Where a thread of water is; in the common bed it drifts from its own place to its last one."""
    x, upper, width = _arm(t, True)
    _, lower, _ = _arm(t, False)
    now = share + (end - share) * _ease((t - 0.5) / 0.5)
    clear = share < 0.5
    apart = upper + (share * 2 - 0.5) * width if clear else lower + (share * 2 - 1.5) * width
    together = (upper + lower) / 2 + (now - 0.5) * 2 * width
    return x, apart + (together - apart) * _ease((t - 0.42) / 0.16)


def _banks(sheet: Canvas) -> None:
    """Lines of height around the water, ever paler away from it."""
    arms = [[_arm(i / 60 - 0.05, clear) for i in range(67)] for clear in (True, False)]
    for ring in range(17, -1, -1):
        grow = 2 * (14 + ring * 30 + ring**2 * 0.9)
        shade = mix(mix(MIST, TEAL, 0.12), PAPER, min(1.0, ring / 11))
        for extra, colour in ((3, mix(shade, TEAL, 0.22 if ring % 4 else 0.42)), (0, shade)):
            for arm in arms:
                middle = [(x, y) for x, y, _ in arm]
                sheet.band(middle, [112 + grow + extra] * len(middle), colour)
