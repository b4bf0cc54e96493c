"""The moderators' queue and the page on which they decide: what is shown, what is done, once, and by whom."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.models import Post
from members import agreement, reminding, workflow
from members.models import Reviewer, StandardReply, Submission
from publishing import workflow as press
from publishing.models import Decision, Document, Edition, PreviewLink
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
QUEUE = "admin:members_submission_changelist"
SCRIPT = "<script>alert(1)</script>"


def url(submission: Submission) -> str:
    return reverse("admin:members_submission_change", args=[submission.pk])


def sent(submission: Submission, act: str, **data: Any) -> dict[str, Any]:
    """What the page's form of an act sends, as it stands now."""
    last = Decision.objects.filter(document=submission.post_id).order_by("-pk").first()
    return {"act": act, "seen": last.pk if last else 0, **data}


def accepting(submission: Submission, **data: Any) -> dict[str, Any]:
    post = Document.objects.get(pk=submission.post_id)
    seal = post.seals.order_by("-number").values_list("number", flat=True).first() or 0
    return sent(submission, "accept", **{"seal": seal, "revision": post.revision, "languages": ["en", "es"], **data})


def stage(submission: Submission) -> str:
    return Document.objects.get(pk=submission.post_id).stage


def acts(submission: Submission) -> list[str]:
    return list(Decision.objects.filter(document=submission.post_id).order_by("pk").values_list("act", flat=True))


def titles(response: Any) -> list[str]:
    return [str(row) for row in response.context["cl"].result_list]


def offered(response: Any) -> list[str]:
    return [act["name"] for act in response.context["acts"]]


def said(response: Any, act: str) -> list[str]:
    """What stands above the form of an act that was not done."""
    form = next(each["form"] for each in response.context["acts"] if each["name"] == act)
    return [*form.non_field_errors()]


# The queue


def test_queue_shows_ones_own_language_first_and_then_the_longest_waiting(login: Login, moderator: User) -> None:
    for number, (code, days) in enumerate([("en", 1), ("es", 2), ("es", 5), ("en", 4)]):
        made = factories.submitted(title_en=f"{number}", title_es=f"{number}", original_language=code)
        Submission.objects.filter(pk=made.pk).update(submitted_at=timezone.now() - timedelta(days=days))
    assert titles(login(moderator).get(reverse(QUEUE))) == ["3", "0", "2", "1"]
    spanish = login(moderator).get(reverse(QUEUE), headers={"Accept-Language": "es"})
    assert titles(spanish) == ["2", "1", "3", "0"]


def test_queue_shows_what_waits_unless_asked_for_more(login: Login, moderator: User) -> None:
    series = factories.series()
    for title, where in [("waits", {}), ("back", {"stage": "changes_requested"}), ("gone", {"stage": "declined"})]:
        made = factories.submitted(title_en=title, series=series if title == "waits" else None)
        Document.objects.filter(pk=made.post_id).update(**where)
    factories.submission(title_en="not sent yet")
    mine = factories.submitted(title_en="mine")
    workflow.take_up(mine, by=moderator)
    Submission.objects.filter(pk=mine.pk).update(handed_over_at=timezone.now())
    client = login(moderator)

    def shown(**asked: str) -> list[str]:
        return sorted(titles(client.get(reverse(QUEUE), asked)))

    assert shown() == ["mine", "waits"]
    assert shown(show="author") == ["back"]
    assert shown(show="decided") == ["gone"]
    assert shown(show="all") == ["back", "gone", "mine", "waits"]
    assert shown(whose="mine") == ["mine"]
    assert shown(whose="nobody") == ["waits"]
    assert shown(whose="secretariat") == ["mine"]
    assert shown(series=str(series.pk)) == ["waits"]
    assert shown(language="es") == []
    assert shown(language="nonsense") == ["mine", "waits"]


def test_queue_says_who_has_a_text_until_when_and_who_approved_it(login: Login, moderator: User) -> None:
    first = factories.user("moderator", first_name="Ana", last_name="Lima")
    made = factories.submitted(series=factories.series(two_moderators=True))
    workflow.accept(made, languages=[], change="", by=first)
    workflow.take_up(made, by=moderator)
    page = login(moderator).get(reverse(QUEUE)).content.decode()
    assert "approved by Ana Lima, a second one decides" in page
    assert f"{moderator.username}, until " in page
    Submission.objects.update(taken_at=timezone.now() - Submission.CLAIM)
    assert ", until " not in login(moderator).get(reverse(QUEUE)).content.decode()


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", [QUEUE, "admin:index"])
def test_lists_take_as_many_queries_for_three_texts_as_for_one(login: Login, moderator: User, address: str) -> None:
    client = login(moderator)
    factories.submitted(series=factories.series())
    one = queries(client, reverse(address))
    for _more in range(2):
        workflow.take_up(factories.submitted(series=factories.series()), by=factories.user("moderator"))
    assert queries(client, reverse(address)) == one


def test_start_page_says_what_waits(login: Login, moderator: User, reader: User) -> None:
    assert "submissions" not in {block.name for block in login(moderator).get(reverse("admin:index")).context["mine"]}
    for number in range(2):
        factories.submitted(title_en=f"Text {number}")
    for person, place in ((moderator, "mine"), (reader, "others")):
        block = login(person).get(reverse("admin:index")).context[place][0]
        assert (block.title, [row.title for row in block.rows]) == ("Submissions waiting: 2", ["Text 0", "Text 1"])


def test_moderator_chooses_one_mail_a_week(login: Login, moderator: User) -> None:
    client, address = login(moderator), reverse("admin:members_submission_mails")
    for weekly in ("1", "0", "1"):
        assert client.post(address, {"weekly": weekly}).status_code == 302
        assert Reviewer.objects.get().weekly is (weekly == "1")
    assert client.get(address).status_code == 405


# The page


def test_page_offers_what_may_be_done_now(login: Login, moderator: User) -> None:
    made, client = factories.submitted(), login(moderator)
    assert offered(client.get(url(made))) == ["take_up", "comment", "request", "accept", "translate", "decline"]
    workflow.take_up(made, by=moderator)
    Document.objects.filter(pk=made.post_id).update(title_en="Mended")
    acts_then = ["put_back", "comment", "request", "ask", "accept", "translate", "decline"]
    assert offered(client.get(url(made))) == acts_then
    assert offered(login(factories.user("moderator")).get(url(made))) == []
    Document.objects.filter(pk=made.post_id).update(stage="translating")
    assert offered(client.get(url(made))) == ["put_back", "comment", "request", "ask", "accept"]
    Document.objects.filter(pk=made.post_id).update(stage="changes_requested")
    assert offered(client.get(url(made))) == []


@pytest.mark.parametrize("role", ["read-only", "translator"])
def test_page_is_read_by_others_without_addresses_and_forms(login: Login, role: str) -> None:
    made = factories.submitted()
    response = login(factories.user(role)).get(url(made))
    assert (offered(response), response.context["authors"][0]["address"]) == ([], "")
    assert made.by.email not in response.content.decode()
    assert login(factories.user(role)).post(url(made), sent(made, "take_up")).status_code == 403


@pytest.mark.parametrize("how", ["submitted it", "stands in the byline"])
def test_own_text_is_read_without_internal_comments_and_not_decided(login: Login, how: str) -> None:
    person = factories.user("moderator", first_name="Rosa", last_name="Luz")
    made = factories.submitted(by=person if how == "submitted it" else None)
    if how == "stands in the byline":
        factories.byline(made.post, factories.author(user=person))
    workflow.comment(made, text="Careful with her.", internal=True, by=factories.user("moderator"))
    response = login(person).get(url(made))
    assert (offered(response), "Careful with her" in response.content.decode()) == ([], False)
    for act in ("take_up", "comment", "request", "accept", "decline"):
        data = {**accepting(made), "act": act, "comment": "Because."}
        assert login(person).post(url(made), data).status_code == 403, act
    assert acts(made) == ["submit", "comment"]


def test_internal_comment_is_read_by_those_who_decide_and_not_by_the_author(
    login: Login, moderator: User, reader: User
) -> None:
    made = factories.submitted(by=moderator)
    workflow.comment(made, text="Careful with her.", internal=True, by=factories.user("moderator"))
    workflow.comment(made, text="Very good.", by=factories.user("moderator"))
    pages = [
        *(url(made), reverse("admin:blog_post_history", args=[made.post_id])),
        reverse("admin:publishing_decision_changelist"),
    ]
    for page in pages:
        for person, sees in ((moderator, False), (reader, False), (factories.user("moderator"), True)):
            shown = login(person).get(page).content.decode()
            assert ("Very good" in shown, "Careful with her" in shown) == (True, sees)


def test_text_that_was_never_submitted_is_nobodys(login: Login, administrator: User) -> None:
    assert login(administrator).get(url(factories.submission())).status_code == 404
    nonsense = [reverse("admin:members_submission_change", args=[key]) for key in ("²", "9" * 30, "-1", "x")]
    assert {login(administrator).get(each).status_code for each in nonsense} == {404}


DOES: dict[str, tuple[dict[str, Any], str, str]] = {
    "take_up": ({}, "submitted", "take_up"),
    "comment": ({"comment": "Which river?", "quote": "the river"}, "submitted", "comment"),
    "request": ({"comment": "Shorter,\r\nplease. "}, "changes_requested", "request"),
    "decline": ({"comment": "Not for us."}, "declined", "decline"),
    "translate": ({"comment": ""}, "translating", "translate"),
}


@pytest.mark.parametrize("act", DOES)
def test_act_is_done_once_however_often_it_is_sent(login: Login, moderator: User, act: str) -> None:
    made, client = factories.submitted(), login(moderator)
    data, to, written = DOES[act]
    form = sent(made, act, **data)
    for _again in range(3):
        assert client.post(url(made), form).status_code == 302
    assert (stage(made), acts(made)) == (to, ["submit", written])


def test_accepting_publishes_once_and_tells_the_author(
    login: Login, moderator: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made, client = factories.submitted(), login(moderator)
    form = accepting(made, comment="Thank you!")
    with django_capture_on_commit_callbacks(execute=True):
        for _again in range(2):
            assert client.post(url(made), form).status_code == 302
    assert acts(made) == ["submit", "publish", "comment"]
    assert Edition.objects.public().filter(document=made.post_id).count() == 2
    assert [mail.subject for mail in mailoutbox] == [
        f"Your text is published: {made}",
        f"A comment on your text: {made}",
    ]


def test_page_that_is_no_longer_true_does_nothing_and_brings_back_what_was_typed(login: Login, moderator: User) -> None:
    made, client = factories.submitted(), login(moderator)
    form = sent(made, "request", comment="Make it shorter.")
    workflow.comment(made, text="I know her.", internal=True, by=factories.user("moderator", first_name="Ana"))
    response = client.post(url(made), form)
    assert (response.status_code, stage(made)) == (200, "submitted")
    assert said(response, "request") == [
        "Not done: something happened since you opened this page. Ana: commented. Look at it again."
    ]
    assert filled(response, "//details[@id='act-request']//form")["comment"] == "Make it shorter."
    client.post(url(made), {**filled(response, "//details[@id='act-request']//form"), "act": "request"})
    assert stage(made) == "changes_requested"


def test_text_that_was_taken_back_is_not_decided(login: Login, moderator: User) -> None:
    made, client = factories.submitted(), login(moderator)
    form = sent(made, "decline", comment="Not for us.")
    workflow.take_back(made, by=made.by)
    response = client.post(url(made), form)
    assert (stage(made), response.context["acts"][0]["form"]["comment"].value()) == ("draft", "Not for us.")


def test_accepting_a_text_that_was_mended_meanwhile_is_asked_again(login: Login, moderator: User) -> None:
    made, client = factories.submitted(), login(moderator)
    form = accepting(made)
    Document.objects.filter(pk=made.post_id).update(revision=5)
    response = client.post(url(made), form)
    assert said(response, "accept") == [
        "Not done: this text was saved again after you opened this page. Look at it again."
    ]


@pytest.mark.parametrize("act", ["comment", "request", "decline"])
def test_act_without_its_reason_is_not_done(login: Login, moderator: User, act: str) -> None:
    made = factories.submitted()
    response = login(moderator).post(url(made), sent(made, act, comment="  ", quote="kept"))
    assert (response.status_code, acts(made)) == (200, ["submit"])
    opened = [each["name"] for each in response.context["acts"] if each["open"]]
    assert opened == [act]


NASTY = ["\x00", "a\x00b", "²", "-1", "9" * 30, "é" * 6000, SCRIPT]


@pytest.mark.parametrize("value", NASTY)
def test_page_survives_whatever_is_sent(login: Login, moderator: User, value: str) -> None:
    made, client = factories.submitted(), login(moderator)
    for act in ("take_up", "comment", "request", "decline", "translate", "accept", "ask", "approve", value):
        for name in ("seen", "comment", "quote", "languages", "change", "seal", "revision", "internal"):
            form = {**accepting(made, comment="x"), "act": act, name: value}
            assert client.post(url(made), form).status_code in (200, 302), (act, name)
    for asked in ({"round": value}, {"show": value, "whose": value, "series": value, "language": value, "p": value}):
        assert client.get(url(made), asked).status_code in (200, 400)
        assert client.get(reverse(QUEUE), asked).status_code < 500


def test_two_moderators_decide_where_the_series_asks_for_two(login: Login, moderator: User) -> None:
    second = factories.user("moderator")
    made = factories.submitted(series=factories.series(two_moderators=True))
    assert "approve" in offered(login(moderator).get(url(made)))
    login(moderator).post(url(made), sent(made, "approve", comment="Good."))
    response = login(moderator).get(url(made))
    accept = next(act for act in response.context["acts"] if act["name"] == "accept")
    assert accept["refusals"] == ["In this series two moderators decide: another one has to approve this text too."]
    login(second).post(url(made), accepting(made))
    assert stage(made) == "accepted"


def test_authors_are_asked_at_the_address_that_the_moderator_fills_in(
    login: Login, moderator: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made, client = factories.submitted(), login(moderator)
    inti = factories.author("Inti Mamani")
    factories.byline(made.post, inti)
    before = client.get(url(made))
    accept = next(act for act in before.context["acts"] if act["name"] == "accept")
    message = "These authors have not agreed yet, and the time for their answer is not over: Rosa Quispe, Inti Mamani."
    assert accept["refusals"] == [message]
    assert made.consents.count() == 0
    wrong = client.post(url(made), sent(made, "ask", **{f"address_{inti.pk}": "nobody"}))
    assert filled(wrong, "//details[@id='act-ask']//form")[f"address_{inti.pk}"] == "nobody"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(made), sent(made, "ask", **{f"address_{inti.pk}": "inti@rivers.example"}))
    assert [mail.to for mail in mailoutbox] == [[made.by.email], ["inti@rivers.example"]]
    assert acts(made) == ["submit", "ask"]
    assert "inti@rivers.example" not in Decision.objects.get(act="ask").comment


def ask_and_answer(made: Submission, moderator: User, **answer: Any) -> None:
    workflow.ask(Submission.objects.get(pk=made.pk), addresses={}, by=moderator)
    for consent in Submission.objects.get(pk=made.pk).consents.exclude(link=None).select_related("link__document"):
        assert consent.link
        factories.answer(consent.link, **answer)


def test_answer_of_an_author_is_shown_and_told_to_whoever_has_the_text(
    login: Login, moderator: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = factories.user("moderator")
    made = factories.submitted()
    Document.objects.filter(pk=made.post_id).update(title_en="Mended")
    workflow.take_up(made, by=moderator)
    with django_capture_on_commit_callbacks(execute=True):
        ask_and_answer(made, moderator, agrees=False, comment="The year is wrong.")
    mail = mailoutbox[-1]
    assert (mail.to, "The year is wrong." in mail.body) == ([moderator.email], True)
    shown = login(moderator).get(url(made)).context["authors"][0]
    assert (shown["agrees"], shown["answer"].comment) == (False, "The year is wrong.")
    mailoutbox.clear()
    Submission.objects.update(taken_at=timezone.now() - Submission.CLAIM)
    with django_capture_on_commit_callbacks(execute=True):
        factories.answer(PreviewLink.objects.get(consent__submission=made))
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([moderator.email, other.email])
    assert login(moderator).get(url(made)).context["authors"][0]["agrees"] is True


def test_silence_about_another_text_is_no_silence() -> None:
    moderator = factories.user("moderator")
    made = factories.submitted()
    Document.objects.filter(pk=made.post_id).update(title_en="Mended")
    workflow.ask(made, addresses={}, by=moderator)
    made.consents.update(asked_at=timezone.now() - Submission.SILENCE)
    assert agreement.missing(Submission.objects.get()) == []
    Document.objects.filter(pk=made.post_id).update(title_en="Mended again")
    assert [str(consent) for consent in agreement.missing(Submission.objects.get())] == ["Rosa Quispe"]


def test_nobody_is_asked_twice_about_what_they_agreed_to(moderator: User) -> None:
    with pytest.raises(ValidationError, match="agree with this text already"):
        workflow.ask(factories.submitted(), addresses={}, by=moderator)


def changed(page: str) -> tuple[list[bool], list[bool]]:
    """Which of these words a page shows as taken away, and which as added."""
    gone, come = ([f"{mark}: </span>{word}" for word in words] for mark, words in CHANGED.items())
    return [each in page for each in gone], [each in page for each in come]


CHANGED = {"removed": ("wide", "deep"), "added": ("deep", "cold")}


def test_changes_are_shown_between_rounds_and_since_the_last(login: Login, moderator: User) -> None:
    made, client = factories.submitted(body_en="<p>The river is wide.</p>"), login(moderator)
    assert client.get(url(made)).context["comparisons"] == []
    workflow.request_changes(made, comment="Deeper.", by=moderator)
    Document.objects.filter(pk=made.post_id).update(body_en="<p>The river is deep.</p>")
    workflow.submit(made, by=made.by)
    Document.objects.filter(pk=made.post_id).update(body_en="<p>The river is cold.</p>")
    response = client.get(url(made))
    text = response.content.decode()
    shown = [[part.label for part in each["sections"][0]["parts"]] for each in response.context["comparisons"]]
    assert shown == [["Text"], ["Text"]]
    assert changed(text) == ([True, True], [True, True])
    first = response.context["rounds"][1]["link"]
    chosen = client.get(url(made), {"round": first.pk}).content.decode()
    assert changed(chosen) == ([True, False], [False, True])


def test_standard_replies_come_in_the_authors_language_first(login: Login, moderator: User) -> None:
    from accounts.models import Person

    StandardReply.objects.all().delete()
    StandardReply.objects.create(name_en="Thanks", name_es="Gracias", text_en="Thank you.", text_es="Te agradecemos.")
    made = factories.submitted()
    Person.objects.update_or_create(user=made.by, defaults={"language": "es"})
    replies = login(moderator).get(url(made)).context["replies"]
    assert [(reply["code"], reply["text"]) for reply in replies] == [("es", "Te agradecemos."), ("en", "Thank you.")]


def test_replies_that_come_with_the_site_are_in_both_languages() -> None:
    from importlib import import_module

    replies = import_module("members.migrations.0003_standard_replies").REPLIES
    assert (len(replies), {len(reply) for reply in replies}, all(all(reply) for reply in replies)) == (5, {4}, True)


# The desk's own pages


def test_page_for_publishing_says_first_what_stands_against_it(login: Login, moderator: User) -> None:
    made = factories.submitted()
    factories.byline(made.post, factories.author("Inti Mamani"))
    response = login(moderator).get(act_url(made.post, "publish"))
    assert len(response.context["refusals"]) == 1
    assert url(made) in response.content.decode()
    later = {"seal": 0, "revision": 0, "languages": ["en"], "later": "1", "at": "2099-01-01T10:00"}
    refused = login(moderator).post(act_url(made.post, "publish"), later)
    assert (refused.status_code, stage(made), Edition.objects.count()) == (200, "submitted", 0)


def test_author_of_what_is_scheduled_is_told_the_minute(
    moderator: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = factories.submitted()
    with django_capture_on_commit_callbacks(execute=True):
        at = timezone.now() + timedelta(days=1)
        press.publish(made.post, languages=["en"], change="first", at=at, by=moderator)
    assert [mail.subject for mail in mailoutbox] == [f"Your text is going to be published: {made}"]


@pytest.mark.parametrize(("at", "saved"), [("submitted", True), ("draft", False), ("changes_requested", False)])
def test_text_that_is_with_its_author_is_saved_by_nobody_else(
    login: Login, moderator: User, at: str, saved: bool
) -> None:
    made, client = factories.submitted(), login(moderator)
    Document.objects.filter(pk=made.post_id).update(stage=at)
    page = client.get(change_url(made.post))
    assert url(made) in page.content.decode()
    response = client.post(change_url(made.post), {**filled(page), "title_en": "Mended", "_continue": "1"})
    assert (response.status_code == 302, Document.objects.get(pk=made.post_id).title_en == "Mended") == (saved, saved)


def test_change_of_many_texts_leaves_out_what_its_author_is_writing(login: Login, moderator: User) -> None:
    made, series = factories.submitted(), factories.series()
    Document.objects.filter(pk=made.post_id).update(stage="changes_requested")
    ticked = {"action": "set_series", "_selected_action": [made.post_id]}
    asked = {**ticked, "asked": "1", "chosen": series.pk, "confirm": "1"}
    assert login(moderator).post(reverse("admin:blog_post_changelist"), asked).status_code == 302
    assert Post.objects.get(pk=made.post_id).series is None
    Document.objects.filter(pk=made.post_id).update(stage="submitted")
    login(moderator).post(reverse("admin:blog_post_changelist"), asked)
    assert Post.objects.get(pk=made.post_id).series == series


# Nothing that an author writes is more than text


def test_nothing_that_an_author_writes_runs(
    login: Login, secretariat: User, mailoutbox: Any, django_capture_on_commit_callbacks: Any
) -> None:
    author = factories.member(first_name=SCRIPT, last_name=SCRIPT)
    bad = f"{SCRIPT}<img src=x onerror=alert(1)>"
    made = factories.submission(by=author, title_en=bad, title_es=bad, summary_en=bad, content_notice_en=bad)
    Document.objects.update(body_en=f"<p>{bad}</p>{bad}")
    made.post.bylines.update(note_en=bad)
    factories.byline(made.post, factories.author(bad))
    moderator = factories.user("moderator", first_name=SCRIPT)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.submit(made, by=author)
        workflow.take_up(made, by=moderator)
        workflow.comment(made, text=bad, quote=bad, by=moderator)
        ask_and_answer(made, moderator, name=bad, agrees=False, comment=bad)
        workflow.request_changes(made, comment=bad, by=moderator)
        Document.objects.update(body_en=f"<p>Other {bad}</p>")
        workflow.submit(made, by=author)
    StandardReply.objects.create(name_en=bad, name_es=bad, text_en=bad, text_es=bad)
    client, post = login(secretariat), made.post
    pages = [
        *(reverse(QUEUE), f"{reverse(QUEUE)}?show=all", url(made), reverse("admin:index"), change_url(post)),
        *(reverse("admin:blog_post_history", args=[post.pk]), reverse("admin:blog_post_delete", args=[post.pk])),
        *(act_url(post, "publish"), act_url(post, "preview", language="en"), act_url(post, "share")),
        *(reverse("admin:publishing_decision_changelist"), reverse("admin:blog_post_changelist")),
        *(f"{url(made)}?round={each.pk}" for each in agreement.rounds(made)),
        *(reverse("admin:publishing_decision_change", args=[each.pk]) for each in post.decisions.all()),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert ("alert(1)" in text or "decision" in page or "delete" in page, page) == (True, page)
        assert [each for each in ("<script>alert", "<img src=x") if each in text] == [], page
    assert len(mailoutbox) > 4
    for mail in mailoutbox:
        assert "<script>" not in mail.alternatives[0].content
        assert "<img" not in mail.alternatives[0].content


def test_title_of_two_lines_makes_a_subject_of_one(
    mailoutbox: Any, moderator: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        factories.submitted(title_en="One\nBcc: all@rivers.example")
    assert {mail.subject.count("\n") for mail in mailoutbox} == {0}


# The record


def test_decisions_say_from_where_to_where_and_why_and_are_nobodys_to_edit(login: Login, moderator: User) -> None:
    made = factories.submitted()
    workflow.request_changes(made, comment="Make it shorter.", by=moderator)
    client, record = login(moderator), reverse("admin:publishing_decision_changelist")
    page = client.get(record).content.decode()
    assert ("submitted → changes requested" in page, "Make it shorter." in page) == (True, True)
    assert [row.act for row in client.get(record, {"by": "me"}).context["cl"].result_list] == ["request"]
    decision = Decision.objects.get(act="request")
    for page in ("change", "delete"):
        address = reverse(f"admin:publishing_decision_{page}", args=[decision.pk])
        assert client.post(address, {"comment": "Other", "post": "yes"}).status_code == 403
    assert client.post(record, {"action": "delete_selected", "_selected_action": [decision.pk]}).status_code < 500
    assert Decision.objects.get(pk=decision.pk).comment == "Make it shorter."


# What is due


def test_what_nobody_touches_is_handed_over_once(
    mailoutbox: Any, secretariat: User, moderator: User, django_capture_on_commit_callbacks: Any
) -> None:
    factories.submitted()
    touched = factories.submitted()
    late = timezone.now() + Submission.UNTOUCHED + timedelta(minutes=1)
    assert reminding.hand_over() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert [reminding.hand_over(late), reminding.hand_over(late)] == [2, 0]
    assert [mail.to for mail in mailoutbox] == [[secretariat.email]] * 2
    assert Submission.objects.get(pk=touched.pk).handed_over_at == late


def test_claim_that_lapsed_is_handed_over_too(moderator: User) -> None:
    workflow.take_up(factories.submitted(), by=moderator)
    late = timezone.now() + Submission.UNTOUCHED + timedelta(minutes=1)
    assert reminding.hand_over(late) == 1


def test_weekly_mail_names_what_waits_and_comes_once_a_week(
    mailoutbox: Any, moderator: User, django_capture_on_commit_callbacks: Any
) -> None:
    Reviewer.objects.create(user=moderator, weekly=True)
    Reviewer.objects.create(user=factories.user("moderator"), weekly=False)
    Reviewer.objects.create(user=factories.user("read-only"), weekly=True)
    assert reminding.digests() == 0
    factories.submitted(title_en="Wide rivers")
    factories.submitted(by=moderator, title_en="My own")
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        sent_then = [reminding.digests(each) for each in (now, now, now + timedelta(days=6), now + timedelta(days=7))]
    assert sent_then == [1, 0, 0, 1]
    assert [(mail.to, "Wide rivers" in mail.body, "My own" in mail.body) for mail in mailoutbox] == [
        ([moderator.email], True, False)
    ] * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["request", "take_up"])
def test_decision_and_taking_back_at_the_same_moment_have_one_winner(act: str) -> None:
    """200 rounds: a moderator acts while the author takes the text back; one of them is told."""
    moderator, member = factories.user("moderator"), factories.member()
    decide: dict[str, Callable[[Submission], Any]] = {
        "request": lambda made: workflow.request_changes(made, comment="Shorter.", by=moderator),
        "take_up": lambda made: workflow.take_up(made, by=moderator),
    }
    winners: set[str] = set()
    for _round in range(200):
        made = factories.submitted(by=member)
        told: list[str] = []
        gate = threading.Barrier(2)

        def run(name: str, do: Callable[[], Any], told: Any = told, gate: Any = gate) -> None:
            gate.wait()
            try:
                do()
                told.append(name)
            except ValidationError:
                told.append("is told")
            finally:
                connection.close()

        threads = [
            threading.Thread(target=run, args=["moderator", lambda made=made: decide[act](made)]),
            threading.Thread(target=run, args=["author", lambda made=made: workflow.take_back(made, by=member)]),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert min(told) in ("author", "is told")
        assert (len(told), told.count("is told")) == (2, 1)
        assert len(acts(made)) == 2
        winners |= set(told)
    assert len(winners) > 1
