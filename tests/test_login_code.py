"""Logging in by a code sent by mail: who gets one, how many may be guessed, and what it does not open."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.core.internal import cryptokit
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from accounts import guesses, workflow
from accounts.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"
Code = Callable[[Client, str], str]


@pytest.fixture
def code(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Code:
    """A function: ask for a code for this address, and get what the mail says."""

    def asked(client: Client, email: str) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(ASK, {"email": email}).headers["Location"] == CONFIRM
        return re.search(r"\n\n([A-Z]{4}-[A-Z]{4})\n\n", str(mail.outbox[-1].body))[1]

    return asked


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every code that is compared with the right one."""
    seen: list[str] = []
    compare = cryptokit.compare_user_code

    def watched(*, actual: str, expected: str) -> bool:
        seen.append(actual)
        return compare(actual=actual, expected=expected)

    monkeypatch.setattr("allauth.account.forms.compare_user_code", watched)
    return seen


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("language", ["en", "es"])
def test_member_logs_in_by_a_code_in_their_language(client: Client, code: Code, language: str) -> None:
    member = factories.user("member")
    workflow.speak(member, language)
    digits = code(client, member.email.upper())
    letter = mail.outbox[0]
    assert (letter.to, f'<html lang="{language}">' in str(letter.alternatives[0][0])) == ([member.email], True)
    assert digits not in letter.subject
    page = client.get(CONFIRM).content.decode()
    assert (digits in page, "mail with a code is on its way" in page) == (False, True)
    assert client.post(CONFIRM, {"code": digits.lower()}).headers["Location"] in ("/", "/en/write/")
    assert is_in(client)
    assert not is_in(other := Client())
    assert other.post(CONFIRM, {"code": digits}).headers["Location"] == ASK, "it is of this browser alone"


def test_code_works_once(client: Client, code: Code) -> None:
    digits = code(client, factories.user("member").email)
    client.post(CONFIRM, {"code": digits})
    client.post("/accounts/logout/")
    assert client.post(CONFIRM, {"code": digits}).status_code == 302
    assert not is_in(client)


def test_second_factor_is_still_asked_for(client: Client, code: Code, settings: Settings) -> None:
    settings.MFA_REQUIRED = True
    for role in ("member", "moderator"):
        person, client = factories.user(role), Client()
        secret = factories.authenticator(person)
        answer = client.post(CONFIRM, {"code": code(client, person.email)})
        assert (answer.headers["Location"], is_in(client)) == ("/accounts/2fa/authenticate/", False)
        client.post("/accounts/2fa/authenticate/", {"code": factories.totp(secret)})
        assert is_in(client)
    client = Client()
    client.post(CONFIRM, {"code": code(client, factories.user("secretariat").email)})
    assert client.get("/admin/").headers["Location"] == "/accounts/2fa/", "the desk wants one to be set up"


def test_unknown_address_is_answered_like_a_known_one(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    known = factories.user("member")
    gone = factories.user("member", is_active=False)
    answers, pages = [], []
    for email in (known.email, "nobody@rivers.example", gone.email):
        client = Client()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(ASK, {"email": email})
        answers.append((answer.status_code, answer.headers["Location"]))
        wrong = client.post(CONFIRM, {"code": "ABC-DEF"})
        pages += [
            re.sub(r'value="[A-Za-z0-9]{64}"', "", page.content.decode()) for page in (client.get(CONFIRM), wrong)
        ]
        pages[-2:] = [page.replace(email, "ADDRESS") for page in pages[-2:]]
    assert answers == [answers[0]] * 3
    assert (pages[2:4], pages[4:6]) == (pages[:2], pages[:2])
    assert ["There is none" in letter.body for letter in mail.outbox] == [False, True, True]


def test_codes_are_few_an_hour() -> None:
    member = factories.user("member")
    answers = [Client().post(ASK, {"email": member.email}).status_code for _ in range(5)]
    assert answers == [302] * 3 + [200] * 2


def test_of_a_thousand_guesses_few_are_checked(checked: list[str], code: Code, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    member, client = factories.user("member"), Client(REMOTE_ADDR="203.0.113.9")
    code(client, member.email)
    for number in range(1000):
        if "account_login" not in client.session:
            client.post(ASK, {"email": member.email})
        client.post(CONFIRM, {"code": f"{number:06}"}, headers={"X-Forwarded-For": f"198.51.100.{number % 250}"})
    assert 1 <= len(checked) <= guesses.PER_ACCOUNT < 20


def test_codes_and_passwords_are_counted_together(checked: list[str], code: Code) -> None:
    member = factories.user("member")
    for number in range(guesses.PER_ACCOUNT):
        Client().post("/accounts/login/", {"login": member.email, "password": f"guess {number}"})
    client = Client()
    digits = code(client, member.email)
    assert "too many" in client.post(CONFIRM, {"code": digits}).content.decode().lower()
    assert (checked, is_in(client)) == ([], False)
    assert [entry.act for entry in AuditEntry.objects.all()] == ["lock"]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_overlook_each_other(checked: list[str]) -> None:
    """allauth counts in the session, which each of these finds as it was."""
    member, client = factories.user("member"), Client()
    client.post(ASK, {"email": member.email})
    cookie = client.cookies["session"].value

    def guess(number: int) -> None:
        thief = Client()
        thief.cookies["session"] = cookie
        thief.post(CONFIRM, {"code": f"{number:06}"})
        connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(guess, range(100)))
    assert len(checked) <= guesses.PER_ACCOUNT


# Suspended


def suspend(person: User, login: Callable[[User], Client], how: str) -> None:
    if how == "form":
        fields = {"username": person.username, "email": person.email, "person-TOTAL_FORMS": 0}
        boss = login(factories.user("administrator"))
        address = reverse("admin:auth_user_change", args=[person.pk])
        assert boss.post(address, {**fields, "person-INITIAL_FORMS": 0}).status_code == 302
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("how", ["form", "all at once"])
def test_suspended_person_is_out_and_comes_in_by_no_door(
    login: Callable[[User], Client],
    code: Code,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    how: str,
) -> None:
    member = factories.user("member")
    session, halfway = login(member), Client()
    digits = code(halfway, member.email)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/accounts/password/reset/", {"email": member.email})
    link = re.search(r"http://testserver(/accounts/\S+)", str(mail.outbox[-1].body))[1]
    assert session.get("/accounts/profile/").status_code == 200
    suspend(member, login, how)
    assert session.get("/accounts/profile/").status_code == 302
    halfway.post(CONFIRM, {"code": digits})
    assert not is_in(halfway)
    client = Client()
    client.post("/accounts/login/", {"login": member.email, "password": "a long password"})
    assert not is_in(client)
    words = {"password1": "swift river water", "password2": "swift river water"}
    client.post(client.get(link, follow=True).request["PATH_INFO"], words)
    client.post("/accounts/login/", {"login": member.email, "password": "swift river water"})
    assert not is_in(client)


@pytest.mark.parametrize("role", ["moderator", "secretariat"])
def test_only_administrators_suspend(login: Callable[[User], Client], role: str) -> None:
    member = factories.user("member")
    client: Any = login(factories.user(role))
    assert client.post(reverse("admin:auth_user_change", args=[member.pk]), {}).status_code == 403
    member.refresh_from_db()
    assert member.is_active
