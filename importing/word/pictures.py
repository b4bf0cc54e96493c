"""The pictures of a Word file: found in it, and later taken into the library."""

import io
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from publishing import html, intake, pictures
from publishing.models import Picture

from ..reading.words import shortened, tidy
from .package import Package
from .parts import safe_name

if TYPE_CHECKING:
    from .text import WordText

MOST = 40
_SHOWN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# What Word adds to a description that it made up, with or without a word for how sure it was.
_AUTOMATIC = re.compile(
    r"\s*(?:(?:Description|AI-generated content|Descripción)\b[^.\n]*(?:automatically|automática|incorrect)[^.\n]*"
    r"|[^.\n]*generad[ao] automáticamente[^.\n]*)\.?$"
)


@dataclass(frozen=True)
class WordPicture:
    """A picture as it is in the file, and the address that stands for it in the text until it is taken in."""

    address: str
    name: str
    alt: str
    data: bytes = field(repr=False)


@dataclass
class Gatherer:
    """Takes the pictures out of a package as they are met; what is left out is a sentence in `remarks`."""

    package: Package
    names: list[str]
    found: dict[str, WordPicture] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def gather(self, place: int, alt: str) -> WordPicture | None:
        """The picture at a place of `names`, None if it cannot be shown."""
        name = self.names[place]
        if name in self.found:
            return self.found[name]
        if reason := self._why_not(name):
            self._leave(name, reason)
            return None
        data = self.package.read(name)
        if not _is_shown(data):
            self._leave(name, _("of a kind that cannot be shown; save it as PNG or JPEG"))
            return None
        address = f"{settings.MEDIA_URL}word/{len(self.found) + 1}"
        self.found[name] = WordPicture(address, safe_name(posixpath.basename(name)), described(alt), data)
        return self.found[name]

    def _why_not(self, name: str) -> str:
        if name not in self.package.members:
            return _("it is not in the file")
        if self.package.members[name].file_size > intake.MAX_BYTES:
            return _("it is larger than %(size)s MB") % {"size": intake.MAX_BYTES >> 20}
        if len(self.found) >= MOST:
            return _("there are more than %(count)s") % {"count": MOST}
        return ""

    def _leave(self, name: str, reason: str) -> None:
        sentence = _left_out(safe_name(posixpath.basename(name)), reason)
        if sentence not in self.remarks:
            self.remarks.append(sentence)


def described(alt: str) -> str:
    """A picture's description, without the sentence by which Word says that it made it up."""
    return shortened(tidy(_AUTOMATIC.sub("", alt.strip())), 500)


def take_in(word: "WordText", *, by: AbstractBaseUser, **fields: Any) -> str:
    """Put the pictures into the library and return the text with their addresses; the library's log says who did.

    `fields` are further columns of Picture, such as `credit`. A picture that is refused is left out of the text and
    named in `word.remarks`. Whoever lets `by` take pictures in has asked about permissions before.
    """
    addresses: dict[str, str] = {}
    taken: list[Picture] = []
    try:
        with transaction.atomic():
            for picture in word.pictures:
                try:
                    taken.append(_taken(picture, word.language, fields))
                    addresses[picture.address] = pictures.url(taken[-1])
                except ValidationError as error:
                    word.remarks.append(_left_out(picture.name, " ".join(error.messages)))
            if taken:
                LogEntry.objects.log_actions(by.pk, taken, ADDITION, change_message=[{"added": {}}])
    except BaseException:
        for row in taken:
            pictures.remove_files(row)
        raise
    return _with_addresses(word.html, addresses)


def _taken(picture: WordPicture, language: str, fields: dict[str, Any]) -> Picture:
    name = posixpath.splitext(picture.name)[0]
    return pictures.take_in(io.BytesIO(picture.data), name=name, **{f"alt_{language}": picture.alt, **fields})


def _with_addresses(source: str, addresses: dict[str, str]) -> str:
    """The text with the library's addresses; a picture that has none goes, and its caption becomes a paragraph."""
    pattern = re.compile(rf'(<img src=")({re.escape(settings.MEDIA_URL)}word/\d+)(")')
    return html.sanitize(pattern.sub(lambda match: f"{match[1]}{addresses.get(match[2], '')}{match[3]}", source))


def _is_shown(data: bytes) -> bool:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data[4:12] == b"ftypavif" or data.startswith(_SHOWN)


def _left_out(name: str, reason: str) -> str:
    if not name:
        return _("A picture that is not in the file but elsewhere was left out; it was not fetched.")
    return _("The picture “%(name)s” was left out: %(reason)s.") % {"name": name, "reason": reason.rstrip(".")}
