"""The real server on a database of its own, in a folder that is gone afterwards."""

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import costs

BARE = "config.bench.bare:application"
SITE = "config.wsgi:application"


@dataclass(frozen=True)
class Server:
    """A server that answers on a port, and the process that all of its others come from."""

    port: int
    process: int


def environment(folder: Path, database: str, **more: str) -> dict[str, str]:
    """What the project's commands and the server run in: nothing of this machine's settings, nobody's database."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.bench.settings",
        "ENV_FILE": "",
        "LOCAL": "1",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": database,
        "EMAIL_URL": "memorymail://",
        "STATEMENT_TIMEOUT": "300",  # filling and tidying up take longer than a page may
        "MEDIA_ROOT": str(folder / "media"),
        "BENCH_FOLDER": str(folder),
        **more,
    }


def manage(variables: Mapping[str, str], *command: str) -> str:
    """Run a command of manage.py and give what it prints. Raises CalledProcessError, with the reason on the screen."""
    run = subprocess.run([sys.executable, "manage.py", *command], env=variables, check=True, stdout=subprocess.PIPE)
    return run.stdout.decode().strip()


@contextlib.contextmanager
def database(kind: str, folder: Path) -> Iterator[tuple[str, list[int]]]:
    """An empty database's DATABASE_URL, and the processes whose children work for it: SQLite needs none."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'db.sqlite3'}", []
        return
    from tests import postgres

    with postgres.server() as url:
        home = Path(url.removesuffix("/postgres")[url.index("@/") + 2 :])
        yield url, [int((home / "data" / "postmaster.pid").read_text().split()[0])]


@contextlib.contextmanager
def serving(variables: Mapping[str, str], application: str = SITE) -> Iterator[Server]:
    """Serve with gunicorn and two processes of one thread each, so that a request's CPU time is one process's."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    workers = ["--workers", "2", "--threads", "1", "--worker-class", "sync"]
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *workers, application]
    with subprocess.Popen(command, env=variables) as process:
        try:
            _wait(port, process)
            yield Server(port, process.pid)
        finally:
            process.terminate()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("The server did not start.")
        with contextlib.suppress(OSError):
            costs.ask(port, "/")
            return
        time.sleep(0.1)
    raise SystemExit("The server does not answer.")
