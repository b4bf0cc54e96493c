"""What docs/editing.md and docs/editing.es.md lead a newcomer through, in a browser: a first post, its translation,
a correction. `make guide` writes the pictures that the two show; a plain run looks only that everything can be done.
"""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from publishing.models import Edition
from tests.browsing import accepted, send

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parent.parent / "docs"
GUIDES = {"en": DOCS / "editing.md", "es": DOCS / "editing.es.md"}
SHOTS = ("write", "footnote", "publish", "translate", "correct", "read")
TEXTS = {
    "en": ("The ford at Tres Bocas", "Where three rivers meet, nobody asks whose water it is.", "The ford is old."),
    "es": (
        "El vado de Tres Bocas",
        "Donde se juntan tres ríos, nadie pregunta de quién es el agua.",
        "El vado es viejo.",
    ),
}
NOTES = {"en": "Told by the ferrywoman, March 2026.", "es": "Contado por la barquera, marzo de 2026."}
MENDED = {
    "en": ("The ford at Tres Bocas, 1912", "The year was missing from the title."),
    "es": ("El vado de Tres Bocas, 1912", "Faltaba el año en el título."),
}


class Guide:
    """Somebody new at the desk, who writes in one language and translates into the other."""

    def __init__(self, page: Page, site: str, code: str) -> None:
        self.page, self.site, self.code = page, site, code
        self.other = next(code for code in TEXTS if code != self.code)

    def take(self, name: str) -> None:
        """A picture of what is on the screen now; kept only where the guide is being made."""
        taken = self.page.screenshot(animations="disabled", caret="hide")
        if os.environ.get("GUIDE"):
            place = DOCS / "pictures" / f"{self.code}-{name}.webp"
            Image.open(BytesIO(taken)).convert("RGB").save(place, quality=80, method=6)

    def show(self, language: str) -> None:
        self.page.locator(f"input[name='desk-languages'][value='{language}']").check()

    def fill(self, code: str) -> None:
        """Title, standfirst and text in one language."""
        title, standfirst, text = TEXTS[code]
        self.page.locator(f"#id_title_{code}").fill(title)
        self.page.locator(f"#id_summary_{code}").fill(standfirst)
        area = self.page.locator(f"#id_body_{code}-area")
        area.focus()
        self.page.keyboard.type(text)
        expect(area).to_contain_text(text)

    def add_note(self, code: str) -> None:
        self.page.locator(f"#id_body_{code}-area").focus()
        self.page.keyboard.press("Control+Alt+f")
        expect(self.page.locator("dialog[open]")).to_be_visible()
        self.page.keyboard.type(NOTES[code])
        self.take("footnote")
        self.page.keyboard.press("Enter")
        expect(self.page.locator("dialog")).to_have_count(0)

    def open_publishing(self) -> None:
        self.page.get_by_role("button", name=gettext("Save and publish…"), exact=True).click()
        expect(self.page.get_by_role("button", name=gettext("Publish"), exact=True)).to_be_visible()

    def publish(self) -> None:
        send(self.page.get_by_role("button", name=gettext("Publish"), exact=True))
        accepted(self.page)


@pytest.fixture
def guide(
    request: pytest.FixtureRequest, browser_as: Callable[[User], Page], live_server: LiveServer, secretariat: User
) -> Iterator[Guide]:
    secretariat.first_name = "Mateo"
    secretariat.save()
    page = browser_as(secretariat)
    page.set_viewport_size({"width": 1120, "height": 760})
    page.goto(f"{live_server.url}/admin/")
    page.locator(".desk-tongue").get_by_role("button", name={"en": "English", "es": "Español"}[request.param]).click()
    with override(request.param):
        yield Guide(page, live_server.url, request.param)


@pytest.mark.parametrize("guide", ["en", "es"], indirect=True)
def test_newcomer_writes_translates_and_corrects_a_post(guide: Guide) -> None:
    page, code, other = guide.page, guide.code, guide.other
    page.goto(f"{guide.site}/admin/blog/post/add/")
    page.locator("#id_original_language").select_option(code)
    guide.show(code)
    guide.fill(code)
    page.evaluate("scrollTo(0, 0)")
    guide.take("write")
    guide.add_note(code)
    guide.open_publishing()
    guide.take("publish")
    guide.publish()
    guide.show("both")
    guide.fill(other)
    page.evaluate("scrollTo(0, 0)")
    guide.take("translate")
    guide.open_publishing()
    guide.publish()
    guide.show(code)
    title, note = MENDED[code]
    page.locator(f"#id_title_{code}").fill(title)
    guide.open_publishing()
    page.locator("input[value='correction']").check()
    page.locator(f"#id_note_{code}").fill(note)
    guide.take("correct")
    guide.publish()
    edition = Edition.objects.public().get(language=code)
    page.goto(f"{guide.site}/{code}/blog/{edition.slug}/")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".notices")).to_contain_text(note)
    guide.take("read")


@pytest.mark.parametrize("code", GUIDES)
def test_guide_shows_every_picture_and_no_other(code: str) -> None:
    text = GUIDES[code].read_text()
    for name in SHOTS:
        assert f"](pictures/{code}-{name}.webp)" in text
        assert (DOCS / "pictures" / f"{code}-{name}.webp").exists()
    assert text.count(".webp)") == len(SHOTS)
