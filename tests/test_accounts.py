"""Logging in, resetting a password, how often one may guess, and what administrators do to accounts."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account import app_settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.checks import run_checks
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from accounts import guesses, mails, network, roles, workflow
from accounts.models import Guess
from config.roles import ROLES
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
PASSWORD = "a long password"


def log_in(client: Client, person: User | str, password: str = PASSWORD, **more: Any) -> Any:
    name = person if isinstance(person, str) else person.email
    return client.post("/accounts/login/", {"login": name, "password": password}, **more)


# Logging in and out


def test_login_leads_to_where_somebody_was_going(client: Client, secretariat: User) -> None:
    asked = client.get("/admin/blog/post/", follow=True)
    assert asked.redirect_chain[-1] == ("/accounts/login/?next=/admin/blog/post/", 302)
    form = {"login": secretariat.email.upper(), "password": PASSWORD, "next": "/admin/blog/post/"}
    assert client.post("/accounts/login/", form).headers["Location"] == "/admin/blog/post/"
    assert client.get("/admin/blog/post/").status_code == 200


def test_login_leads_nowhere_else(client: Client, secretariat: User) -> None:
    form = {"login": secretariat.email, "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post("/accounts/login/", form).headers["Location"] == "/admin/"


def test_who_is_not_staff_is_told_and_not_sent_in_circles(client: Client) -> None:
    assert log_in(client, factories.user()).headers["Location"] == "/en/write/"
    answer = client.get("/admin/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (403, [("/admin/login/?next=/admin/", 302)])


def test_nobody_signs_up(client: Client) -> None:
    form = {"email": "new@rivers.example", "password1": "swift river water"}
    for answer in (client.get("/accounts/signup/"), client.post("/accounts/signup/", form)):
        assert "Nobody signs up here" in answer.content.decode()
    assert User.objects.count() == 0


def test_logging_out_needs_a_click(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/admin/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/admin/").status_code == 302


def test_account_pages_are_kept_by_nobody(client: Client) -> None:
    for path in ("login/", "password/reset/", "invitation/nothing/", "2fa/", "nothing/"):
        answer = client.get(f"/accounts/{path}")
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "same-origin")
        assert "'unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("code", "words"), [("en", "Log in"), ("es", "Correo electrónico")])
def test_account_pages_change_their_language_and_stay(client: Client, code: str, words: str) -> None:
    page = client.get("/accounts/login/", {"language": code, "next": "/admin/blog/"})
    assert f'<html lang="{code}">' in page.content.decode()
    assert words in page.content.decode()
    assert "/accounts/login/?language=es&amp;next=%2Fadmin%2Fblog%2F" in page.content.decode()
    assert f'<html lang="{code}">' in client.get("/accounts/password/reset/").content.decode()


# Guessing


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is compared with a kept one."""
    seen: list[str] = []
    verify = MD5PasswordHasher.verify

    def watched(self: MD5PasswordHasher, password: str, encoded: str) -> bool:
        seen.append(password)
        return verify(self, password, encoded)

    monkeypatch.setattr(MD5PasswordHasher, "verify", watched)
    return seen


def test_of_a_thousand_guesses_few_are_checked(secretariat: User, checked: list[str], settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    client = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(1000):
        spoofed = {"X-Forwarded-For": f"198.51.100.{number % 250}"}
        client.post("/accounts/login/", {"login": secretariat.email, "password": f"guess {number}"}, headers=spoofed)
    assert 1 <= len(checked) <= guesses.PER_ACCOUNT < 20
    assert "too many" in log_in(client, secretariat).content.decode().lower()


def test_guesses_from_everywhere_count_for_the_account(secretariat: User, checked: list[str]) -> None:
    for number in range(40):
        log_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), secretariat, f"guess {number}")
    assert len(checked) == guesses.PER_ACCOUNT


def test_guesses_at_many_accounts_count_for_the_network(checked: list[str]) -> None:
    people = [factories.user("translator") for _ in range(40)]
    for number, person in enumerate(people):
        log_in(Client(REMOTE_ADDR=f"2001:db8:1:2::{number}"), person, "guess")
    assert len(checked) == guesses.PER_NETWORK < 20


def test_whoever_knows_the_password_uses_nothing_up(secretariat: User) -> None:
    for _ in range(30):
        assert log_in(Client(), secretariat).status_code == 302
    assert Guess.objects.count() == 0


def test_success_does_not_wipe_wrong_guesses(secretariat: User, moderator: User, checked: list[str]) -> None:
    for _ in range(30):
        log_in(Client(), secretariat, "guess")
        log_in(Client(), moderator)
    assert checked.count("guess") == guesses.PER_ACCOUNT


def test_guesses_are_forgotten_after_a_quarter_of_an_hour(secretariat: User) -> None:
    for _ in range(guesses.PER_ACCOUNT):
        log_in(Client(), secretariat, "guess")
    assert log_in(Client(), secretariat).status_code == 200
    Guess.objects.update(until=timezone.now())
    assert log_in(Client(), secretariat).status_code == 302
    assert Guess.objects.count() == 0
    assert secretariat.email not in str(list(Guess.objects.values()))


def test_passwords_are_not_guessed_by_another_door(login: Login, secretariat: User, checked: list[str]) -> None:
    client = login(secretariat)
    for number in range(40):
        client.post("/accounts/reauthenticate/", {"password": f"guess {number}"})
        client.post("/accounts/password/change/", {"oldpassword": f"old {number}", "password1": "x", "password2": "x"})
    assert len(set(checked)) < 20


def test_known_and_unknown_answer_alike(secretariat: User, django_capture_on_commit_callbacks: Any) -> None:
    def without_token(answer: Any, name: str) -> str:
        return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode()).replace(name, "NAME")

    pages = [
        without_token(log_in(Client(), name, "wrong"), name) for name in (secretariat.email, "nobody@rivers.example")
    ]
    assert pages[0] == pages[1]
    answers = []
    for name in (secretariat.email, "nobody@rivers.example"):
        with django_capture_on_commit_callbacks(execute=True):
            answer = Client().post("/accounts/password/reset/", {"email": name})
        answers.append((answer.status_code, answer.headers["Location"]))
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [[secretariat.email], ["nobody@rivers.example"]]
    assert "There is none" in mail.outbox[1].body


@pytest.mark.parametrize("code", ["en", "es"])
def test_account_pages_go_on_in_the_language_of_the_page_before(client: Client, settings: Settings, code: str) -> None:
    start = client.get(f"/{code}/write/")
    for url in (start.context["ask_url"], start.context["login_url"], f"/accounts/login/?next=/{code}/write/new/"):
        page = Client().get(url)
        assert (page.status_code, f'<html lang="{code}">' in page.content.decode()) == (200, True)
    kept = Client()
    kept.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert '<html lang="en">' in kept.get(f"/accounts/login/?next=/{code}/write/").content.decode()


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "found"),
    [
        ("203.0.113.9", "198.51.100.1", [], "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", [], "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", ["127.0.0.1"], "198.51.100.1"),
        ("127.0.0.1", "192.0.2.7, 198.51.100.1", ["127.0.0.1"], "198.51.100.1"),
        ("127.0.0.1", "192.0.2.7, 10.1.2.3", ["127.0.0.1", "10.0.0.0/8"], "192.0.2.7"),
        ("127.0.0.1", "nonsense", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "192.0.2.7, <b>", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "", ["127.0.0.1"], "127.0.0.1"),
        ("", "198.51.100.1", ["unix"], "198.51.100.1"),
        ("", "198.51.100.1", ["127.0.0.1"], "unix"),
        ("::ffff:127.0.0.1", "2001:db8:1:2:3::4", ["127.0.0.1"], "2001:db8:1:2::/64"),
    ],
)
def test_network_is_what_a_known_proxy_says(
    settings: Settings, remote: str, forwarded: str, proxies: list[str], found: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert network.network_of(request) == found


# Passwords


def reset_link(text: Any) -> str:
    return re.search(r"http://testserver(/accounts/\S+)", str(text))[1]


@pytest.mark.parametrize(("code", "words"), [("en", "works once"), ("es", "http")])
def test_reset_by_mail_in_the_persons_language(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    login: Login,
    moderator: User,
    code: str,
    words: str,
) -> None:
    workflow.speak(moderator, code)
    before = login(moderator)
    other = "es" if code == "en" else "en"
    with django_capture_on_commit_callbacks(execute=True):
        Client(headers={"Accept-Language": other}).post("/accounts/password/reset/", {"email": moderator.email})
    letter = mail.outbox[0]
    assert words in letter.body
    assert f'<html lang="{code}">' in letter.alternatives[0][0]
    link, client = reset_link(letter.body), Client()
    for _ in range(2):  # opening it, as a mail scanner does, changes nothing
        assert client.get(link, follow=True).status_code == 200
    assert before.get("/admin/").status_code == 200
    form = {"password1": "swift river water", "password2": "swift river water"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(client.get(link).headers["Location"], form).status_code == 302
    assert before.get("/admin/").status_code == 302, "every session has ended"
    assert log_in(Client(), moderator, "swift river water").status_code == 302
    assert "no longer works" in Client().get(link, follow=True).content.decode(), "it works once"
    assert len(mail.outbox) == 2, "the owner is told"


def test_reset_mails_are_few(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, moderator: User
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answers = [Client().post("/accounts/password/reset/", {"email": moderator.email}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 3 + [429] * 3
    assert len(mail.outbox) == 3
    assert "Too many attempts" in answers[-1].content.decode()


def test_suspended_person_gets_no_link(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, moderator: User
) -> None:
    User.objects.update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/accounts/password/reset/", {"email": moderator.email})
    assert "http://testserver/accounts/" not in mail.outbox[0].body
    assert log_in(Client(), moderator).headers["Location"] == "/accounts/inactive/"


def test_changing_the_password_ends_the_other_sessions(login: Login, moderator: User) -> None:
    here, there = login(moderator), login(moderator)
    assert here.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"
    form = {"oldpassword": PASSWORD, "password1": "swift river water", "password2": "swift river water"}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert (here.get("/admin/").status_code, there.get("/admin/").status_code) == (200, 302)


@pytest.mark.parametrize("weak", ["short", "123456789012345", "123qweasdzxc", "person.rivers.example"])
def test_weak_password_is_refused(login: Login, weak: str) -> None:
    person = factories.user("moderator", username="person.rivers@example.org")
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert login(person).post("/accounts/password/change/", form).status_code == 200
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_mail_server_that_is_down_breaks_no_page(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    moderator: User,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with django_capture_on_commit_callbacks(execute=True):
        assert Client().post("/accounts/password/reset/", {"email": moderator.email}).status_code == 302
    assert "A mail could not be sent" in caplog.text
    assert moderator.email not in caplog.text


def test_every_notice_that_allauth_sends_has_words() -> None:
    """allauth names an event by a template; ours need words for each that our pages can bring about."""
    from pathlib import Path

    import allauth

    templates = Path(allauth.__file__).parent / "templates"
    events = {
        f"{app}/email/{path.name.removesuffix('_subject.txt')}"
        for app in ("account", "mfa")
        for path in (templates / app / "email").glob("*_subject.txt")
    }
    letters = {f"account/email/{name}" for name in ("password_reset_key", "unknown_account")}
    absent = ("email_", "login_code", "account_already", "password_reset_code")
    unused = {event for event in events if event.split("/")[-1].startswith(absent)}
    assert events - unused - letters == set(mails.NOTICES) - {"accounts/second_factor_reset"}
    assert app_settings.EMAIL_VERIFICATION == "none"


# What administrators do


def change_form(user: User, **changes: Any) -> dict[str, Any]:
    fields = {
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "is_active": "on",
        "is_staff": "on",
        "groups": [group.pk for group in user.groups.all()],
        "person-TOTAL_FORMS": "0",
        "person-INITIAL_FORMS": "0",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def change(client: Client, user: User, **changes: Any) -> int:
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), change_form(user, **changes)).status_code


def test_suspending_ends_every_session_for_good(login: Login, administrator: User, moderator: User) -> None:
    boss, theirs = login(administrator), login(moderator)
    assert change(boss, moderator, is_active=None) == 302
    assert theirs.get("/admin/").status_code == 302
    assert change(boss, moderator) == 302
    assert theirs.get("/admin/").status_code == 302, "it does not come back with the account"
    assert log_in(Client(), moderator).status_code == 302
    assert [entry.user for entry in LogEntry.objects.filter(object_id=moderator.pk)] == [administrator] * 2


def test_nobody_shuts_themselves_out(login: Login, administrator: User) -> None:
    client = login(administrator)
    for field in ("is_active", "is_staff", "is_superuser"):
        assert change(client, administrator, **{"is_superuser": "on", field: None}) == 200
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.is_staff, administrator.is_superuser) == (True, True, True)
    assert client.get(reverse("admin:auth_user_delete", args=[administrator.pk])).status_code == 403


def test_who_changes_accounts_cannot_rise(login: Login, administrator: User, moderator: User) -> None:
    """The right to change accounts, given to somebody who is no administrator, gives nothing beyond their own."""
    person = factories.user("read-only")
    person.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user", "delete_user"]))
    client, group = login(person), factories.user("secretariat").groups.get()
    for page in ("change", "password_change", "second_factor"):
        form = change_form(administrator, password1="swift river water", password2="swift river water")
        assert client.post(reverse(f"admin:auth_user_{page}", args=[administrator.pk]), form).status_code == 403
    assert client.post(reverse("admin:auth_user_delete", args=[administrator.pk]), {"post": "yes"}).status_code == 403
    assert change(client, person, is_superuser="on") == 302
    assert change(client, person, groups=[*person.groups.values_list("pk", flat=True), group.pk]) == 200
    person.refresh_from_db()
    assert (person.is_superuser, person.groups.filter(pk=group.pk).exists()) == (False, False)
    administrator.refresh_from_db()
    assert administrator.check_password(PASSWORD)


def test_list_of_accounts_says_who_is_safe(
    login: Login, administrator: User, moderator: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    factories.authenticator(moderator)
    User.objects.filter(pk=factories.user("translator").pk).update(is_active=False)
    client, address = login(administrator), reverse("admin:auth_user_changelist")
    page = client.get(address).content.decode()
    assert 'field-has_second_factor"><img src' in page
    assert page.count('alt="True"') == 1
    assert page.count(">suspended<") == 1
    with django_assert_max_num_queries(9):
        client.get(address)
    for _ in range(5):
        factories.authenticator(factories.user("moderator"))
    with django_assert_max_num_queries(9):
        client.get(address)


def test_address_is_kept_in_small_letters_and_once(login: Login, administrator: User, moderator: User) -> None:
    client = login(administrator)
    assert change(client, moderator, email=administrator.email.upper()) == 200
    assert change(client, moderator, email="New.Name@Rivers.Example") == 302
    assert log_in(Client(), "NEW.NAME@rivers.example").status_code == 302


def test_language_chosen_at_the_desk_is_the_mails_too(login: Login, moderator: User) -> None:
    login(moderator).post("/admin/language/", {"language": "es", "next": "/admin/"})
    assert mails.language_of(moderator) == "es"


# Settings


@pytest.mark.parametrize(
    ("local", "required", "found"), [(False, False, ["accounts.E001"]), (False, True, []), (True, False, [])]
)
def test_second_factor_cannot_be_switched_off_on_a_server(
    settings: Settings, local: bool, required: bool, found: list[str]
) -> None:
    settings.LOCAL, settings.MFA_REQUIRED, settings.TRUSTED_PROXIES = local, required, ["127.0.0.1"]
    assert [problem.id for problem in run_checks() if problem.id.startswith("accounts.")] == found


def test_proxies_that_are_not_named_are_asked_for(settings: Settings) -> None:
    settings.LOCAL, settings.MFA_REQUIRED, settings.TRUSTED_PROXIES = False, True, []
    warnings = [problem.id for problem in run_checks(include_deployment_checks=True)]
    assert "accounts.W001" in warnings


def test_a_login_costs_the_same_for_nobody(secretariat: User, checked: list[str]) -> None:
    """An unknown address has a password hashed too."""
    encoded: list[float] = []
    encode = MD5PasswordHasher.encode

    def watched(self: MD5PasswordHasher, *arguments: Any) -> str:
        encoded.append(time.monotonic())
        return encode(self, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MD5PasswordHasher, "encode", watched)
        log_in(Client(), secretariat, "wrong")
        known = len(encoded)
        log_in(Client(), "nobody@rivers.example", "wrong")
    assert known == len(encoded) - known == 1


def test_every_role_says_what_it_is_for() -> None:
    assert set(roles.DESCRIPTIONS) == set(ROLES)


@pytest.mark.parametrize(("language", "words"), [("en", "changes nothing"), ("es", "no cambia nada")])
def test_roles_are_described_where_they_are_given(login: Login, settings: Settings, language: str, words: str) -> None:
    factories.group("read-only")
    client = login(factories.user("administrator"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for page in ("/admin/auth/group/", "/admin/accounts/invitation/add/"):
        assert words in client.get(page).content.decode(), page
