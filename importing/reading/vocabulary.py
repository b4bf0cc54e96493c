"""The words of `vocabulary.toml`, as sets and patterns."""

import re
import tomllib
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))


def _set(name: str) -> frozenset[str]:
    words = _WORDS[name]
    return frozenset(words.split() if isinstance(words, str) else words)


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_WORDS[name])})\w*\b")


PARTICLES = _set("particles")
NOT_IN_NAMES = _set("not_in_names")
LANGUAGE_LABELS = _set("language_labels")
NOTE_LABELS = _set("note_labels")
SIGNATORY_LABELS = _set("signatory_labels")
REPORTING = _pattern("reporting")
RESOURCES = _pattern("resources")
BESIDE_RESOURCES = _set("beside_resources")
COUNTRIES: dict[str, str] = {name: code for code, names in _WORDS["countries"].items() for name in names}
