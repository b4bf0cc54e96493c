"""Moderation in a real browser, by a moderator, on a phone and by keyboard: from a text that comes in to its page.

Clicks, fields and page loads of the moderator are counted and printed (`pytest -s`).
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from members import workflow
from members.models import StandardReply, Submission
from publishing.models import Decision, Document, Edition
from publishing.sharing import links
from tests import factories
from tests.browsing import send
from tests.test_desk_browser import Count
from tests.test_editor_browser import violations

pytestmark = pytest.mark.browser
As = Callable[[User], Page]
PHONE: Any = {"width": 360, "height": 740}


@pytest.fixture
def made(transactional_db: None) -> Submission:
    text = "<p>The river is wide.</p><p>Nobody asked the river.</p>"
    return factories.submitted(title_en="Wide rivers", title_es="Ríos anchos", body_en=text)


def clean(page: Page) -> None:
    """Nothing that axe finds, and nothing to scroll sideways for."""
    assert violations(Axe().run(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def opened(page: Page, act: str) -> Locator:
    """The form of an act, opened."""
    page.locator(f"#act-{act} > summary").click()
    return page.locator(f"#act-{act} form")


def decide(form: Locator) -> None:
    send(form.locator("button[name='act']"))


@pytest.mark.smoke
@pytest.mark.parametrize("language", ["en", "es"])
def test_moderator_takes_a_text_to_its_page(
    browser_as: As, live_server: LiveServer, made: Submission, moderator: User, language: str
) -> None:
    """Taken up, commented with a quote, given back, compared, agreed to, published."""
    page, queue = browser_as(moderator), f"{live_server.url}/admin/members/submission/"
    page.goto(f"{live_server.url}/admin/")
    if language == "es":
        send(page.get_by_role("button", name="Español"))
    send(page.locator("#desk-submissions").get_by_role("link").first)
    send(page.locator("#act-take_up button"))
    expect(page.locator("#act-put_back button")).to_be_visible()
    comment_on_the_last_sentence(page)
    ask_for_changes(page)
    assert Document.objects.get(pk=made.post_id).stage == "changes_requested"
    come_back_and_be_mended(made)
    page.goto(queue)
    send(page.locator("#result_list th a").first)
    expect(page.locator("#changes ins").first).to_contain_text("two miles")
    expect(page.locator("#changes del").last).to_contain_text("Wide")
    decide(opened(page, "ask"))
    agree(page.context.new_page(), live_server, made)
    page.reload()
    with override(language):
        expect(page.locator(".review-authors li")).to_contain_text(gettext("agrees"))
    decide(opened(page, "accept"))
    assert Edition.objects.public().filter(document=made.post_id).count() == 2
    page.goto(f"{live_server.url}/admin/publishing/decision/?by=me")
    expect(page.locator("#result_list tbody tr")).to_have_count(5)


def comment_on_the_last_sentence(page: Page) -> None:
    page.evaluate("getSelection().selectAllChildren(document.querySelector('article[lang=en] p:last-child'))")
    form = opened(page, "comment")
    expect(form.locator("#id_comment_quote")).to_have_value("Nobody asked the river.")
    form.locator("#id_comment_comment").fill("Who should have?")
    decide(form)
    expect(page.locator(".review-said blockquote")).to_have_text("Nobody asked the river.")


def ask_for_changes(page: Page) -> None:
    form = opened(page, "request")
    form.locator("textarea").fill("Say how wide.")
    decide(form)


def come_back_and_be_mended(made: Submission) -> None:
    Document.objects.filter(pk=made.post_id).update(body_en="<p>The river is two miles wide.</p>")
    workflow.submit(Submission.objects.get(pk=made.pk), by=made.by)
    Document.objects.filter(pk=made.post_id).update(title_en="Broad rivers")


def agree(page: Page, live_server: LiveServer, made: Submission) -> None:
    """Follow the link that an author was sent, and agree."""
    link = Submission.objects.get(pk=made.pk).consents.get().link
    assert link is not None
    page.goto(live_server.url + reverse("preview", args=[links.token_of(link)]))
    page.locator("#id_name").fill("Rosa Quispe")
    page.locator("#id_agrees").check()
    send(page.locator("form:has(#id_agrees) button[type=submit]"))
    page.close()


def test_few_clicks_from_coming_in_to_being_published(
    browser_as: As, live_server: LiveServer, made: Submission, moderator: User
) -> None:
    """Ask for changes; compare what came back; accept."""
    page = browser_as(moderator)
    page.goto(f"{live_server.url}/admin/members/submission/")
    count = Count(page)
    count.send(page.locator("#result_list th a").first)
    count.click(page.locator("#act-request > summary"))
    count.click(page.locator("#act-request textarea"))
    count.write("comment", "Say how wide.")
    count.send(page.locator("#act-request button[name='act']"))
    Document.objects.filter(pk=made.post_id).update(body_en="<p>The river is two miles wide.</p>")
    workflow.submit(Submission.objects.get(pk=made.pk), by=made.by)
    page.reload()
    count.send(page.locator("#result_list th a").first)
    expect(page.locator("#changes ins").first).to_contain_text("two miles")
    count.click(page.locator("#act-accept > summary"))
    count.send(page.locator("#act-accept button[name='act']"))
    assert Edition.objects.public().filter(document=made.post_id).count() == 2
    loads, clicks, fields = count.said("ask for changes, compare, accept")
    assert (loads <= 5, clicks <= 7, fields) == (True, True, 1)


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes a style of its own into the page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_queue_and_page_are_for_everybody_on_a_phone(
    browser_as: As, live_server: LiveServer, made: Submission, moderator: User, scheme: Any
) -> None:
    workflow.request_changes(made, comment="Say how wide.", by=moderator)
    Document.objects.filter(pk=made.post_id).update(body_en="<p>The river is two miles wide.</p>")
    workflow.submit(made, by=made.by)
    workflow.comment(made, text="Careful. " * 30, quote="river" * 40, internal=True, by=moderator)
    factories.byline(made.post, factories.author("Inti Mamani"))
    StandardReply.objects.create(name_en="Thanks", name_es="Gracias", text_en="Thank you.", text_es="Gracias.")
    page = browser_as(moderator)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/admin/members/submission/")
    clean(page)
    send(page.locator("#result_list th a").first)
    page.evaluate("document.querySelectorAll('details').forEach((each) => each.open = true)")
    clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    clean(page)


def test_text_is_decided_by_keyboard_with_a_standard_reply(
    browser_as: As, live_server: LiveServer, made: Submission, moderator: User
) -> None:
    StandardReply.objects.all().delete()
    StandardReply.objects.create(
        name_en="Shorter", name_es="Más corto", text_en="Dear author,\nmake it shorter.", text_es="Más."
    )
    page = browser_as(moderator)
    page.goto(f"{live_server.url}/admin/members/submission/{made.pk}/change/")
    page.locator("#act-request > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("S")
    expect(page.locator("#id_request_comment")).to_have_value("Dear author,\nmake it shorter.")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Decision.objects.get(act="request").comment.splitlines() == ["Dear author,", "make it shorter."]


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_text_is_decided_without_script(
    browser_as: As, live_server: LiveServer, made: Submission, moderator: User
) -> None:
    page = browser_as(moderator)
    page.goto(f"{live_server.url}/admin/members/submission/{made.pk}/change/")
    expect(page.locator("#act-decline form")).to_be_hidden()
    decide(opened(page, "decline"))
    expect(page.locator("#act-decline .errorlist")).to_be_visible()
    page.locator("#act-decline textarea").fill("Not for us.")
    decide(page.locator("#act-decline form"))
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert Decision.objects.filter(document=made.post_id, act="decline").count() == 1
