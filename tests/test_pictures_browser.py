"""The library of pictures in a real browser, with the mouse, by keyboard and without script, as a moderator uses it.

The `context` fixture fails a test in which a page breaks its content policy or raises an error.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from publishing import pictures
from publishing.models import Edition, Picture, Seal
from tests import factories
from tests.admin_forms import change_url
from tests.browsing import accepted, save, send

pytestmark = pytest.mark.browser
As = Callable[[User], Page]
ADD = "/admin/publishing/picture/add/"

# Files as a browser hands them over when somebody drops them on, or pastes them into, a place of the page.
HAND_OVER = """
async (place, { how, files }) => {
    const data = new DataTransfer()
    for (const [name, type, bytes] of files) data.items.add(new File([new Uint8Array(bytes)], name, { type }))
    const { x, y } = place.getBoundingClientRect()
    const where = { clientX: x + 20, clientY: y + 10, bubbles: true, cancelable: true }
    const event = how === "drop"
        ? new DragEvent("drop", { dataTransfer: data, ...where })
        : new ClipboardEvent("paste", { clipboardData: data, ...where })
    place.dispatchEvent(event)
}
"""


def handed_over(*names: str) -> list[Any]:
    good = list(factories.image_file().getvalue())
    return [[name, "image/jpeg", [1, 2, 3] if name.startswith("bad") else good] for name in names]


def upload(name: str) -> Any:
    return {"name": name, "mimeType": "image/jpeg", "buffer": factories.image_file().getvalue()}


@pytest.mark.smoke
def test_five_pictures_are_dropped_and_the_bad_one_is_named(
    browser_as: As, live_server: LiveServer, moderator: User
) -> None:
    page = browser_as(moderator)
    page.goto(live_server.url + ADD)
    expect(page.get_by_text("Or drop them here")).to_be_visible()
    files = handed_over("one.jpg", "two.jpg", "bad.jpg", "three.jpg", "four.jpg")
    page.locator("[data-upload]").evaluate(HAND_OVER, {"how": "drop", "files": files})
    sent = page.locator("[data-sent] li")
    expect(sent.last).to_have_text("Pictures in the library: 4. Refused: 1.")
    expect(sent.nth(2)).to_contain_text("bad.jpg refused: This file is not a picture that can be read.")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(4)
    expect(rows.first.get_by_label("Description (English)")).to_be_focused()
    describe(rows.nth(0))
    describe(rows.nth(1))
    rows.nth(2).get_by_label("decorative").check()
    expect(rows.nth(2).get_by_label("Description (English)")).to_be_hidden()
    send(page.get_by_role("button", name="Save"))
    expect(page.locator(".messagelist .success")).to_have_text("3 pictures are described.")
    expect(page.locator("[data-row]")).to_have_count(1)
    describe(page.locator("[data-row]"))
    send(page.get_by_role("button", name="Save"))
    accepted(page)
    assert (Picture.objects.count(), Picture.objects.undescribed().count()) == (4, 0)


def describe(row: Any) -> None:
    row.get_by_label("Description (English)").fill("A weir")
    row.get_by_label("Description (Spanish)").fill("Un azud")


def test_pictures_are_taken_in_without_script(
    new_context: Any, live_server: LiveServer, moderator: User, login: Callable[[User], Client]
) -> None:
    cookie = next(iter(login(moderator).cookies.values()))
    context = new_context(java_script_enabled=False)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + ADD)
    bad = {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": b"no"}
    page.locator("#id_files").set_input_files([upload("one.jpg"), bad, upload("two.jpg")])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".messagelist .error")).to_contain_text("“bad.jpg”: This file is not a picture")
    for row in page.locator("[data-row]").all():
        describe(row)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".messagelist .success")).to_have_text("2 pictures are described.")
    page.goto(live_server.url + change_url(Picture.objects.first()))
    page.locator("#id_focus_x").fill("10")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert sorted(Picture.objects.values_list("name", "focus_x")) == [("one", 50), ("two", 10)]


@pytest.mark.parametrize("how", ["drop", "paste"])
def test_picture_brought_into_the_text_is_described_in_the_library_and_stands_there(
    browser_as: As, live_server: LiveServer, moderator: User, how: str
) -> None:
    post = factories.post(body_en="<p>Before.</p>")
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(post))
    area = page.locator("#id_body_en-area")
    area.locator("p").click()
    with page.expect_popup() as popup:
        area.locator("p").evaluate(HAND_OVER, {"how": how, "files": handed_over("weir.jpg")})
    library = popup.value
    row = library.locator("[data-row]")
    expect(row).to_have_count(1)
    describe(row)
    with library.expect_event("close"):
        library.get_by_role("button", name="Save and choose").click()
    expect(area.locator("figure img")).to_have_attribute("alt", "A weir")
    save(page)
    accepted(page)
    post.refresh_from_db()
    assert f'<figure><img src="/media/{Picture.objects.get().path}" alt="A weir"></figure>' in post.body_en


def test_pictures_dropped_into_the_library_are_offered_for_choice(
    browser_as: As, live_server: LiveServer, moderator: User
) -> None:
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(factories.post()))
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Choose a picture…").click()
    library = popup.value
    library.locator("#content").evaluate(HAND_OVER, {"how": "drop", "files": handed_over("one.jpg", "two.jpg")})
    expect(library.locator("[data-row]")).to_have_count(2)
    for row in library.locator("[data-row]").all():
        describe(row)
    send(library.get_by_role("button", name="Save and choose"))
    with library.expect_event("close"):
        library.get_by_role("button", name="two").click()
    expect(page.locator(".desk-picture img")).to_be_visible()


def test_focal_point_is_pressed_or_stepped_by_keyboard(
    browser_as: As, live_server: LiveServer, moderator: User
) -> None:
    picture = factories.picture()
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(picture))
    box = page.locator(".desk-focus-whole img").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.75)
    expect(page.locator("#id_focus_x")).to_have_value("20")
    expect(page.locator("#id_focus_y")).to_have_value("75")
    page.locator("#id_focus_x").press("ArrowUp")
    crop = page.locator(".desk-crop-square")
    expect(crop).to_have_css("object-position", "21% 75%")
    save(page)
    accepted(page)
    picture.refresh_from_db()
    assert (picture.focus_x, picture.focus_y) == (21, 75)


def test_lists_of_readers_are_cut_around_the_focal_point(
    page: Page, live_server: LiveServer, client: Client, administrator: User
) -> None:
    factories.published(factories.post(cover=factories.picture(focus_x=0, focus_y=100)))
    page.goto(f"{live_server.url}/en/blog/")
    expect(page.locator(".entry .picture img")).to_have_css("object-position", "0% 100%")


def test_picture_is_replaced_and_the_text_has_its_next_edition(
    browser_as: As, live_server: LiveServer, moderator: User
) -> None:
    old = factories.picture("The weir")
    post = factories.post(cover=old)
    factories.published(post)
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(old))
    page.get_by_role("link", name="Replace the file…").click()
    expect(page.locator(".desk-plan")).to_contain_text(f"{post.title_en} · English, Español")
    page.locator("#id_file").set_input_files(upload("new.jpg"))
    send(page.get_by_role("button", name="Upload, and look once more"))
    expect(page.locator(".desk-plan")).to_contain_text(f"{post.title_en} · English, Español")
    assert Seal.objects.count() == 1
    note = page.get_by_label("What changed and why, for readers (English)")
    expect(note).to_be_hidden()
    page.get_by_label("correction: the picture was wrong").check()
    note.fill("It was another weir.")
    page.get_by_label("What changed and why, for readers (Español)").fill("Era otro azud.")
    send(page.get_by_role("button", name="Replace and publish"))
    accepted(page)
    assert Edition.objects.public().filter(seal__number=2, matter__cover__id=Picture.objects.first().pk).count() == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_pictures_are_open_to_everybody(
    new_context: Any, live_server: LiveServer, moderator: User, login: Callable[[User], Client], scheme: Any
) -> None:
    """axe finds nothing, and nothing is wider than the smallest phone."""
    old, new = factories.picture("A_name_without_any_space_" * 7), factories.picture()
    undescribed = factories.picture(alt_es="")
    factories.published(factories.post(cover=old, title_en="Long " * 50))
    factories.post(body_en=f'<figure><img src="{pictures.url(old)}" alt="own words"></figure>')
    replace = reverse("admin:publishing_picture_replace", args=[old.pk])
    cookie = next(iter(login(moderator).cookies.values()))
    context = new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page, found = context.new_page(), []
    library = "/admin/publishing/picture/"
    for path in (
        *(library, ADD, f"{library}describe/", f"{library}picker/?language=es&new={undescribed.token}"),
        *(change_url(old), replace, f"{replace}?with={new.token}"),
    ):
        page.goto(live_server.url + path)
        if path == ADD:
            page.locator("#id_files").set_input_files([upload("one.jpg"), upload("two.jpg")])
            expect(page.locator("[data-row]")).to_have_count(2)
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page).response["violations"]
        found += [f"{path}: {each['id']} {node['html'][:120]}" for each in violations for node in each["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{path}: wider than the phone")
    assert "\n".join(found) == ""
