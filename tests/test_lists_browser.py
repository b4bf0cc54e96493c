"""The start page, the lists and the report of links in a real browser, each as the weakest role that may use it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from publishing.models import TopicDocument, Translation
from tests import factories
from tests.admin_forms import change_url
from tests.browsing import accepted, save, send

pytestmark = pytest.mark.browser
As = Callable[[User], Page]


def no_problems(page: Page) -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.smoke
def test_translator_hands_over_and_moderator_finds_it(
    browser_as: As, context: BrowserContext, live_server: LiveServer, translator: User, moderator: User
) -> None:
    post = factories.post(title_en="The flood", title_es="", slug_es=None, body_es="")
    factories.published(post, languages=("en",))
    page = browser_as(translator)
    page.goto(f"{live_server.url}/admin/")
    page.locator("#desk-lacks-es").get_by_role("link", name="The flood").click()
    expect(page).to_have_url(f"{live_server.url}{change_url(post)}")
    page.locator("#id_title_es").fill("La crecida")
    page.locator("#id_ready_es").check()
    save(page)
    accepted(page)
    expect(page.locator(".desk-standing .desk-ready")).to_have_count(1)
    context.clear_cookies()
    page = browser_as(moderator)
    page.goto(f"{live_server.url}/admin/")
    block = page.locator("#desk-ready")
    expect(block.get_by_role("link", name="The flood")).to_have_attribute("href", change_url(post))
    block.get_by_role("link", name="posts").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    expect(page.locator("#desk-filter-state")).to_have_value("ready")


@pytest.mark.smoke
def test_moderator_filters_and_gives_several_texts_a_topic(
    browser_as: As, live_server: LiveServer, moderator: User
) -> None:
    topic, series = factories.topic(name_en="Water"), factories.series(title_en="Letters")
    for _ in range(2):
        factories.post(series=series)
    factories.post()
    page = browser_as(moderator)
    page.goto(f"{live_server.url}/admin/blog/post/")
    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Series", exact=True).select_option("Letters")
    send(page.get_by_role("button", name="Show"))
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("add_topic")
    send(page.get_by_role("button", name="Go"))
    page.get_by_label("Topic").select_option("Water")
    send(page.get_by_role("button", name="Count what will change"))
    expect(page.locator(".desk-places")).to_contain_text("2 texts will be changed.")
    send(page.get_by_role("button", name="Change them"))
    accepted(page)
    assert TopicDocument.objects.filter(tag=topic).count() == 2


def test_reader_follows_a_link_to_mend(browser_as: As, live_server: LiveServer, reader: User) -> None:
    link = factories.broken_link()
    page = browser_as(reader)
    page.goto(f"{live_server.url}/admin/publishing/brokenlink/")
    row = page.locator("#result_list tbody tr")
    expect(row).to_contain_text("the report")
    expect(row).to_contain_text("there is no such page")
    row.get_by_role("link").click()
    expect(page).to_have_url(f"{live_server.url}{change_url(link.document)}")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("path", ["/admin/", "/admin/blog/post/?state=published", "/admin/publishing/brokenlink/"])
def test_page_holds_on_a_phone_and_by_axe(
    browser_as: As, context: BrowserContext, live_server: LiveServer, secretariat: User, language: str, path: str
) -> None:
    post = factories.post(
        title_en="A title of some length about rivers and those who live by them", created_by=secretariat
    )
    factories.byline(post)
    factories.published(post, languages=("en",))
    Translation.objects.create(document=factories.post(created_by=secretariat), language="en", ready=True)
    factories.broken_link(post, url=f"/en/blog/{'very-' * 30}long/")
    page = browser_as(secretariat)
    context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}{path}")
        if path == "/admin/":
            with override(language):
                expect(page.locator("#desk-mine")).to_have_text(gettext("Waits for you"))
        no_problems(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
