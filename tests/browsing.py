"""What every browser test does: watch the browser, log somebody in, open a mail, send a form and see it taken."""

import ipaddress
import re
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

REFUSED = re.compile("Content Security Policy|Content-Security-Policy")


def is_here(host: str) -> bool:
    """Whether a host's name or number is this machine's own."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def watch(context: BrowserContext) -> list[str]:
    """The problems that pages of this browser come to have: another host asked, a content policy broken, an error."""
    problems: list[str] = []

    def look(route: Route) -> None:
        address = urlsplit(route.request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and not is_here(address.hostname or ""):
            problems.append(f"asked for {route.request.url}")
            route.abort()
        else:
            route.continue_()

    def listen(page: Page) -> None:
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("console", lambda line: problems.append(line.text) if REFUSED.search(line.text) else None)

    context.on("page", listen)
    context.route("**/*", look)
    return problems


def log_in(context: BrowserContext, address: str, person: User, code: str = "") -> None:
    """Give this browser a session of this person's and, where one is said, a language."""
    client = Client()
    client.force_login(person)
    cookies = {cookie.key: cookie.value for cookie in client.cookies.values()}
    if code:
        cookies["language"] = code
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])


def mailed(address: str) -> str:
    """Where the first link of the last mail to this address leads."""
    letter = next(letter for letter in reversed(mail.outbox) if letter.to == [address])
    return re.search(r"https?://\S+", str(letter.body))[0]


def send(button: Locator) -> None:
    """Press what sends a form and wait for the page that answers: a message of the page before is not taken for it."""
    with button.page.expect_navigation():
        button.click()


def save(page: Page) -> None:
    send(page.get_by_role("button", name="Save", exact=True))


def accepted(page: Page) -> None:
    """The last form sent was taken."""
    expect(page.locator(".messagelist .success")).to_be_visible()
