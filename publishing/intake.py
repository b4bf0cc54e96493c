"""A file that somebody uploads: checked before it is decoded, and made into a plain picture that tells nothing else.

What comes out is upright, in sRGB, 8 bits a colour, no larger than readers can use. Of a picture that moves it is the
first frame.
"""

import io
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

MAX_BYTES = 25 * 1024 * 1024
# A JPEG is decoded no larger than needed; the others are decoded whole, which takes up to 17 bytes for each pixel.
MAX_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "AVIF": 25_000_000, "GIF": 25_000_000}
FULL_WIDTH = 2400
FULL_HEIGHT = 8000
MAX_PROFILE = 4 * 1024 * 1024
# How a camera was held (EXIF 2.32, tag 274), and what sets the picture upright.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
UPRIGHT = 1
ON_ITS_SIDE = {5, 6, 7, 8}
# The brands of HEIF files (ISO/IEC 23008-12) that are not AVIF: what an iPhone writes.
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def read(file: IO[bytes]) -> Image.Image:
    """The picture in a file, in mode RGB, or RGBA where it is transparent; at most FULL_WIDTH by FULL_HEIGHT.

    Type, bytes and pixels are checked before anything is decoded. Raises ValidationError with a sentence for the person
    who uploaded.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("This picture is larger than %(size)s MB. Save a smaller copy and upload that.")
            % {"size": MAX_BYTES // 1024**2}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _plain(_opened(data))
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise ValidationError(_too_many_pixels(max(MAX_PIXELS.values()))) from error
    except Exception as error:
        # A file that lies makes Pillow's readers raise whatever they stumble over.
        raise ValidationError(_why_not(data)) from error


def _opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=tuple(MAX_PIXELS))
    if image.width * image.height > (most := MAX_PIXELS["JPEG" if image.format == "MPO" else str(image.format)]):
        raise ValidationError(_too_many_pixels(most))
    image.draft(None, (FULL_WIDTH, FULL_WIDTH))
    image.load()
    return image


def _too_many_pixels(most: int) -> str:
    sentence = _("This picture has more than %(size)s megapixels. Save a smaller copy and upload that.")
    return sentence % {"size": most // 10**6}


def _plain(image: Image.Image) -> Image.Image:
    held = _held(image)
    image = _in_srgb(_reduced(_in_eight_bits(image), on_its_side=held in ON_ITS_SIDE))
    return image.transpose(TURNS[held]) if held in TURNS else image


def _held(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, UPRIGHT))
    except Exception:  # the picture is whole, only what the camera wrote beside it is not
        return UPRIGHT


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """In a mode that can be resized. Sixteen bits of grey are scaled: Pillow cuts them off, and all would be white."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("1", "P", "PA") or "transparency" in image.info:
        transparent = image.mode == "PA" or "transparency" in image.info
        return image.convert("RGBA" if transparent else "RGB")
    return image


def _reduced(image: Image.Image, *, on_its_side: bool) -> Image.Image:
    width, height = (FULL_HEIGHT, FULL_WIDTH) if on_its_side else (FULL_WIDTH, FULL_HEIGHT)
    scale = min(1, width / image.width, height / image.height)
    if scale == 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as they were meant, since their profile does not go along."""
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    colours = image if alpha is None else image.convert("RGB" if image.mode == "RGBA" else "L")
    colours = _by_profile(colours, image.info.get("icc_profile")) or colours.convert("RGB")
    if alpha:
        colours.putalpha(alpha)
    return colours


def _by_profile(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    if not profile or len(profile) > MAX_PROFILE:
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None


def _why_not(data: bytes) -> str:
    """What to do with a file that is no picture of a kind that is read."""
    start = data[:1024].lstrip().lower()
    if data[4:8] == b"ftyp" and data[8:12] in HEIC:
        return _(
            "This is a HEIC photo, which few programs can read. On an iPhone, choose “Most Compatible” in Settings, "
            "Camera, Formats; for this one, open it and save or export it as JPEG, and upload that."
        )
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start:
        return _("This is an SVG drawing, which can hold programs. Export it as PNG and upload that.")
    return _("This file is not a picture that can be read. Use JPEG, PNG, WebP, AVIF or GIF.")
