"""A Word file's package: a zip archive whose directory is looked at before anything in it is unpacked.

The layout is that of the Open Packaging Conventions (ECMA-376 Part 2): parts, and beside each part its relationships.
"""

import posixpath
import zipfile
import zlib
from os import SEEK_END
from typing import IO, NamedTuple

from django.utils.translation import gettext as _

from .parts import RefusedError, W, parse, safe_name

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 128 * 1024 * 1024
MAX_MEMBERS = 2_000
# XML of a real text shrinks to a tenth, empty tables to a fiftieth; a bomb to a thousandth.
MAX_RATIO = 200
SMALL = 4 * 1024 * 1024
# Compound File Binary: what Word wrote until 2003, and what it wraps a file in that asks for a password.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class WordError(Exception):
    """The file is not taken: one line that names it and says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{safe_name(name)}: {reason}")
        self.reason = reason


class Relation(NamedTuple):
    """What a part refers to: the last word of the type, and a part's name, or an address where it is outside."""

    kind: str
    target: str
    outside: bool


class Package:
    """The parts of a Word file. Raises RefusedError for a file that is none, or is out of all proportion."""

    def __init__(self, file: IO[bytes]) -> None:
        _check_file(file)
        try:
            self.archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise RefusedError(_("it is damaged: it is no whole archive. Save it again in Word.")) from error
        self.members = _checked(self.archive.infolist())
        if "mimetype" in self.members:
            raise RefusedError(_("this is an OpenDocument text. Save it as Word (.docx) and upload that."))
        self._refuse_macros()
        main = [relation.target for relation in self.relations("").values() if relation.kind == "officeDocument"]
        self.document = next((name for name in main if name in self.members), "word/document.xml")
        if self.document not in self.members:
            raise RefusedError(_("there is no text in it: it is no Word file, or a damaged one."))

    def read(self, name: str) -> bytes:
        """A part, unpacked; never more than its size in the directory. Raises RefusedError if it lies."""
        try:
            return self.archive.read(self.members[name])
        except (
            KeyError,
            RuntimeError,
            OSError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
        ) as error:
            raise RefusedError(_("it is damaged: one of its parts cannot be unpacked.")) from error

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by id; of the package itself for ""."""
        folder, name = posixpath.split(part)
        there = posixpath.join(folder, "_rels", f"{name}.rels")
        if there not in self.members:
            return {}
        every = {}
        for each in parse(self.read(there)):
            outside, target = each.get("TargetMode") == "External", each.get("Target", "")
            kind = each.get("Type", "").rpartition("/")[2]
            # A part is only ever looked up in the directory: a path that leads out of the archive finds nothing.
            every[each.get("Id", "")] = Relation(kind, target if outside else _part(folder, target), outside)
        return every

    def _refuse_macros(self) -> None:
        types = self.read("[Content_Types].xml") if "[Content_Types].xml" in self.members else b""
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in self.members):
            raise RefusedError(_("it holds macros, which are programs. Save it as a plain Word document (.docx)."))


def is_document(root: object) -> bool:
    return getattr(root, "tag", "") == f"{W}document"


def _part(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _check_file(file: IO[bytes]) -> None:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if not size:
        raise RefusedError(_("the file is empty."))
    if size > MAX_BYTES:
        raise RefusedError(_("it is larger than %(size)s MB. Make its pictures smaller.") % {"size": MAX_BYTES >> 20})
    start = file.read(1024)
    if start.startswith(_OLE):
        file.seek(0)
        if _ENCRYPTED in file.read():
            raise RefusedError(_("it is protected by a password. Take the password away in Word and save it again."))
        raise RefusedError(_("it is in Word's old format (.doc). Open it and save it as .docx."))
    if not start.startswith(b"PK"):
        raise RefusedError(_("this is no Word file (.docx). Open it in Word or LibreOffice and save it as .docx."))
    file.seek(0)


def _checked(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """The members by name, when names, numbers and sizes are those of a Word file."""
    total, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED or total > max(SMALL, MAX_RATIO * packed):
        raise RefusedError(_("unpacked it is larger than any text with pictures."))
    if any(each.flag_bits & 1 for each in members):
        raise RefusedError(_("it is protected by a password. Take the password away in Word and save it again."))
    by_name = {each.filename.lstrip("/"): each for each in members}
    if len(by_name) < len(members) or any(_is_a_trick(each) for each in members):
        raise RefusedError(_("its parts have names that no Word file gives them."))
    return by_name


def _is_a_trick(member: zipfile.ZipInfo) -> bool:
    odd = member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    return odd or "\\" in member.filename or ".." in member.filename.split("/") or "\0" in member.orig_filename
