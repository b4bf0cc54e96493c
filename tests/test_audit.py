"""The audit trail: who did what to texts, accounts and rights. Nobody changes it; administrators read it and take it
along."""

import csv
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from accounts import audit, guesses, workflow
from accounts.models import AuditEntry
from accounts.trail_pages import PER_PAGE, harmless
from publishing import redaction
from publishing import workflow as publishing
from publishing.models import Decision
from tests import factories
from tests.admin_forms import filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
TRAIL = "/admin/accounts/auditentry/"
EXPORT = f"{TRAIL}export/"


def lines(response: Any) -> list[tuple[str, str, str, str]]:
    return [(line.who, line.act, line.what, line.detail) for line in response.context["lines"]]


def last() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def told() -> tuple[str, str, str, str]:
    entry = last()
    return entry.by_name, entry.act, entry.about, audit.describe(entry.changes)


def change(client: Client, url: str, **changes: Any) -> None:
    data = {**filled(client.get(url)), **changes}
    answer = client.post(url, {name: value for name, value in data.items() if value is not None})
    assert answer.status_code == 302, answer.context["errors"]


def account_url(user: User) -> str:
    return reverse("admin:auth_user_change", args=[user.pk])


def as_file(response: Any) -> list[list[str]]:
    text = b"".join(response).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


# What is written


def test_rights_that_change_are_written_down(login: Login, administrator: User) -> None:
    person = factories.user("moderator", first_name="Ana", last_name="Lima")
    groups = {group.name: group.pk for group in Group.objects.all()}
    change(login(administrator), account_url(person), groups=[groups["secretariat"]], is_staff=None)
    assert told() == (
        administrator.username,
        "change",
        f"Ana Lima ({person.username})",
        "groups added: secretariat; groups removed: moderator; staff status: yes → no",
    )
    assert (last().by, last().account) == (administrator, person)


def test_permissions_of_one_person_are_written_down(login: Login, administrator: User) -> None:
    person = factories.user("moderator")
    permission = Permission.objects.get(codename="redact_document")
    change(login(administrator), account_url(person), user_permissions=[permission.pk])
    assert told()[3] == "user permissions added: publishing.redact_document"


def test_form_saved_untouched_is_no_entry(login: Login, administrator: User) -> None:
    change(login(administrator), account_url(factories.user("moderator")))
    assert not AuditEntry.objects.exists()


def test_account_that_is_suspended_is_written_down(login: Login, administrator: User) -> None:
    change(login(administrator), account_url(factories.user("moderator")), is_active=None)
    assert told()[3] == "active: yes → no"


def test_password_set_by_another_is_written_down(login: Login, administrator: User) -> None:
    person, client = factories.user("moderator"), login(administrator)
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    assert client.post(url, {"password1": "one", "password2": "other"}).status_code == 200
    assert not AuditEntry.objects.exists()
    new = "a wholly other password"
    assert client.post(url, {"password1": new, "password2": new, "usable_password": "true"}).status_code == 302
    assert told() == (administrator.username, "password", person.username, "by somebody else")
    assert new not in str(AuditEntry.objects.values())


def test_role_that_changes_is_written_down(login: Login, administrator: User) -> None:
    role = factories.group("translator")
    url = reverse("admin:auth_group_change", args=[role.pk])
    kept = set(role.permissions.values_list("pk", flat=True))
    added = Permission.objects.get(codename="publish_document")
    removed = Permission.objects.get(codename="view_page")
    change(login(administrator), url, permissions=sorted({*kept, added.pk} - {removed.pk}))
    words = "permissions added: publishing.publish_document; permissions removed: pages.view_page"
    assert told() == (administrator.username, "role", "translator", words)


def test_role_that_is_made_and_deleted_is_written_down(login: Login, administrator: User) -> None:
    client = login(administrator)
    client.post(reverse("admin:auth_group_add"), {"name": "helpers"})
    assert told()[1:] == ("role", "helpers", "name: – → helpers")
    role = Group.objects.get(name="helpers")
    client.post(reverse("admin:auth_group_delete", args=[role.pk]), {"post": "yes"})
    assert told()[1:3] == ("end", "helpers")


@pytest.mark.parametrize("in_the_list", [True, False])
def test_account_that_is_deleted_leaves_its_entries(login: Login, administrator: User, in_the_list: bool) -> None:
    person, client = factories.user("moderator", first_name="Ana"), login(administrator)
    change(client, account_url(person), is_active=None)
    if in_the_list:
        data = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
        client.post(reverse("admin:auth_user_changelist"), data)
    else:
        client.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=person.pk).exists()
    entries = AuditEntry.objects.order_by("pk").values_list("act", "about", "account")
    name = f"Ana ({person.username})"
    assert list(entries) == [("change", name, None), ("delete", name, None)]


def test_account_of_somebody_who_decided_something_is_not_deleted(login: Login, administrator: User) -> None:
    person = factories.user("moderator")
    factories.published(factories.post(), by=person)
    url = reverse("admin:auth_user_delete", args=[person.pk])
    assert "Cannot delete user" in login(administrator).post(url, {"post": "yes"}).content.decode()
    assert Decision.objects.get().by == person


def test_invitation_is_written_down_until_it_is_revoked(administrator: User) -> None:
    role = factories.group("moderator")
    names: dict[str, Any] = {"first_name": "Inés", "last_name": "", "language": "en", "role": role}
    for email in ("ines@rivers.example", "other@rivers.example"):
        invited = workflow.invite(email=email, by=administrator, **names)
    workflow.resend(invited, by=administrator)
    workflow.revoke(invited, by=administrator)
    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "about"))
    other = "other@rivers.example"
    assert acts == [("invite", "ines@rivers.example"), ("invite", other), ("resend", other), ("revoke", other)]


def test_account_made_from_an_invitation_is_written_down() -> None:
    factories.invitation(token="a token", email="ines@rivers.example")
    workflow.accept("a token", "a long password")
    name = "Inés (ines@rivers.example)"
    assert told() == (name, "create", name, "groups added: moderator")


def test_second_factor_that_is_reset_is_written_down(administrator: User) -> None:
    person = factories.user("moderator")
    workflow.reset_second_factor(person, by=administrator)
    assert told() == (administrator.username, "factor", person.username, "reset by an administrator")


def test_what_people_do_to_their_own_account_is_written_down(login: Login, moderator: User) -> None:
    client, new = login(moderator), "a wholly other password"
    data = {"oldpassword": "a long password", "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert told() == (moderator.username, "password", moderator.username, "by the person themselves")


def test_every_event_that_is_mailed_is_known_to_the_trail() -> None:
    from accounts.mails import NOTICES

    assert NOTICES.keys() - audit.EVENTS.keys() == set()


def test_locked_account_is_written_down_once(client: Client) -> None:
    person = factories.user("moderator")
    for login in (person.username, "nobody@rivers.example"):
        for _ in range(guesses.PER_ACCOUNT + 3):
            client.post(reverse("account_login"), {"login": login, "password": "wrong"})
    entries = AuditEntry.objects.order_by("pk").values_list("act", "by_name", "about")
    assert list(entries) == [("lock", "", person.username), ("lock", "", "")]


# Nobody changes it


@pytest.mark.parametrize("fields", [{"act": "invite"}, {"about": "x"}, {"by_name": "x"}, {"changes": {"x": []}}])
def test_database_refuses_to_change_an_entry(fields: dict[str, Any]) -> None:
    audit.write(audit.Act.LOCK, "somebody")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEntry.objects.update(**fields)


def test_database_refuses_to_give_an_entry_to_somebody_else(administrator: User) -> None:
    audit.write(audit.Act.LOCK, "somebody", by=administrator)
    for fields in ({"by": factories.user()}, {"account": administrator}, {"at": timezone.now()}):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            AuditEntry.objects.update(**fields)


@pytest.mark.parametrize(
    "fields", [{"act": "submit"}, {"comment": "x"}, {"from_stage": "declined"}, {"by": None}, {"seal": None}]
)
def test_database_refuses_to_change_a_decision(fields: dict[str, Any]) -> None:
    factories.published(factories.post())
    Decision.objects.create(document_id=Decision.objects.get().document_id, act="submit", comment="said")
    for decision in Decision.objects.filter(act="publish"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**fields)


def test_comment_of_a_decision_is_struck_and_says_when(secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    publishing.withdraw(post, languages=["en", "es"], note={"en": "Marta Paz asked."}, by=secretariat)
    redaction.redact(post, passages=["Marta Paz"], by=secretariat)
    decision = Decision.objects.get(act="withdraw")
    assert (decision.comment, bool(decision.redacted_at)) == ("[removed for safety] asked.", True)


# Reading it


def test_trail_tells_texts_and_accounts_in_one_list(login: Login, administrator: User, secretariat: User) -> None:
    post = factories.post(title_en="Rivers")
    factories.published(post, by=secretariat)
    audit.happened("accounts/second_factor_reset", secretariat, by=administrator)
    publishing.withdraw(post, languages=["en", "es"], note={"en": "Wrong.", "es": "Mal."}, by=secretariat)
    boss, name = administrator.username, secretariat.username
    response = login(administrator).get(TRAIL)
    assert lines(response) == [
        (name, "withdrawn", "Rivers", "number 2 (Withdrawal) · Wrong."),
        (boss, "second factor changed", name, "reset by an administrator"),
        (name, "published", "Rivers", "number 1 (First publication)"),
    ]


def test_trail_does_not_repeat_what_was_struck(login: Login, administrator: User) -> None:
    post = factories.post(title_en="A talk with Marta Paz")
    factories.published(post, note={})
    redaction.redact(post, passages=["Marta Paz"], by=administrator)
    client = login(administrator)
    assert lines(client.get(TRAIL))[0] == (
        administrator.username,
        "redacted",
        "A talk with [removed for safety]",
        "",
    )
    assert "Marta Paz" not in client.get(TRAIL).content.decode()
    assert "Marta Paz" not in str(as_file(client.get(EXPORT)))


@pytest.mark.parametrize("page", [TRAIL, EXPORT])
def test_trail_is_for_administrators_and_those_who_were_given_the_right(login: Login, page: str) -> None:
    person = factories.user("secretariat")
    assert login(person).get(page).status_code == 403
    person.user_permissions.add(Permission.objects.get(codename="view_auditentry"))
    assert login(person).get(page).status_code == 200


def test_trail_is_in_the_list_of_lists_for_those_who_may(login: Login, administrator: User, secretariat: User) -> None:
    assert TRAIL in login(administrator).get(reverse("admin:index")).content.decode()
    assert TRAIL not in login(secretariat).get(reverse("admin:index")).content.decode()


def test_trail_is_asked_for_a_person_an_act_and_days(login: Login, administrator: User) -> None:
    person, client = factories.user("secretariat"), login(administrator)
    factories.published(factories.post(), by=person)
    audit.happened("accounts/second_factor_reset", person, by=administrator)
    today, tomorrow = timezone.localdate(), timezone.localdate() + timedelta(days=1)
    asked: list[tuple[Any, list[str]]] = [
        ({"person": person.pk}, ["second factor changed", "published"]),
        ({"person": administrator.pk}, ["second factor changed"]),
        ({"act": "text-publish"}, ["published"]),
        ({"act": "account-factor"}, ["second factor changed"]),
        ({"since": today, "until": today}, ["second factor changed", "published"]),
        ({"since": tomorrow}, []),
        ({"until": tomorrow, "act": "text-publish", "person": person.pk}, ["published"]),
    ]
    for query, acts in asked:
        assert [line[1] for line in lines(client.get(TRAIL, query))] == acts, query
        assert [row[2] for row in as_file(client.get(EXPORT, query))[1:]] == acts, query


@pytest.mark.parametrize("query", ["person=x", "act=nothing", "since=tomorrow", "until=9999-99-99"])
def test_trail_asked_for_what_cannot_be_says_so(login: Login, administrator: User, query: str) -> None:
    client = login(administrator)
    assert client.get(f"{TRAIL}?{query}").context["form"].errors
    assert client.get(f"{EXPORT}?{query}").url == f"{TRAIL}?{query}"


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01"])
def test_trail_reaches_to_the_ends_of_time(login: Login, administrator: User, until: str) -> None:
    assert login(administrator).get(TRAIL, {"until": until, "since": until}).status_code == 200


@pytest.mark.parametrize("count", [10, 1000])
def test_trail_asks_as_much_for_a_thousand_as_for_ten(
    login: Login, administrator: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = factories.post()
    Decision.objects.bulk_create(Decision(document=document, act="submit", by=administrator) for _ in range(count))
    AuditEntry.objects.bulk_create(AuditEntry(act="lock", by=administrator) for _ in range(count))
    client = login(administrator)
    client.get(TRAIL)
    with django_assert_num_queries(5):
        response = client.get(TRAIL)
    assert len(lines(response)) == min(2 * count, PER_PAGE)
    with django_assert_num_queries(4):
        assert len(as_file(client.get(EXPORT))) == 1 + 2 * count


def test_trail_is_read_in_pages_that_lose_nothing(login: Login, administrator: User) -> None:
    document, moment = factories.post(), timezone.now()
    for _ in range(PER_PAGE):
        audit.write(audit.Act.LOCK, "somebody")
    Decision.objects.bulk_create(Decision(document=document, act="submit", by=administrator) for _ in range(PER_PAGE))
    AuditEntry.objects.bulk_create(AuditEntry(act="lock", about=str(n), at=moment) for n in range(PER_PAGE))
    client, url, seen = login(administrator), TRAIL, 0
    while url:
        response = client.get(url)
        seen += len(lines(response))
        url = f"{TRAIL}{response.context['older']}" if response.context["older"] else ""
    assert seen == 3 * PER_PAGE


# The file


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", " =1", "\t=1", "\tx", "\rx", "\n=x", "\u00a0=1"])
def test_cell_that_begins_like_a_formula_is_put_behind_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Rivers", "1-1", "a=b", "–", "«»"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_file_holds_what_the_page_shows(login: Login, administrator: User) -> None:
    administrator.first_name = "=HYPERLINK(1)"
    administrator.save()
    factories.published(factories.post(title_en='=cmd|"/c calc"!A1, “Ríos”'), by=administrator)
    response = login(administrator).get(EXPORT)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="audit-trail-')
    header, row = as_file(response)
    assert header == ["when (UTC)", "who", "act", "what", "detail"]
    assert row[0] == f"{Decision.objects.get().at:%Y-%m-%dT%H:%M:%SZ}"
    assert row[1].startswith("'=HYPERLINK(1) (")
    assert row[2:] == ["published", '\'=cmd|"/c calc"!A1, “Ríos”', "number 1 (First publication)"]


def test_file_speaks_the_language_it_is_asked_for_in(login: Login, administrator: User) -> None:
    factories.published(factories.post())
    client = login(administrator)
    client.post(reverse("admin:language"), {"language": "es"})
    response = client.get(EXPORT)
    with translation.override("en"):
        assert as_file(response)[1][2] == "publicado"


def test_somebody_without_the_right_writes_nothing(moderator: User) -> None:
    with pytest.raises(PermissionDenied):
        workflow.reset_second_factor(factories.user("administrator"), by=moderator)
    assert not AuditEntry.objects.exists()
