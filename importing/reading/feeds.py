"""Open a feed's file and stream it, refusing whatever is not a blog in one line.

No tree is built, so that a hostile file costs little more than its own size: lxml hands start, end and text to
`_Target`, which keeps what an entry needs and nothing else.
"""

from collections.abc import Iterator
from os import SEEK_END
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from .blogger import ATOM, CONTROL, TAKEOUT, Feed, Raw, entry_from, plain_title
from .words import tidy

MAX_BYTES = 48 * 1024 * 1024
MAX_ENTRIES = 20_000
MAX_ELEMENTS = 600_000
MAX_TEXT = 8 * 1024 * 1024
_CHUNK = 64 * 1024
_KEPT = {f"{ATOM}{name}" for name in ("id", "title", "content", "published", "updated")} | {
    f"{TAKEOUT}{name}" for name in ("type", "status", "filename", "created", "trashed")
}


class FeedError(Exception):
    """The file is not taken: one line that names it and says why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(tidy(f"{name}: {reason}"))
        self.reason = reason


class _StopReadingError(Exception):
    """Raised inside the parser with the reason, to end reading at once."""


def read_path(path: str | Path) -> Feed:
    """The feed in a file. Raises FeedError for anything else, and for a file that cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return read(file, name=str(path))
    except IsADirectoryError as error:
        raise FeedError(str(path), _("this is a folder: name the feed.atom in it.")) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FeedError(str(path), _("it cannot be opened: %(reason)s.") % {"reason": reason}) from error


def read(file: IO[bytes], *, name: str) -> Feed:
    """The feed in an open binary file; `name` is what a refusal calls it. Raises FeedError."""
    target = _Target()
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        for chunk in _chunks(file):
            parser.feed(chunk)
        feed: Feed = parser.close()
    except _StopReadingError as stop:
        raise FeedError(name, str(stop)) from stop
    except (etree.XMLSyntaxError, etree.ParserError, LookupError, ValueError) as error:
        raise FeedError(name, _syntax(error)) from error
    if not feed.is_blogger:
        raise FeedError(name, _("an Atom feed, but not one that Blogger exported."))
    return feed


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The file piece by piece; its size is looked at before the first and while it is read."""
    size = file.seek(0, SEEK_END) if file.seekable() else 0
    if size:
        file.seek(0)
    _check_size(size)
    start = chunk = file.read(_CHUNK)
    if not start:
        raise _StopReadingError(_("the file is empty."))
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise _StopReadingError(_("a packed archive: unpack it and give the feed.atom in it."))
    size = 0
    while chunk:
        size += len(chunk)
        _check_size(size)
        yield chunk
        chunk = file.read(_CHUNK)


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        most = {"size": MAX_BYTES // 1024**2}
        raise _StopReadingError(_("larger than %(size)s MB, which no export of a blog's texts is.") % most)


def _syntax(error: Exception) -> str:
    line = getattr(error, "lineno", None) or 1
    message = (getattr(error, "msg", None) or str(error)).split(", line ")[0]
    if ("Start tag expected" in message and line == 1) or isinstance(error, LookupError):
        return _("this is not XML.")
    return _("broken or cut short in line %(line)s: %(message)s.") % {"line": line, "message": message}


def _other_root(tag: str) -> str:
    if tag.lower() == "html":
        return _("a web page or the backup of a theme, not a blog's texts.")
    return _("not a Blogger feed: it begins with <%(tag)s>.") % {"tag": tag}


class _Target:
    """What lxml calls while it reads. Gathers entries; keeps one at a time, and only the parts that are known."""

    def __init__(self) -> None:
        self.feed = Feed()
        self.path: list[str] = []
        self.about = Raw()
        self.entry: Raw | None = None
        self.elements = self.entries = 0
        self.pieces: list[str] = []
        self.length = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        if (name or "").lower() == "html":
            raise _StopReadingError(_other_root("html"))
        raise _StopReadingError(_("it declares a document type, which no feed needs and attacks are made with."))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self.path and tag != f"{ATOM}feed":
            raise _StopReadingError(_other_root(tag.rpartition("}")[2][:40]))
        self.path.append(tag)
        if len(self.path) == 2 and tag == f"{ATOM}entry":
            self.entry, self.entries = Raw(), self.entries + 1
        self.elements += 1
        if self.elements > MAX_ELEMENTS or self.entries > MAX_ENTRIES:
            raise _StopReadingError(_("it has more parts than any blog."))
        raw = self.entry or self.about
        if self._inside(tag):
            self.pieces, self.length = [], 0
        elif tag == f"{ATOM}category":
            raw.categories.append((attributes.get("scheme", ""), attributes.get("term", "")))
        elif tag == f"{ATOM}link" and attributes.get("rel") == "alternate":
            raw.alternate = raw.alternate or attributes.get("href", "")

    def data(self, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise _StopReadingError(_("one of its texts is larger than %(size)s MB.") % {"size": MAX_TEXT // 1024**2})
        if self.path and self._keeps(self.path[-1]):
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        raw = self.entry or self.about
        if self._inside(tag):
            # Blogger's own type stands again inside <author>; only what stands right in the entry is the entry's.
            raw.texts.setdefault(tag, "".join(self.pieces))
        elif tag in {f"{space}draft" for space in CONTROL}:
            raw.draft = "".join(self.pieces).strip().lower() != "no"
        self.pieces, self.length = [], 0
        self.path.pop()
        if tag == f"{ATOM}entry" and len(self.path) == 1 and self.entry is not None:
            self._finish(self.entry)
            self.entry = None

    def close(self) -> Feed:
        self.feed.title = plain_title(self.about.text(f"{ATOM}title"))
        return self.feed

    def _inside(self, tag: str) -> bool:
        """Whether the element that is open is a known part of the entry, or of the feed when no entry is open."""
        return tag in _KEPT and len(self.path) == (3 if self.entry else 2)

    def _keeps(self, tag: str) -> bool:
        return self._inside(tag) or tag in {f"{space}draft" for space in CONTROL}

    def _finish(self, raw: Raw) -> None:
        entry = entry_from(raw)
        if entry.kind == "other":
            return
        self.feed.is_blogger = True
        if entry.kind == "comment":
            self.feed.comments += 1
        elif entry.id:
            self.feed.entries.append(entry)
