"""Pictures: taken in, re-encoded, given renditions, and set into rendered HTML."""

import hashlib
import io
import re
import secrets
import warnings
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from lxml.html import HtmlElement
from PIL import Image, ImageOps, UnidentifiedImageError

from .models import Picture

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
WIDTHS = (480, 960, 1600)
FULL_WIDTH = 2400
_TOKEN = re.compile(rf"^{re.escape(settings.MEDIA_URL)}pictures/([A-Za-z0-9_-]+)/")


def take_in(file: IO[bytes], *, name: str, **fields: Any) -> Picture:
    """Store an uploaded picture re-encoded, with its renditions, and return its saved row.

    `fields` are columns of Picture (alt_en, caption_es, credit …). Type, bytes and pixels are checked before anything
    is decoded. Raises ValidationError with a sentence for the person who uploaded; nothing is left behind then.
    """
    image = _open(file)
    image = ImageOps.exif_transpose(image)
    picture = Picture(token=secrets.token_urlsafe(12), name=name[:200], **fields)
    written: list[str] = []
    try:
        _write_renditions(picture, image, written)
        picture.save()
    except BaseException:
        remove_files(picture)
        raise
    return picture


def _open(file: IO[bytes]) -> Image.Image:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValidationError(
            _("This picture is larger than %(size)s MB. Save a smaller copy and upload that.")
            % {"size": MAX_BYTES // 1024**2}
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise ValidationError(
                _("This picture has more than %(size)s megapixels. Save a smaller copy and upload that.")
                % {"size": MAX_PIXELS // 10**6}
            )
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("This file is not a picture that can be read. Use JPEG, PNG, WebP, AVIF or GIF.")
        ) from error
    return image


def _write_renditions(picture: Picture, image: Image.Image, written: list[str]) -> None:
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    image = image.convert("RGBA" if transparent else "RGB")
    full = _resized(image, FULL_WIDTH)
    picture.extension = "png" if transparent else "jpg"
    picture.width, picture.height = full.size
    picture.widths = [width for width in WIDTHS if width < full.width]
    data = _encoded(full, picture.extension)
    picture.digest = hashlib.sha256(data).hexdigest()
    default_storage.save(picture.path, ContentFile(data))
    for width in picture.widths or [full.width]:
        small = _resized(image, width)
        for extension in ("avif", "webp", picture.extension):
            default_storage.save(f"{picture.folder}/{width}.{extension}", ContentFile(_encoded(small, extension)))
    picture.widths = picture.widths or [full.width]


def _resized(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, extension: str) -> bytes:
    """The picture alone: no EXIF, no GPS, no profile, no comment goes along."""
    buffer = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    options: dict[str, Any] = {
        "jpg": {"format": "JPEG", "quality": 84, "optimize": True, "progressive": True},
        "png": {"format": "PNG", "optimize": True},
        "webp": {"format": "WEBP", "quality": 80},
        "avif": {"format": "AVIF", "quality": 62, "speed": 7},
    }[extension]
    clean.save(buffer, **options)
    return buffer.getvalue()


def remove_files(picture: Picture) -> None:
    """Delete every file of a picture; what is not there is passed over."""
    if default_storage.exists(picture.folder):
        for file in default_storage.listdir(picture.folder)[1]:
            default_storage.delete(f"{picture.folder}/{file}")
        default_storage.delete(picture.folder)


def url(picture: Picture, width: int | None = None, extension: str | None = None) -> str:
    """The address of a rendition, or of the full picture."""
    name = f"{width}.{extension or picture.extension}" if width else f"full.{picture.extension}"
    return default_storage.url(f"{picture.folder}/{name}")


def tokens(source: str) -> set[str]:
    """The tokens of the pictures that a body shows."""
    return set(re.findall(rf'src="{re.escape(settings.MEDIA_URL)}pictures/([A-Za-z0-9_-]+)/', source))


def frozen(picture: Picture, language: str) -> dict[str, Any]:
    """What an edition keeps of a picture: enough to show it without asking for the row."""
    return {
        "id": picture.pk,
        "token": picture.token,
        "extension": picture.extension,
        "width": picture.width,
        "height": picture.height,
        "widths": picture.widths,
        "digest": picture.digest,
        "alt": "" if picture.decorative else getattr(picture, f"alt_{language}") or "",
        "caption": getattr(picture, f"caption_{language}") or "",
        "credit": picture.credit,
    }


def sources(picture: dict[str, Any]) -> dict[str, Any]:
    """The addresses a template needs for a frozen picture: a srcset for each format, and the full file."""
    folder = f"{settings.MEDIA_URL}pictures/{picture['token']}"

    def srcset(extension: str) -> str:
        return ", ".join(f"{folder}/{width}.{extension} {width}w" for width in picture["widths"])

    return {
        "avif": srcset("avif"),
        "webp": srcset("webp"),
        "srcset": srcset(picture["extension"]),
        "src": f"{folder}/{picture['widths'][-1]}.{picture['extension']}",
        "full": f"{folder}/full.{picture['extension']}",
    }


def set_renditions(root: HtmlElement) -> None:
    """Turn every <img> of a body into a <picture> with its renditions, its size, and lazy loading."""
    images = root.xpath(".//img[@src]")
    found = {image: match[1] for image in images if (match := _TOKEN.match(image.get("src")))}
    rows = {row.token: row for row in Picture.objects.filter(token__in=set(found.values()))}
    for image in images:
        picture = rows.get(found.get(image, ""))
        if picture:
            _set_picture(image, picture)
        else:
            image.drop_tree()


def _set_picture(image: HtmlElement, picture: Picture) -> None:
    parts = sources(frozen(picture, "en"))
    box = image.makeelement("picture")
    for extension in ("avif", "webp"):
        source = image.makeelement("source")
        source.set("type", f"image/{extension}")
        source.set("srcset", parts[extension])
        source.set("sizes", "(min-width: 40rem) 36rem, 100vw")
        box.append(source)
    box.tail, image.tail = image.tail, None
    image.getparent().replace(image, box)
    for name, value in {
        "src": parts["src"],
        "width": str(picture.width),
        "height": str(picture.height),
        "loading": "lazy",
        "decoding": "async",
    }.items():
        image.set(name, value)
    if image.get("alt") is None or picture.decorative:
        image.set("alt", "")
    box.append(image)


def without_alt(source: str) -> bool:
    """Whether a body shows a picture that is not decorative and says nothing to those who cannot see it."""
    silent = re.findall(r"<img(?![^>]*alt=\"[^\"]+\")[^>]*pictures/([A-Za-z0-9_-]+)/[^>]*>", source)
    return bool(silent) and Picture.objects.filter(token__in=silent, decorative=False).exists()
