"""/healthz."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection
from django.db.utils import ConnectionHandler
from django.test import Client
from pytest_django import Settings

from config.health import find_reason

ASK = "from django.test import Client; r = Client().get('/healthz'); print(r.status_code, r.content.decode().strip())"


@pytest.mark.django_db
def test_healthz_is_ok_when_everything_is_there(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_healthz_names_media_that_cannot_be_written(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "gone"
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"media: not writable\n")


@pytest.mark.django_db
def test_healthz_names_migrations_that_are_missing(tmp_path: Path) -> None:
    empty = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "empty.sqlite3"}
    database = ConnectionHandler({"default": {**empty, "OPTIONS": {}, "CONN_HEALTH_CHECKS": False}})["default"]
    try:
        reason = find_reason(database, tmp_path)
    finally:
        database.close()
    assert reason.startswith("migrations: ")
    assert reason.endswith(" not applied")


def test_healthz_names_a_database_that_is_not_there() -> None:
    """Through the whole stack, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", ASK]
    run = subprocess.run(command, env=environment, cwd=project.BASE_DIR, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "503 database: unreachable"
