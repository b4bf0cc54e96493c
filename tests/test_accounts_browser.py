"""Coming in, in a real browser: from the mail to the desk, with an app and with a passkey; on a phone, by keyboard."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import factories

pytestmark = pytest.mark.browser
PASSWORD, NEW = "a long password", "swift river water"


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings, live_server: LiveServer) -> None:
    settings.MFA_REQUIRED = True
    settings.SITE_URL = live_server.url


@pytest.fixture
def keys(page: Page) -> Iterator[Any]:
    """A device that keeps passkeys and always knows its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield lambda verified: devtools.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": verified}
    )
    devtools.detach()


def log_in(page: Page, address: str, person: User, password: str = PASSWORD) -> None:
    page.goto(f"{address}/admin/")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def add_app(page: Page) -> str:
    page.get_by_role("link", name="Add an authenticator app").click()
    square = page.get_by_alt_text("The square that the app reads")
    expect(square).to_be_visible()
    square.evaluate("one => one.decode()")  # fails if it is no picture
    page.get_by_text("I cannot read the square").click()
    secret = page.locator("details code").inner_text()
    page.get_by_label("Authenticator code").fill(factories.totp(secret))
    page.get_by_role("button", name="Add the app").click()
    return secret


@pytest.mark.smoke
def test_from_the_invitation_to_the_desk(page: Page, live_server: LiveServer) -> None:
    link = invite(page, live_server.url)
    page.goto(link)
    set_password(page)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    add_app(page)
    codes = page.locator(".codes li")
    expect(codes).to_have_count(10)
    spare = codes.first.inner_text()
    page.get_by_role("link", name="on to the desk").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    log_in(page, live_server.url, User.objects.get(email="ines@rivers.example"), NEW)
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()


def invite(page: Page, address: str) -> str:
    """As an administrator: log in, add an app, invite somebody, leave; returns the link that the mail leads to."""
    factories.user("moderator")
    log_in(page, address, factories.user("administrator"))
    add_app(page)
    page.get_by_role("link", name="on to the desk").click()
    page.get_by_role("link", name="Invitations", exact=True).first.click()
    page.get_by_role("link", name="Add invitation").click()
    page.get_by_label("E-mail").fill("ines@rivers.example")
    page.get_by_label("First name").fill("Inés")
    page.get_by_label("Role").select_option(str(factories.group("moderator").pk))
    page.get_by_label("Language", exact=False).last.select_option("en")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("An invitation goes to ines@rivers.example.")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    return re.search(r"http\S+/invitation/\S+", str(mail.outbox[-1].body))[0]


def set_password(page: Page) -> None:
    page.get_by_label("New password", exact=False).first.fill(NEW)
    page.get_by_label("New password confirmation").fill(NEW)
    page.get_by_role("button", name="Set the password").click()


@pytest.mark.smoke
def test_passkey_is_added_and_logs_in_alone(page: Page, live_server: LiveServer, keys: Callable[[bool], Any]) -> None:
    person = factories.user("moderator")
    log_in(page, live_server.url, person)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("A name by which you know it").fill("My telephone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="on to the desk").click()
    page.get_by_role("button", name="Log out").click()

    page.goto(f"{live_server.url}/admin/blog/post/")
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/admin/blog/post/")
    page.get_by_role("button", name="Log out").click()

    log_in(page, live_server.url, person)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()
    page.goto(f"{live_server.url}/accounts/2fa/")
    expect(page.get_by_text("My telephone").first).to_be_visible()
    page.get_by_role("link", name="Remove it My telephone").click()
    page.get_by_role("button", name="Remove it").click()
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("link", name="Add a passkey")).to_be_visible()


def test_passkey_without_its_owner_does_not_log_in(
    page: Page, live_server: LiveServer, keys: Callable[[bool], Any]
) -> None:
    log_in(page, live_server.url, factories.user("moderator"))
    page.get_by_role("link", name="Add a passkey").click()
    keys(False)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("No passkey was made.")).to_be_visible()
    page.goto(f"{live_server.url}/admin/")
    expect(page.get_by_role("link", name="Add a passkey")).to_be_visible()


def test_everything_but_passkeys_works_without_script(live_server: LiveServer, new_context: Callable[..., Any]) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    log_in(page, live_server.url, factories.user("moderator"))
    expect(page.get_by_role("button", name="Log in with a passkey")).to_be_hidden()
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    page.get_by_role("link", name="Add an authenticator app").click()
    page.get_by_text("I cannot read the square").click()
    page.get_by_label("Authenticator code").fill(factories.totp(page.locator("details code").inner_text()))
    page.get_by_role("button", name="Add the app").click()
    page.get_by_role("link", name="on to the desk").click()
    expect(page.get_by_role("heading", name="The desk")).to_be_visible()


def test_login_by_keyboard_alone(page: Page, live_server: LiveServer) -> None:
    person = factories.user("moderator")
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("Email").focus()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()


PAGES = ("login/?x=1", "password/reset/", "password/reset/done/", "invitation/token/", "invitation/other/", "signup/")
THEIRS = ("2fa/", "2fa/app/", "2fa/passkeys/add/", "2fa/codes/", "2fa/codes/new/", "password/change/", "logout/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["en", "es"])
def test_every_page_is_for_everybody(
    live_server: LiveServer, new_context: Callable[..., Any], scheme: str, code: str
) -> None:
    """axe finds nothing, and nothing is wider than a phone; with what was typed wrongly, too."""
    factories.invitation(token="token")
    person, wide = factories.user("moderator"), {"width": 390, "height": 844}
    page = new_context(bypass_csp=True, color_scheme=scheme, viewport=wide).new_page()
    found = [problem for path in PAGES for problem in look_over(page, f"{live_server.url}/accounts/{path}", code)]
    page.goto(f"{live_server.url}/accounts/login/?language={code}")
    page.locator("main form button").first.click()
    found += look_over(page, None, code)

    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    secret = client.get("/accounts/2fa/app/").context["form"].secret
    client.post("/accounts/2fa/app/", {"code": factories.totp(secret)})
    cookie = client.cookies["session"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    found += [problem for path in THEIRS for problem in look_over(page, f"{live_server.url}/accounts/{path}", code)]
    assert found == []


def look_over(page: Page, address: str | None, code: str) -> list[str]:
    if address:
        page.goto(f"{address}{'&' if '?' in address else '?'}language={code}")
    said = [f"{page.url}: {violation['id']}" for violation in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        said.append(f"{page.url}: wider than the screen")
    assert page.get_attribute("html", "lang") == code
    return said
