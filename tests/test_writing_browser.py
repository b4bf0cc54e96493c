"""A member writes on a phone, sends, takes back; at a table, in the dark, without script, by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Byline, Post
from members import workflow
from members.models import Submission
from publishing.models import Document, Picture
from tests import factories
from tests.browsing import save, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[[User], Page]
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def rosa() -> User:
    return factories.member()


def area(page: Page, code: str = "en") -> Locator:
    return page.locator(f"#id_body_{code}-area")


def note(page: Page, text: str) -> None:
    page.keyboard.press("Control+Alt+f")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)


def said(page: Page, text: str) -> None:
    expect(page.locator(".messages")).to_contain_text(text)


def picture_file(tmp_path: Path) -> Path:
    path = tmp_path / "weir.jpg"
    path.write_bytes(factories.image_file().read())
    return path


@pytest.mark.smoke
def test_member_writes_previews_sends_and_takes_back(
    browser_as: As, live_server: LiveServer, rosa: User, tmp_path: Path
) -> None:
    """Two footnotes, a picture, a co-author with a note, on a phone of 360 px."""
    factories.topic(name_en="Dams", name_es="Represas")
    page = browser_as(rosa)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/en/write/")
    page.get_by_role("link", name="Write a new text").click()
    write(page)
    add_picture(page, tmp_path)
    name_co_author(page)
    page.get_by_label("Dams ·").check()
    save(page)
    said(page, "Saved.")
    check_saved()
    look_at_preview(page)
    send_it(page)
    send(page.get_by_role("button", name="Take it back"))
    said(page, "It is yours again")
    assert Document.objects.get().stage == "draft"


def write(page: Page) -> None:
    page.get_by_label("Title (English)").fill("What the weir held back")
    expect(area(page)).to_be_visible()
    area(page).click()
    page.keyboard.type("The weir stood for a century.")
    note(page, "An archive")
    page.keyboard.press("Enter")
    page.keyboard.type("It fell in June.")
    note(page, "A witness")


def name_co_author(page: Page) -> None:
    page.get_by_text("Somebody who wrote it with you").first.click()
    page.locator("#id_authors-0-name").fill("Inti Mamani")
    page.locator("#id_authors-0-email").fill("inti@rivers.example")
    page.locator("#id_authors-0-note_en-area").click()
    page.keyboard.type("Fishes at the weir.")


def look_at_preview(page: Page) -> None:
    send(page.get_by_role("group", name="Save, and see it as it will be read").get_by_role("button", name="English"))
    expect(page.locator("h1")).to_have_text("What the weir held back")
    expect(page.locator("article figure img")).to_have_js_property("complete", True)
    expect(page.locator(".text [role=doc-noteref]")).to_have_count(2)
    page.get_by_role("link", name="Back to the text", exact=True).click()


def send_it(page: Page) -> None:
    send(page.get_by_role("button", name="Save and send…"))
    page.get_by_label("I have read the rules").check()
    send(page.get_by_role("button", name="Send it now"))
    expect(page.get_by_text("It is not sent yet: see below.")).to_be_visible()
    page.get_by_label("The people named or shown").check()
    send(page.get_by_role("button", name="Send it now"))
    said(page, "Your text is with the moderators.")


def add_picture(page: Page, tmp_path: Path) -> None:
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Picture", exact=True).first.click()
    gallery = popup.value
    gallery.get_by_label("File", exact=True).set_input_files(picture_file(tmp_path))
    gallery.get_by_label("Description (English)").fill("A weir in June")
    gallery.get_by_label("I have the right to publish").check()
    with gallery.expect_event("close"):
        gallery.get_by_role("button", name="Add it").click()
    expect(area(page).locator("figure img")).to_be_visible()


def check_saved() -> None:
    post = Post.objects.get()
    assert len(re.findall("data-footnote=", post.body_en)) == 2  # type: ignore[attr-defined]
    assert f"/media/{Picture.objects.get().path}" in post.body_en  # type: ignore[attr-defined]
    rows = Byline.objects.order_by("position").values_list("author__name", "note_en")
    assert list(rows) == [("Rosa Quispe", ""), ("Inti Mamani", "Fishes at the weir.")]
    assert [str(topic) for topic in post.topics.all()] == ["Dams"]


def test_cover_is_added_beside_the_form(browser_as: As, live_server: LiveServer, rosa: User, tmp_path: Path) -> None:
    made = factories.submission(rosa)
    page = browser_as(rosa)
    page.goto(f"{live_server.url}/en/write/{made.pk}/edit/")
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Choose or add a picture…").click()
    gallery = popup.value
    gallery.get_by_label("File", exact=True).set_input_files(picture_file(tmp_path))
    gallery.get_by_label("Decorative").check()
    gallery.get_by_label("I have the right to publish").check()
    with gallery.expect_event("close"):
        gallery.get_by_role("button", name="Add it").click()
    expect(page.locator("#id_cover option:checked")).to_have_text("weir")
    save(page)
    assert Post.objects.get().cover == Picture.objects.get()


def test_what_was_typed_survives_a_closed_tab_and_an_ended_login(
    browser_as: As, live_server: LiveServer, rosa: User
) -> None:
    made = factories.submission(rosa)
    address = f"{live_server.url}/en/write/{made.pk}/edit/"
    page = browser_as(rosa)
    page.goto(address)
    page.get_by_label("Title (English)").fill("Typed and not saved")
    page.wait_for_timeout(1200)  # it is kept twice a second
    Session.objects.all().delete()
    send(page.get_by_role("button", name="Save", exact=True))
    assert "/login/" in page.url
    page.close()
    page = browser_as(rosa)
    page.goto(address)
    send(page.get_by_role("button", name="Bring it back"))
    expect(page.get_by_label("Title (English)")).to_have_value("Typed and not saved")
    save(page)
    assert str(Post.objects.get()) == "Typed and not saved"
    expect(page.get_by_role("button", name="Bring it back")).to_have_count(0)


def test_bar_with_save_stays_above_the_text(browser_as: As, live_server: LiveServer, rosa: User) -> None:
    page = browser_as(rosa)
    page.set_viewport_size({"width": 820, "height": 700})
    page.goto(f"{live_server.url}/en/write/new/")
    expect(area(page)).to_be_visible()
    page.locator(".field-body_en .prose-menubar").evaluate(
        "one => scrollBy(0, one.getBoundingClientRect().bottom - innerHeight)"
    )
    over = """one => { const box = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""
    assert page.get_by_role("button", name="Save", exact=True).evaluate(over)


def test_text_is_written_without_script(new_context: Any, live_server: LiveServer, rosa: User) -> None:
    page = logged_in(new_context(java_script_enabled=False, viewport=PHONE), live_server, rosa).new_page()
    page.goto(f"{live_server.url}/es/write/")
    page.get_by_role("link", name="Escribir un texto nuevo").click()
    page.get_by_label("Título (español)").fill("Lo que la presa retenía")
    page.get_by_label("Texto (español)").fill("<p>Cayó en junio.</p>")
    send(page.get_by_role("button", name="Guardar", exact=True))
    said(page, "Guardado.")
    post = Post.objects.get()
    assert (post.title_es, post.body_es, post.original_language) == (  # type: ignore[attr-defined]
        "Lo que la presa retenía",
        "<p>Cayó en junio.</p>",
        "es",
    )


def test_text_is_saved_by_keyboard_alone(browser_as: As, live_server: LiveServer, rosa: User) -> None:
    page = browser_as(rosa)
    page.goto(f"{live_server.url}/en/write/new/")
    expect(area(page)).to_be_visible()
    page.get_by_label("Title (English)").focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type("A standfirst.")
    page.keyboard.press("Tab")
    area(page).focus()
    page.keyboard.type("The text.")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Content notice (English)")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Post.objects.get().body_en == "<p>The text.</p>"  # type: ignore[attr-defined]


def logged_in(context: Any, live_server: LiveServer, person: User) -> Any:
    client = Client()
    client.force_login(person)
    cookie = next(iter(client.cookies.values()))
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_pages_of_a_member_are_open_to_everybody(
    new_context: Any, live_server: LiveServer, rosa: User, language: str, scheme: str
) -> None:
    """axe, which writes a style of its own into the page, finds nothing, and nothing is wider than a phone."""
    pages = pages_of(rosa, language)
    context = new_context(bypass_csp=True, color_scheme=scheme, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{live_server.url}/{language}/write/")
    found = look_over(page)
    logged_in(context, live_server, rosa)
    for path in pages:
        page.goto(live_server.url + path)
        found += look_over(page)
    assert found == []


def pages_of(rosa: User, language: str) -> list[str]:
    moderator = factories.user("moderator")
    made, sent = factories.submission(rosa), factories.submitted(rosa)
    factories.picture(uploaded_by=rosa, private=True)
    workflow.comment(sent, text="Which river?", quote="the river", by=moderator)
    workflow.request_changes(sent, comment="Say which.", by=moderator)
    Document.objects.filter(pk=sent.post_id).update(title_en="Mended", body_es="<p>Otra cosa.</p>")
    factories.submission(rosa, title_en="A river " * 12)
    with override(language):
        own = [reverse(f"members:{name}", args=[made.pk]) for name in ("text", "edit", "send", "delete")]
        around = [reverse(f"members:{name}") for name in ("start", "new", "word", "pictures")]
        return [*around, *own, reverse("members:text", args=[sent.pk])]


def look_over(page: Page) -> list[str]:
    page.wait_for_load_state("networkidle")
    path = page.url.split("/write", 1)[1]
    found = [
        f"{path}: {violation['id']} {node['html'][:150]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, *([f"{path}: wider than the phone"] if wide else [])]


def test_no_page_of_a_member_breaks_its_policy(browser_as: As, live_server: LiveServer, rosa: User) -> None:
    """The `context` fixture looks; here every page is opened for it."""
    pages = pages_of(rosa, "en")
    page = browser_as(rosa)
    for path in pages:
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        expect(page.locator("h1").first).to_be_visible()
    assert Submission.objects.count() == 3
