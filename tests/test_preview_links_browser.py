"""A preview, from the desk to somebody without an account and back: at a table, on a phone, without script."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from publishing.models import PreviewAnswer
from publishing.sharing import links
from tests import factories
from tests.admin_forms import act_url, change_url
from tests.browsing import REFUSED, accepted, send

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[[User], Page]
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _links_lead_here(settings: Settings, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A function: a page of somebody who has no account and came from a mail. It may break no content policy."""
    refused: list[str] = []
    pages: list[Page] = []

    def listen(line: ConsoleMessage) -> None:
        if REFUSED.search(line.text):
            refused.append(line.text)

    def open_page(**how: Any) -> Page:
        page = browser.new_context(reduced_motion="reduce", **how).new_page()
        page.on("console", listen)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert refused == []


def share(page: Page) -> str:
    """Make a link to the text as it is each time, copy it with the button, and read what was copied."""
    send(page.get_by_role("link", name="Share a preview…"))
    page.get_by_label("The text as it is whenever the link is opened").check()
    page.get_by_label("For how many days").fill("7")
    send(page.get_by_role("button", name="Make a link"))
    accepted(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    return page.evaluate("navigator.clipboard.readText()")


def answer(visitor: Page) -> None:
    visitor.get_by_role("link", name="Answer below the text").click()
    visitor.get_by_label("Your name").fill("Ana Lima")
    visitor.get_by_label("Comment").fill("The year is 2017.")
    visitor.get_by_label("I agree with this text").check()
    send(visitor.get_by_role("button", name="Send"))
    expect(visitor.locator("h1")).to_have_text("Thank you")


@pytest.mark.smoke
def test_preview_is_shared_answered_and_revoked(
    browser_as: As, context: BrowserContext, stranger: Any, live_server: LiveServer, moderator: User
) -> None:
    post = factories.post(cover=factories.picture())
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(post))
    link = share(page)
    assert link == page.get_by_label("Address to pass on").input_value()

    visitor = stranger(locale="en-GB")
    visitor.goto(link)
    expect(visitor.locator("h1")).to_have_text(post.title_en)
    expect(visitor.get_by_text("You see it as it is now (revision 0).")).to_be_visible()
    assert visitor.locator("figure img, .cover img").first.evaluate("one => one.decode().then(() => one.naturalWidth)")
    answer(visitor)
    assert visitor.context.cookies() == []

    page.reload()
    expect(page.locator(".desk-answers")).to_contain_text("Ana Lima")
    expect(page.locator(".desk-answers")).to_contain_text("The year is 2017.")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="What they read").click()
    expect(popup.value.locator("h1")).to_have_text(post.title_en)
    send(page.get_by_role("button", name="Revoke"))
    accepted(page)
    expect(page.get_by_text("revoked", exact=True)).to_be_visible()
    response = visitor.goto(link)
    assert response
    assert response.status == 404
    expect(visitor.locator("h1")).to_have_text("This link shows nothing")


def test_text_that_changes_under_a_reader_is_answered_as_it_was(stranger: Any) -> None:
    """On a phone, in the dark, without script; what is missing is said beside it, and what was typed stays."""
    post = factories.post(title_es="", body_es="")
    link = links.make(post, living=True, days=1, by=factories.user("secretariat"))
    visitor = stranger(
        locale="es-PE", color_scheme="dark", java_script_enabled=False, viewport={"width": 390, "height": 844}
    )
    visitor.goto(links.url_of(link))
    expect(visitor.locator("html")).to_have_attribute("lang", "en")
    visitor.get_by_label("Comment").fill("Well said.")
    send(visitor.get_by_role("button", name="Send"))
    expect(visitor.get_by_text("Say who you are")).to_be_in_viewport()
    expect(visitor.get_by_label("Comment")).to_have_value("Well said.")
    post.revision, post.body_en = 1, "<p>Said otherwise.</p>"
    post.save()
    visitor.get_by_label("Your name").fill("Rosa")
    send(visitor.get_by_role("button", name="Send"))
    expect(visitor.get_by_text("The text was changed while you were reading.")).to_be_visible()
    kept = PreviewAnswer.objects.get()
    assert (kept.name, kept.comment, kept.revision, kept.copy) == ("Rosa", "Well said.", 0, None)
    send(visitor.get_by_role("link", name="Read it as it is now"))
    expect(visitor.get_by_text("Said otherwise.")).to_be_visible()


@pytest.mark.parametrize(("code", "scheme"), [("en", "light"), ("es", "dark")])
def test_pages_behind_a_link_are_open_to_everybody(stranger: Any, code: str, scheme: str) -> None:
    """axe finds nothing, and nothing is wider than a phone."""
    page = stranger(bypass_csp=True, locale=code, color_scheme=scheme)
    post, statement = factories.post(cover=factories.picture()), factories.statement()
    by = factories.user("secretariat")
    shown = [links.make(post, living=False, days=1, by=by), links.make(statement, living=True, days=1, by=by)]
    found: list[Any] = []
    for link in shown:
        page.goto(links.url_of(link))
        found += look_over(page)
        send(page.locator(".answering button"))
        found += look_over(page)
        page.locator("#id_name").fill("Ana")
        page.locator("#id_agrees").check()
        send(page.locator(".answering button"))
        expect(page.locator(".kept")).to_be_visible()
        found += look_over(page)
    page.goto(links.url_of(shown[0]) + "x/")
    found += look_over(page)
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_of_links_is_open_to_everybody(
    browser_as: As, new_context: Any, context: BrowserContext, live_server: LiveServer, moderator: User, scheme: Any
) -> None:
    post = factories.post()
    factories.answer(links.make(post, living=True, days=14, by=moderator), comment="x" * 300)
    links.revoke(links.make(post, living=False, days=14, by=moderator), by=moderator)
    browser_as(moderator)
    page = new_context(
        bypass_csp=True,
        color_scheme=scheme,
        storage_state=context.storage_state(),
    ).new_page()
    page.goto(live_server.url + act_url(post, "share"))
    assert look_over(page) == []
    page.get_by_label("For how many days").fill("99")
    send(page.get_by_role("button", name="Make a link"))
    assert look_over(page) == []


def look_over(page: Page) -> list[Any]:
    found: list[Any] = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        found += [(rule["id"], rule["nodes"][0]["html"]) for rule in Axe().run(page).response["violations"]]
        if page.evaluate(TOO_WIDE):
            found.append((page.url, width, "wider than the screen"))
    return found
