"""Are the catalogues complete? For those who work on the code: needs polib, and gettext for the last look."""

import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]


class Command(BaseCommand):
    help = "Name every text that has no translation, or whose compiled catalogue is behind; --compile brings it up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--compile", action="store_true", help="write the .mo files before looking")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogues = sorted(Path(settings.BASE_DIR, "locale").glob("*/LC_MESSAGES/*.po"))
        problems = [] if catalogues else ["There is no catalogue in locale/."]
        for path in catalogues:
            if options["compile"]:
                polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
            problems += [f"{path.relative_to(settings.BASE_DIR)}: {line}" for line in look(path)]
        if shutil.which("xgettext"):
            problems += list(compare_with_sources(catalogues))
        else:
            self.stderr.write("gettext is not installed: not compared with the texts in the sources.")
        if problems:
            raise CommandError("\n".join(["The translations are not complete.", *problems]))


def look(path: Path) -> Iterator[str]:
    """What is wrong with one catalogue: texts without translation, placeholders that differ, an old .mo file."""
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    for entry in entries:
        if not entry.translated():
            yield f"{'unsure (fuzzy)' if entry.fuzzy else 'not translated'}: {entry.msgid!r}"
        elif any(places(text) not in originals(entry) for text in translation(entry)):
            yield f"other placeholders than the original: {entry.msgid!r}"
    compiled = path.with_suffix(".mo")
    known = {key(entry): translation(entry) for entry in polib.mofile(str(compiled))} if compiled.exists() else {}
    if known != {key(entry): translation(entry) for entry in entries if entry.translated()}:
        yield "the .mo file is behind: run `make messages`"


def key(entry: polib.POEntry) -> Key:
    return (entry.msgctxt, entry.msgid)


def translation(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def originals(entry: polib.POEntry) -> list[list[str]]:
    """The placeholders of the original; of one thing and of many, which may differ by the number."""
    return [places(text) for text in (entry.msgid, entry.msgid_plural) if text]


def places(text: str) -> list[str]:
    """The placeholders in a text."""
    return sorted(PLACEHOLDER.findall(text))


def compare_with_sources(catalogues: list[Path]) -> Iterator[str]:
    """What `makemessages` would add to the catalogues or take out, tried on a copy of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        ignored = shutil.ignore_patterns(".*", "staticfiles", "media", "node_modules", "*.sqlite3*", "__pycache__")
        shutil.copytree(settings.BASE_DIR, copy, ignore=ignored)
        for path in catalogues:
            place = path.relative_to(settings.BASE_DIR)
            gather(copy, language=place.parts[1], domain=path.stem)
            fresh = {key(entry) for entry in polib.pofile(str(copy / place)) if not entry.obsolete}
            kept = {key(entry) for entry in polib.pofile(str(path)) if not entry.obsolete}
            yield from (f"{place}: not in the catalogue: {text!r}" for _, text in sorted(fresh - kept, key=str))
            yield from (f"{place}: no longer in the sources: {text!r}" for _, text in sorted(kept - fresh, key=str))


def gather(folder: Path, *, language: str, domain: str) -> None:
    """Run `makemessages` in a folder; raises CommandError with what it said if it fails."""
    command = [sys.executable, "-m", "django", "makemessages", "-l", language, "-d", domain, "--no-obsolete"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise CommandError(run.stderr)
