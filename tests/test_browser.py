"""The browser the tests drive, and the site it meets: real static files, real policy."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.browser


@pytest.mark.smoke
def test_desk_opens_without_a_word_from_the_policy(
    live_server: LiveServer, browser_as: Callable[[User], Page], administrator: User
) -> None:
    page = browser_as(administrator)
    page.goto(f"{live_server.url}/admin/")
    expect(page.locator("#content")).to_be_visible()
    sheets = page.eval_on_selector_all("link[rel=stylesheet]", "all => all.map(one => [one.href, one.sheet !== null])")
    assert sheets
    assert [address for address, loaded in sheets if not loaded] == []


def test_static_files_are_kept_by_browsers_for_ever(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    address = page.get_attribute("link[rel=stylesheet]", "href")
    response = page.request.get(f"{live_server.url}{address}")
    assert (response.status, response.headers["cache-control"]) == (200, "max-age=315360000, public, immutable")
