"""Publishing on one page, in a real browser, as somebody who may publish posts and nothing more."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Post
from publishing.models import Edition
from tests import factories
from tests.admin_forms import act_url, change_url
from tests.browsing import accepted, send

pytestmark = pytest.mark.browser
As = Callable[[User], Page]
MINUTE = factories.moment("2099-07-01T14:30")


def text(what: str) -> str:
    note = f'<span data-footnote="k7f3a2">Minutes of {what}</span>'
    return f"<h2>The weir</h2><p>It fell in {what}{note}.</p>" + "<p>Nobody rebuilt it.</p>" * 8


@pytest.fixture
def post(transactional_db: None) -> Post:
    """A text with a change that readers do not have yet."""
    post = factories.post(title_en="The old weir", body_en=text("March"), body_es="")
    factories.published(post, languages=("en",))
    Post.objects.update(body_en=text("May"), summary_en="Another standfirst.")
    return post


def test_what_changes_is_read_in_the_dialog_before_it_is_published(
    browser_as: As, live_server: LiveServer, moderator: User, post: Post
) -> None:
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(post))
    page.get_by_role("button", name="Save and publish…").click()
    changes = page.locator("dialog .desk-difference")
    expect(changes).to_be_visible()
    expect(changes.locator("ins")).to_have_text(["[added: Another]", "[added: May]", "[added: May]"])
    expect(changes.locator("del")).to_have_text(["[removed: A]", "[removed: March]", "[removed: March]"])
    folded = changes.get_by_text("7 paragraphs without a change")
    expect(changes.get_by_text("Nobody rebuilt it.")).to_have_count(8)
    expect(changes.get_by_text("Nobody rebuilt it.").last).to_be_hidden()
    folded.press("Enter")
    expect(changes.get_by_text("Nobody rebuilt it.").last).to_be_visible()
    page.get_by_label("typing error").check()
    send(page.get_by_role("button", name="Publish", exact=True))
    accepted(page)
    assert "Minutes of May" in Edition.objects.public().get().source


def test_post_is_scheduled_moved_and_stopped(
    browser_as: As, live_server: LiveServer, moderator: User, post: Post
) -> None:
    page = browser_as(moderator)
    page.goto(live_server.url + change_url(post))
    page.get_by_role("button", name="Save and publish…").click()
    page.get_by_label("correction").check()
    page.get_by_label("What changed and why, for readers (English)").fill("It was in May.")
    expect(page.get_by_role("button", name="Schedule")).to_be_hidden()
    page.locator("dialog summary", has_text="Later").click()
    page.get_by_label("Later, at").fill("2099-07-01T14:30")
    send(page.get_by_role("button", name="Schedule"))
    expect(page.locator(".messagelist .success")).to_contain_text("Scheduled for 1 Jul 2099, 14:30 (UTC): English.")
    standing = page.locator(".desk-standing")
    expect(standing).to_contain_text("next on 1 Jul 2099, 14:30 (UTC)")
    send(standing.get_by_role("link", name="Move or stop it"))
    page.get_by_label("Another minute").fill("2099-08-01T09:00")
    send(page.get_by_role("button", name="Move it"))
    accepted(page)
    expect(standing).to_contain_text("next on 1 Aug 2099, 09:00 (UTC)")
    page.goto(live_server.url + reverse("admin:index"))
    send(page.get_by_role("link", name="Everything that is scheduled").first)
    row = page.locator(".desk-scheduled-list tbody tr")
    expect(row).to_contain_text("1 Aug 2099, 09:00 (UTC)")
    send(row.get_by_role("link", name="Move or stop it"))
    send(page.get_by_role("button", name="Stop it"))
    accepted(page)
    expect(standing).not_to_contain_text("next on")
    assert not Edition.objects.coming().exists()
    assert "Minutes of March" in Edition.objects.public().get().source


def test_minute_that_has_passed_is_refused_with_what_to_do(
    browser_as: As, live_server: LiveServer, moderator: User, post: Post
) -> None:
    page = browser_as(moderator)
    page.goto(live_server.url + act_url(post, "publish"))
    page.get_by_label("typing error").check()
    page.locator("summary", has_text="Later").click()
    page.get_by_label("Later, at").fill("2020-07-01T14:30")
    send(page.get_by_role("button", name="Schedule"))
    expect(page.locator(".desk-when .errorlist")).to_contain_text("leave it empty to publish now")
    expect(page.get_by_label("typing error")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_publishing_are_open_to_everybody(
    new_context: Any, live_server: LiveServer, moderator: User, post: Post, scheme: Any
) -> None:
    """axe finds nothing, and nothing is wider than a phone."""
    other = factories.post(body_en='<p>It fell[3].</p><p><a href="/en/nothing/">x</a></p>')
    factories.published(other, at=MINUTE)
    client = Client()
    client.force_login(moderator)
    cookie = next(iter(client.cookies.values()))
    context = new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": 360, "height": 740})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    found = []
    urls = (act_url(post, "publish"), act_url(other, "publish"), act_url(other, "schedule"), change_url(other))
    for path in (*urls, reverse("admin:publishing_edition_scheduled")):
        page.goto(live_server.url + path)
        expect(page.locator("h1").first).to_be_visible()
        violations = Axe().run(page).response["violations"]
        found += [f"{path}: {each['id']} {node['html'][:100]}" for each in violations for node in each["nodes"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(f"{path}: wider than the phone")
    assert found == []
