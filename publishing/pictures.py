"""Pictures: taken in, re-encoded, given renditions and crops, and set into rendered HTML."""

import hashlib
import io
import logging
import re
import secrets
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from lxml.html import HtmlElement
from PIL import Image, ImageOps

from . import intake, languages
from .models import Picture

logger = logging.getLogger(__name__)

WIDTHS = (480, 960, 1600)
CARD = (1200, 630)
OPTIONS: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 84, "optimize": True, "progressive": True},
    "png": {"format": "PNG"},
    "webp": {"format": "WEBP", "quality": 80},
    "avif": {"format": "AVIF", "quality": 52, "speed": 7},
}
_TOKEN = re.compile(rf"^{re.escape(settings.MEDIA_URL)}pictures/([A-Za-z0-9_-]+)/")


def take_in(file: IO[bytes], *, name: str, **fields: Any) -> Picture:
    """Store an uploaded picture re-encoded, with its renditions, and return its saved row.

    `fields` are columns of Picture (alt_en, caption_es, credit …). Raises ValidationError with a sentence for the
    person who uploaded, also where the files cannot be written; nothing is left behind then.
    """
    image = intake.read(file)
    picture = Picture(token=secrets.token_urlsafe(12), name=name[:200], **fields)
    renditions = _renditions(picture, image)
    try:
        _store(picture, renditions)
        picture.save()
    except BaseException:
        remove_files(picture)
        raise
    return picture


def _renditions(picture: Picture, full: Image.Image) -> dict[str, bytes]:
    """What is stored of a picture, by file name; sets what the row says of it."""
    picture.extension = "png" if full.mode == "RGBA" else "jpg"
    picture.width, picture.height = full.size
    picture.widths = [width for width in WIDTHS if width < full.width] or [full.width]
    files = {f"full.{picture.extension}": _encoded(full, picture.extension)}
    picture.digest = hashlib.sha256(files[f"full.{picture.extension}"]).hexdigest()
    for width in picture.widths:
        small = _resized(full, width)
        for extension in ("avif", "webp", picture.extension):
            files[f"{width}.{extension}"] = _encoded(small, extension)
    files[card_name(picture)] = _card(full, picture)
    return files


def _store(picture: Picture, files: dict[str, bytes]) -> None:
    try:
        for name, data in files.items():
            default_storage.save(f"{picture.folder}/{name}", ContentFile(data))
    except OSError as error:
        logger.exception("A picture could not be written.")
        raise ValidationError(
            _("It could not be stored: the disk is full or may not be written to. Tell whoever runs the site.")
        ) from error


def _resized(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, extension: str) -> bytes:
    """The picture alone: no EXIF, no GPS, no profile, no comment goes along."""
    buffer = io.BytesIO()
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    clean.save(buffer, **OPTIONS[extension])
    return buffer.getvalue()


def card_name(picture: Picture) -> str:
    """The file of the crop for shared links, named by the focal point: another crop has another address."""
    return f"card-{picture.focus_x}-{picture.focus_y}.jpg"


def _card(full: Image.Image, picture: Picture) -> bytes:
    """The picture in the shape of a card, its focal point in sight, no larger than it is, on white."""
    width, height = CARD
    scale = min(1, full.width / width, full.height / height)
    shape = (max(1, round(width * scale)), max(1, round(height * scale)))
    card = ImageOps.fit(full, shape, Image.Resampling.LANCZOS, centering=(picture.focus_x / 100, picture.focus_y / 100))
    paper = Image.new("RGB", shape, "white")
    paper.paste(card, mask=card if card.mode == "RGBA" else None)
    return _encoded(paper, "jpg")


def crop(picture: Picture) -> None:
    """Make the crops anew after the focal point was moved; the row is not saved. Those of before stay until then.

    Raises ValidationError with a sentence for the person where that cannot be done.
    """
    if default_storage.exists(f"{picture.folder}/{card_name(picture)}"):
        return
    try:
        with default_storage.open(picture.path) as file, Image.open(file) as full:
            card = _card(full.convert("RGBA" if picture.extension == "png" else "RGB"), picture)
    except OSError as error:
        raise ValidationError(_("The file of this picture cannot be read. Tell whoever runs the site.")) from error
    try:
        _store(picture, {card_name(picture): card})
    except ValidationError:
        _remove(f"{picture.folder}/{card_name(picture)}")
        raise


def remove_former_crops(picture: Picture) -> None:
    """Delete the crops around focal points that are no longer this picture's."""
    for name in _listed(picture):
        if name.startswith("card-") and name != card_name(picture):
            _remove(f"{picture.folder}/{name}")


def remove_files(picture: Picture) -> None:
    """Delete every file of a picture; what is not there is passed over, and what cannot be deleted is in the log."""
    for name in _listed(picture):
        _remove(f"{picture.folder}/{name}")
    _remove(picture.folder)


def _listed(picture: Picture) -> list[str]:
    return default_storage.listdir(picture.folder)[1] if default_storage.exists(picture.folder) else []


def _remove(path: str) -> None:
    try:
        default_storage.delete(path)
    except OSError:
        logger.exception("A file could not be deleted: %s", path)


def url(picture: Picture, width: int | None = None, extension: str | None = None) -> str:
    """The address of a rendition, or of the full picture."""
    name = f"{width}.{extension or picture.extension}" if width else f"full.{picture.extension}"
    return default_storage.url(f"{picture.folder}/{name}")


def line(picture: Picture, language: str) -> str:
    """Caption and credit in one line, as they stand under a picture in a text."""
    parts = (languages.in_language(picture, "caption", language), picture.credit)
    return " ".join(part for part in parts if part)


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
