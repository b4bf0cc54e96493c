"""`/healthz`: is this process able to serve?"""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 and "ok", or 503 and the reason, in plain text. Says nothing that a stranger should not read."""
    reason = find_reason(connection, Path(settings.MEDIA_ROOT))
    return HttpResponse(f"{reason or 'ok'}\n", status=503 if reason else 200, content_type="text/plain; charset=utf-8")


def find_reason(database: BaseDatabaseWrapper, media: Path) -> str:
    """Why the site cannot serve from this database and folder, or an empty string."""
    looks: list[Callable[[], str]] = [
        lambda: _database(database),
        lambda: _migrations(database),
        lambda: _media(media),
    ]
    return next((reason for look in looks if (reason := look())), "")


def _database(database: BaseDatabaseWrapper) -> str:
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return "database: unreachable"
    return ""


def _migrations(database: BaseDatabaseWrapper) -> str:
    executor = MigrationExecutor(database)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"migrations: {len(missing)} not applied" if missing else ""


def _media(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"ok")
    except OSError:
        return "media: not writable"
    return ""
