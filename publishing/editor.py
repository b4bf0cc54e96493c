"""The rich-text editor in the admin: django-prose-editor, each kind of text set up by one dict, and our own modules.

The modules live in `static/desk/` and reach the page through the import map under the names `desk/…`; their exports
take the place of the library's extensions of the same name. What they write is what `publishing/html.py` keeps.
"""

import re
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django_prose_editor.config import expand_extensions
from django_prose_editor.widgets import ProseEditorWidget, prose_editor_admin_media
from js_asset import JSON, ImportMap, Media, Script

from . import html
from .languages import CODES, name_of, own_name_of
from .wording import DESK

MODULES = (
    *("area", "dialect", "dialog", "figure", "footnote", "footnote-dialog", "line", "notes", "order"),
    *("paste", "paste-google", "paste-lists", "paste-notes", "toolbar", "words"),
)
# Those whose exports the editor takes as its extensions.
EXTENSIONS = ("area", "dialect", "figure", "footnote", "line", "paste", "toolbar")

_BASE: dict[str, Any] = {
    "Document": True,
    "Paragraph": True,
    "Text": True,
    "HardBreak": True,
    "Bold": True,
    "Italic": True,
    "Link": True,
    "History": True,
    "Area": {},
    "Paste": {"pictures": settings.MEDIA_URL},
    "NoSpellCheck": False,
}
# A line or two: a byline's note.
NOTE: dict[str, Any] = {
    **_BASE,
    "Document": False,
    "OneParagraph": True,
    "OneLine": {},
    "Menu": {"groups": [{"group": "marks"}, {"group": "link"}]},
}
# A few paragraphs: a series' introduction and disclaimer, an author's biography.
SHORT: dict[str, Any] = {
    **_BASE,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Menu": {"groups": [{"group": group} for group in ("marks", "lists", "link", "history")]},
}
# The text of a post, a statement, a page.
BODY: dict[str, Any] = {
    **SHORT,
    "Heading": {"levels": [2, 3, 4]},
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": {},
    "Image": True,
    "Caption": True,
    "Footnote": True,
    "Menu": {
        "groups": [
            {"group": group}
            for group in ("headings", "marks", "lists", "nodes -blockType -lists", "figure", "link", "table", "history")
        ]
    },
}


def desk_media(*names: str) -> Media:
    """Style sheets and modules of the desk by name, with the import map and the words they speak."""
    return _desk_media(get_language(), *names)


@cache  # a form asks for it once for each of its editors
def _desk_media(language: str | None, *names: str) -> Media:
    return Media(
        importmap=ImportMap({f"desk/{name}": f"desk/{name}.js" for name in MODULES}),
        css={"all": [f"desk/{name}.css" for name in names]},
        js=[
            JSON({english: gettext(english) for english in DESK}, id="desk-words"),
            JSON({code: own_name_of(code) for code in CODES}, id="desk-languages"),
            *(Script(f"desk/{name}.js", type="module") for name in names if name != "desk"),
        ],
    )


@cache
def _editor_media(language: str | None) -> Media:
    modules = [Script(f"desk/{name}.js", type="module") for name in MODULES]
    configurable = Script("django_prose_editor/configurable.js", type="module")
    sheets = ["django_prose_editor/overrides.css", "desk/editor.css"]  # ours has the last word
    return prose_editor_admin_media + desk_media("desk") + Media(css={"all": sheets}, js=[*modules, configurable])


class EditorWidget(ProseEditorWidget):
    """A text area that becomes the editor where there is script, and stays one of HTML where there is none.

    `picker` is the URL name of the page from which its pictures are chosen.
    """

    picker = "admin:publishing_picture_picker"

    def __init__(self, attrs: dict[str, Any] | None = None, *, extensions: dict[str, Any] | None = None) -> None:
        self.extensions = extensions or SHORT
        rows = 20 if "Footnote" in self.extensions else 4
        super().__init__(attrs={"rows": rows, **(attrs or {})}, preset="configurable")

    @property
    def media(self) -> Media:
        return _editor_media(get_language())

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        field, language = split_language(name)
        extensions = {
            **self.extensions,
            "Area": {"field": field, "language": language, "languageName": name_of(language) if language else ""},
        }
        if "Figure" in extensions:
            extensions["Figure"] = {"pickerUrl": picker_url(self.picker)}
        self.config = {"extensions": expand_extensions(extensions)}
        return super().get_context(name, value, attrs)

    def get_config(self) -> dict[str, Any]:
        return {**self.config, "js_modules": [f"desk/{name}" for name in EXTENSIONS]}


def split_language(name: str) -> tuple[str, str]:
    """A form field's name taken apart: "bylines-0-note_es" is the field "note" in "es", "intro" is "intro" in ""."""
    field = name.rsplit("-", 1)[-1]
    match = re.fullmatch(rf"(\w+)_({'|'.join(CODES)})", field)
    return (match[1], match[2]) if match else (field, "")


def picker_url(name: str) -> str:
    """Where the pictures open to be chosen from; empty as long as there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class RichTextField(forms.CharField):
    """HTML as the editor writes it, sanitised, or text typed without it. Empty paragraphs alone are an empty text."""

    extensions = SHORT
    inline = False

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs["widget"] = EditorWidget(extensions=self.extensions)
        super().__init__(**{"strip": False, **kwargs})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        clean = html.sanitize(text if self.inline else in_paragraphs(text), inline=self.inline)
        return "" if _EMPTY.fullmatch(clean) else clean


_EMPTY = re.compile(r"(\s|&nbsp;|</?p>|<br>)*")
_BLOCK = re.compile(r"<(p|h[1-6]|ul|ol|li|blockquote|hr|table|figure|div|section|article)\b", re.IGNORECASE)


def in_paragraphs(text: str) -> str:
    """A text that was typed where the editor does not run: an empty line parts paragraphs, a line break is one."""
    if _BLOCK.search(text):
        return text
    lines = "\n".join(line.strip() for line in text.splitlines())
    parts = re.split(r"\n{2,}", lines.strip())
    return "".join(f"<p>{'<br>'.join(part.splitlines())}</p>" for part in parts)


class BodyFormField(RichTextField):
    extensions = BODY


class NoteFormField(RichTextField):
    extensions = NOTE
    inline = True


class DeskFieldsMixin:
    """For an admin or an inline: fields that are rich text, by their untranslated names, and languages by their names.

    Stands before modeltranslation's class: `class BylineInline(DeskFieldsMixin, TranslationTabularInline)`.
    """

    rich_text: dict[str, type[RichTextField]] = {}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        original = getattr(db_field, "translated_field", None)
        if form_class := self.rich_text.get((original or db_field).name):
            kwargs |= {"form_class": form_class, "widget": None}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and original:
            field.label = f"{capfirst(original.verbose_name)} ({name_of(db_field.language)})"  # type: ignore[attr-defined]
        return field


_SCRIPTS = ("vendor/jquery/jquery.min", "jquery.init", "core", "admin/RelatedObjectLookups", "actions")


class DeskMixin(DeskFieldsMixin):
    """For a ModelAdmin: what its whole form needs, and the nonce for the import map."""

    @property
    def media(self) -> Media:
        """Django's own scripts but for those that fill in addresses, a tenth of a form's weight: the server does."""
        return Media(js=[f"admin/js/{name}.js" for name in _SCRIPTS])

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        media = context["media"] + desk_media("desk", "languages", "ordering")
        context["media"] = Media.from_media(media, nonce=request.csp_nonce)  # type: ignore[attr-defined]
        return super().render_change_form(request, context, **kwargs)  # type: ignore[misc]
