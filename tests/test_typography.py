"""Words that join others, and the letters they are set in."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from publishing.templatetags import typography
from statements.templatetags.signatures import signed_alike

FONTS = Path(settings.BASE_DIR) / "static" / "press" / "fonts"


@pytest.mark.parametrize(
    ("language", "names", "expected"),
    [
        ("en", [], ""),
        ("en", ["Ana"], "Ana"),
        ("en", ["Ana", "Inés"], "Ana and Inés"),
        ("es", ["Ana", "Inés"], "Ana e Inés"),
        ("es", ["Ana", "Hilda"], "Ana e Hilda"),
        ("es", ["Ana", "Hielo Negro"], "Ana y Hielo Negro"),
        ("es", ["Ana", "Luz", "Íñigo"], "Ana, Luz e Íñigo"),
        ("es", ["Inés", "Ana"], "Inés y Ana"),
    ],
)
def test_sentence_joins_names_as_the_language_does(language: str, names: list[str], expected: str) -> None:
    with override(language):
        assert typography.sentence(names) == expected


def test_read_in_invites_in_the_language_that_it_leads_to() -> None:
    with override("es"):
        assert typography.read_in("en") == "Read in English"
        assert typography.language_name("en") == "inglés"


def test_change_is_marked_in_lists_only_where_it_is_said_in_the_open() -> None:
    assert [typography.change_mark(change) for change in ("typo", "first", "correction")] == ["", "", "Corrected"]
    assert typography.change_noun("amendment") == "Amendment"


def signature(number: int, *, earlier: bool) -> dict[str, Any]:
    return {"signed_number": number, "stands_on_earlier": earlier}


@pytest.mark.parametrize(
    ("signatures", "expected"),
    [
        ([], None),
        ([signature(1, earlier=True), signature(1, earlier=True)], 1),
        ([signature(1, earlier=True), signature(2, earlier=True)], None),
        ([signature(1, earlier=True), signature(2, earlier=False)], None),
        ([signature(2, earlier=False)], None),
    ],
)
def test_signed_alike_names_the_edition_that_everybody_signed(
    signatures: list[dict[str, Any]], expected: int | None
) -> None:
    assert signed_alike([{"signatures": signatures}]) == expected


def test_fonts_are_those_that_the_script_made() -> None:
    sums = re.findall(r"^([0-9a-f]{64})  (\S+)$", (FONTS / "SHA256SUMS").read_text(), re.MULTILINE)
    found = [(hashlib.sha256(path.read_bytes()).hexdigest(), path.name) for path in sorted(FONTS.iterdir())]
    assert sums == [each for each in found if each[1] != "SHA256SUMS"]


def test_style_sheet_names_every_font() -> None:
    named = re.findall(r'url\("fonts/([^"]+)"\)', (FONTS.parent / "press.css").read_text())
    assert sorted(named) == sorted(path.name for path in FONTS.glob("*.woff2"))
