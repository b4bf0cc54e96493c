"""The database copied out while people write, and in where there is none: by SQLite's backup or PostgreSQL's tools."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from .archive import UnusableError


def dump(target: Path) -> None:
    """Copy the database as it is at one moment into a file; whoever writes meanwhile is not held up."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def load(source: Path) -> None:
    """Put a copy in the place of the empty database: the whole of it or nothing."""
    if connection.vendor == "sqlite":
        connection.close()
        name = Path(connection.settings_dict["NAME"])
        name.parent.mkdir(parents=True, exist_ok=True)
        for leftover in ("-wal", "-shm"):
            Path(f"{name}{leftover}").unlink(missing_ok=True)
        _move(source, name)
    else:
        _run(
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            "--no-privileges",
            str(source),
            into=True,
        )


def _move(source: Path, target: Path) -> None:
    """Beside the target first, so that it appears whole."""
    part = target.with_name(f"{target.name}.part")
    shutil.copyfile(source, part)
    part.chmod(0o600)
    part.replace(target)


def is_empty() -> bool:
    """Whether there is no table in the database yet."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return True
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 its own table's name
            counts[table] = cursor.fetchone()[0]
    return counts


def applied() -> list[str]:
    """The migrations that this database has seen, as "app.name"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _run(program: str, *arguments: str, into: bool = False) -> None:
    settings = connection.settings_dict
    places: Sequence[tuple[str, Any]] = (
        ("PGHOST", settings["HOST"]),
        ("PGPORT", settings["PORT"]),
        ("PGUSER", settings["USER"]),
        ("PGPASSWORD", settings["PASSWORD"]),
        ("PGDATABASE", settings["NAME"]),
    )
    environment = {**os.environ, **{name: str(value) for name, value in places if value}}
    target = [f"--dbname={settings['NAME']}"] if into else []
    try:
        subprocess.run([program, *target, *arguments], env=environment, check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise UnusableError(
            _("%(program)s is not on this machine: install PostgreSQL's client programs.") % {"program": program}
        ) from error
    except subprocess.CalledProcessError as error:
        raise UnusableError(f"{program}: {error.stderr.strip()}") from error
