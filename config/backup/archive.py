"""The backup's file: a tar with a manifest that names every other member with its size and SHA-256."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
MEDIA = "media"
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 64 * 1024 * 1024


class UnusableError(Exception):
    """The file cannot be used; the message is a sentence that says why."""


def write(path: Path, folder: Path, about: dict[str, Any]) -> int:
    """Pack a folder into a new file at `path`, readable by its owner alone. Returns the number of members.

    The file appears under its name only when it is complete. Raises FileExistsError where there is one already.
    """
    if path.exists():
        raise FileExistsError(path)
    members = sorted(file for file in folder.rglob("*") if file.is_file())
    names = [file.relative_to(folder).as_posix() for file in members]
    files = {name: _facts(file) for name, file in zip(names, members, strict=True)}
    manifest = json.dumps({"format": FORMAT, **about, "files": files}, indent=1).encode()
    (folder / MANIFEST).write_bytes(manifest)
    part = path.with_name(f"{path.name}.part")
    try:
        part.touch(mode=0o600)
        with part.open("wb") as out:
            with tarfile.open(fileobj=out, mode="w") as tar:
                for name in [MANIFEST, *names]:
                    tar.add(folder / name, name, recursive=False, filter=_anonymous)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return len(names)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _facts(file: Path) -> dict[str, Any]:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return {"size": file.stat().st_size, "sha256": digest.hexdigest()}


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup into an empty folder, looking at every byte on the way, and return its manifest.

    Raises UnusableError, with the reason, where anything is missing, damaged, unknown or more than the manifest says.
    """
    try:
        with tarfile.open(path, mode="r:") as tar:
            manifest = _manifest(tar)
            wanted = dict(manifest["files"])
            for member in tar:
                _unpack_member(tar, member, wanted, folder)
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise UnusableError(_("it is not a backup, or it is damaged (%(error)s).") % {"error": error}) from error
    if wanted:
        raise UnusableError(_("it is cut short: %(name)s is missing.") % {"name": min(wanted)})
    return manifest


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    if first is None or first.name != MANIFEST or not first.isfile() or first.size > LARGEST_MANIFEST:
        raise UnusableError(_("it is not a backup of this site's kind."))
    manifest = json.loads(b"".join(_chunks(tar, first)))
    if manifest.get("format") != FORMAT:
        raise UnusableError(
            _("it was made by another release (format %(format)s).") % {"format": manifest.get("format")}
        )
    return manifest


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, wanted: dict[str, Any], folder: Path) -> None:
    if member.name == MANIFEST and member.isfile():
        return
    facts = wanted.pop(member.name, None)
    parts = PurePosixPath(member.name).parts
    if facts is None or not member.isfile() or ".." in parts or member.name.startswith("/"):
        raise UnusableError(_("it holds something that its list does not name: %(name)s.") % {"name": member.name})
    target = folder / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("wb") as out:
        for chunk in _chunks(tar, member):
            digest.update(chunk)
            out.write(chunk)
    if member.size != facts["size"] or digest.hexdigest() != facts["sha256"]:
        raise UnusableError(_("it is damaged: %(name)s is not what was stored.") % {"name": member.name})


def _chunks(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[bytes]:
    if stream := tar.extractfile(member):
        while chunk := stream.read(CHUNK):
            yield chunk
