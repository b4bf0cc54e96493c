"""Pictures from an unpacked Takeout folder. The network is never asked."""

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from publishing import intake, pictures
from publishing.models import Picture

from .reading.blocks import Figure
from .reading.words import tidy

SUFFIXES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"}
MAX_FILES = 100_000


@dataclass
class Folder:
    """The pictures below a folder, by file name. A name that two different files have is nobody's."""

    files: dict[str, list[Path]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def at(cls, path: str | Path) -> "Folder":
        """Every picture below a folder; links that lead out of it are not followed. Raises NotADirectoryError."""
        if not Path(path).is_dir():
            raise NotADirectoryError(path)
        folder, seen = cls(), 0
        for place, _folders, names in os.walk(path):
            for name in sorted(names):
                file = Path(place, name)
                if file.suffix.lower() in SUFFIXES and not file.is_symlink() and seen < MAX_FILES:
                    folder.files[_key(name)].append(file)
                    seen += 1
        return folder

    def find(self, figure: Figure) -> Path | None:
        """The file of a picture, None if there is none, or more than one that differ."""
        for name in _names(figure.addresses):
            found = self.files.get(_key(name), [])
            if len(found) == 1 or (found and len({file.read_bytes() for file in found}) == 1):
                return found[0]
        return None


def _names(addresses: Iterable[str]) -> list[str]:
    """The file names that addresses end in, as they stand there and with Blogger's "+" for a space."""
    found: list[str] = []
    for address in addresses:
        try:
            name = unquote(urlsplit(address).path).rpartition("/")[2]
        except ValueError:
            continue
        found += [name, name.replace("+", " ")]
    return [name for name in dict.fromkeys(found) if name]


def _key(name: str) -> str:
    """A file name without case; Takeout cuts long ones, so that only the beginning is compared."""
    stem, _dot, suffix = name.rpartition(".")
    return f"{stem[:46]}.{suffix}".casefold()


def take_in(file: Path, figure: Figure, language: str) -> Picture:
    """Our own copy of a picture, re-encoded. One that was taken in before is not taken in again.

    The name tells it: it ends in a piece of the file's fingerprint. Raises ValidationError for what is not a picture.
    """
    try:
        data = file.read_bytes() if file.stat().st_size <= intake.MAX_BYTES else b""
    except OSError as error:
        raise ValidationError(str(error)) from error
    name = f"{file.stem[:180]} · {hashlib.sha256(data).hexdigest()[:10]}"
    # A member calls their own pictures what they like: none of those is what was taken in.
    if there := Picture.objects.filter(name=name, replaced_by=None, uploaded_by=None).first():
        return there
    with file.open("rb") as opened:
        return pictures.take_in(opened, name=name, **{f"alt_{language}": figure.alt[:500]})


def address_of(figure: Figure) -> str:
    """The address to name a picture by that was not found, or its words where it was pasted and has none."""
    shown = [address for address in figure.addresses if not address.startswith("data:")]
    return tidy(shown[-1])[:500] if shown else _("pasted into the text: %(alt)s") % {"alt": figure.alt or "–"}
