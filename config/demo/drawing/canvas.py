"""Paper and pens: the palette of the site, smooth noise, and a canvas that draws large and hands back small."""

import math
import random
from array import array
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int]

PAPER: Colour = (251, 250, 246)
INK: Colour = (28, 36, 48)
TEAL: Colour = (11, 93, 99)
MIST: Colour = (227, 239, 238)
SHALLOW: Colour = (127, 208, 207)
LINE: Colour = (220, 216, 206)
EARTH: Colour = (138, 75, 8)
SAND: Colour = (251, 240, 224)
AMBER: Colour = (240, 184, 114)

WIDTH, HEIGHT = 1600, 1000
OVERSAMPLING = 2  # Pillow's lines have hard edges; drawn twice as large and reduced, they are smooth


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    a, b, c = (round(x + (y - x) * share) for x, y in zip(one, other, strict=True))
    return a, b, c


def noise(seed: int, octaves: int = 4) -> Callable[[float], float]:
    """A smooth, irregular function of one number; its values lie between −1 and 1, a bump is about 1 wide."""
    values = [random.Random(seed * 1009 + i).uniform(-1, 1) for i in range(512)]

    def at(x: float) -> float:
        total, weight = 0.0, 0.0
        for octave in range(octaves):
            place = x * 2**octave + octave * 37.7
            whole = math.floor(place)
            t = place - whole
            t = t * t * (3 - 2 * t)
            total += (values[whole % 512] * (1 - t) + values[(whole + 1) % 512] * t) / 2**octave
            weight += 1 / 2**octave
        return total / weight

    return at


def field(seed: int, columns: int, rows: int, bumps: Sequence[tuple[int, int, float]]) -> list[float]:
    """A smooth surface, row by row, of heights around 0: noise of several sizes, given as (columns, rows, height)."""
    dice = random.Random(seed)
    total = [0.0] * (columns * rows)
    for across, down, height in bumps:
        small = surface([dice.uniform(-height, height) for _ in range(across * down)], across, down)
        large = array("f", small.resize((columns, rows), Image.Resampling.BICUBIC).tobytes())
        total = [a + b for a, b in zip(total, large, strict=True)]
    return total


def surface(heights: Sequence[float], columns: int, rows: int) -> Image.Image:
    """Heights as an image whose pixels are such numbers, to be made larger smoothly."""
    return Image.frombytes("F", (columns, rows), array("f", heights).tobytes())


def edges(points: Sequence[Point], widths: Sequence[float]) -> tuple[list[Point], list[Point]]:
    """The left and the right edge of a stroke along `points` that is `widths` wide at each of them."""
    left: list[Point] = []
    right: list[Point] = []
    for i, ((x, y), width) in enumerate(zip(points, widths, strict=True)):
        (ax, ay), (bx, by) = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
        length = math.hypot(bx - ax, by - ay) or 1
        dx, dy = -(by - ay) / length * width / 2, (bx - ax) / length * width / 2
        left.append((x + dx, y + dy))
        right.append((x - dx, y - dy))
    return left, right


class Canvas:
    """A sheet measured in the finished picture's pixels. Colours may carry an opacity as a fourth number."""

    def __init__(self, ground: Colour = PAPER, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), ground)
        self.pen = ImageDraw.Draw(self.image, "RGBA")  # on an RGB image this mode blends what is translucent

    def _large(self, points: Iterable[Point]) -> list[Point]:
        return [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]

    def area(self, points: Iterable[Point], fill: tuple[int, ...]) -> None:
        self.pen.polygon(self._large(points), fill=fill)

    def line(self, points: Iterable[Point], fill: tuple[int, ...], width: float = 1) -> None:
        self.pen.line(self._large(points), fill=fill, width=max(1, round(width * OVERSAMPLING)), joint="curve")

    def stroke(self, points: Sequence[Point], widths: Sequence[float], fill: tuple[int, ...]) -> None:
        """A line whose width changes, with round ends. It must not bend more tightly than it is wide: see `band`."""
        left, right = edges(points, widths)
        self.area(left + right[::-1], fill)
        for point, width in ((points[0], widths[0]), (points[-1], widths[-1])):
            self.disc(point, width / 2, fill)

    def band(self, points: Sequence[Point], widths: Sequence[float], fill: Colour) -> None:
        """A line of any width and bend, laid piece by piece, so that where it crosses itself it stays filled."""
        left, right = edges(points, widths)
        for i in range(len(points) - 1):
            self.area((left[i], left[i + 1], right[i + 1], right[i]), fill)

    def disc(self, centre: Point, radius: float, fill: tuple[int, ...]) -> None:
        (x, y), r = self._large([centre])[0], radius * OVERSAMPLING
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def shade(self, points: Iterable[Point], top: Colour, bottom: Colour, span: tuple[float, float]) -> None:
        """Fill a shape with a change of colour from the first height of `span` to the second."""
        start, end = (round(y * OVERSAMPLING) for y in span)
        ramp = (
            Image.linear_gradient("L").resize((1, max(1, end - start))).resize((self.image.width, max(1, end - start)))
        )
        blend = Image.new("L", self.image.size, 255)
        blend.paste(0, (0, 0, self.image.width, max(0, start)))
        blend.paste(ramp, (0, start))
        mask = Image.new("L", self.image.size, 0)
        ImageDraw.Draw(mask).polygon(self._large(points), fill=255)
        colours = Image.composite(
            Image.new("RGB", self.image.size, bottom), Image.new("RGB", self.image.size, top), blend
        )
        self.image.paste(colours, mask=mask)

    def write(
        self, place: Point, words: str, size: float, fill: Colour, anchor: str = "lm", halo: Colour | None = None
    ) -> None:
        """Lettering in the one font that comes with Pillow, so that every machine writes alike."""
        font, margin = ImageFont.load_default(size * OVERSAMPLING), 5 * OVERSAMPLING if halo else 0
        place = self._large([place])[0]
        self.pen.text(place, words, font=font, fill=fill, anchor=anchor, stroke_width=margin, stroke_fill=halo)
        if halo:
            self.pen.text(place, words, font=font, fill=fill, anchor=anchor)

    def finish(self) -> Image.Image:
        return self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)


def frame(width: float = WIDTH, height: float = HEIGHT) -> list[Point]:
    """The corners of the whole sheet."""
    return [(0, 0), (width, 0), (width, height), (0, height)]
