"""History and the audit trail in a real browser, each as the weakest role that may: with script and without, on a phone
too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts import audit
from blog.models import Post
from publishing import history, languages
from tests import factories
from tests.admin_forms import change_url
from tests.browsing import accepted, save, send
from tests.test_editor_browser import violations

pytestmark = pytest.mark.browser
As = Callable[[User], Page]


@pytest.fixture
def post(transactional_db: None) -> Post:
    """A post with a past: two saves, a publication, and changes since."""
    writer = factories.user("secretariat", first_name="Ana")
    text = factories.post(title_en="Wide rivers", title_es="Ríos anchos", body_en="<p>The river is wide.</p>")
    authors = [factories.author(name) for name in ("Rosa Luz", "Juan Mar")]
    bylines = [factories.byline(text, author) for author in authors]
    history.record(text, bylines, by=writer, comment="Written.")
    factories.published(text, by=writer)
    text.bylines.all().delete()
    Post.objects.filter(pk=text.pk).update(
        title_en="Deep rivers", title_es="Ríos hondos", body_en="<p>The river is deep.</p>", revision=1
    )
    text.refresh_from_db()
    history.record(text, [], by=writer, comment="Edited.")
    return text


def clean(page: Page) -> None:
    """Nothing that axe finds, and nothing to scroll sideways for."""
    assert violations(Axe().run(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def to_history(page: Page, server: LiveServer, document: Any) -> None:
    page.goto(f"{server.url}{change_url(document)}")
    send(page.get_by_role("link", name="History"))


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes a style of its own into the page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reader_follows_the_history_on_a_phone(
    browser_as: As, live_server: LiveServer, post: Post, reader: User, scheme: Any
) -> None:
    page = browser_as(reader)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 360, "height": 740})
    to_history(page, live_server, post)
    expect(page.locator(".desk-entry .desk-what strong")).to_have_text(["Saved", "Published", "Saved"])
    expect(page.get_by_role("link", name="Bring back into the form")).to_have_count(0)
    clean(page)
    send(page.get_by_role("link", name="What it changed").first)
    expect(page.locator(".desk-difference").first.locator("del").first).to_contain_text("Wide")
    expect(page.locator(".desk-difference").first.locator("ins").first).to_contain_text("Deep")
    clean(page)
    page.go_back()
    send(page.get_by_role("link", name="Compare with…").nth(1))
    send(page.get_by_role("link", name="The text as it is now"))
    page.locator("#id_from_in").select_option("en")
    page.locator("#id_to_in").select_option("es")
    send(page.get_by_role("button", name="Compare"))
    expect(page.locator(".desk-beside h3")).to_have_text(["Wide rivers", "Ríos hondos"])
    clean(page)


def test_translator_brings_back_a_translation_without_script(
    browser_as: As, live_server: LiveServer, post: Post, translator: User
) -> None:
    page = browser_as(translator)
    plain = page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    to_history(page, live_server, post)
    send(page.get_by_role("link", name="Bring back into the form").last)
    expect(page.locator(".messagelist")).to_contain_text("not saved yet")
    assert page.locator("#id_title_es").input_value() == "Ríos anchos"
    assert page.locator("#id_title_en").input_value() == "Deep rivers"
    expect(page.locator("#id_title_en")).to_be_disabled()
    assert Post.objects.get().title_es == "Ríos hondos"
    save(page)
    accepted(page)
    fresh = Post.objects.get()
    assert (fresh.title_en, fresh.title_es) == ("Deep rivers", "Ríos anchos")
    plain.close()


@pytest.mark.smoke
@pytest.mark.parametrize("version", [0, 1, 2])
def test_moderator_brings_a_text_back_with_its_authors_in_order(
    browser_as: As, live_server: LiveServer, post: Post, moderator: User, version: int
) -> None:
    page = browser_as(moderator)
    to_history(page, live_server, post)
    send(page.get_by_role("link", name="What changed since").nth(version))
    page.go_back()
    send(page.get_by_role("link", name="Bring back into the form").nth(version))
    save(page)
    accepted(page)
    fresh = Post.objects.get()
    if version == 0:
        assert (fresh.title_en, list(fresh.bylines.all())) == ("Deep rivers", [])
        return
    assert [getattr(fresh, f"title_{code}") for code in languages.CODES] == ["Wide rivers", "Ríos anchos"]
    assert fresh.body_en == "<p>The river is wide.</p>"
    assert [str(byline) for byline in fresh.bylines.all()] == ["Rosa Luz", "Juan Mar"]


def test_authors_who_came_since_are_marked_for_deletion(
    browser_as: As, live_server: LiveServer, post: Post, moderator: User
) -> None:
    for name in ("New Author", "Juan Mar", "Rosa Luz"):
        found = next((byline for byline in post.bylines.all() if str(byline) == name), None)
        assert found is None
        factories.byline(post, factories.author(name, slug=f"{name[:3].lower()}-2"))
    page = browser_as(moderator)
    to_history(page, live_server, post)
    send(page.get_by_role("link", name="Bring back into the form").last)
    expect(page.locator("#bylines-group input[name$=DELETE]:checked")).to_have_count(3)
    save(page)
    accepted(page)
    assert [str(byline) for byline in post.bylines.all()] == ["Rosa Luz", "Juan Mar"]


@pytest.mark.browser_context_args(bypass_csp=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_administrator_reads_the_trail_and_takes_it_along(
    browser_as: As, live_server: LiveServer, post: Post, administrator: User, width: int
) -> None:
    audit.happened("accounts/second_factor_reset", post.decisions.get().by or administrator, by=administrator)
    page = browser_as(administrator)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/admin/")
    send(page.locator("#content").get_by_role("link", name="Audit trail"))
    expect(page.locator(".desk-table tbody tr")).to_have_count(2)
    clean(page)
    page.get_by_label("Act").select_option(label="published")
    send(page.get_by_role("button", name="Show"))
    expect(page.locator(".desk-table tbody tr")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Take this along as a file (CSV)").click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").count("\n") == 2
    send(page.locator(".desk-table").get_by_role("link"))
    expect(page.get_by_role("heading", name="History")).to_be_visible()
