"""The whole suite on SQLite and on PostgreSQL at the same time: `python -m tests [pytest's arguments]`.

The browser tests run on SQLite, and those marked `smoke` on PostgreSQL too. PostgreSQL is the one that DATABASE_URL
names, else one started for this run.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

from tests import chromium, postgres

NO_TESTS = 5  # pytest's exit status


def main(arguments: list[str]) -> int:
    """Run both and show what they print, one after the other; 0 if all passed and tests ran."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit("Stopped."))
    chromium.ensure()
    with postgresql() as url, tempfile.TemporaryFile() as output, contextlib.ExitStack() as stack:
        behind = stack.enter_context(lane(url, ["-m", "not browser or smoke", *arguments], output))
        print("── SQLite, with the browser ──", flush=True)
        front = stack.enter_context(lane("", arguments, None))
        results = [front.wait(), behind.wait()]
        print("── PostgreSQL ──", flush=True)
        output.seek(0)
        sys.stdout.buffer.write(output.read())
        sys.stdout.flush()
    if arguments and results != [NO_TESTS, NO_TESTS]:  # a chosen few may all be of one kind
        results = [0 if result == NO_TESTS else result for result in results]
    return max(results)


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
def lane(database: str, arguments: list[str], output: IO[bytes] | None) -> Iterator[subprocess.Popen[bytes]]:
    """One run of pytest on a database; stopped, as by Ctrl-C, if it is still going at the end."""
    environment = {**os.environ, "DATABASE_URL": database or "sqlite://", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    # In a session of its own it gets one SIGINT, from here: a second would interrupt its cleaning up.
    process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
