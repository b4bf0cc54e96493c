"""The pages that publish and withdraw: what they show, what they refuse, and that nothing happens twice."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from blog.models import Post
from publishing import workflow
from publishing.models import Address, Document, Edition, Seal
from statements.models import Signature
from tests import admin_forms, factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def send(client: Client, document: Document, act: str = "publish", **answers: Any) -> Any:
    """Open the page of an act, answer, press the button."""
    url = act_url(document, act)
    data = filled(client.get(url), "//form[@id='act-form']")
    return client.post(url, {name: value for name, value in {**data, **answers}.items() if value is not None})


def test_publishing_the_first_time_asks_nothing(login: Login, secretariat: User) -> None:
    post = factories.post()
    response = send(login(secretariat), post)
    assert response.url == change_url(post)
    seal = post.seals.get()
    assert (seal.change, seal.by, sorted(seal.editions.values_list("language", flat=True))) == (
        "first",
        secretariat,
        ["en", "es"],
    )


def test_publishing_one_language_of_two(login: Login, secretariat: User) -> None:
    post = factories.post()
    send(login(secretariat), post, languages=["es"])
    assert list(Edition.objects.values_list("language", flat=True)) == ["es"]


def test_language_without_text_is_not_offered(login: Login, secretariat: User) -> None:
    post = factories.post(title_es="", body_es="")
    response = login(secretariat).get(act_url(post, "publish"))
    assert [side["code"] for side in response.context["sides"]] == ["en"]
    assert send(login(secretariat), post, languages=["es"]).status_code == 200
    assert not Edition.objects.exists()


def test_publishing_again_needs_a_class_of_change(login: Login, secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    Post.objects.update(body_en="<p>New.</p>")
    response = send(login(secretariat), post)
    assert admin_forms.errors(response) == {"change": ["Say what kind of change it is."]}
    assert post.seals.count() == 1


@pytest.mark.parametrize("change", ["clarification", "correction", "amendment", "retraction"])
def test_changes_said_in_the_open_need_a_note_in_each_language(login: Login, secretariat: User, change: str) -> None:
    post = factories.post()
    factories.published(post)
    client = login(secretariat)
    answers: dict[str, Any] = {"languages": ["en", "es"], "change": change, "note_en": "A figure was wrong."}
    response = send(client, post, **answers)
    assert list(admin_forms.errors(response)) == ["note_es"]
    assert "A figure was wrong." in response.content.decode()
    assert send(client, post, **answers, note_es="Una cifra estaba mal.").status_code == 302
    seal = post.seals.first()
    assert (seal.change, seal.note_en, seal.note_es) == (change, "A figure was wrong.", "Una cifra estaba mal.")


def test_typing_error_needs_no_note(login: Login, secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    assert send(login(secretariat), post, languages=["en"], change="typo").status_code == 302


def test_languages_that_changed_are_chosen_beforehand(login: Login, secretariat: User) -> None:
    post = factories.post(original_language="en")
    factories.published(post)
    factories.byline(post)
    response = login(secretariat).get(act_url(post, "publish"))
    assert [side["chosen"] for side in response.context["sides"]] == [True, True]
    factories.published(post)
    Post.objects.update(body_es="<p>Otra vez.</p>")
    response = login(secretariat).get(act_url(post, "publish"))
    assert [side["chosen"] for side in response.context["sides"]] == [False, True]
    assert response.context["form"]["change"].value() == "translation"


def test_what_blocks_is_said_and_nothing_is_published(login: Login, secretariat: User) -> None:
    post = factories.post(body_en='<p>Text<span data-footnote="abcd"></span></p>')
    response = login(secretariat).get(act_url(post, "publish"))
    assert response.context["sides"][0]["blocking"] == ["A footnote is empty. Write it, or take it out."]
    response = send(login(secretariat), post, languages=["en"])
    assert admin_forms.errors(response) == {"__all__": ["English: A footnote is empty. Write it, or take it out."]}
    assert not Seal.objects.exists()


def test_form_sent_twice_publishes_once(login: Login, secretariat: User) -> None:
    post = factories.post()
    client, url = login(secretariat), act_url(post, "publish")
    data = filled(client.get(url), "//form[@id='act-form']")
    first, second = client.post(url, data), client.post(url, data)
    assert (first.url, second.url) == (change_url(post), change_url(post))
    assert post.seals.count() == 1
    page = client.get(change_url(post)).content.decode()
    assert "It was not done a second time" in page


def test_form_opened_before_somebody_else_published_is_refused(
    login: Login, secretariat: User, administrator: User
) -> None:
    post = factories.post()
    factories.published(post)
    client, url = login(secretariat), act_url(post, "publish")
    data = filled(client.get(url), "//form[@id='act-form']")
    factories.published(post)
    answers = {**data, "languages": ["en"], "change": "correction", "note_en": "Mine."}
    response = client.post(url, answers)
    assert post.seals.count() == 2
    assert "somebody published this text in the meantime" in response.content.decode()
    # Looked at and sent again, with what was typed, it is done.
    assert client.post(url, filled(response, "//form[@id='act-form']")).status_code == 302
    assert post.seals.first().note_en == "Mine."


def test_form_opened_before_the_text_was_saved_is_refused(login: Login, secretariat: User) -> None:
    post = factories.post()
    client, url = login(secretariat), act_url(post, "publish")
    data = filled(client.get(url), "//form[@id='act-form']")
    Document.objects.update(revision=5)
    response = client.post(url, data)
    assert "saved again after you opened this page" in response.content.decode()
    assert not Seal.objects.exists()


def test_publishing_at_a_minute_to_come(login: Login, secretariat: User) -> None:
    post = factories.post()
    at = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    client = login(secretariat)
    assert "Time zone: UTC" in client.get(act_url(post, "publish")).content.decode()
    send(client, post, at=at.strftime("%Y-%m-%dT%H:%M"))
    assert set(Edition.objects.values_list("released_at", flat=True)) == {at}


def test_minute_that_has_passed_is_refused(login: Login, secretariat: User) -> None:
    response = send(login(secretariat), factories.post(), at="2020-01-01T10:00")
    (said,) = admin_forms.errors(response)["at"]
    assert re.fullmatch(
        r"This minute has passed: now it is .* \(UTC\)\. Choose a later one, or leave it empty to publish now\.", said
    )


@pytest.mark.parametrize(
    ("minute", "said"),
    [
        (
            "2099-03-29T02:30",
            "02:30 does not exist on that day: clocks in Europe/Madrid skip it. Choose 03:30 or another one.",
        ),
        (
            "2099-10-25T02:30",
            "02:30 comes twice on that day in Europe/Madrid. Choose one up to 01:30, or from 03:30 on.",
        ),
        ("soon", "This is not a date and a time. Choose both, such as 24 December, 09:30."),
        ("0001-01-01T00:00", None),
        ("9999-12-31T23:59", None),
    ],
)
def test_minute_that_the_clock_does_not_know_is_refused(
    login: Login, secretariat: User, settings: Any, minute: str, said: str | None
) -> None:
    settings.TIME_ZONE = "Europe/Madrid"
    post = factories.post()
    response = send(login(secretariat), post, at=minute)
    if said:
        assert admin_forms.errors(response) == {"at": [said]}
    assert (response.status_code, Seal.objects.count()) in ((200, 0), (302, 1))


def test_minute_is_chosen_and_shown_in_the_time_zone_of_the_site(
    login: Login, secretariat: User, settings: Any
) -> None:
    settings.TIME_ZONE = "America/Lima"
    post, client = factories.post(), login(secretariat)
    assert "Time zone: America/Lima" in client.get(act_url(post, "publish")).content.decode()
    send(client, post, at="2099-07-01T09:30")
    assert set(Edition.objects.values_list("released_at", flat=True)) == {factories.moment("2099-07-01T14:30")}
    for url in (change_url(post), act_url(post, "schedule"), reverse("admin:publishing_edition_scheduled")):
        assert "1 Jul 2099, 09:30 (America/Lima)" in client.get(url).content.decode()


def test_scheduling_without_a_minute_is_asked_for_one(login: Login, secretariat: User) -> None:
    response = send(login(secretariat), factories.post(), later="1")
    assert admin_forms.errors(response) == {"at": ["Choose the minute at which it is to be published."]}
    assert not Seal.objects.exists()


def test_first_publication_may_carry_an_earlier_date(login: Login, secretariat: User) -> None:
    post = factories.post()
    client = login(secretariat)
    tomorrow = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d")
    assert list(admin_forms.errors(send(client, post, dated=tomorrow))) == ["dated"]
    send(client, post, dated="2018-08-15")
    assert {edition.dated.date().isoformat() for edition in Edition.objects.all()} == {"2018-08-15"}


def test_statement_says_which_signatures_it_binds_and_which_an_amendment_loses(login: Login, secretariat: User) -> None:
    statement = factories.statement()
    factories.signature(statement, factories.signatory("Nélida Aro"))
    client = login(secretariat)
    page = client.get(act_url(statement, "publish")).content.decode()
    assert "This signature waits and will be bound to what you publish now: Nélida Aro." in page
    send(client, statement)
    assert Signature.objects.get().seal == statement.seals.get()
    page = client.get(act_url(statement, "publish")).content.decode()
    assert "the signature given before will no longer stand" in page


@pytest.mark.parametrize("act", ["publish", "withdraw", "redact"])
@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_acts_are_for(login: Login, role: str, act: str, make: Any) -> None:
    document = make()
    factories.published(document)
    allowed = role == "secretariat" or (role, act, document.kind) == ("moderator", "publish", "post")
    client = login(factories.user(role))
    assert client.get(act_url(document, act)).status_code == (200 if allowed else 403)
    before = Seal.objects.count()
    if not allowed:
        data = {
            "seal": "1",
            "revision": "0",
            "languages": ["en", "es"],
            "change": "typo",
            "note_en": "x",
            "note_es": "x",
        }
        assert (
            client.post(act_url(document, act), {**data, "passages": "English text", "confirm": "1"}).status_code == 403
        )
        assert Seal.objects.count() == before
        assert not Edition.objects.filter(redacted_at__isnull=False).exists()


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_acts_are_offered_to_those_who_may(login: Login, role: str) -> None:
    post = factories.post()
    page = login(factories.user(role)).get(change_url(post)).content.decode()
    shown = [act for act in ("publish", "withdraw", "redact") if act_url(post, act) in page]
    assert shown == {"secretariat": ["publish", "withdraw", "redact"], "moderator": ["publish"]}.get(role, [])


def test_page_of_an_act_for_a_text_that_is_not_there(login: Login, secretariat: User) -> None:
    post = factories.post()
    url = act_url(post, "publish").replace(str(post.pk), str(10**30))
    assert login(secretariat).get(url).status_code == 404


def test_withdrawing_needs_a_note_for_each_language(login: Login, secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    client = login(secretariat)
    response = send(client, post, "withdraw", languages=["en", "es"], note_en="At the author’s wish.")
    assert list(admin_forms.errors(response)) == ["note_es"]
    assert "At the author’s wish." in response.content.decode()
    response = send(client, post, "withdraw", languages=["en"], note_en="At the author’s wish.")
    assert response.url == change_url(post)
    assert list(Edition.objects.public().values_list("language", flat=True)) == ["es"]
    with override("en"):
        assert client.get(f"/en/blog/{post.slug_en}/").status_code == 410


def test_withdrawal_sent_twice_happens_once(login: Login, secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    client, url = login(secretariat), act_url(post, "withdraw")
    data = {**filled(client.get(url), "//form[@id='act-form']"), "languages": ["es"], "note_es": "Por qué."}
    client.post(url, data)
    assert client.post(url, data).url == change_url(post)
    assert list(post.seals.values_list("change", flat=True)) == ["withdrawal", "first"]


def test_nothing_to_withdraw_is_said(login: Login, secretariat: User) -> None:
    page = login(secretariat).get(act_url(factories.post(), "withdraw")).content.decode()
    assert "there is nothing to withdraw" in page


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_publish_once() -> None:
    post, person = factories.post(), factories.user("secretariat")
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(person)
    url = act_url(post, "publish")
    data = filled(clients[0].get(url), "//form[@id='act-form']")
    start, statuses = threading.Barrier(2), []

    def click(client: Client) -> None:
        try:
            start.wait()
            statuses.append(client.post(url, data).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (statuses, post.seals.count(), Address.objects.count()) == ([302, 302], 1, 2)


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_the_same_moment_lose_none() -> None:
    post, people = factories.post(), [factories.user("secretariat") for _ in range(2)]
    forms = []
    for person in people:
        client = Client()
        client.force_login(person)
        forms.append((client, {**filled(client.get(change_url(post))), "title_en": person.username}))
    start, results = threading.Barrier(2), {}

    def save(client: Client, data: dict[str, Any]) -> None:
        try:
            start.wait()
            results[data["title_en"]] = client.post(change_url(post), data).status_code
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=form) for form in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = Post.objects.get()
    assert sorted(results.values()) == [200, 302]
    assert (results[kept.title_en], kept.revision) == (302, 1)


def test_publishing_follows_the_workflow_alone(login: Login, moderator: User, administrator: User) -> None:
    post = factories.post()
    factories.published(post)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "x"}, by=administrator)
    response = login(moderator).get(act_url(post, "publish"))
    assert [side["what"] for side in response.context["sides"]] == [["Withdrawn. Publishing brings it back."]] * 2
