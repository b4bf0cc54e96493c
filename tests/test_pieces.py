"""Pieces of a page: rendered once from the same words, and never from others."""

from datetime import date
from typing import Any

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from publishing.press import pieces

DATE = "components/date.html"


@pytest.fixture(autouse=True)
def _no_pieces() -> None:
    pieces.forget()


def hits() -> int:
    return pieces._rendered.cache_info().hits  # type: ignore[attr-defined]


def test_same_words_are_rendered_once() -> None:
    first = pieces.show(DATE, {"at": date(2018, 8, 15)})
    assert pieces.show(DATE, {"at": date(2018, 8, 15)}) is first
    assert "15 August 2018" in first
    assert isinstance(first, SafeString)
    assert hits() == 1


def test_other_words_and_other_languages_are_another_piece() -> None:
    english = pieces.show(DATE, {"at": date(2018, 8, 15)})
    with override("es"):
        assert "15 de agosto de 2018" in pieces.show(DATE, {"at": date(2018, 8, 15)})
    assert pieces.show(DATE, {"at": date(2018, 8, 16)}) != english
    assert hits() == 0


def test_words_that_look_like_html_are_another_piece() -> None:
    def names(note: str) -> str:
        return pieces.show(
            "components/names.html", {"people": [{"name": note, "url": "", "note_html": "", "stars": ""}]}
        )

    assert "<b>" in names(SafeString("<b>Ana</b>"))
    assert "<b>" not in names("<b>Ana</b>")


@pytest.mark.parametrize("value", [object(), gettext_lazy("Blog"), {1, 2}, b"x", lambda: "x"])
def test_what_may_be_something_else_the_next_time_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        pieces.show(DATE, {"at": value})


def test_words_are_escaped() -> None:
    hostile = [{"name": "<script>", "url": "", "note_html": "", "stars": ""}]
    assert "<script>" not in pieces.show("components/names.html", {"people": hostile})
    assert "&lt;script&gt;" in pieces.show("components/names.html", {"people": hostile})


def test_pieces_are_not_kept_while_templates_are_being_written(settings: Any) -> None:
    settings.DEBUG = True
    for _ in range(2):
        assert "15 August 2018" in pieces.show(DATE, {"at": date(2018, 8, 15)})
    assert hits() == 0
