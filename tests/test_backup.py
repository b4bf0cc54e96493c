"""Backup while people write, restore onto an empty machine: every table and file equal, or nothing touched."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from publishing.models import Edition
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"),
        reason="PostgreSQL's client programs are not on this machine",
    ),
]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def filled():
    """A site with a little of everything."""
    post = factories.post(cover=factories.picture())
    factories.byline(post)
    factories.published(post)
    statement = factories.statement()
    factories.signature(statement, roles=2)
    factories.published(statement)


@pytest.fixture
def empty_machine(tmp_path):
    """The environment of a machine with an empty database of the same kind, and no media."""
    (tmp_path / "elsewhere").mkdir()
    environment = {"MEDIA_ROOT": str(tmp_path / "elsewhere" / "media"), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"LOCAL": "1", "ENV_FILE": "", "SECRET_KEY": settings.SECRET_KEY}
    if connection.vendor == "sqlite":
        yield environment | {"DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere' / 'new.sqlite3'}"}
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    server = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    yield environment | {"DATABASE_URL": f"{server}/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def manage(environment, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


DUMP = """
import json
from django.db import connection
with connection.cursor() as cursor:
    tables = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT * FROM "{table}"')
        tables[table] = sorted(repr(row) for row in cursor.fetchall())
print("ROWS" + json.dumps(tables))
"""


def tables_here():
    with connection.cursor() as cursor:
        tables = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            tables[table] = sorted(repr(row) for row in cursor.fetchall())
    return tables


def tables_there(environment):
    output = manage(environment, "shell", "-v0", "-c", DUMP)
    assert output.returncode == 0, output.stderr
    return json.loads(output.stdout.split("ROWS")[1])


def files_below(folder):
    folder = Path(folder)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_restore_gives_back_every_table_and_file(filled, empty_machine, tmp_path):
    file = tmp_path / "site.backup"
    call_command("backup", file)
    restored = manage(empty_machine, "restore", file)
    assert restored.returncode == 0, restored.stderr
    assert tables_there(empty_machine) == tables_here()
    assert files_below(empty_machine["MEDIA_ROOT"]) == files_below(settings.MEDIA_ROOT)
    assert files_below(settings.MEDIA_ROOT)


def test_restored_site_still_guards_its_editions(filled, empty_machine, tmp_path):
    file = tmp_path / "site.backup"
    call_command("backup", file)
    assert manage(empty_machine, "restore", file).returncode == 0
    change = "from publishing.models import Edition; Edition.objects.update(title='x')"
    assert "a sealed edition is never changed" in manage(empty_machine, "shell", "-c", change).stderr


def test_backup_is_of_one_moment_while_people_write(filled, empty_machine, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            factories.published(factories.post())
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        call_command("backup", tmp_path / "site.backup")
    finally:
        stop.set()
        writer.join()
    assert manage(empty_machine, "restore", tmp_path / "site.backup").returncode == 0
    tables = tables_there(empty_machine)
    # Half a publication would be a seal without its two editions, or editions without their addresses.
    assert len(tables["publishing_edition"]) == 2 * len(tables["publishing_seal"])
    assert len(tables["publishing_address"]) == len(tables["publishing_edition"])
    assert Edition.objects.count() >= len(tables["publishing_edition"])


def test_backup_is_readable_by_its_owner_alone_and_never_overwrites(filled, tmp_path):
    file = tmp_path / "site.backup"
    call_command("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    with pytest.raises(CommandError, match="never overwrites"):
        call_command("backup", file)
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.glob(".backup-*")] == []


def shorten(data):
    return data[: len(data) // 2]


def flip(data):
    return data[:-40000] + bytes([data[-40000] ^ 1]) + data[-39999:]


def empty(data):
    return b""


def replace(data):
    return b"\x1f\x8b not a tar" * 100


@pytest.mark.parametrize("damage", [shorten, flip, empty, replace])
def test_restore_refuses_a_damaged_file_and_touches_nothing(filled, empty_machine, tmp_path, damage):
    file = tmp_path / "site.backup"
    call_command("backup", file)
    file.write_bytes(damage(file.read_bytes()))
    refused = manage(empty_machine, "restore", file)
    assert refused.returncode != 0
    assert "was not restored" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not Path(empty_machine["MEDIA_ROOT"]).exists()
    assert tables_there(empty_machine) == {}


def test_restore_refuses_members_that_the_manifest_does_not_name(filled, empty_machine, tmp_path):
    file = tmp_path / "site.backup"
    call_command("backup", file)
    with tarfile.open(file, "a") as tar:
        tar.add(__file__, "../../outside.py")
    refused = manage(empty_machine, "restore", file)
    assert "does not name" in refused.stderr
    assert not (tmp_path / "outside.py").exists()


def test_restore_refuses_a_machine_that_is_in_use(filled, empty_machine, tmp_path):
    file = tmp_path / "site.backup"
    call_command("backup", file)
    assert manage(empty_machine, "restore", file).returncode == 0
    before = tables_there(empty_machine)
    refused = manage(empty_machine, "restore", file)
    assert "not empty" in refused.stderr
    assert tables_there(empty_machine) == before
