"""`manage.py backup FILE`: everything in one file, while people write."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from config.backup import archive, databases


class Command(BaseCommand):
    help = "Writes the database and all pictures into FILE, at one moment, without holding anybody up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        file = file.absolute()
        if file.exists():
            raise CommandError(f"{file} exists. Choose another name: a backup never overwrites one.")
        try:
            with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as scratch:
                folder = Path(scratch)
                databases.dump(folder / archive.DATABASE)
                _copy_media(folder / archive.MEDIA)
                count = archive.write(file, folder, _about())
        except (archive.UnusableError, OSError) as error:
            raise CommandError(f"No backup was written: {error}") from error
        self.stdout.write(
            f"{file}: {count} files, {file.stat().st_size / 1e6:.1f} MB. It holds personal data: keep it safe."
        )


def _about() -> dict[str, Any]:
    return {"made": timezone.now().isoformat(), "database": connection.vendor, "migrations": databases.applied()}


def _copy_media(target: Path) -> None:
    """The database first, the files after: a picture's files are written before its row, and never changed."""
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")):
        if file.is_file():
            copy = target / file.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(file, copy)
            except FileNotFoundError:  # taken away meanwhile, by a redaction
                copy.unlink(missing_ok=True)
