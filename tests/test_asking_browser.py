"""From asking for an account to a profile, in a real browser, in both languages; on a phone, and without script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import traps
from blog.models import Author
from tests import factories

pytestmark = pytest.mark.browser
NEW = "swift river water"
SAID = ("ines@rivers.example", "Inés", "Lavalle", "River Watch", "To write about our river.")
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "ask": "Ask for an account",
        "labels": ("E-mail", "First name", "Last name", "Organisation", "What would you like"),
        "send": "Send the request",
        "sent": "Look into your mail",
        "confirm": "Confirm my address",
        "waits": "Your request waits for an answer",
        "password": ("New password", "New password confirmation", "Set the password"),
        "profile": ("Short biography in English", "Keep it", "What you changed waits for a moderator."),
        "desk": ("Requests for accounts", "Comment", "Approve and invite", "Approved: an invitation goes to"),
        "over": ("Profiles", "Take it over", "Taken over"),
    },
    "es": {
        "ask": "Solicitar una cuenta",
        "labels": ("Correo electrónico", "Nombre", "Apellido", "Organización", "¿Sobre qué le gustaría"),
        "send": "Enviar la solicitud",
        "sent": "Mire su correo",
        "confirm": "Confirmar mi dirección",
        "waits": "Su solicitud espera respuesta",
        "password": ("Contraseña nueva", "Contraseña nueva (confirmación)", "Establecer la contraseña"),
        "profile": ("Biografía breve en inglés", "Guardar", "Lo que cambió espera al equipo de moderación."),
        "desk": ("Solicitudes de cuenta", "Comentario", "Aprobar e invitar", "Aprobada: se envía una invitación a"),
        "over": ("Perfiles", "Pasarlo al autor", "Listo"),
    },
}


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings, live_server: LiveServer) -> None:
    settings.MFA_REQUIRED = True
    settings.SITE_URL = live_server.url
    factories.group("member")


def link() -> str:
    """Where the last mail leads to."""
    return re.search(r"http\S+/accounts/\S+", str(mail.outbox[-1].body))[0]


def moderator_in(page: Page, address: str, code: str) -> None:
    """A moderator's session, with the second factor shown."""
    person, client = factories.user("moderator"), Client()
    client.post("/accounts/login/", {"login": person.email, "password": "a long password"})
    secret = client.get("/accounts/2fa/app/").context["form"].secret
    client.post("/accounts/2fa/app/", {"code": factories.totp(secret)})
    client.post("/admin/language/", {"language": code, "next": "/admin/"})
    cookies = [client.cookies[name] for name in ("session", "language")]
    page.context.add_cookies([{"name": one.key, "value": one.value, "url": address} for one in cookies])


def open_first(page: Page, address: str, heading: str) -> None:
    """From the desk's start page to the first row of a list."""
    page.goto(f"{address}/admin/")
    page.get_by_role("link", name=heading, exact=True).first.click()
    page.locator("#result_list tbody th a").first.click()


@pytest.mark.parametrize("code", ["en", "es"])
def test_from_asking_to_the_profile(live_server: LiveServer, new_context: Callable[..., Any], code: str) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 780}).new_page()
    desk = new_context().new_page()
    ask(page, live_server.url, code)
    moderator_in(desk, live_server.url, code)
    approve(desk, live_server.url, code)
    come_in(page, code)
    fill_in_profile(page, live_server.url, code)
    take_over(desk, live_server.url, code)
    author = Author.objects.get(name="Inés Lavalle")
    assert (author.bio_en, author.user) == ("<p>Writes about rivers.</p>", User.objects.get(username=SAID[0]))


def ask(page: Page, address: str, code: str) -> None:
    words = WORDS[code]
    page.goto(f"{address}/accounts/login/?language={code}")
    page.get_by_role("link", name=words["ask"]).click()
    for label, text in zip(words["labels"], SAID, strict=True):
        page.get_by_label(label).first.fill(text)
    page.wait_for_timeout(traps.FASTEST.total_seconds() * 1000)
    page.get_by_role("button", name=words["send"]).click()
    expect(page.get_by_role("heading", name=words["sent"])).to_be_visible()
    page.goto(link())
    page.get_by_role("button", name=words["confirm"]).click()
    expect(page.get_by_role("heading", name=words["waits"])).to_be_visible()


def approve(desk: Page, address: str, code: str) -> None:
    heading, comment, button, done = WORDS[code]["desk"]
    open_first(desk, address, heading)
    desk.get_by_label(comment).fill("Welcome, Inés.")
    desk.get_by_role("button", name=button).click()
    expect(desk.get_by_text(f"{done} {SAID[0]}")).to_be_visible()
    assert "Welcome, Inés." in mail.outbox[-1].body


def come_in(page: Page, code: str) -> None:
    first, second, button = WORDS[code]["password"]
    page.goto(link())
    page.get_by_label(first).first.fill(NEW)
    page.get_by_label(second).last.fill(NEW)
    page.get_by_role("button", name=button).click()


def fill_in_profile(page: Page, address: str, code: str) -> None:
    biography, keep, waits = WORDS[code]["profile"]
    page.goto(f"{address}/accounts/profile/")
    page.get_by_label(biography).fill("Writes about rivers.")
    portrait = FilePayload(name="me.jpg", mimeType="image/jpeg", buffer=factories.image_file().getvalue())
    page.locator("input[type=file]").set_input_files(files=[portrait])
    page.get_by_role("button", name=keep).click()
    expect(page.get_by_text(waits)).to_be_visible()
    assert page.locator(".account img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def take_over(desk: Page, address: str, code: str) -> None:
    heading, button, done = WORDS[code]["over"]
    open_first(desk, address, heading)
    expect(desk.get_by_text("Writes about rivers.")).to_be_visible()
    assert desk.locator("td img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    desk.get_by_role("button", name=button).click()
    expect(desk.get_by_text(done)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("code", ["en", "es"])
def test_every_page_is_for_everybody(
    live_server: LiveServer, new_context: Callable[..., Any], scheme: str, code: str
) -> None:
    """axe finds nothing, and nothing is wider than a phone; with what was typed wrongly, too."""
    asked = factories.account_request(token="token")
    member = factories.user("member")
    person = factories.person(member, photo=factories.picture(), bio_en="Rivers.", profile_waits=asked.asked_at)
    page = new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": 360, "height": 780}).new_page()

    def look(path: str = "") -> list[str]:
        if path:
            page.goto(f"{live_server.url}{path}?language={code}")
        found = [f"{page.url}: {violation['id']}" for violation in Axe().run(page).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        assert page.get_attribute("html", "lang") == code
        return [*found, *([f"{page.url}: wider than the screen"] if wide else [])]

    found = look("/accounts/ask/")
    page.locator("main form button").first.click()
    found += look() + look("/accounts/ask/sent/") + look("/accounts/ask/token/") + look("/accounts/ask/none/")
    found += look("/accounts/login/code/")
    page.locator("main input[type=email]").fill(member.email)
    page.locator("main form button").first.click()
    page.wait_for_url("**/confirm/")
    found += look()
    client = Client()
    client.force_login(member)
    cookie = client.cookies["session"]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    found += look("/accounts/profile/")
    moderator_in(page, live_server.url, code)
    for path in ("accountrequest/", f"accountrequest/{asked.pk}/change/", f"person/{person.pk}/change/"):
        page.goto(f"{live_server.url}/admin/accounts/{path}")
        found += look()
    assert found == []
