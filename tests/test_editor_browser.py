"""The editor in a real browser, on the real form of a post: what is typed, pasted and clicked, and what is saved of it.

The `context` fixture fails a test in which a page breaks its content policy or raises an error.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils.translation import gettext as spoken  # a name that the collector of texts does not know
from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Post
from publishing.wording import DESK
from tests import factories
from tests.browsing import accepted, save

pytestmark = pytest.mark.browser

CLIPBOARD = Path(__file__).parent / "clipboard"
PASTE = """(area, formats) => {
    area.editor.commands.clearContent(true)
    area.focus()
    const clipboardData = new DataTransfer()
    for (const [type, text] of Object.entries(formats)) clipboardData.setData(type, text)
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))
}"""
GOOGLE = "application/x-vnd.google-docs-document-slice-clip+wrapped"


class Desk:
    """The form of a post, open in a browser."""

    def __init__(self, page: Page, address: str, post: Post) -> None:
        self.page, self.post = page, post
        page.goto(f"{address}/admin/blog/post/{post.pk}/change/")
        expect(self.area()).to_be_visible()

    def area(self, language: str = "en") -> Locator:
        return self.page.locator(f"#id_body_{language}-area")

    def text(self, language: str = "en") -> str:
        """What would be saved now, with the notes' keys replaced by k1, k2, … in the order in which they come."""
        keys: dict[str, str] = {}
        value = self.page.locator(f"#id_body_{language}").evaluate("area => area.value")
        return re.sub(
            r'(?<=footnote=")\w+|(?<=again=")\w+', lambda key: keys.setdefault(key[0], f"k{len(keys) + 1}"), value
        )

    def show(self, language: str) -> None:
        self.page.locator(f"input[name='desk-languages'][value='{language}']").check()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(30)  # nobody types faster than the browser tells where the caret is

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)

    def start(self, html: str, language: str = "en") -> None:
        """Begin with this text, the caret at its end."""
        self.area(language).evaluate(
            """(area, html) => area.editor.chain().setMeta("addToHistory", false)
                .setContent(html, { emitUpdate: true }).run()""",
            html,
        )
        self.area(language).click()
        self.press("Control+End")

    def dialog(self) -> Locator:
        return self.page.locator("dialog[open]").last

    def note(self, text: str) -> None:
        """A footnote at the caret, by the keyboard."""
        self.press("Control+Alt+f")
        expect(self.dialog()).to_be_visible()
        self.write(text)
        self.press("Enter")
        expect(self.page.locator("dialog")).to_have_count(0)

    def paste(self, html: str, language: str = "en", **others: str) -> str:
        self.area(language).evaluate(PASTE, {"text/html": html, "text/plain": "plain", **others})
        return self.text(language)


@pytest.fixture
def desk(live_server: LiveServer, browser_as: Callable[[User], Page], secretariat: User) -> Desk:
    page = browser_as(secretariat)
    page.set_default_timeout(10_000)
    return Desk(page, live_server.url, factories.post())


# Footnotes


@pytest.mark.smoke
def test_footnote_is_made_cited_again_edited_and_saved_by_keyboard_alone(desk: Desk) -> None:
    desk.start("<p>The dam</p>")
    desk.note("An archive")
    assert desk.text() == '<p>The dam<span data-footnote="k1">An archive</span></p>'
    expect(desk.area()).to_be_focused()
    desk.write(" leaks")
    desk.press("Control+Alt+f", "Tab", "ArrowDown")
    expect(desk.dialog().get_by_label("Again: 1. An archive")).to_be_checked()
    desk.press("Enter")
    again = '<p>The dam<span data-footnote="k1">{}</span> leaks<span data-footnote-again="k1"></span></p>'
    assert desk.text() == again.format("An archive")
    expect(desk.area().locator(".footnote-marker")).to_have_text(["1", "1"])
    desk.press("ArrowLeft", "Enter")
    expect(desk.dialog()).to_contain_text("2 places")
    desk.press("End")
    desk.write(", box 12")
    desk.press("Enter")
    assert desk.text() == again.format("An archive, box 12")
    desk.page.keyboard.press("Tab")
    save(desk.page)
    accepted(desk.page)
    desk.post.refresh_from_db()
    assert re.sub(r'(again|footnote)="\w+"', r'\1="k1"', desk.post.body_en) == again.format("An archive, box 12")


def test_numbers_follow_the_order_of_the_text_and_are_never_stored(desk: Desk) -> None:
    desk.start("<p>A and B</p>")
    desk.note("Last")
    desk.press("Control+Home", "ArrowRight")
    desk.note("First")
    expect(desk.area().locator(".footnote-marker")).to_have_text(["1", "2"])
    assert desk.text() == '<p>A<span data-footnote="k1">First</span> and B<span data-footnote="k2">Last</span></p>'


def test_note_outlives_its_first_citation_and_undo_brings_both_back(desk: Desk) -> None:
    both = '<p>A<span data-footnote="note1">Text</span> B<span data-footnote-again="note1"></span></p>'
    desk.start(both)
    desk.press("Control+Home", "ArrowRight", "ArrowRight", "Backspace")
    assert desk.text() == '<p>A B<span data-footnote="k1">Text</span></p>'
    desk.press("Control+z")
    assert desk.text() == both.replace("note1", "k1")


def test_copied_citation_repeats_its_note_and_a_moved_one_keeps_its_key(desk: Desk) -> None:
    desk.start('<p>A<span data-footnote="note1">Text</span></p>')
    desk.press("Control+a", "Control+c", "Control+End", "Enter", "Control+v")
    assert desk.text() == '<p>A<span data-footnote="k1">Text</span></p><p>A<span data-footnote-again="k1"></span></p>'
    desk.press("Control+a", "Control+x", "Control+v")
    assert 'data-footnote="note1"' in desk.page.locator("#id_body_en").evaluate("area => area.value")


def test_pasted_note_with_a_known_key_and_another_text_gets_a_key_of_its_own(desk: Desk) -> None:
    desk.start('<p>A<span data-footnote="note1">Text</span></p>')
    desk.press("Control+a", "Control+c")
    desk.start('<p>B<span data-footnote="note1">Another</span></p>')
    desk.press("Enter", "Control+v")
    assert desk.text() == '<p>B<span data-footnote="k1">Another</span></p><p>A<span data-footnote="k2">Text</span></p>'


def test_note_cited_again_alone_takes_its_text_along_when_copied_elsewhere(desk: Desk) -> None:
    desk.start('<p>A<span data-footnote="note1">Text</span></p><p>B<span data-footnote-again="note1"></span></p>')
    desk.press("Shift+Home", "Control+c")
    desk.show("es")
    desk.start("<p></p>", "es")
    desk.press("Control+v")
    assert desk.text("es") == '<p>B<span data-footnote="k1">Text</span></p>'


def test_note_is_translated_under_the_key_of_the_original(desk: Desk) -> None:
    desk.start('<p>A<span data-footnote="note1">Text</span></p>')
    desk.show("es")
    desk.start("<p>Uno</p>", "es")
    desk.press("Control+Alt+f")
    desk.dialog().get_by_label("To translate, from English: 1. Text").check()
    desk.dialog().locator("[contenteditable]").click()
    desk.press("Control+a")
    desk.write("Texto")
    desk.press("Enter")
    value = desk.page.locator("#id_body_es").evaluate("area => area.value")
    assert value == '<p>Uno<span data-footnote="note1">Texto</span></p>'


def test_mouse_opens_a_note_and_neither_escape_nor_a_click_beside_it_changes_anything(desk: Desk) -> None:
    desk.start('<p>A<span data-footnote="note1">Text</span></p>')
    before = desk.text()
    desk.area().locator(".footnote-marker").click()
    expect(desk.page.get_by_role("dialog", name="Footnote 1")).to_be_visible()
    expect(desk.dialog().locator("[contenteditable]")).to_be_focused()
    desk.write(" and more")
    desk.page.mouse.click(5, 5)
    expect(desk.dialog().locator("[contenteditable]")).to_have_text("Text and more")
    desk.press("Escape")
    expect(desk.page.locator("dialog")).to_have_count(0)
    assert desk.text() == before
    expect(desk.area()).to_be_focused()
    desk.area().locator(".footnote-marker").click()
    desk.dialog().get_by_role("button", name="Remove this footnote mark").click()
    assert desk.text() == "<p>A</p>"


def test_empty_note_is_refused_and_marks_in_a_note_are_kept(desk: Desk) -> None:
    desk.start("<p>A</p>")
    desk.press("Control+Alt+f", "Enter")
    expect(desk.dialog().get_by_role("alert")).to_have_text("Write the note first.")
    desk.write("See ")
    desk.press("Control+i")
    desk.write("Rivers")
    desk.press("Control+i", "Shift+Enter")
    desk.write("Lima")
    desk.dialog().get_by_role("button", name="Insert").click()
    assert desk.text() == '<p>A<span data-footnote="k1">See <em>Rivers</em><br>Lima</span></p>'


def test_bold_and_links_pass_a_mark_by(desk: Desk) -> None:
    desk.start('<p>A<span data-footnote="note1">Text</span>B</p>')
    desk.press("Control+a", "Control+b")
    assert desk.text() == '<p><strong>A</strong><span data-footnote="k1">Text</span><strong>B</strong></p>'


# Pasting


PASTED = {
    "word": """
        <h2>The upper basin</h2>
        <p>The dam was built in <strong>1974</strong> without a licence.<span data-footnote="k1">Archive of the
         province, <em>box 12</em>, see <a href="https://archive.example/12">the list</a>.<br>Read in 2019.</span> It
         stands today.</p>
        <h3>Downstream</h3>
        <p>Nobody asked the villages.<span data-footnote="k2">Interview, May.</span> The court
         agreed.<span data-footnote-again="k1"></span></p>
        <ul><li><p>Fish</p><ol><li><p>Eel</p></li></ol></li><li><p>Reeds</p></li></ul>
        <table><tbody><tr><th><p>Year</p></th><th><p>Flow</p></th></tr>
        <tr><td><p>1973</p></td><td><p>44 m<sup>3</sup></p></td></tr>
        <tr><td colspan="2"><p>No later figures</p></td></tr></tbody></table>
        <p>The end, see note [7].</p>""",
    "word-mac": """
        <p>Water came late.<span data-footnote="k1">Daily logs.</span> And twice the
         same.<span data-footnote-again="k1"></span></p>""",
    "word-online": """
        <h2>Along the bank</h2>
        <p><strong>We walk</strong> at dawn.<span data-footnote="k1">Field notes.</span></p>
        <ul><li><p>Fish</p><ul><li><p>Eel</p></li></ul></li></ul>
        <table><tbody><tr><td><p>Cell</p></td></tr></tbody></table>""",
    "libreoffice": """
        <h2>La cuenca alta</h2>
        <p>El río bajó<span data-footnote="k1">Archivo <em>provincial</em></span> y <strong>no
         volvió</strong><span data-footnote="k2">Entrevista, mayo</span>.</p>
        <table><tbody><tr><td><p>Año</p></td><td><p>Caudal</p></td></tr></tbody></table>""",
    "web-page": """
        <h2>Flow</h2>
        <p>It fell by half<span data-footnote="k1">Gauge <em>four</em>.</span> and half
         again<span data-footnote-again="k1"></span>, <a href="https://rivers.example/en/blog/other/#top">as
         told</a>.</p>""",
    "google-docs": """
        <h2>A river</h2>
        <p>Plain, <strong>bold</strong><em> and slanted</em>.<span data-footnote="k1">A source.</span></p>
        <ul><li><p>Fish</p><ul><li><p>Eel</p></li></ul></li></ul>""",
}


@pytest.mark.parametrize("name", PASTED)
def test_pasted_notes_are_notes_and_tables_and_headings_stay(desk: Desk, name: str) -> None:
    # A line that begins with one blank more goes on with the one before it.
    text = re.sub(r"\n {9}", " ", PASTED[name]).replace("\n        ", "")
    assert desk.paste((CLIPBOARD / f"{name}.html").read_text()) == text


def test_notes_that_google_docs_puts_beside_the_text_are_placed_in_it(desk: Desk) -> None:
    spacers = "The law # is clear. Nobody# obeys.#\nExcept one.#"
    marks = [place for place, letter in enumerate(spacers) if letter == "#"][1:]
    styles: list[dict[str, str] | None] = [None] * len(spacers)
    for number, place in enumerate(marks):
        styles[place] = {"fs_id": f"kix.{number}"}
    resolved = {
        "dsl_spacers": spacers,
        "dsl_styleslices": [{"stsl_type": "footnote", "stsl_styles": styles}],
        "dsl_relateddocslices": {f"kix.{number}": {"dsl_spacers": f"\u0003Note {number}.\n"} for number in range(3)},
    }
    html = (CLIPBOARD / "google-docs-clipboard.html").read_text()
    assert desk.paste(html, **{GOOGLE: json.dumps({"data": json.dumps({"resolved": resolved})})}) == (
        '<p>The law # is clear. <strong>Nobody</strong><span data-footnote="k1">Note 0.</span> obeys.'
        '<span data-footnote="k2">Note 1.</span></p><p>Except one.<span data-footnote="k3">Note 2.</span></p>'
    )
    assert desk.paste(html, **{GOOGLE: "not what it was"}).startswith(
        "<p>The law # is clear. <strong>Nobody</strong> obeys."
    )


def test_pictures_from_elsewhere_are_left_out_and_that_is_said(desk: Desk) -> None:
    text = desk.paste(
        '<p>A<img src="https://elsewhere.example/x.png">B</p><img src="/media/pictures/a/full.jpg" alt="River">'
    )
    assert text == '<p>AB</p><figure><img src="/media/pictures/a/full.jpg" alt="River"></figure>'
    expect(desk.page.locator(".desk-status")).to_have_text("Pictures that were left out: 1. Add them from the library.")


def test_dropped_file_does_not_take_the_place_of_the_form(desk: Desk) -> None:
    refused = desk.area().evaluate(
        """area => {
            const dataTransfer = new DataTransfer()
            dataTransfer.items.add(new File(["x"], "river.txt", { type: "text/plain" }))
            const { x, y } = area.querySelector("p").getBoundingClientRect()
            const place = { clientX: x + 2, clientY: y + 2, bubbles: true, cancelable: true }
            return !area.dispatchEvent(new DragEvent("drop", { dataTransfer, ...place }))
        }"""
    )
    assert refused is True
    expect(desk.page.locator(".desk-status")).to_have_text(
        "Pictures are added with the button for pictures, from the library."
    )


@pytest.mark.parametrize(
    "hostile",
    [
        '<p>a</p><img src="/media/x" onerror="window.stung=1">',
        '<a href="javascript:window.stung=1">a</a>',
        '<svg onload="window.stung=1"><p>a</p></svg>',
        '<p>a<span data-footnote="abcd"><img src=x onerror="window.stung=1">b</span></p>',
        '<iframe srcdoc="<script>parent.stung=1</script>"></iframe><p>a</p>',
        '<p>a<a href="#n" name="r">1</a></p><p id="n"><a href="#r">1</a><img src=x onerror="window.stung=1"> b</p>',
    ],
)
def test_nothing_runs_that_is_pasted(desk: Desk, hostile: str) -> None:
    text = desk.paste(hostile)
    desk.page.wait_for_timeout(200)
    assert desk.page.evaluate("window.stung") is None
    assert not re.search("onerror|onload|javascript|iframe|svg", text)


def test_texts_without_footnotes_keep_pasted_numbers_as_they_are(desk: Desk) -> None:
    desk.page.get_by_text("Add another Byline").click()
    note = desk.page.locator("[id^=id_bylines-][id$=-note_en-area]").last
    note.evaluate(
        """(area, html) => {
            const data = new DataTransfer()
            data.setData("text/html", html)
            area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        (CLIPBOARD / "word-mac.html").read_text(),
    )
    expect(note.locator("p")).to_have_count(1)
    expect(note).to_contain_text("Water came late.[i]")
    expect(note.locator("span, a")).to_have_count(0)


# The dialect, and the rest of the toolbar


def test_whole_dialect_survives_the_editor_and_saving_it_twice(desk: Desk) -> None:
    text = (
        "<h2>Two</h2><p>A <strong>b</strong> <em>i</em> <s>s</s> H<sub>2</sub>O m<sup>3</sup> "
        '<a href="/en/">l</a><br>n</p>'
        '<h3>Three</h3><h4>Four</h4><ul><li><p>one</p><ol start="3"><li><p>three</p></li></ol></li></ul>'
        "<blockquote><p>Quote</p></blockquote><hr>"
        '<table><caption>Flow</caption><tbody><tr><th scope="col"><p>A</p></th><th><p>B</p></th></tr>'
        '<tr><td colspan="2"><p>C</p></td></tr></tbody></table>'
        '<figure><img src="/media/pictures/a/full.jpg" alt="River"><figcaption>By <em>her</em></figcaption></figure>'
        '<figure><img src="/media/pictures/b/full.jpg" alt=""></figure>'
        '<p>End<span data-footnote="note1">A <a href="https://example.org/" hreflang="en">source</a></span>.</p>'
    )
    for _ in range(2):
        desk.start(text)
        save(desk.page)
        accepted(desk.page)
        desk.post.refresh_from_db()
        assert desk.post.body_en == text
        Desk(desk.page, desk.page.url.split("/admin/")[0], desk.post)


def test_toolbar_is_one_stop_for_tab_and_arrows_move_in_it(desk: Desk) -> None:
    desk.start("<p>word</p>")
    desk.press("Alt+F10")
    bar = desk.page.get_by_role("toolbar", name="Formatting").first
    expect(bar.get_by_role("button", name="Heading 2")).to_be_focused()
    desk.press("ArrowRight", "ArrowRight", "ArrowRight")
    expect(bar.get_by_role("button", name="Bold (Ctrl+B)")).to_be_focused()
    assert bar.locator("button[tabindex='0']").count() == 1
    desk.press("Home", "Enter")
    assert desk.text() == "<h2>word</h2>"
    expect(bar.get_by_role("button", name="Heading 2")).to_have_attribute("aria-pressed", "true")
    expect(desk.area()).to_be_focused()
    desk.press("Alt+F10", "Escape")
    expect(desk.area()).to_be_focused()


def test_tab_leaves_lists_and_tables_after_escape(desk: Desk) -> None:
    desk.start("<ul><li><p>one</p></li><li><p>two</p></li></ul>")
    before = desk.text()
    desk.press("Escape", "Tab")
    expect(desk.area()).not_to_be_focused()
    assert desk.text() == before
    described = (desk.area().get_attribute("aria-describedby") or "").split()[-1]
    assert "Escape" in (desk.page.locator(f"#{described}").text_content() or "")


def test_areas_are_named_and_say_their_language(desk: Desk) -> None:
    expect(desk.area("en")).to_have_attribute("lang", "en")
    assert desk.area("en").get_attribute("aria-label") == "Text (English)"
    assert desk.area("es").get_attribute("lang") == "es"
    assert desk.area("en").get_attribute("spellcheck") != "false"


def test_link_is_completed_and_a_wrong_one_refused(desk: Desk) -> None:
    desk.start("<p>the list</p>")
    desk.press("Control+a", "Control+k")
    desk.dialog().get_by_label("Address").fill("javascript:alert(1)")
    desk.press("Enter")
    expect(desk.dialog()).to_be_visible()
    desk.dialog().get_by_label("Address").fill("www.example.org/a")
    desk.press("Enter")
    assert desk.text() == '<p><a href="https://www.example.org/a">the list</a></p>'
    desk.press("Control+k")
    desk.dialog().get_by_role("button", name="Remove the link").click()
    assert desk.text() == "<p>the list</p>"


def test_table_is_made_at_once_and_has_a_caption(desk: Desk) -> None:
    desk.start("<p></p>")
    bar = desk.page.get_by_role("toolbar", name="Formatting").first
    bar.get_by_role("button", name="Table", exact=True).click()
    desk.write("Year")
    bar.get_by_role("button", name="Table caption").click()
    desk.dialog().get_by_label("Caption").fill("Flow")
    desk.press("Enter")
    desk.page.wait_for_timeout(600)  # what is done at one time is undone at one time
    bar.get_by_role("button", name="Delete the row").click()
    assert desk.text().startswith("<table><caption>Flow</caption><tbody><tr><td>")
    desk.press("Control+z")
    assert desk.text().startswith("<table><caption>Flow</caption><tbody><tr><th><p>Year</p></th>")


def test_picture_comes_from_the_library_with_its_words_in_the_fields_language(desk: Desk) -> None:
    picture = factories.picture("Bridge", alt_es="Un puente", caption_es="Puente viejo")
    desk.show("es")
    desk.start("<p>Texto</p>", "es")
    with desk.page.context.expect_page() as opened:
        desk.page.locator("#id_body_es-area").locator("xpath=..").get_by_role(
            "button", name="Picture", exact=True
        ).click()
    library = opened.value
    library.locator("[data-picture-src]").first.click()
    expect(desk.area("es").locator("figure img")).to_have_attribute("alt", "Un puente")
    assert re.fullmatch(
        rf'<p>Texto</p><figure><img src="/media/{picture.folder}/[^"]+" alt="Un puente">'
        "<figcaption>Puente viejo</figcaption></figure>(<p></p>)?",
        desk.text("es"),
    )
    bar = desk.page.locator("#id_body_es-area").locator("xpath=..").get_by_role("toolbar")
    bar.get_by_role("button", name="Describe the picture").click()
    desk.dialog().get_by_label("Description").fill("Un puente de piedra")
    desk.press("Enter")
    assert 'alt="Un puente de piedra"' in desk.text("es")
    bar.get_by_role("button", name="Remove the picture").click()
    assert "figure" not in desk.text("es")


def test_every_word_of_the_editor_is_in_the_persons_language(desk: Desk, live_server: LiveServer) -> None:
    desk.page.context.add_cookies([{"name": "language", "value": "es", "url": live_server.url}])
    desk.page.reload()
    expect(desk.area()).to_be_visible()
    with override("es"):
        bar = desk.page.get_by_role("toolbar", name=spoken("Formatting")).first
        names = bar.locator("button").evaluate_all(
            "buttons => buttons.map(button => button.title.replace(/ \\(.*/, ''))"
        )
        assert set(names) <= {spoken(word) for word in DESK}
        assert len(set(names)) == len(names)
        desk.start("<p>A</p>")
        desk.press("Control+Alt+f")
        expect(desk.page.get_by_role("dialog", name=spoken("New footnote"))).to_be_visible()
        expect(desk.dialog().get_by_role("button", name=spoken("Cancel"))).to_be_visible()
        assert desk.area().get_attribute("aria-label") == f"{spoken('text').capitalize()} ({spoken('English')})"


def test_save_at_once_after_typing_keeps_every_word(desk: Desk) -> None:
    desk.start("<p>One</p>")
    desk.write(" two three")
    desk.page.locator("form [name=_save], form [name=_continue]").first.evaluate("button => button.click()")
    accepted(desk.page)
    desk.post.refresh_from_db()
    assert desk.post.body_en == "<p>One two three</p>"


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes a style of its own into the page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_form_fits_a_phone_and_has_no_barriers(
    live_server: LiveServer, browser_as: Callable[[User], Page], secretariat: User, scheme: Any
) -> None:
    page = browser_as(secretariat)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    desk = Desk(page, live_server.url, factories.post())
    desk.start('<h2>A</h2><p>B<span data-footnote="note1">Text</span></p>')
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert (
        violations(Axe().run(page, {"include": [["#id_body_en-area"], [".prose-menubar"], [".desk-languages"]]})) == []
    )
    desk.press("Control+Alt+f")
    expect(desk.dialog()).to_be_visible()
    box = desk.dialog().bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    assert violations(Axe().run(page, {"include": [["dialog"]]})) == []


def violations(results: Any) -> list[str]:
    return [f"{each['id']}: {node['target']}" for each in results.response["violations"] for node in each["nodes"]]
