"""The whole desk on a phone, each kind of page once: nothing that axe finds, nothing cut off, nothing left in English.

Publishing, comparing and correcting are driven in tests of their own; here every other page is at least looked at.
"""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.test_permissions import World, places, world  # noqa: F401

pytestmark = pytest.mark.browser
WIDTH = 360
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
TEXT = ("changelist", "change", "delete", "history", "publish", "withdraw", "redact", "schedule", "share")
PICTURE = ("changelist", "change", "add", "delete", "replace", "describe", "picker")
DESK = (
    *("admin:index", "admin:app_list", "post_from_word", "importing:upload", "admin:publishing_edition_scheduled"),
    *(f"admin:blog_post_{page}" for page in TEXT),
    *(f"admin:publishing_picture_{page}" for page in PICTURE),
    *("admin:statements_statement_change", "admin:blog_author_change", "admin:signatories_signatory_change"),
    *("admin:publishing_topic_change", "admin:publishing_edition_change", "admin:publishing_seal_change"),
    *("admin:publishing_brokenlink_changelist", "admin:importing_importedentry_history"),
    *("admin:members_submission_changelist", "admin:members_submission_change", "admin:members_standardreply_change"),
)
OFFICE = (
    *(f"admin:auth_user_{page}" for page in ("changelist", "change", "delete", "history", "password_change")),
    *("admin:auth_user_second_factor", "admin:auth_group_change", "admin:accounts_auditentry_changelist"),
    *(f"admin:accounts_invitation_{page}" for page in ("changelist", "add", "change", "history")),
    *("admin:accounts_accountrequest_change", "admin:accounts_person_change", "admin:accounts_mail_changelist"),
    *("admin:accounts_blockedaddress_changelist", "admin:accounts_blockedaddress_delete"),
)
SPANISH = (
    *(f"admin:blog_post_{page}" for page in ("changelist", "change", "publish", "share")),
    *("admin:index", "admin:publishing_picture_change", "admin:publishing_edition_change"),
    *("admin:publishing_seal_change", "admin:members_submission_changelist", "admin:members_submission_change"),
    *("admin:auth_user_change", "admin:auth_user_password_change", "admin:auth_group_change"),
    *("admin:accounts_invitation_change", "admin:accounts_auditentry_changelist", "admin:accounts_person_change"),
)
# What can be seen and reaches past the page, or is a field or a button and reaches past what hides the rest of it; what
# scrolls may be as wide as it is.
CUT_OFF = """() => {
    const style = (node) => getComputedStyle(node).overflowX
    const above = (node, test) => (node && !test(style(node)) ? above(node.parentElement, test) : node)
    const right = (node) => node.getBoundingClientRect().right
    const isOut = (node) => {
        const isUsed = node.matches("input, select, textarea, button")
        const hiding = isUsed && above(node.parentElement, (how) => how !== "visible")
        return right(node) > Math.min(right(hiding || document.body), document.documentElement.clientWidth) + 1
    }
    return [...document.querySelectorAll("#container *")]
        .filter((node) => node.checkVisibility() && isOut(node))
        .filter((node) => !above(node.parentElement, (how) => how === "auto" || how === "scroll"))
        .map((node) => node.outerHTML.slice(0, 120))
}"""
WORDS = """() => [...document.querySelectorAll("label, legend, thead th, button, summary, .help, #content p")]
    .filter((node) => node.checkVisibility() && !node.closest("[lang]:not(html), [role=toolbar], #id_groups"))
    .map((node) => node.innerText.trim())"""
NAMES = re.compile(r"[\W\d_]*|.*@.*|person\d+|Topic \d+ · Tema \d+|Rosa Quispe|English|Español")


@pytest.fixture
def page(new_context: Any, live_server: LiveServer, administrator: User) -> Page:
    """A phone, on which an administrator is logged in."""
    client = Client()
    client.force_login(administrator)
    cookie = next(iter(client.cookies.values()))
    # Without the content policy: axe writes a style of its own into the page.
    context = new_context(bypass_csp=True, color_scheme="light", viewport={"width": WIDTH, "height": 800})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page: Page = context.new_page()
    return page


@pytest.fixture
def addresses(world: World, live_server: LiveServer, administrator: User) -> dict[str, str]:  # noqa: F811
    """The address of each page by its name."""
    user = world.objects["auth.user"]
    LogEntry.objects.log_actions(administrator.pk, [user], CHANGE, "Changed.", single_object=True)
    return {place.name: live_server.url + world.url(place) for place in places() if place.name in {*DESK, *OFFICE}}


@pytest.mark.parametrize("names", [DESK, OFFICE], ids=["texts", "accounts"])
def test_desk_has_no_barriers_on_a_phone(page: Page, addresses: dict[str, str], names: tuple[str, ...]) -> None:
    found = []
    for name in names:
        page.goto(addresses[name])
        found += [f"{name}: {problem}" for problem in [*barriers(page), *page.evaluate(CUT_OFF)]]
    assert found == []


def barriers(page: Page) -> list[str]:
    violations = Axe().run(page, options=WCAG).response["violations"]
    return [f"{each['id']} {node['html'][:120]}" for each in violations for node in each["nodes"]]


def test_desk_speaks_spanish_and_fits_a_phone(page: Page, addresses: dict[str, str], live_server: LiveServer) -> None:
    """What is the same in both languages was left in English, unless it is a name."""
    english = {}
    for name in SPANISH:
        page.goto(addresses[name])
        english[name] = set(page.evaluate(WORDS))
    page.context.add_cookies([{"name": "language", "value": "es", "url": live_server.url}])
    found = []
    for name in SPANISH:
        page.goto(addresses[name])
        same = [word for word in page.evaluate(WORDS) if word in english[name] and not NAMES.fullmatch(word)]
        found += [f"{name}: {problem}" for problem in [*page.evaluate(CUT_OFF), *same]]
    assert found == []
