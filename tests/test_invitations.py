"""Invitations: who may send them, what their links do, and what they never do."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from accounts import mails, workflow
from accounts.models import Invitation
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST, ADD = "/admin/accounts/invitation/", "/admin/accounts/invitation/add/"
PASSWORDS = {"new_password1": "swift river water", "new_password2": "swift river water"}


@pytest.fixture
def moderators(db: None) -> Group:
    return factories.user("moderator").groups.get()


@pytest.fixture
def sent(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Callable[[Callable[[], Any]], str]:
    """A function: do something, and get the link that the mail it sends leads to."""

    def link_of(act: Callable[[], Any]) -> str:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        [letter] = mail.outbox
        return re.search(r"http://testserver(/accounts/invitation/[\w-]+/)", str(letter.body))[1]

    return link_of


def form(role: Group, **changes: Any) -> dict[str, Any]:
    fields = {"email": "Ines@Rivers.Example", "first_name": "Inés", "last_name": "Lavalle", "language": "es"}
    return {**fields, "role": role.pk, **changes}


def test_administrator_invites_and_the_person_comes_in(
    login: Login, administrator: User, moderators: Group, sent: Callable[..., str]
) -> None:
    boss = login(administrator)
    link = sent(lambda: boss.post(ADD, form(moderators)))
    [invited] = Invitation.objects.all()
    assert (invited.email, invited.invited_by, invited.role) == ("ines@rivers.example", administrator, moderators)
    assert (invited.sent_at is not None, invited.expires_at - timezone.now() > timedelta(days=13)) == (True, True)
    letter = mail.outbox[0]
    assert letter.to == ["ines@rivers.example"]
    assert [part in letter.body for part in ("ines@", "moderator", "Lavalle")] == [False] * 3
    visitor = Client()
    page = visitor.get(link)
    assert (page.status_code, '<html lang="es">' in page.content.decode()) == (200, True)
    assert visitor.post(link, PASSWORDS).headers["Location"] == "/accounts/2fa/"
    user = User.objects.get(username="ines@rivers.example")
    assert (user.email, user.get_full_name(), user.is_staff, user.is_superuser) == (
        "ines@rivers.example",
        "Inés Lavalle",
        True,
        False,
    )
    assert ([group.name for group in user.groups.all()], mails.language_of(user)) == (["moderator"], "es")
    assert visitor.get("/admin/").status_code == 200
    invited.refresh_from_db()
    assert (invited.account, invited.is_waiting) == (user, False)


def test_token_is_nowhere_but_in_the_mail(
    login: Login, administrator: User, moderators: Group, sent: Callable[..., str]
) -> None:
    boss = login(administrator)
    token = sent(lambda: boss.post(ADD, form(moderators))).split("/")[-2]
    [invited] = Invitation.objects.all()
    page = boss.get(f"{LIST}{invited.pk}/change/").content.decode() + boss.get(LIST).content.decode()
    assert (token in page, invited.digest in page, token in str(Invitation.objects.values())) == (False,) * 3
    assert len(token) >= 43


def test_opening_the_link_changes_nothing(client: Client) -> None:
    invited = factories.invitation(token="token")
    before = Invitation.objects.values().get()
    for method in (client.get, client.head, client.get):
        assert method("/accounts/invitation/token/").status_code == 200
    assert (Invitation.objects.values().get(), User.objects.count()) == (before, 0)
    assert invited.is_waiting


def dead_links() -> dict[str, dict[str, Any]]:
    now = timezone.now()
    return {
        "used": {"accepted_at": now},
        "revoked": {"revoked_at": now},
        "expired": {"expires_at": now - timedelta(seconds=1)},
    }


@pytest.mark.parametrize("how", ["used", "revoked", "expired", "invented"])
def test_links_that_do_not_work_look_alike(client: Client, how: str) -> None:
    factories.invitation(token="token", **dead_links().get(how, {}))
    address = f"/accounts/invitation/{'other' if how == 'invented' else 'token'}/"
    for answer in (client.get(address), client.post(address, PASSWORDS)):
        assert answer.status_code == 404
        assert "This link no longer works" in answer.content.decode()
        assert "invited" not in answer.content.decode().split("<main")[1].replace("whoever invited you", "")
    assert not User.objects.filter(email__startswith="invited").exists()


def test_link_works_once(client: Client) -> None:
    factories.invitation(token="token")
    assert client.post("/accounts/invitation/token/", PASSWORDS).status_code == 302
    assert Client().post("/accounts/invitation/token/", PASSWORDS).status_code == 404
    assert User.objects.count() == 1


def test_account_that_came_first_wins(client: Client) -> None:
    person = factories.user()
    factories.invitation(token="token", email=person.email)
    assert client.post("/accounts/invitation/token/", PASSWORDS).status_code == 404
    person.refresh_from_db()
    assert person.check_password("a long password")


def test_weak_password_makes_no_account(client: Client) -> None:
    factories.invitation(token="token", email="ines.lavalle@rivers.example")
    for weak in ("short", "ines.lavalle", "123456789012"):
        answer = client.post("/accounts/invitation/token/", {"new_password1": weak, "new_password2": weak})
        assert (answer.status_code, User.objects.count()) == (200, 0)


def test_whoever_was_logged_in_is_out(login: Login, moderator: User) -> None:
    client = login(moderator)
    factories.invitation(token="token", email="new@rivers.example")
    client.post("/accounts/invitation/token/", PASSWORDS)
    assert client.session["_auth_user_id"] == str(User.objects.get(email="new@rivers.example").pk)


def test_sending_again_makes_a_new_link(
    login: Login, administrator: User, moderators: Group, sent: Callable[..., str]
) -> None:
    boss = login(administrator)
    old = sent(lambda: boss.post(ADD, form(moderators)))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    [invited] = Invitation.objects.all()
    new = sent(lambda: boss.post(f"{LIST}{invited.pk}/resend/"))
    assert (Client().get(old).status_code, Client().get(new).status_code) == (404, 200)
    assert "sent again" in boss.get(f"{LIST}{invited.pk}/history/").content.decode()


def test_revoking_ends_the_link(login: Login, administrator: User) -> None:
    boss, invited = login(administrator), factories.invitation(token="token")
    boss.post(f"{LIST}{invited.pk}/revoke/")
    assert Client().get("/accounts/invitation/token/").status_code == 404
    page = boss.get(f"{LIST}{invited.pk}/change/").content.decode()
    assert ("revoked" in page, "/resend/" in page) == (True, False)
    mail.outbox.clear()
    boss.post(f"{LIST}{invited.pk}/resend/")
    assert mail.outbox == []


def test_known_addresses_are_not_invited(login: Login, administrator: User, moderators: Group) -> None:
    boss, waiting = login(administrator), factories.invitation()
    for email in (administrator.email.upper(), waiting.email.upper()):
        assert boss.post(ADD, form(moderators, email=email)).status_code == 200
    assert Invitation.objects.count() == 1


def test_database_keeps_one_invitation_waiting() -> None:
    first = factories.invitation(revoked_at=timezone.now())
    factories.invitation(email=first.email, token="second")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.invitation(email=first.email, token="third")


def test_nobody_gives_more_than_they_have(login: Login, moderators: Group) -> None:
    """The right to invite, given to somebody who is no administrator."""
    person = factories.user("moderator")
    person.user_permissions.set(Permission.objects.filter(content_type__app_label="accounts"))
    secretariat = factories.user("secretariat").groups.get()
    client = login(person)
    assert client.post(ADD, form(secretariat)).status_code == 200
    assert client.post(ADD, form(moderators)).status_code == 302
    with pytest.raises(PermissionDenied):
        workflow.invite(email="a@b.example", first_name="A", last_name="", role=secretariat, language="en", by=person)
    above = factories.invitation(role=secretariat, token="above")
    assert client.post(f"{LIST}{above.pk}/resend/").status_code == 403
    with pytest.raises(PermissionDenied):
        workflow.invite(
            email="a@b.example", first_name="A", last_name="", role=moderators, language="en", by=factories.user()
        )


def test_mail_that_does_not_go_is_seen(
    login: Login,
    administrator: User,
    moderators: Group,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    boss = login(administrator)
    with django_capture_on_commit_callbacks(execute=True):
        assert boss.post(ADD, form(moderators)).status_code == 302
    assert "not sent" in boss.get(LIST).content.decode()


def test_name_in_a_mail_is_text(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, administrator: User, moderators: Group
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        workflow.invite(
            email="a@b.example",
            first_name="<script>O'Brien\r\nBcc: c@d.example",
            last_name="",
            role=moderators,
            language="en",
            by=administrator,
        )
    [letter] = mail.outbox
    assert "<script" not in str(letter.alternatives[0][0])
    assert "O'Brien" in str(letter.body)
    assert letter.recipients() == ["a@b.example"]


def test_list_costs_the_same_with_more_rows(
    login: Login, administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    boss = login(administrator)
    factories.invitation(invited_by=administrator)
    with django_assert_num_queries(5):
        boss.get(LIST)
    for number in range(4):
        factories.invitation(invited_by=administrator, token=f"token {number}")
    with django_assert_num_queries(5):
        boss.get(LIST)


@pytest.mark.django_db(transaction=True)
def test_fifty_clicks_make_one_account() -> None:
    from concurrent.futures import ThreadPoolExecutor

    factories.invitation(token="token")

    def accept(_: int) -> str:
        try:
            return workflow.accept("token", "swift river water").email
        except workflow.ClosedError:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(accept, range(50)))
    assert (len(list(filter(None, answers))), User.objects.count()) == (1, 1)


def test_people_are_invited_from_the_list_of_accounts(login: Login, administrator: User) -> None:
    boss = login(administrator)
    assert f'href="{ADD}"' in boss.get(reverse("admin:auth_user_changelist")).content.decode()
    assert boss.get(reverse("admin:auth_user_add")).status_code == 403
