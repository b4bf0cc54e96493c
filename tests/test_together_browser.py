"""Nobody overwrites anybody, nothing typed is lost: two people at one text, a closed tab, an ended login, a crash."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, BrowserType, Page, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Post
from tests import chromium, factories
from tests.admin_forms import change_url
from tests.browsing import accepted, save
from tests.test_editor_browser import violations

pytestmark = pytest.mark.browser
As = Callable[[User], Page]


def cookie_of(person: User, site: str) -> Any:
    client = Client()
    client.force_login(person)
    cookie = next(iter(client.cookies.values()))
    return {"name": cookie.key, "value": cookie.value, "url": site}


@pytest.fixture
def other(new_context: Callable[..., BrowserContext], live_server: LiveServer, moderator: User) -> Iterator[Page]:
    """Somebody else, in a browser of their own."""
    moderator.first_name, moderator.last_name = "Ana", "Lima"
    moderator.save()
    context = new_context()
    context.add_cookies([cookie_of(moderator, live_server.url)])
    yield context.new_page()
    context.close()


def open_form(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#id_body_en-area")).to_be_attached()
    # The script that keeps what is typed has begun.
    expect(page.locator("input[name='unsaved']")).not_to_have_value("")


def kept(page: Page) -> int:
    """How many forms the browser keeps unsaved."""
    count = """async () => {
        const opening = indexedDB.open("desk", 1)
        await new Promise((resolve) => (opening.onsuccess = resolve))
        const counting = opening.result.transaction("unsaved").objectStore("unsaved").count()
        await new Promise((resolve) => (counting.onsuccess = resolve))
        return counting.result
    }"""
    return int(page.evaluate(count))


def is_kept(page: Page, number: int = 1) -> None:
    for _ in range(40):
        if kept(page) == number:
            return
        page.wait_for_timeout(100)
    assert kept(page) == number


# Two people at one text


@pytest.mark.smoke
def test_later_save_is_refused_with_both_versions_and_a_choice(
    browser_as: As, other: Page, live_server: LiveServer, translator: User
) -> None:
    """A translator and a moderator save at once: neither loses a word."""
    post = factories.post(title_es="Título", summary_es="Antes", original_language="en")
    url = live_server.url + change_url(post)
    page = browser_as(translator)
    open_form(page, url)
    open_form(other, url)
    expect(other.locator(".desk-here")).to_have_text(f"{translator.username} has this text open too.")
    page.reload()
    expect(page.locator(".desk-here")).to_have_text("Ana Lima has this text open too.")
    other.locator("input[name='desk-languages'][value='es']").check()
    other.locator("#id_title_es").fill("El título de Ana")
    other.locator("#id_summary_es").fill("El resumen de Ana")
    page.locator("#id_title_es").fill("Mi título")
    save(other)
    accepted(other)
    save(page)
    expect(page.locator(".errorlist.nonfield")).to_contain_text("Not saved: Ana Lima has changed this")
    title = page.locator(".desk-conflict fieldset", has=page.locator("[name='keep-title_es']"))
    expect(title.locator(".desk-difference").nth(0)).to_contain_text("El título de Ana")
    expect(title.locator(".desk-difference").nth(1)).to_contain_text("Mi título")
    expect(page.locator("[name='keep-summary_es'][value='theirs']")).to_be_checked()
    expect(page.locator("#id_title_es")).to_have_value("Mi título")
    title.get_by_label("What you typed").check()
    save(page)
    accepted(page)
    post.refresh_from_db()
    assert (post.title_es, post.summary_es) == ("Mi título", "El resumen de Ana")


def test_open_form_says_that_somebody_saved(
    browser_as: As, other: Page, live_server: LiveServer, secretariat: User
) -> None:
    post = factories.post()
    url = live_server.url + change_url(post)
    page = browser_as(secretariat)
    page.clock.install()
    open_form(page, url)
    open_form(other, url)
    other.locator("#id_title_en").fill("Theirs")
    save(other)
    accepted(other)
    page.clock.run_for(21_000)
    expect(page.locator(".desk-here")).to_contain_text("This text was saved after you opened it.")


# What was typed


def test_text_outlives_a_closed_tab(browser_as: As, live_server: LiveServer, translator: User) -> None:
    post = factories.post(title_es="Título", original_language="en")
    factories.byline(post)
    url = live_server.url + change_url(post)
    page = browser_as(translator)
    write_and_close(page, url)
    page = page.context.new_page()
    open_form(page, url)
    expect(page.locator(".desk-unsaved")).to_contain_text("You typed something here on")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(".messagelist .warning")).to_contain_text("Brought back into the form, not saved yet")
    expect(page.locator("#id_title_es")).to_have_value("Escrito y no guardado")
    save(page)
    accepted(page)
    post.refresh_from_db()
    assert (post.title_es, post.body_es.endswith("Una palabra más.</p>")) == ("Escrito y no guardado", True)
    is_kept(page, 0)


def write_and_close(page: Page, url: str) -> None:
    open_form(page, url)
    page.locator("#id_title_es").fill("Escrito y no guardado")
    page.locator("#id_body_es-area").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Una palabra más.")
    page.wait_for_timeout(1000)
    is_kept(page)
    page.close()


def test_somebody_else_in_the_same_browser_is_offered_nothing_and_can_read_nothing(
    browser_as: As, live_server: LiveServer, translator: User, moderator: User
) -> None:
    url = live_server.url + change_url(factories.post(original_language="en"))
    page = browser_as(translator)
    write_and_close(page, url)
    page.context.add_cookies([cookie_of(moderator, live_server.url)])
    page = page.context.new_page()
    open_form(page, url)
    page.wait_for_timeout(500)
    expect(page.locator(".desk-unsaved")).to_have_count(0)
    assert "guardado" not in page.evaluate(DUMP)


DUMP = """async () => {
    const opening = indexedDB.open("desk", 1)
    await new Promise((resolve) => (opening.onsuccess = resolve))
    const all = opening.result.transaction("unsaved").objectStore("unsaved").getAll()
    await new Promise((resolve) => (all.onsuccess = resolve))
    return all.result.map((one) => JSON.stringify(one) + new TextDecoder().decode(one.data)).join()
}"""


def test_new_text_outlives_an_ended_login(browser_as: As, live_server: LiveServer, secretariat: User) -> None:
    """Save is pressed after the login has ended: logged in again, the words are still there."""
    page = browser_as(secretariat)
    open_form(page, f"{live_server.url}/admin/blog/post/add/")
    page.locator("#id_title_en").fill("Typed too long")
    is_kept(page)
    Session.objects.all().delete()
    save(page)
    assert "/accounts/login/" in page.url
    page.context.add_cookies([cookie_of(secretariat, live_server.url)])
    open_form(page, f"{live_server.url}/admin/blog/post/add/")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_title_en")).to_have_value("Typed too long")
    save(page)
    accepted(page)
    assert Post.objects.get().title_en == "Typed too long"
    is_kept(page, 0)


def test_form_says_that_the_login_has_ended_and_saves_after_the_next(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    post = factories.post()
    page = browser_as(secretariat)
    page.clock.install()
    open_form(page, live_server.url + change_url(post))
    page.locator("#id_title_en").fill("Typed")
    Session.objects.all().delete()
    page.clock.run_for(21_000)
    expect(page.locator(".desk-here")).to_contain_text("You are logged out. What you typed is kept")
    page.context.add_cookies([cookie_of(secretariat, live_server.url)])
    token = next(each for each in page.context.cookies() if "csrf" in str(each.get("name")))
    page.context.add_cookies([{"name": token["name"], "value": "x" * 32, "url": live_server.url}])
    page.clock.run_for(21_000)
    expect(page.locator(".desk-here")).to_have_text("")
    save(page)
    accepted(page)
    assert Post.objects.get().title_en == "Typed"


def log_in(page: Page, site: str, person: User) -> None:
    """As in another window of this browser: a login gives another token against forged requests, too."""
    token = next(each for each in page.context.cookies() if "csrf" in str(each.get("name")))
    page.context.add_cookies([cookie_of(person, site), {"name": token["name"], "value": "x" * 32, "url": site}])


def test_form_is_not_saved_by_somebody_who_logged_in_in_another_window(
    browser_as: As, live_server: LiveServer, secretariat: User, moderator: User
) -> None:
    post = factories.post(title_en="As it was")
    url = live_server.url + change_url(post)
    page = browser_as(secretariat)
    page.clock.install()
    open_form(page, url)
    page.locator("#id_title_en").fill("Typed by the first")
    is_kept(page)
    log_in(page, live_server.url, moderator)
    page.clock.run_for(21_000)
    expect(page.locator(".desk-here")).to_contain_text("Somebody else is logged in in this browser now.")
    save(page)
    assert Post.objects.get().title_en == "As it was"
    open_form(page, url)
    expect(page.locator(".desk-unsaved")).to_have_count(0)
    log_in(page, live_server.url, secretariat)
    open_form(page, url)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_title_en")).to_have_value("Typed by the first")


def test_text_outlives_a_crash_of_the_browser(
    browser_type: BrowserType, live_server: LiveServer, secretariat: User, tmp_path: Path
) -> None:
    url = live_server.url + change_url(factories.post())
    profile = tmp_path / "profile"

    def start() -> tuple[BrowserContext, Page]:
        context = browser_type.launch_persistent_context(
            profile, executable_path=chromium.find(), args=chromium.FLAGS, locale="en-GB"
        )
        context.add_cookies([cookie_of(secretariat, live_server.url)])
        return context, context.new_page()

    _context, page = start()
    open_form(page, url)
    page.locator("#id_title_en").fill("Typed before the crash")
    is_kept(page)
    for number in processes_with(str(profile)):
        os.kill(number, signal.SIGKILL)
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    context, page = start()
    open_form(page, url)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#id_title_en")).to_have_value("Typed before the crash")
    context.close()


def processes_with(words: str) -> list[int]:
    """The numbers of the processes of this browser alone: its profile is in their command lines."""
    found = subprocess.run(["pgrep", "-f", "--", words], check=False, capture_output=True, text=True)
    return [int(number) for number in found.stdout.split()]


def test_window_that_is_still_open_is_not_offered_and_thrown_away_is_gone(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    url = live_server.url + change_url(factories.post())
    page = browser_as(secretariat)
    open_form(page, url)
    page.locator("#id_title_en").fill("In the first window")
    is_kept(page)
    second = page.context.new_page()
    open_form(second, url)
    second.wait_for_timeout(300)
    expect(second.locator(".desk-unsaved")).to_have_count(0)
    page.close()
    second.reload()
    second.get_by_role("button", name="Throw it away").click()
    expect(second.locator(".desk-unsaved")).to_have_count(0)
    is_kept(second, 0)
    second.reload()
    second.wait_for_timeout(300)
    expect(second.locator(".desk-unsaved")).to_have_count(0)


def test_form_that_was_only_looked_at_leaves_nothing(
    browser_as: As, live_server: LiveServer, secretariat: User
) -> None:
    post = factories.post()
    factories.byline(post)
    page = browser_as(secretariat)
    open_form(page, live_server.url + change_url(post))
    page.locator("#id_title_en").click()
    page.locator("#id_title_en").fill("Typed")
    is_kept(page)
    page.locator("#id_title_en").fill(post.title_en)
    is_kept(page, 0)


@pytest.mark.browser_context_args(bypass_csp=True)  # axe writes a style of its own into the page
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_choice_fits_and_has_no_barriers(
    browser_as: As, other: Page, live_server: LiveServer, secretariat: User, width: int, scheme: Any
) -> None:
    post = factories.post()
    factories.byline(post)
    page = browser_as(secretariat)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    url = live_server.url + change_url(post)
    open_form(page, url)
    open_form(other, url)
    other.locator("#id_title_en").fill("Theirs")
    save(other)
    page.locator("#id_title_en").fill("Mine")
    save(page)
    expect(page.locator(".desk-conflict")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(Axe().run(page)) == []
