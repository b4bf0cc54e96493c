"""Every page of the desk, whatever its address: axe finds nothing, and nothing is wider than the smallest phone."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.test_desk_browser import PHONE, look_over
from tests.test_permissions import NOBODY, World, places, rule_of, world  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("code", "scheme"), [("en", "light"), ("es", "dark")])
def test_every_page_of_the_desk_is_open_to_everybody(
    new_context: Any,
    live_server: LiveServer,
    administrator: User,
    world: World,  # noqa: F811
    code: str,
    scheme: str,
) -> None:
    client = Client()
    client.force_login(administrator)
    context = new_context(
        bypass_csp=True,  # axe writes a style of its own into the page
        color_scheme=scheme,
        viewport={"width": PHONE[0], "height": PHONE[1]},
    )
    cookies = [(cookie.key, cookie.value) for cookie in client.cookies.values()]
    for name, value in [*cookies, ("language", code)]:
        context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page = context.new_page()
    found = [each for path in pages(world, client) for each in looked_over(page, live_server.url + path)]
    context.close()
    assert found == []


def pages(world: World, client: Client) -> list[str]:  # noqa: F811
    """The addresses that serve an administrator a page."""
    named = [place for place in places() if place.route.startswith("admin/")]
    urls = {world.url(place) for place in named if (rule := rule_of(place.name)) and rule.get != NOBODY}
    answers = {url: client.get(url) for url in sorted(urls)}
    return [
        url
        for url, answer in answers.items()
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    ]


def looked_over(page: Page, url: str) -> list[str]:
    page.goto(url)
    return look_over(page)
