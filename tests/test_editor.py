"""The rich-text fields and what the editor's scripts are given: one dialect on both sides, every word translated."""

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from publishing import html
from publishing.editor import BODY, MODULES, BodyFormField, NoteFormField, RichTextField, desk_media, split_language
from publishing.wording import DESK

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "desk").glob("*.js"))


def config_of(field: forms.Field, name: str) -> dict:
    """What the widget tells the script, as the page carries it."""
    rendered = field.widget.render(name, "", {"id": f"id_{name}"})
    found = re.search(r'data-django-prose-editor-configurable="([^"]*)"', rendered)
    assert found
    return json.loads(
        Template("{% autoescape off %}{{ text }}{% endautoescape %}").render(Context({"text": unescape(found[1])}))
    )


def unescape(text: str) -> str:
    return (
        text.replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
    )


def test_body_field_keeps_what_the_editor_writes_and_nothing_else() -> None:
    note = '<span data-footnote="k7f3a2">C <em>d</em></span>'
    text = f'<h2>A</h2><p>B{note}, e<span data-footnote-again="k7f3a2"></span></p>'
    field = BodyFormField(required=False)
    assert field.clean(text + '<script>alert(1)</script><p onclick="x()">f</p>') == f"{text}<p>f</p>"
    assert field.clean(field.clean(text)) == text


@pytest.mark.parametrize("typed", ["", "<p></p>", "<p> </p><p></p>", "<p><br></p>", "<p>&nbsp;</p>"])
def test_empty_paragraphs_are_an_empty_text(typed: str) -> None:
    assert BodyFormField(required=False).clean(typed) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (
            "The weir.\r\n\r\nIt <b>fell</b>\r\nin June & July.\r\n \r\n",
            "<p>The weir.</p><p>It <strong>fell</strong><br>in June &amp; July.</p>",
        ),
        ("One line", "<p>One line</p>"),
        ("<h2>The weir</h2>\n\nIt fell.", "<h2>The weir</h2>\n\nIt fell."),
        (" \n\n ", ""),
    ],
)
def test_text_typed_without_the_editor_has_paragraphs(typed: str, kept: str) -> None:
    assert BodyFormField(required=False).clean(typed) == kept
    assert RichTextField(required=False).clean(typed) == kept


def test_note_field_is_one_line() -> None:
    assert (
        NoteFormField(required=False).clean("<p>Works <em>for</em> the river.</p>") == "Works <em>for</em> the river."
    )


def test_required_text_of_empty_paragraphs_is_missing() -> None:
    with pytest.raises(forms.ValidationError):
        BodyFormField().clean("<p></p>")


def test_editor_is_told_its_field_and_language() -> None:
    with override("es"):
        area = config_of(BodyFormField(), "post-0-body_en")["extensions"]["Area"]
    assert area == {"field": "body", "language": "en", "languageName": "inglés"}


def test_smaller_texts_have_no_footnotes_and_no_headings() -> None:
    for field in (RichTextField(), NoteFormField()):
        assert not {"Footnote", "Heading", "Figure", "Table"} & config_of(field, "note_es")["extensions"].keys()


def test_every_extension_of_the_text_has_its_companions() -> None:
    assert {"ListItem", "TableRow", "TableHeader", "TableCell", "Caption", "Image"} <= BODY.keys()


def test_spelling_is_checked() -> None:
    assert "NoSpellCheck" not in config_of(BodyFormField(), "body_en")["extensions"]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("body_en", ("body", "en")),
        ("bylines-0-note_es", ("note", "es")),
        ("intro", ("intro", "")),
        ("body_fr", ("body_fr", "")),
    ],
)
def test_split_language_takes_names_apart(name: str, parts: tuple[str, str]) -> None:
    assert split_language(name) == parts


def test_wording_is_what_the_scripts_say() -> None:
    said = {text for path in SCRIPTS for text in re.findall(r'\bsay\(\s*"([^"]*)"', path.read_text())}
    assert said == set(DESK)


def test_scripts_say_nothing_that_cannot_be_translated() -> None:
    literal = re.compile(r'(textContent|title|"aria-label"|placeholder): "[^"]*[A-Za-z]{3}')
    assert [path.name for path in SCRIPTS if literal.search(path.read_text())] == []


def test_import_map_names_every_module_that_is_imported() -> None:
    imported = {name for path in SCRIPTS for name in re.findall(r'from "desk/([\w-]+)"', path.read_text())}
    assert imported <= set(MODULES)
    assert {f"{name}.js" for name in MODULES} <= {path.name for path in SCRIPTS}


def test_words_reach_the_page_in_the_persons_language() -> None:
    with override("es"):
        page = str(desk_media("desk"))
    assert 'id="desk-words"' in page
    assert '{"en": "English", "es": "Español"}' in page.replace("\\u00f1", "ñ")


def test_table_caption_and_spans_survive_the_sanitiser() -> None:
    text = (
        '<table><caption>Flow</caption><tbody><tr><th scope="col"><p>A</p></th></tr>'
        '<tr><td colspan="2" rowspan="2"><p>B</p></td></tr></tbody></table>'
    )
    assert html.sanitize(text) == text
