"""A text's whole way in a real browser, in the writer's language: from asking for an account to a correction.

Three browsers: the member's, the moderator's, and that of somebody without an account, who wrote along and reads.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext as spoken  # a name that the collector of texts does not know
from django.utils.translation import override
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts import traps
from blog.models import Post
from publishing.models import Decision, Edition, PreviewAnswer
from tests import factories
from tests.browsing import log_in, mailed, send, watch
from tests.test_desk_browser import Count, area

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
As = Callable[[User], Page]
INES, INTI = "ines@rivers.example", "inti@rivers.example"
TEXTS = {
    "en": {
        "title": "What the weir held back",
        "sentences": ["The weir stood for a century.", "It fell in June."],
        "notes": ["An archive", "A witness"],
        "alt": "A weir in June",
        "comment": "Which river is it?",
        "request": "Say which river.",
        "changed": "It stood on the Yuma. ",
        "summary": "A weir fell, and a river came home.",
        "corrected": "It took until July. ",
        "note": "The weir did not fall in June alone.",
    },
    "es": {
        "title": "Lo que la presa retenía",
        "sentences": ["La presa estuvo en pie un siglo.", "Cayó en junio."],
        "notes": ["Un archivo", "Una testigo"],
        "alt": "Una presa en junio",
        "comment": "¿De qué río se trata?",
        "request": "Diga qué río es.",
        "changed": "Estaba en el Yuma. ",
        "summary": "Cayó una presa y un río volvió a casa.",
        "corrected": "Tardó hasta julio. ",
        "note": "La presa no cayó solo en junio.",
    },
}


class Journey:
    """Who takes part, each with a page of their own, and what they write."""

    def __init__(self, code: str, address: str, moderator: User, contexts: list[BrowserContext]) -> None:
        self.code, self.address, self.moderating = code, address, moderator
        self.text: dict[str, Any] = TEXTS[code]
        self.member, self.moderator, self.visitor = (context.new_page() for context in contexts)

    def say(self, text: str) -> str:
        """A text of ours in the language of this journey."""
        with override(self.code):
            return spoken(text)

    def button(self, page: Page | Locator, text: str) -> Locator:
        return page.get_by_role("button", name=self.say(text), exact=True)

    def link(self, page: Page | Locator, text: str) -> Locator:
        return page.get_by_role("link", name=self.say(text), exact=True)

    def tick(self, page: Page, *texts: str) -> None:
        for text in texts:
            page.get_by_label(self.say(text)).check()

    def told(self, page: Page, text: str) -> None:
        expect(page.locator(".messages, .messagelist")).to_contain_text(self.say(text))


@pytest.fixture(params=["en", pytest.param("es", marks=pytest.mark.smoke)])
def journey(
    request: pytest.FixtureRequest,
    new_context: Callable[..., BrowserContext],
    live_server: LiveServer,
    settings: Settings,
) -> Any:
    code = request.param
    settings.SITE_URL = live_server.url
    factories.group("member")
    moderator = factories.user("moderator", first_name="Mara", last_name="Soto")
    factories.person(moderator, language=code)
    contexts = [new_context() for _ in range(3)]
    problems = [watch(context) for context in contexts]
    log_in(contexts[1], live_server.url, moderator, code)
    yield Journey(code, live_server.url, moderator, contexts)
    assert problems == [[], [], []]


def test_text_goes_from_an_asked_for_account_to_a_correction(journey: Journey, tmp_path: Path) -> None:
    get_an_account(journey)
    write(journey, tmp_path)
    ask_for_changes(journey)
    change(journey)
    mend_and_ask(journey)
    agree(journey)
    accept(journey)
    read(journey)
    correct(journey)
    read_the_correction(journey)
    check_record(journey)


def get_an_account(journey: Journey) -> None:
    """Asked for, the address confirmed, approved, the password set."""
    page, desk = journey.member, journey.moderator
    page.goto(f"{journey.address}/{journey.code}/write/")
    send(journey.link(page.get_by_role("main"), "Ask for an account"))
    said = {
        "email": INES,
        "first_name": "Inés",
        "last_name": "Lavalle",
        "organisation": "River Watch",
        "why": "Rivers.",
    }
    for name, text in said.items():
        page.locator(f"#id_{name}").fill(text)
    page.wait_for_timeout(traps.FASTEST.total_seconds() * 1000)
    send(journey.button(page, "Send the request"))
    page.goto(mailed(INES))
    send(journey.button(page, "Confirm my address"))
    expect(page.get_by_role("heading", level=1)).to_have_text(journey.say("Your request waits for an answer"))
    desk.goto(mailed(journey.moderating.email))
    desk.get_by_label(journey.say("Comment")).fill("Inés!")
    send(journey.button(desk, "Approve and invite"))
    page.goto(mailed(INES))
    for place in (0, 1):
        page.locator("input[type=password]").nth(place).fill("swift river water")
    send(journey.button(page, "Set the password"))


def write(journey: Journey, tmp_path: Path) -> None:
    """Two footnotes, one by the shortcut, one by the button; a picture; a co-author; sent."""
    page, text, code = journey.member, journey.text, journey.code
    send(journey.link(page, "Write a new text"))
    page.locator(f"#id_title_{code}").fill(text["title"])
    area(page, code).click()
    page.keyboard.type(text["sentences"][0])
    page.keyboard.press("Control+Alt+f")
    write_note(page, text["notes"][0])
    page.keyboard.press("Enter")
    page.keyboard.type(text["sentences"][1])
    page.locator(f".field-body_{code}").get_by_role("button", name=f"{journey.say('Footnote')} (").click()
    write_note(page, text["notes"][1])
    add_picture(journey, tmp_path)
    page.get_by_text(journey.say("Somebody who wrote it with you")).first.click()
    page.locator("#id_authors-0-name").fill("Inti Mamani")
    page.locator("#id_authors-0-email").fill(INTI)
    send(journey.button(page, "Save and send…"))
    confirm(journey, "I have read the rules. The opinions in this text are its authors’ own.")
    journey.told(page, "Your text is with the moderators. You will get a mail about each step.")


def write_note(page: Page, text: str) -> None:
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_have_count(0)


def add_picture(journey: Journey, tmp_path: Path) -> None:
    file = tmp_path / "weir.jpg"
    file.write_bytes(factories.image_file().read())
    with journey.member.expect_popup() as popup:
        journey.button(journey.member.locator(f".field-body_{journey.code}"), "Picture").click()
    gallery = popup.value
    gallery.locator("#id_file").set_input_files(file)
    gallery.locator(f"#id_alt_{journey.code}").fill(journey.text["alt"])
    journey.tick(gallery, "I have the right to publish this picture, and the people shown agree.")
    with gallery.expect_event("close"):
        journey.button(gallery, "Add it").click()
    expect(area(journey.member, journey.code).locator("figure img")).to_be_visible()


def ask_for_changes(journey: Journey) -> None:
    """Found in the queue, taken up, read as readers will, commented with a quote, given back."""
    desk, text = journey.moderator, journey.text
    desk.goto(f"{journey.address}/admin/members/submission/")
    send(journey.link(desk, text["title"]))
    take_up(journey)
    with desk.expect_popup() as popup:
        journey.link(desk, "See it as it will be read").click()
    expect(popup.value.locator("article [role=doc-noteref]")).to_have_count(2)
    popup.value.close()
    desk.evaluate("getSelection().selectAllChildren(document.querySelector('.desk-reading > p:last-of-type'))")
    form = opened(desk, "comment")
    form.locator("#id_comment_comment").fill(text["comment"])
    decide(form)
    expect(desk.locator(".review-said blockquote")).to_have_text(text["sentences"][1])
    form = opened(desk, "request")
    form.locator("textarea").fill(text["request"])
    decide(form)


def take_up(journey: Journey) -> None:
    send(journey.button(journey.moderator, "Take it up"))
    expect(journey.button(journey.moderator, "Put it back")).to_be_visible()


def opened(page: Page, act: str) -> Locator:
    page.locator(f"#act-{act} > summary").click()
    return page.locator(f"#act-{act} form")


def decide(form: Locator) -> None:
    send(form.locator("button[name='act']"))


def change(journey: Journey) -> None:
    """The member reads what was said, changes the text and sends it again."""
    page, text = journey.member, journey.text
    page.goto(mailed(INES))
    expect(page.locator(".steps")).to_contain_text(text["request"])
    expect(page.locator(".steps blockquote")).to_have_text(text["sentences"][1])
    send(journey.link(page, "Go on writing"))
    type_at_the_start(journey, text["changed"])
    send_again(journey)


def type_at_the_start(journey: Journey, words: str) -> None:
    area(journey.member, journey.code).locator("p").first.click(position={"x": 4, "y": 8})
    journey.member.keyboard.press("Home")
    journey.member.keyboard.type(words)


def send_again(journey: Journey) -> None:
    send(journey.button(journey.member, "Save and send…"))
    confirm(journey)


def confirm(journey: Journey, *texts: str) -> None:
    page = journey.member
    journey.tick(page, *texts, "The people named or shown in it, who could be harmed by that, agree.")
    send(journey.button(page, "Send it now"))


def mend_and_ask(journey: Journey) -> None:
    """What changed since last time is seen, the standfirst is mended in front of the author, both are asked."""
    desk, text = journey.moderator, journey.text
    desk.goto(mailed(journey.moderating.email))
    expect(desk.locator("#changes ins").first).to_contain_text(text["changed"].strip())
    take_up(journey)
    send(journey.link(desk, "Mend the text"))
    desk.locator(f"#id_summary_{journey.code}").fill(text["summary"])
    save_at_the_desk(journey)
    journey.member.reload()
    expect(journey.member.locator(".difference ins")).to_contain_text(text["summary"])
    go_to_review(journey)
    decide(opened(desk, "ask"))


def save_at_the_desk(journey: Journey) -> None:
    send(journey.button(journey.moderator, "Save"))
    expect(journey.moderator.locator(".messagelist .success")).to_be_visible()


def go_to_review(journey: Journey) -> None:
    desk = journey.moderator
    desk.goto(f"{journey.address}/admin/members/submission/")
    send(journey.link(desk, journey.text["title"]))


def agree(journey: Journey) -> None:
    """Opening a link agrees to nothing; sending the form does."""
    answer(journey.member, INES, "Inés Lavalle")
    answer(journey.visitor, INTI, "Inti Mamani")


def answer(page: Page, address: str, name: str) -> None:
    page.goto(mailed(address))
    before = PreviewAnswer.objects.count()
    page.locator("#id_name").fill(name)
    page.locator("#id_agrees").check()
    assert PreviewAnswer.objects.count() == before
    send(page.locator("form:has(#id_agrees) button[type=submit]"))
    assert PreviewAnswer.objects.get(name=name, link__revoked_at=None).agrees


def accept(journey: Journey) -> None:
    go_to_review(journey)
    desk = journey.moderator
    expect(desk.locator(".review-authors li")).to_contain_text([journey.say("agrees")] * 2)
    decide(opened(desk, "accept"))


def read(journey: Journey) -> None:
    page, text = journey.visitor, journey.text
    page.goto(mailed(INES))
    expect(page.locator("html")).to_have_attribute("lang", journey.code)
    expect(page.get_by_role("heading", level=1)).to_have_text(text["title"])
    expect(page.locator("article")).to_contain_text("Inés Lavalle")
    expect(page.locator("article")).to_contain_text("Inti Mamani")
    expect(page.locator("[role=doc-endnotes] li, [role=doc-endnote]")).to_contain_text(text["notes"])
    expect(page.locator("article figure img")).to_have_attribute("alt", text["alt"])
    assert page.locator("article figure img").evaluate("one => one.decode().then(() => one.naturalWidth)") > 0


def correct(journey: Journey) -> None:
    """A new round; readers keep what they have until it is published."""
    page, desk, text = journey.member, journey.moderator, journey.text
    page.goto(f"{journey.address}/{journey.code}/write/")
    send(journey.link(page.locator(".texts"), text["title"]))
    send(journey.button(page, "Propose a correction"))
    type_at_the_start(journey, text["corrected"])
    send_again(journey)
    journey.visitor.reload()
    expect(journey.visitor.locator("article")).not_to_contain_text(text["corrected"].strip())
    desk.goto(mailed(journey.moderating.email))
    decide(opened(desk, "ask"))
    answer(journey.visitor, INTI, "Inti Mamani")
    go_to_review(journey)
    form = opened(desk, "accept")
    form.locator("[name=change][value=correction]").check()
    form.locator(f"[name=note_{journey.code}]").fill(text["note"])
    decide(form)


def read_the_correction(journey: Journey) -> None:
    page, text = journey.visitor, journey.text
    page.goto(f"{journey.address}/{journey.code}/corrections/")
    expect(page.get_by_role("main")).to_contain_text(text["note"])
    send(page.get_by_role("main").get_by_role("link", name=text["title"]).first)
    expect(page.locator("article")).to_contain_text(text["corrected"].strip())


def check_record(journey: Journey) -> None:
    """Who did what when, and from where to where."""
    member, moderator = User.objects.get(email=INES), journey.moderating
    rows = Decision.objects.filter(document=Post.objects.get()).order_by("pk")
    found = [(row.act, row.by, row.from_stage, row.to_stage) for row in rows]
    assert found == [
        ("submit", member, "writing", "submitted"),
        ("take_up", moderator, "submitted", "submitted"),
        ("comment", moderator, "submitted", "submitted"),
        ("request", moderator, "submitted", "changes_requested"),
        ("submit", member, "changes_requested", "submitted"),
        ("take_up", moderator, "submitted", "submitted"),
        ("ask", moderator, "submitted", "submitted"),
        ("publish", moderator, "submitted", "accepted"),
        ("correct", member, "accepted", "draft"),
        ("submit", member, "draft", "submitted"),
        ("ask", moderator, "submitted", "submitted"),
        ("publish", moderator, "submitted", "accepted"),
    ]
    moments = [row.at for row in rows]
    assert (moments, None in moments) == (sorted(moments), False)


def test_few_clicks_from_sending_to_accepting(
    browser_as: As, live_server: LiveServer, moderator: User, settings: Settings
) -> None:
    """Submit, ask for changes, resubmit, compare, accept: from the lists, and later from the mails."""
    settings.SITE_URL = live_server.url
    made = factories.submission(body_en="<p>The river is wide.</p>")
    page = browser_as(made.by)
    count = Count(page)
    begin_at(count, f"{live_server.url}/en/write/")
    count.send(page.get_by_role("link", name="Send to the moderators…"))
    count.click(page.get_by_label("I have read the rules"))
    count.click(page.get_by_label("The people named or shown"))
    count.send(page.get_by_role("button", name="Send it now"))
    log_in(page.context, live_server.url, moderator)
    begin_at(count, f"{live_server.url}/admin/members/submission/")
    count.send(page.locator("#result_list th a").first)
    count.click(page.locator("#act-request > summary"))
    expect(page.locator("#id_request_comment")).to_be_focused()
    count.write("comment", "Say how wide.")
    count.send(page.locator("#act-request button[name='act']"))
    log_in(page.context, live_server.url, made.by)
    resubmit(count, mailed(made.by.email))
    log_in(page.context, live_server.url, moderator)
    page.goto(mailed(moderator.email))
    expect(page.locator("#changes ins").first).to_contain_text("Two miles")
    count.click(page.locator("#act-accept > summary"))
    count.send(page.locator("#act-accept button[name='act']"))
    assert Edition.objects.public().filter(document=made.post_id).count() == 2
    result = count.said("submit, ask for changes, resubmit, compare, accept")
    assert [found <= most for found, most in zip(result, (10, 14, 5), strict=True)] == [True] * 3


def begin_at(count: Count, address: str) -> None:
    """Open a list: what it takes to get there is left out."""
    loads = count.loads
    count.page.goto(address)
    count.loads = loads


def resubmit(count: Count, address: str) -> None:
    page = count.page
    page.goto(address)
    count.send(page.get_by_role("link", name="Go on writing"))
    count.click(area(page, "en").locator("p"))
    count.write("text", "Two miles. ")
    count.send(page.get_by_role("button", name="Save and send…"))
    count.click(page.get_by_label("The people named or shown"))
    count.send(page.get_by_role("button", name="Send it now"))


@pytest.mark.parametrize("code", ["en", "es"])
def test_journey_needs_no_script(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, settings: Settings, code: str
) -> None:
    """Asking for an account, writing in plain fields, sending, agreeing; on a phone."""
    settings.SITE_URL = live_server.url
    moderator = factories.user("moderator")
    contexts = [new_context(java_script_enabled=False, viewport={"width": 360, "height": 780}) for _ in range(3)]
    log_in(contexts[1], live_server.url, moderator, code)
    journey = Journey(code, live_server.url, moderator, contexts)
    get_an_account(journey)
    page, text = journey.member, journey.text
    send(journey.link(page, "Write a new text"))
    page.locator(f"#id_title_{code}").fill(text["title"])
    page.locator(f"#id_body_{code}").fill("\n\n".join(text["sentences"]))
    page.get_by_text(journey.say("Somebody who wrote it with you")).first.click()
    page.locator("#id_authors-0-name").fill("Inti Mamani")
    page.locator("#id_authors-0-email").fill(INTI)
    send(journey.button(page, "Save and send…"))
    confirm(journey, "I have read the rules. The opinions in this text are its authors’ own.")
    go_to_review(journey)
    decide(opened(journey.moderator, "ask"))
    answer(journey.visitor, INTI, "Inti Mamani")
    go_to_review(journey)
    expect(journey.moderator.locator(".review-authors li")).to_contain_text([journey.say("agrees")] * 2)
    decide(opened(journey.moderator, "accept"))
    journey.visitor.goto(mailed(INES))
    expect(journey.visitor.get_by_role("heading", level=1)).to_have_text(text["title"])
    expect(journey.visitor.locator("article p", has_text=text["sentences"][1])).to_have_text(text["sentences"][1])
