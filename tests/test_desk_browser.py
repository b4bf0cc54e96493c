"""The desk in a real browser, as staff use it, on a phone and at a table: from the first word to a redaction.

Clicks, fields and page loads are counted and printed (`pytest -s`); what they may be at most is asserted. The `context`
fixture fails a test in which a page breaks its content policy, raises an error, or asks another host.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from playwright.sync_api import BrowserContext, Locator, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Post
from publishing.models import Edition
from tests import factories
from tests.admin_forms import act_url, change_url
from tests.browsing import accepted, save, send
from tests.test_editor_browser import CLIPBOARD, PASTE

pytestmark = pytest.mark.browser
As = Callable[[User], Page]
TABLE, PHONE = (1280, 900), (360, 800)


@dataclass
class Count:
    """What somebody does on a page: whole pages loaded in its window, clicks, and fields typed into."""

    page: Page
    loads: int = 0
    clicks: int = 0
    fields: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("load", lambda _page: setattr(self, "loads", self.loads + 1))

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def send(self, button: Locator) -> None:
        self.clicks += 1
        send(button)

    def write(self, name: str, text: str) -> None:
        """Type where the caret is."""
        self.fields.add(name)
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.page.wait_for_timeout(30)

    def said(self, task: str) -> tuple[int, int, int]:
        self.page.wait_for_load_state("networkidle")
        result = (self.loads, self.clicks, len(self.fields))
        print(f"\n{task}: {result[0]} page loads, {result[1]} clicks, {result[2]} fields")
        return result


def area(page: Page, code: str) -> Locator:
    return page.locator(f"#id_body_{code}-area")


@pytest.mark.smoke
def test_post_is_written_and_published(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    """Three paragraphs, a heading, two notes of which one is cited twice, a picture, two topics."""
    factories.topic(name_en="Dams", name_es="Represas")
    factories.topic(name_en="Drought", name_es="Sequía")
    factories.picture("The old weir")
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/blog/post/")
    count = Count(page)
    count.click(page.locator(".object-tools .addlink"))
    expect(area(page, "en")).to_be_visible()
    expect(page.locator("#id_title_en")).to_be_focused()
    count.write("title", "What the weir held back")
    count.press("Tab")
    count.write("standfirst", "A weir fell, and the river came home.")
    count.press("Tab")
    area(page, "en").focus()
    write_body(count)
    insert_picture(count)
    for name in ("Dams", "Drought"):
        count.click(page.get_by_label(f"{name} ·"))
    count.click(page.get_by_role("button", name="Save and publish…"))
    count.send(page.get_by_role("button", name="Publish", exact=True))
    accepted(page)
    loads, clicks, fields = count.said("a post")
    assert (loads <= 3, clicks <= 12, fields <= 10) == (True, True, True)
    check_published()


def write_body(count: Count) -> None:
    count.write("text", "The weir stood for a century.")
    note(count, "An archive")
    count.press("Enter")
    count.press("Control+Alt+2")
    count.write("text", "The summer")
    count.press("Enter")
    count.write("text", "It fell in June.")
    note(count, "A witness")
    count.press("Enter")
    count.write("text", "Nobody rebuilt it.")
    count.press("Control+Alt+f")
    count.press("Tab", "ArrowDown")
    count.press("Enter")
    expect(count.page.locator("dialog")).to_have_count(0)


def note(count: Count, text: str) -> None:
    count.press("Control+Alt+f")
    expect(count.page.locator("dialog[open]")).to_be_visible()
    count.write(f"note {text}", text)
    count.press("Enter")
    expect(count.page.locator("dialog")).to_have_count(0)


def insert_picture(count: Count) -> None:
    with count.page.expect_popup() as popup:
        count.click(count.page.get_by_role("button", name="Picture", exact=True).first)
    count.clicks += 1
    popup.value.get_by_role("button", name="The old weir").click()
    expect(area(count.page, "en").locator("figure img")).to_be_visible()


def check_published() -> None:
    edition = Edition.objects.public().get()
    assert (edition.title, edition.slug) == ("What the weir held back", "what-the-weir-held-back")
    assert [heading["title"] for heading in edition.contents] == ["The summer", "Notes"]
    assert edition.html.count('role="doc-noteref"') == 3
    assert edition.html.count("<picture>") == 1
    assert sorted(topic["name"] for topic in edition.matter["topics"]) == ["Dams", "Drought"]


def test_typing_error_is_mended(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    post = factories.post(body_en="<p>The rivver rose.</p>")
    factories.published(post)
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/blog/post/")
    count = Count(page)
    count.click(page.get_by_role("link", name=post.title_en))
    area(page, "en").evaluate("(area) => area.editor.chain().focus().setTextSelection(8).run()")
    count.press("Backspace")
    count.fields.add("text")
    count.click(page.get_by_role("button", name="Save and publish…"))
    count.click(page.get_by_label("typing error"))
    count.send(page.get_by_role("button", name="Publish", exact=True))
    accepted(page)
    loads, clicks, fields = count.said("a typing error")
    assert (loads <= 2, clicks <= 4, fields <= 1) == (True, True, True)
    assert Edition.objects.public().get(language="en").text == "The river rose."
    expect(page.locator(".desk-standing .desk-behind")).to_have_count(0)  # the translation is in step


def test_text_is_translated_and_published(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    post = factories.post(title_es="", body_es="", slug_es="", summary_es="")
    factories.published(post, languages=("en",))
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/blog/post/")
    count = Count(page)
    count.click(page.get_by_role("link", name=post.title_en))
    count.click(page.locator(".desk-languages").get_by_text("Español", exact=True))
    count.click(page.get_by_label("Title (Spanish)"))
    count.write("title", "El río subió")
    count.press("Tab")
    count.write("standfirst", "Una crecida.")
    count.press("Tab")
    area(page, "es").focus()
    count.write("text", "El río subió.")
    count.click(page.get_by_role("button", name="Save and publish…"))
    count.send(page.get_by_role("button", name="Publish", exact=True))
    accepted(page)
    loads, clicks, fields = count.said("a translation")
    assert (loads <= 3, clicks <= 8, fields <= 6) == (True, True, True)
    assert Edition.objects.public().get(language="es").slug == "el-rio-subio"
    assert post.seals.first().change == "translation"


def test_text_is_pasted_from_word(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    """Every note is a note, the table is kept, and the text is saved as it was pasted."""
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/blog/post/")
    count = Count(page)
    count.click(page.locator(".object-tools .addlink"))
    expect(page.locator("#id_title_en")).to_be_focused()
    count.write("title", "What the gauges say")
    count.click(area(page, "en"))
    count.fields.add("text")
    area(page, "en").evaluate(PASTE, {"text/html": (CLIPBOARD / "word.html").read_text()})
    count.send(page.get_by_role("button", name="Save", exact=True))
    accepted(page)
    loads, clicks, fields = count.said("a text from Word")
    assert (loads <= 2, clicks <= 3, fields) == (True, True, 2)
    body = Post.objects.get().body_en
    marks = ("<table>", "data-footnote=", "data-footnote-again=", "[1]", "[2]")
    assert [body.count(mark) for mark in marks] == [1, 2, 1, 0, 0]


def test_text_is_withdrawn_with_a_reason(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    post = factories.post()
    factories.published(post, languages=("en",))
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/blog/post/")
    count = Count(page)
    count.click(page.get_by_role("link", name=post.title_en))
    count.click(page.get_by_role("link", name="Withdraw…"))
    count.click(page.get_by_label("Why, for those who look for it (English)"))
    count.write("reason", "At the author’s wish.")
    count.send(page.get_by_role("button", name="Withdraw"))
    accepted(page)
    count.said("a withdrawal")
    assert page.goto(f"{live_server.url}/en/blog/{post.slug_en}/").status == 410
    expect(page.locator("main")).to_contain_text("At the author’s wish.")


def test_statement_is_signed_and_published(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    """Six signatories, each with a role, the last of whom is moved up one place."""
    page = browser_as(secretariat)
    page.goto(f"{live_server.url}/admin/statements/statement/")
    count = Count(page)
    count.click(page.locator(".object-tools .addlink"))
    expect(page.locator("#id_title_en")).to_be_focused()
    count.write("title", "Let the river pass")
    count.press("Tab")
    count.write("standfirst", "To those who hold the keys of the weir.")
    area(page, "en").focus()
    count.write("text", "Open the gates.")
    count.click(page.locator("#id_signatures-0-name"))
    names = ["Ana Díaz", "Bea Soto", "Cleo Ruiz", "Dora Paz", "Eva Luna", "Fe Mora"]
    for place, name in enumerate(names):
        expect(page.locator(f"#id_signatures-{place}-name")).to_be_focused()
        count.write(f"name {name}", name)
        count.press("Enter")
        count.write(f"role of {name}", "Member")
        if name != names[-1]:
            count.press("Enter", "Enter")
    page.locator("#signatures-5 h3 .desk-grip").focus()
    count.press("Alt+ArrowUp")
    count.click(page.get_by_role("button", name="Save and publish…"))
    count.send(page.get_by_role("button", name="Publish", exact=True))
    accepted(page)
    loads, clicks, fields = count.said("a statement with six signatories")
    assert (loads <= 3, clicks <= 12, fields <= 20) == (True, True, True)
    signatures = Edition.objects.public().get().seal.document.statement.signatures.order_by("position")
    assert [row.signatory.name for row in signatures] == [*names[:4], names[5], names[4]]


def test_text_is_shown_to_somebody_without_an_account(browser_as: As, live_server: LiveServer, moderator: User) -> None:
    post = factories.post()
    page = browser_as(moderator)
    page.goto(f"{live_server.url}/admin/blog/post/")
    count = Count(page)
    count.click(page.get_by_role("link", name=post.title_en))
    count.click(page.get_by_role("link", name="Share a preview…"))
    count.send(page.get_by_role("button", name="Make a link"))
    expect(page.get_by_label("Address to pass on")).to_be_visible()
    loads, clicks, fields = count.said("a preview for somebody without an account")
    assert (loads <= 3, clicks <= 3, fields) == (True, True, 0)


def test_form_weighs_half_a_megabyte_at_most(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    """With nothing in the browser's cache, as it comes over the line; that no other host is asked, `context` sees."""
    post = factories.post(series=factories.series())
    factories.byline(post)
    page = browser_as(secretariat)
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: weight(response)}))
    page.goto(live_server.url + change_url(post), wait_until="networkidle")
    print(f"\nthe form, cold: {len(sizes)} requests, {sum(sizes.values()) // 1000} kB")
    assert sum(sizes.values()) <= 500_000


def weight(response: Response) -> int:
    """The bytes of a body: style sheets and scripts compressed, as they are in production, pages as they are."""
    body = response.body()
    return len(gzip.compress(body)) if "/static/" in response.url else len(body)


@pytest.mark.parametrize(
    ("code", "size", "scheme"), [("en", PHONE, "light"), ("es", TABLE, "dark"), ("es", PHONE, "dark")]
)
def test_day_at_the_desk(
    browser_as: As, live_server: LiveServer, secretariat: User, code: str, size: tuple[int, int], scheme: Any
) -> None:
    """Look at it, publish it, correct it, withdraw it, redact it: on a phone and at a table, in both languages."""
    post = factories.post(body_en="<p>Marta Paz saw it.</p>", body_es="<p>Marta Paz lo vio.</p>")
    page = browser_as(secretariat)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/admin/")
    page.locator(".desk-tongue").get_by_role("button", name={"en": "English", "es": "Español"}[code]).click()
    with override(code):
        page.goto(live_server.url + change_url(post))
        look_at(page, post)
        press(page, gettext("Save and publish…"), gettext("Publish"))
        page.locator("#id_title_en").fill("Another title")
        press(page, gettext("Save and publish…"))
        page.locator("input[value='correction']").check()
        page.locator("#id_note_en").fill("The title was wrong.")
        press(page, gettext("Publish"))
        page.get_by_role("link", name=gettext("Withdraw…")).click()
        for language in ("en", "es"):
            page.locator(f"input[name='languages'][value='{language}']").check()
            page.locator(f"#id_note_{language}").fill("Por su seguridad.")
        press(page, gettext("Withdraw"))
        page.get_by_role("link", name=gettext("Redact…")).click()
        page.locator("#id_passages").fill("Marta Paz")
        page.get_by_role("button", name=gettext("Count the places")).click()
        expect(page.locator(".desk-places strong")).to_be_visible()
        press(page, gettext("Strike it for ever"))
    assert [seal.change for seal in post.seals.order_by("number")] == ["first", "correction", "withdrawal"]
    assert not any("Marta" in edition.text for edition in Edition.objects.all())
    assert "Marta" not in Post.objects.get().body_en


def look_at(page: Page, post: Post) -> None:
    """Type, and see what was typed as it will be read, in a window of its own."""
    page.locator("#id_title_en").fill("Typed just now")
    with page.expect_popup() as popup:
        page.locator(".desk-previews").get_by_role("button", name="English").click()
    expect(popup.value.locator("h1")).to_have_text("Typed just now")
    popup.value.close()


def press(page: Page, *names: str) -> None:
    """Press buttons, one after the other; the last one does something, unless it only opens the dialog."""
    opening = gettext("Save and publish…")
    for name in names:
        button = page.get_by_role("button", name=name, exact=True)
        button.click() if name == opening else send(button)
    if names[-1] != opening:
        accepted(page)


def test_cover_is_chosen_from_the_library_and_taken_away(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    picture, post = factories.picture("The old weir"), factories.post()
    page = browser_as(secretariat)
    page.goto(live_server.url + change_url(post))
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Choose a picture…").click()
    popup.value.get_by_role("button", name="The old weir").click()
    expect(page.locator(".desk-picture img")).to_be_visible()
    save(page)
    accepted(page)
    assert Post.objects.get().cover == picture
    page.get_by_role("button", name="Take it away").click()
    save(page)
    accepted(page)
    assert Post.objects.get().cover is None


def test_picture_is_uploaded_from_the_editor(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    post = factories.post()
    page = browser_as(secretariat)
    page.goto(live_server.url + change_url(post))
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Choose a picture…").click()
    library = popup.value
    upload = {"name": "weir.jpg", "mimeType": "image/jpeg", "buffer": factories.image_file().read()}
    library.locator("#id_files").set_input_files(upload)  # type: ignore[arg-type]
    library.get_by_label("Description (English)").fill("A weir")
    library.get_by_label("Description (Spanish)").fill("Un azud")
    with library.expect_event("close"):
        library.get_by_role("button", name="Save and choose").click()
    expect(page.locator(".desk-picture img")).to_be_visible()


def test_topics_are_found_by_typing_in_either_language(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    topic = factories.topic(name_en="Drought", name_es="Sequía")
    factories.topic(name_en="Dams", name_es="Represas")
    post = factories.post()
    page = browser_as(secretariat)
    page.goto(live_server.url + change_url(post))
    find = page.locator(".desk-choices input[type='search']")
    find.fill("sequia")
    expect(page.get_by_label("Dams ·")).to_be_hidden()
    find.press("Enter")
    expect(page.get_by_label("Drought ·")).to_be_checked()
    expect(page.get_by_label("Dams ·")).to_be_visible()
    save(page)
    accepted(page)
    assert list(post.topics.all()) == [topic]


def test_publishing_that_is_thought_over_leaves_the_form_as_it_was_saved(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    post = factories.post()
    page = browser_as(secretariat)
    page.goto(live_server.url + change_url(post))
    page.locator("#id_title_en").fill("Saved on the way")
    page.get_by_role("button", name="Save and publish…").click()
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#id_title_en")).to_have_value("Saved on the way")
    page.locator("#id_title_en").fill("And once more")
    save(page)
    accepted(page)
    assert not Edition.objects.exists()


def test_error_on_the_way_to_publishing_is_shown_on_the_form(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    post = factories.post()
    page = browser_as(secretariat)
    page.goto(live_server.url + change_url(post))
    page.locator("#id_slug_en").fill("feed")
    page.get_by_role("button", name="Save and publish…").click()
    expect(page.locator(".errorlist")).to_contain_text("The site itself needs “feed”")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_desk_are_open_to_everybody(
    new_context: Any, context: BrowserContext, live_server: LiveServer, secretariat: User, scheme: Any
) -> None:
    """axe finds nothing, and nothing is wider than a phone."""
    from django.test import Client

    statement, author = factories.statement(), factories.author("Ana Lima")
    factories.issuer(statement)
    factories.signature(statement, roles=2)
    post = factories.post(cover=factories.picture(), series=factories.series())
    factories.byline(post, author)
    factories.published(post)
    client = Client()
    client.force_login(secretariat)
    cookie = next(iter(client.cookies.values()))
    wide = new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": PHONE[0], "height": PHONE[1]})
    page = wide.new_page()
    page.goto(f"{live_server.url}/admin/login/")
    found = look_over(page)
    wide.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    for path in pages_of(post, statement, author):
        page.goto(live_server.url + path)
        found += look_over(page)
    assert found == []


def test_no_page_of_the_desk_breaks_its_policy(browser_as: As, live_server: LiveServer, administrator: User) -> None:
    """The `context` fixture looks; here every page is opened for it."""
    statement, author = factories.statement(), factories.author("Ana Lima")
    factories.signature(statement)
    post = factories.post(cover=factories.picture(), series=factories.series())
    factories.byline(post, author)
    factories.published(post)
    page = browser_as(administrator)
    for path in [*pages_of(post, statement, author), "/admin/auth/user/", "/admin/auth/user/add/"]:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("h1").first).to_be_visible()


def pages_of(post: Any, statement: Any, author: Any) -> list[str]:
    acts = [act_url(post, act) for act in ("publish", "withdraw", "redact")]
    forms = [change_url(row) for row in (post, statement, author, post.cover, post.series, post.seals.get())]
    lists = ["/admin/blog/post/", "/admin/publishing/picture/", "/admin/publishing/edition/", "/admin/"]
    return [*acts, *forms, *lists, "/admin/blog/post/add/", "/admin/publishing/picture/picker/?language=es"]


def look_over(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    path = page.url.split("/admin", 1)[1]
    found = [
        f"{path}: {violation['id']} {node['html'][:100]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *([f"{path}: wider than the phone"] if wide else [])]
