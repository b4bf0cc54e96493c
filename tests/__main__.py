"""The whole suite on SQLite and on PostgreSQL at the same time: `python -m tests [pytest's arguments]`.

The browser tests run on SQLite, beside the rest, and those marked `smoke` on PostgreSQL too. PostgreSQL is the one that
DATABASE_URL names, else one started for this run.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tests import chromium, postgres

NO_TESTS = 5  # pytest's exit status


def main(arguments: list[str]) -> int:
    """Run both and show what they print, one after the other; 0 if all passed and tests ran."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("Stopped."))
    chromium.ensure()
    with postgresql() as url, contextlib.ExitStack() as stack:
        lanes = {
            "SQLite": ("sqlite://", "not browser"),
            "The browser, on SQLite": ("sqlite://", "browser"),
            "PostgreSQL": (url, "not browser or smoke"),
        }
        running = [(name, *stack.enter_context(lane(*how, arguments))) for name, how in lanes.items()]
        results = [report(name, process, output) for name, process, output in running]
    if arguments and set(results) != {NO_TESTS}:  # a chosen few may all be of one kind
        results = [0 if result == NO_TESTS else result for result in results]
    return max(results)


def report(name: str, process: subprocess.Popen[bytes], output: IO[bytes]) -> int:
    """Show what a run prints, from its beginning, until it ends; its exit status."""
    print(f"── {name} ──", flush=True)
    ended = False
    while not ended:
        ended = process.poll() is not None
        sys.stdout.buffer.write(output.read())
        sys.stdout.flush()
        time.sleep(0 if ended else 0.2)
    return process.returncode


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL for the tests."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
        return
    with postgres.server() as url:
        yield url


@contextlib.contextmanager
def lane(database: str, marks: str, arguments: list[str]) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes]]]:
    """One run of pytest and what it prints; stopped, as by Ctrl-C, if it is still going at the end."""
    environment = {**os.environ, "DATABASE_URL": database, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", marks, *arguments]
    with tempfile.NamedTemporaryFile() as output, Path(output.name).open("rb") as reading:
        # In a session of its own it gets one SIGINT, from here: a second would interrupt its cleaning up.
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
        try:
            yield process, reading
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
