"""The command that holds the catalogues complete."""

from pathlib import Path

import polib

from config.management.commands.check_translations import look


def catalogue(folder: Path, *entries: polib.POEntry, compiled: bool = True) -> Path:
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    file.extend(entries)
    file.save(str(folder / "django.po"))
    if compiled:
        file.save_as_mofile(str(folder / "django.mo"))
    return folder / "django.po"


def test_complete_catalogue_has_nothing_to_say(tmp_path: Path) -> None:
    entries = [
        polib.POEntry(msgid="River", msgstr="Río"),
        polib.POEntry(msgctxt="verb", msgid="Sign", msgstr="Firmar"),
        polib.POEntry(msgid="One row", msgid_plural="%(n)s rows", msgstr_plural={0: "Una fila", 1: "%(n)s filas"}),
        polib.POEntry(
            msgid="%(n)s name", msgid_plural="%(n)s names", msgstr_plural={0: "%(n)s nombre", 1: "%(n)s nombres"}
        ),
    ]
    assert list(look(catalogue(tmp_path, *entries))) == []


def test_gaps_and_doubts_are_named(tmp_path: Path) -> None:
    entries = [
        polib.POEntry(msgid="River", msgstr=""),
        polib.POEntry(msgid="Lake", msgstr="¿Lago?", flags=["fuzzy"]),
        polib.POEntry(msgid="By %(who)s", msgstr="De %(quien)s"),
    ]
    assert list(look(catalogue(tmp_path, *entries))) == [
        "not translated: 'River'",
        "unsure (fuzzy): 'Lake'",
        "other placeholders than the original: 'By %(who)s'",
    ]


def test_compiled_catalogue_that_is_behind_is_named(tmp_path: Path) -> None:
    catalogue(tmp_path, polib.POEntry(msgid="River", msgstr="Ríos"))
    path = catalogue(tmp_path, polib.POEntry(msgid="River", msgstr="Río"), compiled=False)
    assert list(look(path)) == ["the .mo file is behind: run `make messages`"]
