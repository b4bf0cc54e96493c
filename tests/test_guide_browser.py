"""What the guides lead a newcomer through, in a browser. docs/editing.md: a first post, its translation, a correction.
docs/writing.md: a member writes, sends, answers, agrees. `make guide` writes the pictures that they show, in both
languages; a plain run looks only that everything can be done.
"""

import os
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from blog.models import Post
from members import agreement, workflow
from members.models import Submission
from publishing.models import Edition
from tests import factories
from tests.browsing import accepted, log_in, mailed, send

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parent.parent / "docs"
ENDINGS = {"en": ".md", "es": ".es.md"}
SHOTS = {
    "editing": ("write", "footnote", "publish", "translate", "correct", "read"),
    "writing": ("member-write", "member-send", "member-answer", "member-agree"),
}
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


ASKED = {
    "en": ("Which rivers are they? A reader elsewhere does not know.", "Three rivers meet at Tres Bocas."),
    "es": ("¿Qué ríos son? Quien lee en otra parte no lo sabe.", "En Tres Bocas se juntan tres ríos."),
}
REQUESTED = {"en": "Thank you. One sentence is missing.", "es": "Gracias. Falta una oración."}


class Guide:
    """Somebody new at the desk or among the members, who begins in one language."""

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

    def add_note(self, code: str, shot: str = "") -> None:
        self.page.locator(f"#id_body_{code}-area").focus()
        self.page.keyboard.press("Control+Alt+f")
        expect(self.page.locator("dialog[open]")).to_be_visible()
        self.page.keyboard.type(NOTES[code])
        if shot:
            self.take(shot)
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
    guide.add_note(code, "footnote")
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


class MemberGuide(Guide):
    """Somebody with an account of a member, and the moderator who reads what they send."""

    moderator: User

    def send(self) -> None:
        send(self.page.get_by_role("button", name=gettext("Save and send…")))
        for box in self.page.get_by_role("main").get_by_role("checkbox").all():
            box.check()

    def send_now(self) -> Submission:
        send(self.page.get_by_role("button", name=gettext("Send it now")))
        return Submission.objects.get()

    def ask_for_changes(self, submission: Submission) -> None:
        asked, by = ASKED[self.code][0], self.moderator
        workflow.take_up(submission, by=by)
        workflow.comment(submission, text=asked, quote=TEXTS[self.code][1], by=by)
        workflow.request_changes(submission, comment=REQUESTED[self.code], by=by)

    def mend_and_ask(self, submission: Submission) -> Submission:
        """Change a word, so that whoever submitted the text has to agree to it once more."""
        Post.objects.filter(pk=submission.post_id).update(**{f"title_{self.code}": MENDED[self.code][0]})
        workflow.ask(submission, addresses={}, by=self.moderator)
        return submission


@pytest.fixture
def member_guide(
    request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext], live_server: LiveServer, settings: Any
) -> Iterator[MemberGuide]:
    settings.SITE_URL = live_server.url
    member, context = factories.member(first_name="Ana", last_name="Lima"), new_context()
    factories.person(member, language=request.param)
    log_in(context, live_server.url, member, request.param)
    page = context.new_page()
    page.set_viewport_size({"width": 820, "height": 800})
    guide = MemberGuide(page, live_server.url, request.param)
    guide.moderator = factories.user("moderator", first_name="Mateo", last_name="Cruz")
    with override(request.param):
        yield guide


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("member_guide", ["en", "es"], indirect=True)
def test_newcomer_among_members_writes_sends_answers_and_agrees(member_guide: MemberGuide) -> None:
    guide, page, code = member_guide, member_guide.page, member_guide.code
    asked, answered = ASKED[code]
    page.goto(f"{guide.site}/{code}/write/new/")
    guide.fill(code)
    guide.add_note(code)
    page.locator(f"label[for='id_title_{code}']").evaluate("one => one.scrollIntoView()")
    guide.take("member-write")
    guide.send()
    guide.take("member-send")
    submission = guide.send_now()
    guide.ask_for_changes(submission)
    page.reload()
    expect(page.locator(".steps")).to_contain_text(asked)
    page.locator(".standing").evaluate("one => one.scrollIntoView()")
    guide.take("member-answer")
    send(page.get_by_role("link", name=gettext("Go on writing"), exact=True))
    page.locator(f"#id_summary_{code}").fill(answered)
    guide.send()
    submission = guide.mend_and_ask(guide.send_now())
    page.goto(mailed(submission.by.email))
    expect(page.locator("h1")).to_have_text(MENDED[code][0])
    page.locator("#id_name").fill("Ana Lima")
    page.locator("#id_agrees").check()
    page.locator("#id_agrees").evaluate("one => one.scrollIntoView({block: 'center'})")
    guide.take("member-agree")
    send(page.locator("form:has(#id_agrees) button[type=submit]"))
    assert agreement.missing(submission) == []


@pytest.mark.parametrize("code", ENDINGS)
@pytest.mark.parametrize("guide", SHOTS)
def test_guide_shows_every_picture_and_no_other(guide: str, code: str) -> None:
    text = (DOCS / f"{guide}{ENDINGS[code]}").read_text()
    for name in SHOTS[guide]:
        assert f"](pictures/{code}-{name}.webp)" in text
        assert (DOCS / "pictures" / f"{code}-{name}.webp").exists()
    assert text.count(".webp)") == len(SHOTS[guide])
