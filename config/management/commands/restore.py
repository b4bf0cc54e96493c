"""`manage.py restore FILE`: everything back, onto an empty machine."""

import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from config.backup import archive, databases


class Command(BaseCommand):
    help = "Puts back what `backup` wrote: into an empty database and an empty media folder, before any `migrate`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        media = Path(settings.MEDIA_ROOT)
        if not databases.is_empty():
            raise CommandError("The database is not empty. Restore into a new one: nothing here was touched.")
        if media.exists() and any(media.rglob("*")):
            raise CommandError(f"{media} is not empty. Move it away first: nothing here was touched.")
        media.parent.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restore-") as scratch:
                manifest = archive.unpack(file, Path(scratch))
                _fits(manifest)
                databases.load(Path(scratch) / archive.DATABASE)
                _put_media(Path(scratch) / archive.MEDIA, media)
        except (archive.UnusableError, OSError) as error:
            raise CommandError(f"{file} was not restored: {error}") from error
        count = sum(databases.rows().values())
        self.stdout.write(f"Restored as of {manifest['made']}: {count} rows, {len(manifest['files']) - 1} media files.")


def _fits(manifest: dict[str, Any]) -> None:
    """Raise UnusableError unless this code and this kind of database can hold the backup."""
    if manifest["database"] != connection.vendor:
        raise archive.UnusableError(
            f"it comes from {manifest['database']}, and DATABASE_URL names {connection.vendor}."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest["migrations"]) - known):
        raise archive.UnusableError(
            f"it comes from a newer release: this one does not know the migration {unknown[0]}."
        )
    if archive.DATABASE not in manifest["files"]:
        raise archive.UnusableError("it holds no database.")


def _put_media(source: Path, media: Path) -> None:
    if media.exists():
        shutil.rmtree(media)
    if source.exists():
        source.rename(media)
    else:
        media.mkdir()
