"""The browser for the tests: found where the machine has one, installed where it may be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DEBIAN = ["chromium", "fonts-liberation"]


def find() -> str | None:
    """The path of a Chromium: what CHROMIUM names, else the system's, else the one that Playwright downloaded."""
    named = os.environ.get("CHROMIUM")
    if named or any(map(shutil.which, NAMES)):
        return named or next(filter(None, map(shutil.which, NAMES)))
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)), None)


def ensure() -> None:
    """Have a browser when this returns: install it on Debian and Ubuntu where we may, else leave with the command."""
    if find():
        return
    for command in install_commands():
        print("+", *command, flush=True)
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"The browser tests need Chromium, and this failed: {' '.join(command)}")
    if not find():
        raise SystemExit("The browser tests need Chromium; name it in CHROMIUM=/path/to/chromium.")


def install_commands() -> list[list[str]]:
    """What installs Chromium here; leaves with the same commands for a person where they may not be run."""
    playwright = [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]]
    apt = [["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", *DEBIAN]]
    system = distribution()
    # Ubuntu's package is a snap, which containers cannot install and which cannot see /tmp.
    commands = apt if system == "debian" else playwright
    if os.geteuid() == 0 and system:
        return [["env", "DEBIAN_FRONTEND=noninteractive", *command] for command in commands]
    if system == "debian":
        commands = [["sudo", *command] for command in apt]  # Playwright calls sudo itself
    sudo = shutil.which("sudo")
    if system and sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return commands
    lines = "\n  ".join(" ".join(command) for command in commands)
    raise SystemExit(f"The browser tests need Chromium, and this user may not install it. Run:\n  {lines}")


def distribution() -> str:
    """`debian`, `ubuntu`, or the empty string, for a system derived from one of them too."""
    release = Path("/etc/os-release")
    lines = release.read_text().splitlines() if release.exists() and shutil.which("apt-get") else []
    known = dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)
    family = [known.get("ID", ""), *known.get("ID_LIKE", "").split()]
    return next((name for name in family if name in {"ubuntu", "debian"}), "")
