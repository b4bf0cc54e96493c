"""The server as `make run` starts it, ended by Ctrl-C: at once, with what it started, and without a word."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATIENCE = 20  # seconds; a worker that hangs is killed after thirty


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def server(port: int, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """gunicorn in a process group of its own, as a terminal would start it, with what is due beside it."""
    told = {
        "LOCAL": "1",
        "SECRET_KEY": "a key of this test alone, which is long enough to be taken",
        "DATABASE_URL": f"sqlite:///{tmp_path}/server.sqlite3",
        "MEDIA_ROOT": str(tmp_path),
        "PORT": str(port),
        "PYTHONWARNINGS": "ignore:No directory at",  # nothing was collected for this test
        "WORK": "1",
    }
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", **told}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    with subprocess.Popen(
        [sys.executable, "-m", "gunicorn"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        yield process
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
            line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return line.recv(12) == b"HTTP/1.1 200"
    except OSError:
        return False


def test_server_ends_at_once_when_it_is_interrupted(server: subprocess.Popen[str], port: int) -> None:
    """Ctrl-C reaches every process of a terminal's group, and the master tells its workers besides."""
    until = time.monotonic() + 60
    while not answers(port):
        assert server.poll() is None, server.stdout.read()  # type: ignore[union-attr]
        assert time.monotonic() < until, "The server did not answer within a minute."
        time.sleep(0.2)
    assert [answers(port) for _ in range(8)] == [True] * 8  # so that the workers have threads
    os.killpg(server.pid, signal.SIGINT)
    said, _ = server.communicate(timeout=PATIENCE)  # until nobody is left who could write
    assert (server.returncode, said) == (0, "")
