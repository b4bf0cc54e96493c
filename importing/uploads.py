"""Where an uploaded feed waits between being looked at and being taken in.

It may hold drafts, so it lies outside of the media, in a folder that only the site's own system user can open, under a
name that only its uploader is told; it goes when it has been taken in, and after a day anyway.
"""

import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

DAY = 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def keep(file: UploadedFile, *, owner: int) -> str:
    """Store an upload and return the token under which its owner finds it again. Forgets what is older than a day."""
    forget_old()
    token = secrets.token_urlsafe(24)
    place = _root() / f"{owner}-{token}"
    place.mkdir(mode=0o700)
    try:
        with (place / _name(file.name)).open("wb") as copy:
            shutil.copyfileobj(file, copy)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return token


def find(token: str, *, owner: int) -> Path | None:
    """The file that this owner uploaded under this token, None if there is none any more."""
    place = _root() / f"{owner}-{token}"
    if not _TOKEN.fullmatch(token) or not place.is_dir():
        return None
    return next(place.iterdir(), None)


def forget(token: str, *, owner: int) -> None:
    """Delete an upload."""
    if _TOKEN.fullmatch(token):
        shutil.rmtree(_root() / f"{owner}-{token}", ignore_errors=True)


def forget_old() -> None:
    for place in _places():
        if place.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(place, ignore_errors=True)


def _places() -> Iterator[Path]:
    return (place for place in _root().iterdir() if place.is_dir() and not place.is_symlink())


def _root() -> Path:
    """The folder of uploads, made if it is missing. Raises PermissionError if somebody else has made it before."""
    root = Path(tempfile.gettempdir()) / f"communique-uploads-{os.getuid()}"
    root.mkdir(mode=0o700, exist_ok=True)
    found = root.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise PermissionError(f"{root} is not this site's own folder")
    return root


def _name(name: str | None) -> str:
    """The upload's own name, as far as a file may have it."""
    try:
        return get_valid_filename(name or "feed.atom")[:100]
    except ValueError:
        return "feed.atom"
