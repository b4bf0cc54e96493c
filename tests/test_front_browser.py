"""What a reader meets: every page in both languages, light and dark, small and wide, by keyboard, on paper."""

import gzip
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from pytest_django.live_server_helper import LiveServer

from config.demo.drawing import draw
from publishing import pictures
from tests import factories, readers_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANGUAGES = ("en", "es")
EVERY_RULE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
BY_LOOK = {"runOnly": ["color-contrast", "target-size", "scrollable-region-focusable"]}
LOOKS: tuple[tuple[int, Any, Any], ...] = (
    (1280, "light", EVERY_RULE),
    (320, "dark", BY_LOOK),
    (390, "light", None),
    (900, "dark", None),
)
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def paths(live_server: LiveServer) -> dict[str, dict[str, str]]:
    """Addresses by language and by what is to be seen there."""
    found = readers_site.furnish()
    return {code: {name: live_server.url + path for name, path in pages.items()} for code, pages in found.items()}


@pytest.fixture
def article(live_server: LiveServer) -> str:
    """An article's address in English."""
    return live_server.url + readers_site.path("en", "blog:post", readers_site.article())


@pytest.fixture
def statement(live_server: LiveServer) -> str:
    """A statement's address in English."""
    return live_server.url + readers_site.path("en", "statements:statement", readers_site.statement())


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_accessible_and_fit_every_screen(page: Page, paths: dict[str, Any], language: str) -> None:
    axe = Axe()
    wrong: list[tuple[Any, ...]] = []
    for name, url in paths[language].items():
        page.goto(url)
        assert page.get_attribute("html", "lang") == language
        for width, scheme, rules in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            if page.evaluate(TOO_WIDE):
                wrong.append((name, width, "wider than the screen"))
            if rules:
                found = axe.run(page, options=rules).response["violations"]
                wrong += [(name, width, rule["id"], rule["nodes"][0]["html"]) for rule in found]
    assert wrong == []


def test_reader_leaves_no_trace(page: Page, context: BrowserContext, paths: dict[str, Any]) -> None:
    for url in paths["en"].values():
        page.goto(url)
    kept = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert (context.cookies(), kept) == ([], [0, 0])


def test_every_page_has_one_heading_above_all_and_a_way_past_the_menu(page: Page, paths: dict[str, Any]) -> None:
    for url in paths["es"].values():
        page.goto(url)
        expect(page.locator("h1")).to_have_count(1)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


def test_note_opens_beside_its_number_and_escape_leads_back(page: Page, article: str) -> None:
    page.goto(article)
    mark, note = page.locator("#fnref-1"), page.get_by_role("dialog")
    mark.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    expect(note).to_be_focused()
    expect(note).to_contain_text("A note with a link.")
    expect(note).not_to_contain_text("↩")
    expect(mark).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(note.get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(mark).to_be_focused()
    expect(mark).to_have_attribute("aria-expanded", "false")


def test_note_closes_by_its_button_by_its_number_and_by_a_click_elsewhere(page: Page, article: str) -> None:
    page.goto(article)
    mark, note = page.locator("#fnref-2"), page.get_by_role("dialog")
    for closer in (note.get_by_role("button", name="Close"), mark, page.locator("h1")):
        mark.click()
        expect(note).to_be_visible()
        closer.click()
        expect(note).to_be_hidden()


def test_one_note_is_open_at_a_time(page: Page, article: str) -> None:
    page.goto(article)
    page.locator("#fnref-1").click()
    page.locator("#fnref-2").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.get_by_role("dialog")).to_contain_text("Second note.")


@pytest.mark.parametrize("width", [320, 1280])
def test_note_lies_on_the_screen_by_touch(
    browser: Browser, article: str, browser_context_args: dict[str, Any], width: int
) -> None:
    context = browser.new_context(**browser_context_args, viewport={"width": width, "height": 640}, has_touch=True)
    page = context.new_page()
    page.goto(article)
    for name in ("#by-1", "#fnref-1", "#fnref-2"):
        page.locator(name).tap()
        box = page.get_by_role("dialog").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert 0 <= box["y"] < 640
    context.close()


def test_starred_note_of_the_byline_opens_too(page: Page, article: str) -> None:
    page.goto(article)
    page.locator("#by-2").click()
    expect(page.get_by_role("dialog")).to_contain_text("A pilot.")


def test_notes_lead_there_and_back_without_script(
    browser: Browser, statement: str, browser_context_args: dict[str, Any]
) -> None:
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()
    page.goto(statement)
    for there, back in (("#fnref-1", 'a[href="#fnref-1"]'), ("#fnref-1-2", 'a[href="#fnref-1-2"]')):
        page.locator(there).click()
        expect(page).to_have_url(statement + "#fn-1")
        expect(page.locator("#fn-1")).to_be_in_viewport()
        page.locator(back).click()
        expect(page.locator(there)).to_be_in_viewport()
    context.close()


def test_contents_stand_beside_the_text_or_fold_above_it(page: Page, statement: str) -> None:
    page.goto(statement)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("nav.contents")).to_be_visible()
    expect(page.locator("details.contents")).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("nav.contents")).to_be_hidden()
    page.locator("details.contents summary").click()
    page.locator("details.contents").get_by_role("link", name="Signatories").click()
    expect(page.locator("#signatories")).to_be_in_viewport()


def test_statement_says_who_signed_which_edition_as_whom(page: Page, statement: str) -> None:
    page.goto(statement)
    first, second = page.locator(".signatories li").all()
    expect(page.locator(".signatories h3")).to_have_text("Chairs")
    expect(first.locator(".roles p")).to_have_text(
        ["Role 0, A union, Peru", "Role 1, A union, Peru", "Signed edition 1"]
    )
    expect(second.locator(".roles p")).to_have_text(["Role 0, A union, Peru", "in a personal capacity"])
    expect(page.locator(".edition dd").first).to_have_text("2 of 2 · earlier ones")


def test_entry_in_another_language_is_marked_and_linked_there(page: Page, paths: dict[str, Any]) -> None:
    page.goto(paths["es"]["blog"])
    entry = page.locator(".entry", has=page.locator(".tongue"))
    expect(entry.locator(".tongue")).to_have_text("English")
    assert entry.locator(".tongue").get_attribute("lang") == "en"
    expect(entry.locator("[lang=en] .title a")).to_have_attribute("hreflang", "en")
    entry.locator(".title a").click()
    assert page.url == paths["en"]["in English alone"]


def test_article_is_printed_without_menus_and_with_its_addresses(page: Page, article: str) -> None:
    page.goto(article)
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".menu", ".languages", ".ways", ".back"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".paper-only")).to_have_text(f"http://testserver{urlsplit(page.url).path}")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    after = "getComputedStyle(document.querySelector('.notes li a[href^=http]'), '::after').content"
    assert "a.example" in page.evaluate(after)


def test_cover_is_printed_whole(page: Page, live_server: LiveServer) -> None:
    file = BytesIO()
    draw("meanders").resize((900, 1200)).save(file, "PNG")
    file.seek(0)
    post = factories.post(cover=pictures.take_in(file, name="chart", alt_en="A chart", alt_es="Un gráfico"))
    factories.published(post)
    page.goto(f"{live_server.url}/en/blog/{post.slug_en}/", wait_until="networkidle")
    page.emulate_media(media="print")
    cover = page.locator(".cover img")
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    ratio = cover.evaluate("image => image.clientWidth / image.clientHeight")
    assert ratio == pytest.approx(900 / 1200, abs=0.01)
    assert cover.evaluate("image => image.clientHeight") <= 121 / 25.4 * 96


def test_paper_names_no_other_language_and_leads_to_no_edition(page: Page, live_server: LiveServer) -> None:
    post = factories.post()
    factories.published(post)
    post.body_en = "<p>Another text.</p>"
    post.save()
    factories.published(post, languages=("en",), change="typo")
    page.goto(f"{live_server.url}/en/blog/{post.slug_en}/")
    ways = (page.locator(".facts a[hreflang]"), page.locator(".edition dd a"))
    for way in ways:
        expect(way).to_be_visible()
    page.emulate_media(media="print")
    for way in ways:
        expect(way).to_be_hidden()
    assert page.locator(".edition dd").first.inner_text().strip() == "2 of 2"


@pytest.mark.parametrize(("ends", "fonts"), [("level", 2), ("<em>level</em>", 3)])
def test_first_visit_to_an_article_with_its_cover_weighs_100_kilobytes(
    page: Page, live_server: LiveServer, ends: str, fonts: int
) -> None:
    file = BytesIO()
    draw("meanders").save(file, "PNG")
    file.seek(0)
    cover = pictures.take_in(file, name="meanders", alt_en="A river", alt_es="Un río")
    post = factories.post(cover=cover, body_en=f"<p>Water finds its {ends}.</p>" * 200)
    factories.byline(post)
    factories.published(post)
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: weight(response)}))
    for width in (1280, 390):
        sizes.clear()
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}/en/blog/{post.slug_en}/", wait_until="networkidle")
        assert any(".avif" in url for url in sizes)
        assert sum(url.endswith(".woff2") for url in sizes) == fonts
        assert sum(sizes.values()) <= 100_000, sizes


def weight(response: Response) -> int:
    """The bytes of a body as a server that compresses text sends it."""
    body = response.body()
    text = response.headers.get("content-type", "").startswith(("text/", "image/svg", "application/javascript"))
    return len(gzip.compress(body)) if text else len(body)
