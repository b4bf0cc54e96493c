"""Asking for an account: the same answer for everybody, one request each, one decision, and nothing for robots."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts import asking, traps, workflow
from accounts.forms import InvitationForm
from accounts.models import AccountRequest, AuditEntry, BlockedAddress, Invitation, Mail
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
ASK, LIST = "/accounts/ask/", "/admin/accounts/accountrequest/"
BLOCKED = "/admin/accounts/blockedaddress/"
PASSWORDS = {"new_password1": "swift river water", "new_password2": "swift river water"}


@pytest.fixture(autouse=True)
def _mails_go(django_capture_on_commit_callbacks: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """What is sent when a transaction has come through is sent at once."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda act, **_: act())
        yield


def form(**changes: Any) -> dict[str, Any]:
    """What somebody types who takes a minute for it."""
    return {
        "email": "Ines@Rivers.Example",
        "first_name": "Inés",
        "last_name": "Lavalle",
        "organisation": "River Watch",
        "why": "To write about our river.",
        "language": "es",
        "homepage": "",
        "opened": traps.opened_at(time.time() - 60),
        **changes,
    }


def ask(client: Client | None = None, **changes: Any) -> Any:
    return (client or Client()).post(ASK, form(**changes))


def link() -> str:
    """Where the last mail leads to."""
    return re.search(r"http://testserver(/accounts/\S+)", str(mail.outbox[-1].body))[1]


def decide(client: Client, asked: AccountRequest, decision: str, comment: str = "") -> Any:
    address = f"{LIST}{asked.pk}/change/"
    return client.post(address, {"decision": decision, "comment": comment}, follow=True)


# From the question to the account


@pytest.mark.parametrize(("code", "words"), [("en", "Ask for an account"), ("es", "Solicitar una cuenta")])
def test_login_leads_to_asking(client: Client, code: str, words: str) -> None:
    page = client.get("/accounts/login/", {"language": code}).content.decode()
    assert (f'href="{ASK}"' in page, words in page) == (True, True)
    page = client.get(ASK, {"language": code}).content.decode()
    assert (f'<html lang="{code}">' in page, f"<h1>{words}</h1>" in page) == (True, True)


def test_somebody_asks_and_writes(login: Login, moderator: User) -> None:
    visitor = Client()
    assert ask(visitor).headers["Location"] == "/accounts/ask/sent/"
    [asked] = AccountRequest.objects.all()
    assert (asked.email, asked.state(), asked.organisation) == (
        "ines@rivers.example",
        "address not confirmed",
        "River Watch",
    )
    [letter] = mail.outbox
    assert (letter.to, '<html lang="es">' in str(letter.alternatives[0][0])) == (["ines@rivers.example"], True)
    confirm = link()
    assert confirm.split("/")[-2] not in str(AccountRequest.objects.values())
    desk = login(moderator)
    assert "Lavalle" not in desk.get(LIST).content.decode(), "nobody has confirmed it"
    for method in (visitor.get, visitor.head, visitor.get):
        assert method(confirm).status_code == 200
    asked.refresh_from_db()
    assert asked.confirmed_at is None, "opening a link changes nothing"
    assert "Su solicitud espera respuesta" in visitor.post(confirm).content.decode()
    assert "Lavalle" in desk.get(LIST).content.decode()

    decide(desk, asked, "approve", "Welcome among us.")
    [invited] = Invitation.objects.all()
    assert (invited.role.name, invited.organisation, invited.invited_by) == ("member", "River Watch", moderator)
    letter = mail.outbox[-1]
    assert (letter.to, "Welcome among us." in letter.body) == (["ines@rivers.example"], True)
    assert visitor.post(link(), PASSWORDS).headers["Location"] in ("/es/write/", "/")
    user = User.objects.get(username="ines@rivers.example")
    assert (user.is_staff, [group.name for group in user.groups.all()]) == (False, ["member"])
    assert (user.person.organisation, user.person.language) == ("River Watch", "es")
    assert visitor.get("/admin/").status_code == 302
    assert visitor.get("/accounts/profile/").status_code == 200, "no second factor is asked for"
    acts = [(entry.act, entry.by) for entry in AuditEntry.objects.order_by("pk")]
    assert acts == [("invite", moderator), ("approve", moderator), ("create", user)]
    assert Client().get(confirm).status_code == 404, "it is decided"


def test_those_who_decide_are_told_once_and_in_their_language() -> None:
    moderator, secretariat = factories.user("moderator"), factories.user("secretariat")
    factories.person(moderator, language="es")
    factories.user("moderator", is_active=False)
    factories.user("administrator")
    both = factories.user("administrator")
    both.groups.add(factories.group("moderator"))
    factories.user("translator")
    asked = factories.account_request(confirmed_at=None, token="token")
    for _ in range(2):
        Client().post("/accounts/ask/token/")
    assert {address: letter.subject for letter in mail.outbox for address in letter.to} == {
        moderator.email: "Alguien solicita una cuenta: Inés Lavalle",
        secretariat.email: "Somebody asks for an account: Inés Lavalle",
    }
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert f"http://testserver{LIST}{asked.pk}/change/" in letter.body
        assert ("River Watch" in letter.body, asked.email in letter.body, asked.why in letter.body) == (
            True,
            False,
            False,
        )


def test_declining_says_why(login: Login, moderator: User) -> None:
    asked, desk = factories.account_request(language="es"), login(moderator)
    assert "Say why" in decide(desk, asked, "decline").content.decode()
    asked.refresh_from_db()
    assert (asked.decided_at, mail.outbox) == (None, [])
    decide(desk, asked, "decline", "We do not know <b>River Watch</b>.")
    asked.refresh_from_db()
    assert (asked.state(), asked.decided_by) == ("declined", moderator)
    [letter] = mail.outbox
    assert (letter.to, "<b>River" in letter.body, "<b>River" in str(letter.alternatives[0][0])) == (
        [asked.email],
        True,
        False,
    )
    [entry] = AuditEntry.objects.all()
    assert (entry.act, "Lavalle" in entry.about, entry.changes["comment"]) == (
        "decline",
        True,
        ["", "We do not know <b>River Watch</b>."],
    )
    assert Invitation.objects.count() == 0


def test_administrator_invites_a_member(login: Login, administrator: User) -> None:
    role = factories.group("member")
    said = {"email": "ines@rivers.example", "first_name": "Inés", "last_name": "", "language": "en", "role": role.pk}
    login(administrator).post("/admin/accounts/invitation/add/", {**said, "organisation": "River Watch"})
    assert "second factor" not in mail.outbox[0].body
    visitor = Client()
    visitor.post(link(), PASSWORDS)
    user = User.objects.get(username="ines@rivers.example")
    assert (user.is_staff, user.person.organisation) == (False, "River Watch")


# One answer for everybody


def test_known_blocked_and_new_answer_alike() -> None:
    known = factories.user("moderator")
    BlockedAddress.objects.create(address="spam.example", reason="Spam.")
    answers = []
    for email in (known.email, known.email.upper(), "new@rivers.example", "a@mail.spam.example"):
        answer = ask(email=email)
        answers.append((answer.status_code, answer.headers["Location"], answer.cookies.keys()))
    assert answers == [answers[0]] * 4
    assert [letter.to for letter in mail.outbox] == [[known.email], [known.email], ["new@rivers.example"]]
    assert ("You have one" in mail.outbox[0].body, "You have one" in mail.outbox[2].body) == (True, False)
    assert [asked.email for asked in AccountRequest.objects.all()] == ["new@rivers.example"]


def test_one_person_asks_once_however_they_write_it() -> None:
    for email in ("ines.l@gmail.com", "Ines.L@Gmail.com", "inesl@gmail.com", "ines.l+water@gmail.com"):
        ask(email=email)
    assert (AccountRequest.objects.count(), len(mail.outbox)) == (1, 1)


def test_asking_again_with_other_words_makes_a_new_link() -> None:
    ask()
    first = link()
    ask(why="For another reason.")
    [asked] = AccountRequest.objects.all()
    assert (asked.why, Client().get(first).status_code, Client().get(link()).status_code) == (
        "For another reason.",
        404,
        200,
    )
    Client().post(link())
    ask(why="For a third reason.")
    asked.refresh_from_db()
    assert (asked.why, len(mail.outbox)) == ("For another reason.", 2), "what is confirmed waits as it is"


def test_address_too_long_for_an_account_is_refused(administrator: User) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example"
    assert "email" in ask(email=long).context["form"].errors
    invite = type("InvitationForm", (InvitationForm,), {"by": administrator})
    assert "email" in invite({"email": long}).errors


def test_three_mails_an_hour_go_to_one_address() -> None:
    known = factories.user()
    for number in range(6):
        assert ask(why=f"Reason {number}").status_code == 302
        assert ask(email=known.email).status_code == 302
    assert [letter.to for letter in mail.outbox].count(["ines@rivers.example"]) == 3
    assert [letter.to for letter in mail.outbox].count([known.email]) == 3


def test_unknown_addresses_get_three_mails_an_hour_by_every_door() -> None:
    for _ in range(3):
        Client().post("/accounts/password/reset/", {"email": "ines+a@rivers.example"})
        Client().post("/accounts/login/code/", {"email": "ines+b@rivers.example"})
    assert len(mail.outbox) == 3


def test_network_asks_twenty_times_an_hour_whatever_it_says_of_itself(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    answers = []
    for number in range(30):
        client = Client(REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": f"198.51.100.{number}"})
        answers.append(ask(client, email=f"person{number}@rivers.example"))
    assert [answer.status_code for answer in answers] == [302] * 20 + [429] * 10
    page = answers[-1].content.decode()
    assert ("too many requests from your network" in page, "To write about our river." in page) == (True, True)
    assert AccountRequest.objects.count() == 20


# Robots


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"homepage": "https://spam.example"}, "a field that should stay empty"),
        ({"opened": "now"}, "faster than people type"),
        ({"opened": "yesterday"}, "more than a day"),
        ({"opened": ""}, "more than a day"),
        ({"opened": "1700000000"}, "more than a day"),
    ],
)
def test_traps_give_the_form_back(client: Client, changes: dict[str, str], words: str) -> None:
    moments = {"now": time.time(), "yesterday": time.time() - 25 * 3600}
    opened = changes.get("opened")
    caught = {**changes, **({"opened": traps.opened_at(moments[opened])} if opened in moments else {})}
    answer = client.post(ASK, form(**caught))
    page = answer.content.decode()
    assert (answer.status_code, words in page, "To write about our river." in page) == (200, True, True)
    assert (AccountRequest.objects.count(), mail.outbox) == (0, [])
    again = re.search(r'name="opened" value="([^"]+)"', page)[1]
    assert (traps._read(again) is None, "spam.example" in page) == (False, False)


def test_trap_lets_those_pass_who_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = client.get(ASK).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', page)[1]
    assert "faster" in client.post(ASK, form(opened=opened)).content.decode()
    moment = time.time() + 5
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromtimestamp(moment, tz=UTC))
    assert client.post(ASK, form(opened=opened)).status_code == 302


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", "a\r\nBcc: victim@example.org", "x" * 5000, "\x00", "\u202eevil", ""]
)
def test_nothing_that_is_typed_breaks_a_page_or_runs(login: Login, moderator: User, nasty: str) -> None:
    for name in ("first_name", "last_name", "organisation", "why"):
        assert Client().post(ASK, form(**{name: nasty})).status_code in (200, 302)
    asked = factories.account_request(
        **dict.fromkeys(("first_name", "last_name", "organisation", "why"), nasty.replace("\x00", "")[:150] or "x")
    )
    desk = login(moderator)
    for address in (LIST, f"{LIST}{asked.pk}/change/", f"{LIST}{asked.pk}/history/", f"{LIST}?q={nasty[:50]}"):
        answer = desk.get(address)
        assert (answer.status_code in (200, 400), "<script>alert" in answer.content.decode()) == (True, False)
    for email in (nasty, f"{nasty}@x.example", "a@b"):
        assert ask(email=email).status_code in (200, 302)
    for letter in mail.outbox:
        assert ("\n" in letter.subject, letter.bcc, "<script>" in str(letter.alternatives[0][0])) == (False, [], False)


@pytest.mark.parametrize("entry", ["@Spam.Example", "Someone+x@gmail.com", "some.one@gmail.com"])
def test_secretariat_blocks_addresses(login: Login, secretariat: User, entry: str) -> None:
    desk = login(secretariat)
    assert desk.post(f"{BLOCKED}add/", {"address": "no address!", "reason": "x"}).status_code == 200
    desk.post(f"{BLOCKED}add/", {"address": entry, "reason": "Writes nonsense."})
    [blocked] = BlockedAddress.objects.all()
    assert asking.is_blocked(entry if entry[0] != "@" else "anybody@mail.spam.example")
    assert not asking.is_blocked("else@notspam.example")
    desk.post(f"{BLOCKED}{blocked.pk}/delete/", {"post": "yes"})
    assert [(entry.act, entry.about, entry.by) for entry in AuditEntry.objects.order_by("pk")] == [
        ("block", blocked.address, secretariat),
        ("unblock", blocked.address, secretariat),
    ]


# Deciding


@pytest.mark.parametrize("role", ["read-only", "translator", "member"])
def test_others_do_not_decide(login: Login, role: str) -> None:
    person, asked = factories.user(role), factories.account_request()
    for decision in ("approve", "decline"):
        decide(login(person), asked, decision, "No.")
        with pytest.raises(PermissionDenied):
            getattr(asking, decision)(asked, comment="No.", by=person)
    assert (AccountRequest.objects.waiting().count(), Invitation.objects.count()) == (1, 0)


def test_second_moderator_is_told(login: Login, moderator: User, secretariat: User) -> None:
    asked = factories.account_request()
    decide(login(moderator), asked, "decline", "Not a member.")
    page = decide(login(secretariat), asked, "approve").content.decode()
    assert ("Somebody else has decided this already" in page, Invitation.objects.count()) == (True, 0)
    asked.refresh_from_db()
    assert (asked.approved, asked.decided_by) == (False, moderator)


def test_account_that_came_first_is_told(login: Login, moderator: User) -> None:
    asked = factories.account_request()
    factories.user(username=asked.email)
    page = decide(login(moderator), asked, "approve").content.decode()
    assert ("has an account by now" in page, Invitation.objects.count()) == (True, 0)


def test_approving_takes_the_place_of_a_members_invitation_and_of_no_other(moderator: User) -> None:
    asked = factories.account_request()
    old = factories.invitation(email=asked.email, role=factories.group("secretariat"), token="old")
    with pytest.raises(asking.KnownError):
        asking.approve(asked, comment="", by=moderator)
    Invitation.objects.update(role=factories.group("member"))
    asking.approve(asked, comment="", by=moderator)
    old.refresh_from_db()
    assert (old.is_waiting, Invitation.objects.waiting().count()) == (False, 1)


def test_moderators_invite_nobody_else(login: Login, moderator: User) -> None:
    assert login(moderator).get("/admin/accounts/invitation/").status_code == 403
    said = {"email": "a@b.example", "first_name": "A", "last_name": "", "language": "en"}
    with pytest.raises(PermissionDenied):
        workflow.invite(**said, role=factories.group("member"), by=moderator)


def test_list_and_page_name_who_has_decided(login: Login, secretariat: User) -> None:
    named = factories.user("moderator", first_name="Mara", last_name="Soto")
    asked = factories.account_request()
    asking.decline(asked, comment="Not a member.", by=named)
    desk = login(secretariat)
    for address in (LIST, f"{LIST}{asked.pk}/change/"):
        page = desk.get(address).content.decode()
        assert ("Mara Soto" in page, named.email in page) == (True, False)


def test_list_has_those_that_wait_first_and_costs_the_same(
    login: Login, moderator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk, now = login(moderator), timezone.now()
    factories.account_request(last_name="Decided", decided_at=now, approved=True, decided_by=moderator)
    with django_assert_num_queries(7):
        desk.get(LIST)
    factories.account_request(last_name="Second")
    factories.account_request(last_name="First", confirmed_at=now - timedelta(days=1))
    with django_assert_num_queries(7):
        page = desk.get(LIST).content.decode()
    assert re.findall(r">Inés (\w+)<", page) == ["First", "Second", "Decided"]


# What must always hold


@pytest.mark.parametrize(
    "broken",
    [
        {"decided_at": timezone.now()},
        {"approved": True},
        {"approved": False, "decided_at": timezone.now()},
        {"approved": True, "decided_at": timezone.now(), "confirmed_at": None},
    ],
)
def test_database_refuses_half_a_decision(broken: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.account_request(**broken)


def test_database_keeps_one_open_request_and_small_letters() -> None:
    first = factories.account_request()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.account_request(email=first.email)
    for address in ("Spam.Example", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            BlockedAddress.objects.create(address=address, reason="Spam.")


def test_unconfirmed_requests_are_forgotten_after_a_week() -> None:
    old = timezone.now() - AccountRequest.LASTS
    factories.account_request(asked_at=old, confirmed_at=None, token="expired")
    factories.account_request(asked_at=old + timedelta(minutes=1), confirmed_at=None)
    factories.account_request(asked_at=old)
    assert (
        Client().get("/accounts/ask/expired/").status_code,
        Client().post("/accounts/ask/expired/").status_code,
    ) == (
        404,
        404,
    )
    assert (asking.forget_expired(), AccountRequest.objects.count()) == (1, 2)


def test_what_was_decided_long_ago_is_forgotten() -> None:
    kept, old = factories.account_request(), factories.account_request()
    now = timezone.now()
    for row, at in ((kept, now), (old, now - AccountRequest.KEPT)):
        AccountRequest.objects.filter(pk=row.pk).update(
            confirmed_at=at, decided_at=at, decided_by=factories.user("moderator"), approved=False, comment="No."
        )
    asking.forget_expired()
    assert list(AccountRequest.objects.all()) == [kept]


def in_threads(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each of these gives, done at the same time; an exception is given by its name."""

    def done(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(done, acts))


@pytest.mark.django_db(transaction=True)
def test_four_hundred_people_and_a_hundred_clicks() -> None:
    factories.group("member")
    people = [
        partial(ask, Client(REMOTE_ADDR=f"2001:db8:{number:x}::1"), email=f"p{number}@rivers.example")
        for number in range(400)
    ]
    clicks = [partial(ask, Client(REMOTE_ADDR=f"2001:db8:f{number:03x}::1")) for number in range(100)]
    answers = in_threads([*people, *clicks])
    assert [getattr(answer, "status_code", answer) for answer in answers] == [302] * 500
    written = {address for letter in mail.outbox for address in letter.to} | {waits.to for waits in Mail.objects.all()}
    assert (AccountRequest.objects.count(), len(written), len(mail.outbox) <= 401) == (401, 401, True)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_and_one_wins() -> None:
    one, other = factories.user("moderator"), factories.user("moderator")
    for _ in range(20):
        asked = factories.account_request()
        answers = in_threads(
            [
                partial(asking.approve, asked, comment="", by=one),
                partial(asking.decline, asked, comment="No.", by=other),
            ]
        )
        asked.refresh_from_db()
        assert ("DecidedError" in answers, asked.approved) == (True, answers[1] == "DecidedError")
        assert Invitation.objects.filter(email=asked.email).count() == int(bool(asked.approved))
    assert AuditEntry.objects.filter(act__in=("approve", "decline")).count() == 20


@pytest.mark.django_db(transaction=True)
def test_fifty_clicks_on_the_link_confirm_once() -> None:
    factories.account_request(token="click", confirmed_at=None)
    answers = in_threads([lambda: Client().post("/accounts/ask/click/").status_code] * 50)
    assert (answers, AccountRequest.objects.waiting().count()) == ([200] * 50, 1)
