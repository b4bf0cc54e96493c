"""The second factor: nobody gets to the desk without, and what it does when it is set up, used, lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from tests import factories
from tests.test_permissions import World, places, world  # noqa: F401

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
INDEX, APP = "/accounts/2fa/", "/accounts/2fa/app/"


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.MFA_REQUIRED = True


def come_in(person: User, secret: str = "", client: Client | None = None) -> Client:
    """Log in by the pages, with a code if there is an app."""
    client = client or Client()
    answer = client.post("/accounts/login/", {"login": person.email, "password": "a long password"})
    if secret:
        assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
        answer = client.post("/accounts/2fa/authenticate/", {"code": factories.totp(secret)})
    assert answer.status_code == 302
    return client


def set_up(client: Client) -> str:
    """Add an authenticator app; returns its secret."""
    secret = client.get(APP).context["form"].secret
    answer = client.post(APP, {"code": factories.totp(secret)})
    assert answer.headers["Location"] == "/accounts/2fa/codes/"
    return secret


@pytest.mark.parametrize("role", ["administrator", "secretariat", "moderator", "translator", "read-only"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head", "options"])
def test_every_address_of_the_desk_asks_for_it(world: World, login: Login, role: str, method: str) -> None:  # noqa: F811
    client = login(factories.user(role))
    before = {model: model._default_manager.count() for model in admin.site._registry}
    desk = [place for place in places() if place.route.startswith("admin/")]
    assert len(desk) > 100
    wrong = [
        place.name
        for place in desk
        if (answer := getattr(client, method)(world.url(place))).status_code != 302
        or answer.headers["Location"] != INDEX
    ]
    assert wrong == []
    assert {model: model._default_manager.count() for model in admin.site._registry} == before


def test_on_somebodys_own_machine_the_password_is_enough(settings: Settings, login: Login, administrator: User) -> None:
    settings.MFA_REQUIRED = False
    assert login(administrator).get("/admin/").status_code == 200


def test_readers_and_who_is_not_staff_are_not_asked(login: Login, client: Client) -> None:
    assert client.get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"
    assert login(factories.user()).get("/admin/", follow=True).status_code == 403
    assert login(factories.user("moderator")).get("/en/").status_code == 200


def test_app_is_added_and_opens_the_desk(
    moderator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = come_in(moderator)
    assert client.get("/admin/", follow=True).redirect_chain == [(INDEX, 302)]
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    codes = client.get("/accounts/2fa/codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/accounts/2fa/codes/download/").content.decode().split() == codes.context["unused_codes"]
    assert client.get("/admin/").status_code == 200
    assert [letter.to for letter in mail.outbox] == [[moderator.email]]
    assert "authenticator app was added" in mail.outbox[0].body


def test_wrong_code_adds_nothing(moderator: User) -> None:
    client = come_in(moderator)
    secret = client.get(APP).context["form"].secret
    late = factories.totp(secret, time.time() - 3600)
    for code in ("", "000000", late, "1 OR 1=1", "\x00"):
        answer = client.post(APP, {"code": code})
        assert answer.status_code == 200
    assert (Authenticator.objects.count(), client.get("/admin/").status_code) == (0, 302)


def test_square_is_a_picture_of_its_own(moderator: User, secretariat: User) -> None:
    client = come_in(moderator)
    assert client.get("/accounts/2fa/app/code.svg").status_code == 404
    page = client.get(APP).content.decode()
    assert ('src="/accounts/2fa/app/code.svg"' in page, "data:" in page) == (True, False)
    picture = client.get("/accounts/2fa/app/code.svg")
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert b"style=" not in picture.content
    assert come_in(secretariat).get("/accounts/2fa/app/code.svg").status_code == 404


def test_login_asks_for_the_code(moderator: User) -> None:
    secret = factories.authenticator(moderator)
    client = Client()
    client.post("/accounts/login/", {"login": moderator.email, "password": "a long password"})
    assert client.get("/admin/").status_code == 302, "the password alone opens nothing"
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.get("/admin/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": factories.totp(secret)})
    assert client.get("/admin/").status_code == 200


def test_code_counts_once(moderator: User) -> None:
    secret = factories.authenticator(moderator)
    code = factories.totp(secret)
    come_in(moderator, secret)
    second = Client()
    second.post("/accounts/login/", {"login": moderator.email, "password": "a long password"})
    assert second.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200


def test_codes_are_not_guessed(moderator: User) -> None:
    secret = factories.authenticator(moderator)
    client = Client()
    client.post("/accounts/login/", {"login": moderator.email, "password": "a long password"})
    for number in range(30):
        client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"})
    assert client.post("/accounts/2fa/authenticate/", {"code": factories.totp(secret)}).status_code == 200
    assert client.get("/admin/").status_code == 302


def test_recovery_code_logs_in_once(moderator: User) -> None:
    client = come_in(moderator)
    set_up(client)
    code = client.get("/accounts/2fa/codes/").context["unused_codes"][0]
    for expected in (200, 302):
        visitor = Client()
        visitor.post("/accounts/login/", {"login": moderator.email, "password": "a long password"})
        visitor.post("/accounts/2fa/authenticate/", {"code": code})
        assert visitor.get("/admin/").status_code == expected


def test_session_that_has_not_shown_it_is_asked(login: Login, moderator: User) -> None:
    secret = factories.authenticator(moderator)
    client = login(moderator)
    asked = "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fblog%2Fpost%2F"
    assert client.get("/admin/blog/post/").headers["Location"] == asked
    form = {"code": factories.totp(secret), "next": "/admin/blog/post/"}
    assert client.post("/accounts/2fa/reauthenticate/", form).headers["Location"] == "/admin/blog/post/"
    assert client.get("/admin/blog/post/").status_code == 200


def test_setting_it_up_ends_sessions_with_the_password_alone(moderator: User) -> None:
    """Somebody who stole the password yesterday is out as soon as the owner has a second factor."""
    thief, owner = come_in(moderator), come_in(moderator)
    set_up(owner)
    assert thief.get(INDEX).status_code == 302
    assert owner.get("/admin/").status_code == 200


def test_taking_it_off_asks_again_who_it_is(moderator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = come_in(moderator)
    set_up(client)
    later = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: later)
    for path in ("app/remove/", "codes/", "codes/new/", "passkeys/add/"):
        answer = client.get(f"/accounts/2fa/{path}")
        assert answer.headers["Location"].split("?")[0] == "/accounts/reauthenticate/"
    assert client.post("/accounts/2fa/app/remove/").status_code == 302
    assert Authenticator.objects.filter(type="totp").exists()


def test_taking_the_last_one_off_closes_the_desk(moderator: User) -> None:
    client = come_in(moderator)
    set_up(client)
    client.post("/accounts/2fa/app/remove/")
    assert Authenticator.objects.count() == 0
    assert client.get("/admin/").headers["Location"] == INDEX


def test_administrator_resets_it_and_everybody_knows(
    administrator: User, moderator: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    boss, theirs = come_in(administrator), come_in(moderator)
    set_up(boss)
    set_up(theirs)
    address = reverse("admin:auth_user_second_factor", args=[moderator.pk])
    assert boss.get(address).status_code == 200
    assert Authenticator.objects.filter(user=moderator).count() == 2, "asking changes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        assert boss.post(address).status_code == 302
    assert Authenticator.objects.filter(user=moderator).count() == 0
    assert theirs.get(INDEX).status_code == 302
    [entry] = LogEntry.objects.filter(object_id=str(moderator.pk))
    assert (entry.user, entry.get_change_message()) == (administrator, "second factor reset")
    assert mail.outbox[-1].to == [moderator.email]
    assert boss.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(login: Login, moderator: User) -> None:
    Authenticator.objects.create(user=moderator, type="recovery_codes", data={"seed": "0" * 80, "used_mask": 0})
    assert login(moderator).get("/admin/").headers["Location"] == INDEX


SHAPE = (
    '{"id": "eA", "rawId": "eA", "type": "public-key", "clientExtensionResults": {}, "response": {"userHandle": "%s",'
    ' "clientDataJSON": "%s", "attestationObject": "%s", "authenticatorData": "%s", "signature": "eA"}}'
)
NONSENSE = [
    *("", "{}", "[]", "null", "1", '{"id": "x"}', '{"response": {"userHandle": "eA"}}', "\x00", "{" * 2000),
    *(SHAPE % ((text,) * 4) for text in ("", "eA", "MQ", "e30", "oQ", "\u00e9", "bnVsbA")),
    SHAPE.replace('"%s"', "[]"),
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_for_a_passkey_breaks_nothing(moderator: User, credential: str) -> None:
    assert Client().post("/accounts/2fa/passkeys/login/", {"credential": credential}).status_code == 302
    client = come_in(moderator)
    form = {"credential": credential, "name": "x", "passwordless": "on"}
    assert client.post("/accounts/2fa/passkeys/add/", form).status_code == 200
    factories.authenticator(moderator)
    halfway = Client()
    halfway.post("/accounts/login/", {"login": moderator.email, "password": "a long password"})
    assert halfway.post("/accounts/2fa/authenticate/", {"credential": credential}).status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 0


def test_own_factors_only(moderator: User, secretariat: User) -> None:
    theirs = Authenticator.objects.create(user=secretariat, type="webauthn", data={"name": "Key", "credential": {}})
    client: Any = come_in(moderator)
    for page in ("name", "remove"):
        for method in (client.get, client.post):
            assert method(f"/accounts/2fa/passkeys/{theirs.pk}/{page}/").status_code == 404
