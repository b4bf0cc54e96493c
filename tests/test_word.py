"""A Word file as the start of a text: what comes along, what is named, what is refused."""

import io
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from PIL import Image

from blog.models import Post
from importing.word import WordError, WordText, preparing, read, take_in
from importing.word import package as packages
from importing.word import parts as word_parts
from publishing import footnotes, html
from publishing.models import Picture

from .word_files import (
    SPACES,
    TYPES,
    archive,
    item,
    jpeg,
    link,
    note,
    paragraph,
    picture,
    related_link,
    related_picture,
    text,
    word_file,
)

RAISED = '<w:vertAlign w:val="superscript"/>'
BOX = f"<w:txbxContent>{paragraph('Boxed')}</w:txbxContent>"
OLD_BOX = f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>"
NEW_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wps:wsp><wps:txbx>'
    f"{BOX}</wps:txbx></wps:wsp></wp:inline></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
)
CHART = (
    "<w:r><w:drawing><wp:inline><a:graphic>"
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
    "</a:graphic></wp:inline></w:drawing></w:r>"
)
SAMPLES = Path(settings.BASE_DIR).parent / "shared" / "samples" / "docx"
FIRST, SECOND = "nfc559ea", "nab2b88d"  # the keys of the first and the second note of any file


def word(*paragraphs: str, **more: object) -> WordText:
    """The text in a file; in the house's dialect, whatever it is."""
    found = read(word_file(*paragraphs, **more), "text.docx")  # type: ignore[arg-type]
    assert html.sanitize(found.html) == found.html
    assert footnotes.normalise(found.html) == found.html
    return found


def refusal(file: io.BytesIO | bytes, name: str = "text.docx") -> str:
    with pytest.raises(WordError) as caught:
        read(io.BytesIO(file) if isinstance(file, bytes) else file, name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


# What is kept


def test_word_keeps_headings_lists_tables_and_links() -> None:
    row = "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in "ab") + "</w:tr>"
    merged = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("c")}</w:tc></w:tr>'
    found = word(
        paragraph("Rivers in court", style="Ttulo"),
        paragraph("A part", style="Ttulo1"),
        paragraph(
            "One ",
            text("bold", "<w:b/>"),
            " and ",
            text("slanted", "<w:i/>"),
            text("2", '<w:vertAlign w:val="superscript"/>'),
        ),
        paragraph("Below", style="Ttulo3"),
        item("first"),
        item("deeper", level=1, number=2),
        item("second"),
        f"<w:tbl>{row}{merged}</w:tbl>",
        paragraph("See ", link("x", "the ruling"), "."),
        paragraph("Water is life.", style="Cita"),
        relations=related_link("x", "https://court.example/ruling"),
    )
    assert (found.title, found.language, found.remarks) == ("Rivers in court", "en", [])
    assert found.html == (
        "<h2>A part</h2><p>One <strong>bold</strong> and <em>slanted</em><sup>2</sup></p><h3>Below</h3>"
        "<ul><li><p>first</p><ol><li><p>deeper</p></li></ol></li><li><p>second</p></li></ul>"
        "<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr>"
        '<tr><td colspan="2"><p>c</p></td></tr></tbody></table>'
        '<p>See <a href="https://court.example/ruling">the ruling</a>.</p>'
        "<blockquote><p>Water is life.</p></blockquote>"
    )


def test_word_takes_its_only_first_heading_as_title() -> None:
    found = word(paragraph("Rivers", style="Ttulo1"), paragraph("A part", style="Ttulo2"), paragraph("Words"))
    assert (found.title, found.html, found.remarks) == ("Rivers", "<h2>A part</h2><p>Words</p>", [])


def test_word_keeps_the_first_of_several_first_headings_in_the_text() -> None:
    found = word(paragraph("One", style="Ttulo1"), paragraph("Two", style="Ttulo1"))
    assert (found.title, found.html) == ("One", "<h2>One</h2><h2>Two</h2>")
    assert found.remarks == ["The title is the first of several headings of the first level; it stays in the text too."]


def test_word_without_heading_has_no_title() -> None:
    assert word(paragraph("Words")).title == ""


def test_word_guesses_the_language() -> None:
    assert word(paragraph("El río tiene derechos y la comunidad los defiende ante el tribunal.")).language == "es"


def test_word_sees_the_meaning_in_a_style_made_from_another() -> None:
    outline = '<w:outlineLvl w:val="0"/>'
    found = word(
        paragraph("Ours", style="Ours"),
        paragraph("By outline", properties=outline),
        paragraph(text("loud", '<w:rStyle w:val="Loud"/>')),
    )
    assert (found.title, found.html) == ("By outline", "<h2>Ours</h2><p><strong>loud</strong></p>")


# Notes


def test_word_notes_stand_where_they_are_first_cited() -> None:
    found = word(
        paragraph("One", note(2), " two", note(3, "endnote"), " again", note(2), "."),
        footnotes={"2": paragraph("The ", text("ruling", "<w:i/>")) + paragraph("and more")},
        endnotes={"3": paragraph("An endnote")},
    )
    assert found.html == (
        f'<p>One<span data-footnote="{FIRST}">The <em>ruling</em><br>and more</span> two'
        f'<span data-footnote="{SECOND}">An endnote</span> again<span data-footnote-again="{FIRST}"></span>.</p>'
    )
    assert found.remarks == []


def field(instruction: str, shown: str) -> str:
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    said = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return f"{char('begin')}{said}{char('separate')}{text(shown)}{char('end')}"


@pytest.mark.parametrize(
    "reference",
    [
        field("NOTEREF _Ref1 \\h", "1"),
        f'<w:fldSimple w:instr=" NOTEREF _Ref1 \\f \\h ">{text("1")}</w:fldSimple>',
    ],
)
def test_word_cross_reference_to_a_note_cites_it_again(reference: str) -> None:
    marked = f'<w:bookmarkStart w:id="0" w:name="_Ref1"/>{note(1)}<w:bookmarkEnd w:id="0"/>'
    found = word(paragraph("One", marked), paragraph("two", reference, "."), footnotes={"1": paragraph("Note")})
    assert found.html == (
        f'<p>One<span data-footnote="{FIRST}">Note</span></p><p>two<span data-footnote-again="{FIRST}"></span>.</p>'
    )


def test_word_sign_that_an_author_set_for_a_note_is_not_text() -> None:
    custom = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    found = word(paragraph("One", custom), footnotes={"1": paragraph("Note")})
    assert found.html == f'<p>One<span data-footnote="{FIRST}">Note</span></p>'


def test_word_note_without_text_is_named() -> None:
    found = word(paragraph("One", note(7), "."))
    assert (found.html, found.remarks) == ("<p>One.</p>", ["1 note has no text in the file and was left out."])


def test_word_note_in_the_title_is_named() -> None:
    found = word(paragraph("Rivers", note(1), style="Ttulo"), footnotes={"1": paragraph("Thanks")})
    assert (found.title, found.html, found.remarks) == ("Rivers", "", ["1 note in the title was left out."])


# What is settled, left out or made plain


def test_word_takes_tracked_changes_as_final() -> None:
    gone = "<w:del w:id='1'><w:r><w:delText>CANARY</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom w:id='2'>{text('CANARY')}</w:moveFrom>"
    added = f"<w:ins w:id='3'>{text('new')}<w:del w:id='4'>{text('CANARY')}</w:del></w:ins>"
    deleted_row = f"<w:tr><w:trPr><w:del w:id='7'/></w:trPr><w:tc>{paragraph('CANARY')}</w:tc></w:tr>"
    found = word(
        paragraph("The ", gone, added, " ", moved, "text"),
        paragraph("joined ", properties="<w:rPr><w:del w:id='5'/></w:rPr>"),
        paragraph(f"<w:moveTo w:id='6'>{text('here')}</w:moveTo>"),
        f"<w:tbl>{deleted_row}</w:tbl>",
        paragraph(gone, properties="<w:rPr><w:del w:id='8'/></w:rPr>"),
    )
    assert found.html == "<p>The new text</p><p>joined here</p>"
    assert found.remarks == ["6 tracked changes were taken as accepted."]


def test_word_drops_comments() -> None:
    commented = (
        '<w:commentRangeStart w:id="0"/>'
        + text("Words")
        + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    )
    found = word(paragraph(commented), comments=2)
    assert (found.html, found.remarks) == ("<p>Words</p>", ["2 comments were left out."])


@pytest.mark.parametrize(
    ("body", "expected", "remark"),
    [
        (paragraph("A", text("CANARY", "<w:vanish/>")), "<p>A</p>", "1 hidden passage was left out."),
        (
            paragraph("E = ", "<m:oMathPara><m:oMath><m:r><m:t>mc2</m:t></m:r></m:oMath></m:oMathPara>"),
            "<p>E = mc2</p>",
            "1 equation became plain characters: read it again.",
        ),
        (
            paragraph("A", OLD_BOX),
            "<p>A</p><p>Boxed</p>",
            "1 text box was dissolved: its text stands below the paragraph that it belonged to.",
        ),
        (
            paragraph("A", NEW_BOX),
            "<p>A</p><p>Boxed</p>",
            "1 text box was dissolved: its text stands below the paragraph that it belonged to.",
        ),
        (
            paragraph("A", CHART),
            "<p>A</p>",
            "1 chart or diagram was left out: put in a picture of it.",
        ),
        (paragraph("A", "<w:r><w:object/></w:r>"), "<p>A</p>", "1 embedded object was left out."),
        (paragraph("Part 1", style="TDC1") + paragraph("A"), "<p>A</p>", "The table of contents was left out."),
        (
            paragraph("A", style="Odd"),
            "<p>A</p>",
            "Styles that mean nothing here; their text came in plain: “Fancy box”.",
        ),
        (paragraph("A", "<w:r><w:ruby/></w:r>"), "<p>A</p>", "Not understood and left out: “w:ruby”."),
        (
            paragraph("A ", f"<w:hyperlink w:anchor='there'>{text('link')}</w:hyperlink>"),
            "<p>A link</p>",
            "1 link led to a place in the file or on somebody's computer; its words stay.",
        ),
    ],
)  # fmt: skip
def test_word_names_what_does_not_come_along(body: str, expected: str, remark: str) -> None:
    found = word(body)
    assert (found.html, found.remarks) == (expected, [remark])


def test_word_speaks_spanish() -> None:
    with translation.override("es"):
        assert word(paragraph("Hola"), comments=2).remarks == ["Se dejaron fuera 2 comentarios."]
        assert refusal(b"", "carta.docx") == "carta.docx: el archivo está vacío."


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///C:/secret.doc", "data:text/html,x", "//evil.example"]
)
def test_word_link_that_is_none_loses_its_address(address: str) -> None:
    found = word(paragraph(link("x", "words")), relations=related_link("x", address))
    assert found.html == "<p>words</p>"


def test_word_markup_in_a_text_stays_text() -> None:
    found = word(paragraph("&lt;script&gt;alert(1)&lt;/script&gt;", style="Ttulo"), paragraph("&lt;img src=x&gt;"))
    assert (found.title, found.html) == ("<script>alert(1)</script>", "<p>&lt;img src=x&gt;</p>")


# Pictures


def with_pictures(**more: object) -> WordText:
    return word(
        paragraph("Above ", picture("p", "A river. \n\nDescription automatically generated")),
        paragraph("Figure 1. The river", style="Descripcin"),
        paragraph(picture("q", crop="<a:srcRect l='10'/>")),
        paragraph(picture("p")),
        paragraph(picture("e")),
        paragraph(picture("o", attribute="link")),
        relations=related_picture("p", "media/image1.jpeg")
        + related_picture("q", "/word/media/image2.png")
        + related_picture("e", "media/image3.emf")
        + related_picture("o", "https://spy.example/pixel.png", "External"),
        parts={
            "word/media/image1.jpeg": jpeg(),
            "word/media/image2.png": b"\x89PNG\r\n\x1a\nbroken",
            "word/media/image3.emf": b"\x01\0\0\0emf",
        },
    )


def test_word_pictures_are_found_with_caption_and_description() -> None:
    found = with_pictures()
    assert [(each.name, each.alt) for each in found.pictures] == [("image1.jpeg", "A river."), ("image2.png", "")]
    first, second = (each.address for each in found.pictures)
    assert found.html == (
        f'<p>Above</p><figure><img src="{first}" alt="A river."><figcaption>Figure 1. The river</figcaption></figure>'
        f'<figure><img src="{second}" alt=""></figure><figure><img src="{first}" alt="A river."></figure>'
    )
    assert found.remarks == [
        "1 picture was cropped in Word: here it is whole. Look at what is in sight now.",
        "1 picture has no description yet.",
        "The picture “image3.emf” was left out: of a kind that cannot be shown; save it as PNG or JPEG.",
        "A picture that is not in the file but elsewhere was left out; it was not fetched.",
    ]


def test_word_pictures_are_taken_in_without_what_the_camera_wrote(secretariat: User) -> None:
    found = with_pictures()
    body = take_in(found, by=secretariat, credit="Ana")
    row = Picture.objects.get()
    assert (row.name, row.alt_en, row.credit) == ("image1", "A river.", "Ana")
    shown = f'<img src="/media/pictures/{row.token}/full.jpg" alt="A river.">'
    assert body == (
        f"<p>Above</p><figure>{shown}<figcaption>Figure 1. The river</figcaption></figure><figure>{shown}</figure>"
    )
    assert found.remarks[-1] == (
        "The picture “image2.png” was left out: This file is not a picture that can be read. "
        "Use JPEG, PNG, WebP, AVIF or GIF."
    )
    with default_storage.open(row.path) as file, Image.open(file) as image:
        assert dict(image.getexif()) == {}
    assert [(entry.user, entry.object_id) for entry in LogEntry.objects.all()] == [(secretariat, str(row.pk))]


def test_word_with_a_thousand_pictures_brings_only_some() -> None:
    keys = range(60)
    found = word(
        paragraph(*(picture(f"p{key}") for key in keys)),
        relations="".join(related_picture(f"p{key}", f"media/{key}.png") for key in keys),
        parts={f"word/media/{key}.png": b"\x89PNG%d" % key for key in keys},
    )
    assert (len(found.pictures), len(found.remarks)) == (40, 21)


# In the admin

NO_WORD = "this is no Word file (.docx). Open it in Word or LibreOffice and save it as .docx."


def send(client: Client, file: io.BytesIO, name: str = "text.docx") -> Any:
    upload = SimpleUploadedFile(name, file.getvalue())
    return client.post("/admin/blog/post/from_word/", {"file": upload, "language": "es"})


def test_word_becomes_a_draft_in_the_admin(login: Callable[[User], Client], secretariat: User) -> None:
    client = login(secretariat)
    assert "/admin/blog/post/from_word/" in client.get("/admin/blog/post/add/").content.decode()
    file = word_file(
        paragraph("Ríos", style="Ttulo"),
        paragraph("Texto", picture("p")),
        relations=related_picture("p", "media/1.jpeg"),
        parts={"word/media/1.jpeg": jpeg()},
        comments=1,
    )
    answer = send(client, file)
    post, row = Post.objects.get(), Picture.objects.get()
    assert answer["Location"] == f"/admin/blog/post/{post.pk}/change/"
    assert (post.original_language, post.title_es, post.title_en) == ("es", "Ríos", None)
    assert post.body_es == f'<p>Texto</p><figure><img src="/media/pictures/{row.token}/full.jpg" alt=""></figure>'
    assert (post.stage, post.created_by, post.revision) == (Post.Stage.DRAFT, secretariat, 1)
    page = client.get(answer["Location"])
    assert [str(message) for message in page.context["messages"]] == [
        "A draft was made of the Word file. Nothing of it is public.",
        "1 comment was left out.",
        "1 picture has no description yet.",
    ]


@pytest.mark.parametrize(
    ("file", "error"),
    [
        (
            io.BytesIO(b"no"),
            "<b>.docx: this is no Word file (.docx). Open it in Word or LibreOffice and save it as .docx.",
        ),
        (word_file(), "There is no text in this file."),
    ],
)
def test_word_that_is_refused_makes_no_draft(
    login: Callable[[User], Client], secretariat: User, file: io.BytesIO, error: str
) -> None:
    answer = send(login(secretariat), file, "<b>.docx")
    assert answer.context["form"].errors == {"file": [error]}
    assert "<b>.docx" not in answer.content.decode()
    assert (Post.objects.count(), Picture.objects.count()) == (0, 0)


def test_word_in_the_admin_is_not_for_who_may_not_add(login: Callable[[User], Client], translator: User) -> None:
    assert send(login(translator), word_file(paragraph("x"))).status_code == 403
    assert Post.objects.count() == 0


# What is refused


def encrypted() -> bytes:
    data = bytearray(word_file(paragraph("x")).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + offset] |= 1
    return bytes(data)


def lying_size() -> bytes:
    """The directory says that the text is smaller than it is."""
    file = word_file(paragraph("x" * 5000))
    member = zipfile.ZipFile(file).getinfo("word/document.xml")
    data = file.getvalue()
    return data.replace(struct.pack("<L", member.file_size), struct.pack("<L", 100))


def document(inner: str, before: str = "") -> io.BytesIO:
    return word_file(parts={"word/document.xml": f"{before}<w:document {SPACES}><w:body>{inner}</w:body></w:document>"})


BOMB = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 20}'>" for old, new in zip("abcdefg", "bcdefgh", strict=True)
) + "]>"  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = "it is damaged: it is no whole archive. Save it again in Word."
UNPACKABLE = "it is damaged: one of its parts cannot be unpacked."
PASSWORD = "it is protected by a password. Take the password away in Word and save it again."
TOO_LONG = "it is too long: divide it, or paste it part by part."
NO_TEXT = "there is no text in it: it is no Word file, or a damaged one."
DOCTYPE = "it declares a document type, which no Word file needs and attacks are made with."
MACROS = "it holds macros, which are programs. Save it as a plain Word document (.docx)."
TOO_LARGE = "unpacked it is larger than any text with pictures."
NAMES = "its parts have names that no Word file gives them."
HOSTILE: dict[str, tuple[Callable[[], io.BytesIO | bytes], str]] = {
    "empty": (lambda: b"", "the file is empty."),
    "rtf": (lambda: b"{\\rtf1 hello}", NO_WORD),
    "web page": (lambda: b"<html>", NO_WORD),
    "old doc": (lambda: OLE + b"\0" * 4000, "it is in Word's old format (.doc). Open it and save it as .docx."),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), PASSWORD),
    "zip password": (encrypted, PASSWORD),
    "cut short": (lambda: word_file(paragraph("x")).getvalue()[:-60], DAMAGED),
    "only a beginning": (lambda: b"PK\x03\x04", DAMAGED),
    "lying size": (lying_size, UNPACKABLE),
    "no document": (lambda: archive({"[Content_Types].xml": TYPES}), NO_TEXT),
    "open document": (
        lambda: archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        "this is an OpenDocument text. Save it as Word (.docx) and upload that.",
    ),
    "a table": (
        lambda: word_file(parts={"word/document.xml": "<workbook/>"}),
        "it holds no text that Word wrote: a table or slides, perhaps.",
    ),
    "not well-formed": (lambda: document("<w:p>"), "it is damaged: one of its parts is not well-formed."),
    "macros": (lambda: word_file(parts={"word/vbaProject.bin": b"x"}), MACROS),
    "docm": (lambda: word_file(parts={"[Content_Types].xml": TYPES.replace("openxml", "macroEnabled")}), MACROS),
    "entities": (lambda: document("<w:p>&h;</w:p>", BOMB), DOCTYPE),
    "outer entity": (lambda: document("", "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"), DOCTYPE),
    "deep": (lambda: document("<w:p>" * 50_000 + "</w:p>" * 50_000), "it is nested deeper than any text."),
    "many elements": (lambda: document("<w:p/>" * 200_000), TOO_LONG),
    "many runs": (lambda: document("<w:p>" + "<w:r><w:t>x</w:t></w:r>" * 35_000 + "</w:p>"), TOO_LONG),
    "many citations": (lambda: word_file(paragraph(note(1) * 2_500), footnotes={"1": paragraph("x")}), TOO_LONG),
    "many letters": (lambda: document(paragraph(*(os.urandom(500).hex() for _each in range(1_000)))), TOO_LONG),
    "bomb": (lambda: word_file(paragraph("x"), parts={"word/media/x.png": b"\0" * 100_000_000}), TOO_LARGE),
    "many members": (lambda: archive({f"word/{number}": "" for number in range(3_000)}), TOO_LARGE),
    "way out": (lambda: word_file(parts={"../../etc/passwd": "x"}), NAMES),
    "way out of Windows": (lambda: word_file(parts={"..\\x": "x"}), NAMES),
    "wrong number": (
        lambda: document('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="x"/></w:tcPr></w:tc></w:tr></w:tbl>'),
        "it is damaged: it cannot be read as a Word file.",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_word_refuses_hostile_files_in_a_line(kind: str) -> None:
    make, reason = HOSTILE[kind]
    assert refusal(make()) == f"text.docx: {reason}"


def test_word_refuses_a_name_twice() -> None:
    file = word_file(paragraph("x"))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as packed:
        packed.writestr("word/document.xml", "other")
    assert refusal(file) == f"text.docx: {NAMES}"


def test_word_refuses_a_file_that_is_too_large() -> None:
    assert (
        refusal(b"PK" + b"\0" * packages.MAX_BYTES) == "text.docx: it is larger than 32 MB. Make its pictures smaller."
    )


def test_word_refusal_shows_a_name_in_one_line() -> None:
    assert refusal(b"", "a\nb\u202e\x00.docx") == "ab.docx: the file is empty."


def test_word_never_looks_outside_of_the_package() -> None:
    """A picture whose path leads out is not in the directory; a style map that the file brings is not followed."""
    found = word(
        paragraph(picture("p"), "Words"),
        relations=related_picture("p", "../../../../etc/hostname"),
        parts={"mammoth/style-map": "p => script"},
    )
    assert found.html == "<p>Words</p>"
    assert found.remarks == ["The picture “hostname” was left out: it is not in the file."]


WORST: dict[str, Callable[[], io.BytesIO]] = {
    "elements": lambda: document("<w:p/>" * (word_parts.MAX_ELEMENTS - 10)),
    "runs": lambda: document(paragraph(text("x", "<w:b/>") * (preparing.MAX_ELEMENTS // 4 - 10))),
    "cells": lambda: document("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 99 + "</w:tr>") * 300 + "</w:tbl>"),
    "nested": lambda: document("<w:tbl><w:tr><w:tc>" * 24 + paragraph("x") + "</w:tc></w:tr></w:tbl>" * 24),
}
MEASURE = """
import pathlib, re, sys, time, django
django.setup()
from blog.models import Post
from importing.word import WordError, read
try:
    read(open(sys.argv[1], "rb"), "text.docx")
except WordError:
    pass
most = re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())
print(int(most[1]) // 1024, time.process_time())
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is asked of Linux")
@pytest.mark.parametrize("kind", WORST)
def test_word_reads_or_refuses_the_worst_within_bounds(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "text.docx"
    path.write_bytes(WORST[kind]().getvalue())
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    megabytes, seconds = map(float, done.stdout.split())
    assert megabytes < 512
    assert seconds < 10


# Real files


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.docx")) or [None], ids=lambda path: path.stem if path else "")
def test_word_reads_real_files(path: Path | None) -> None:
    if path is None:
        pytest.skip("no samples here")
    with path.open("rb") as file:
        found = read(file, path.name)
    assert html.sanitize(found.html) == found.html
    assert footnotes.normalise(found.html) == found.html
