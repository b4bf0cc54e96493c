"""Names under a statement, and a signatory's page: only what was signed, only where it still stands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from publishing import workflow
from publishing.models import Stamp
from signatories.models import Signatory
from statements.models import Signature, Statement
from tests import factories
from tests.admin_forms import act_url

pytestmark = pytest.mark.django_db


def shown(client: Client, statement: Statement, code: str = "en") -> Any:
    response = client.get(f"/{code}/statements/{getattr(statement, f'slug_{code}')}/")
    assert response.status_code == 200
    return response.context


def names(context: Any) -> list[str]:
    return [each["name"] for group in context["groups"] for each in group["signatures"]]


def test_signatories_stand_in_order_with_all_their_roles(client: Client) -> None:
    statement = factories.statement()
    signed = [factories.signature(statement, factories.signatory(name), roles=2) for name in ("Zoe", "Ana", "Mia")]
    factories.published(statement)
    context = shown(client, statement, "es")
    assert names(context) == ["Zoe", "Ana", "Mia"]
    assert context["signature_count"] == 3
    first = context["groups"][0]["signatures"][0]
    assert first["affiliations"] == [
        {"role": "Cargo 0", "organisation": "Un sindicato", "country": "Perú"},
        {"role": "Cargo 1", "organisation": "Un sindicato", "country": "Perú"},
    ]
    assert first["url"] == f"/es/signatories/{signed[0].signatory.slug}/"
    assert (first["signed_number"], first["stands_on_earlier"]) == (1, False)


def test_heading_holds_until_the_next(client: Client) -> None:
    statement = factories.statement()
    for name, heading in [("Zoe", "Chairs"), ("Ana", ""), ("Mia", "Members")]:
        factories.signature(statement, factories.signatory(name), group_heading_en=heading)
    factories.published(statement)
    groups = shown(client, statement)["groups"]
    assert [(group["heading"], len(group["signatures"])) for group in groups] == [("Chairs", 2), ("Members", 1)]


def test_correction_keeps_the_names_and_an_amendment_does_not(client: Client) -> None:
    statement = factories.statement()
    first = factories.signature(statement).signatory
    factories.published(statement)
    second = factories.signature(statement).signatory
    factories.published(statement, change="correction")
    context = shown(client, statement)
    assert names(context) == [first.name, second.name]
    assert [each["stands_on_earlier"] for each in context["groups"][0]["signatures"]] == [True, False]
    third = factories.signature(statement).signatory
    factories.published(statement, change="amendment")
    context = shown(client, statement)
    assert names(context) == [third.name]
    assert context["signature_count"] == 1
    assert client.get(f"/en/signatories/{first.slug}/").status_code == 404
    assert client.get(f"/en/signatories/{third.slug}/").status_code == 200


def test_name_stays_where_a_language_still_shows_what_was_signed(client: Client) -> None:
    statement = factories.statement()
    signatory = factories.signature(statement).signatory
    factories.published(statement)
    factories.published(statement, change="amendment", languages=("en",))
    assert names(shown(client, statement, "en")) == []
    assert names(shown(client, statement, "es")) == [signatory.name]
    (entry,) = client.get(f"/en/signatories/{signatory.slug}/").context["signed"]
    assert (entry["language"], entry["foreign"], entry["number"]) == ("es", True, 1)


def test_name_that_stands_is_not_bound_and_counted_a_second_time(client: Client) -> None:
    statement = factories.statement()
    signatory = factories.signature(statement).signatory
    factories.published(statement)
    again = factories.signature(statement, signatory)
    factories.published(statement, change="correction")
    context = shown(client, statement)
    assert (names(context), context["signature_count"]) == ([signatory.name], 1)
    again.refresh_from_db()
    assert (again.state, again.seal) == ("pending", None)
    seal = factories.published(statement, change="amendment")
    again.refresh_from_db()
    assert (again.state, again.seal) == ("recorded", seal)
    assert names(shown(client, statement)) == [signatory.name]


def test_preview_shows_who_would_stand_and_not_whom_an_amendment_dropped(
    login: Callable[[User], Client], secretariat: User
) -> None:
    statement = factories.statement()
    factories.signature(statement)
    factories.published(statement)
    factories.published(statement, change="amendment")
    stands = factories.signature(statement).signatory
    factories.published(statement, change="correction")
    waits = factories.signature(statement).signatory
    factories.signature(statement, stands)
    page = login(secretariat).get(act_url(statement, "preview", language="en"))
    assert names(page.context) == [stands.name, waits.name]


@pytest.mark.parametrize("state", ["invited", "pending", "declined"])
def test_signature_that_waits_is_shown_nowhere(client: Client, state: str) -> None:
    statement = factories.statement()
    waiting = factories.signature(statement, state=state, via="form").signatory
    factories.published(statement)
    context = shown(client, statement)
    assert (names(context), context["signature_count"]) == ([], 0)
    assert client.get(f"/en/signatories/{waiting.slug}/").status_code == 404


@pytest.mark.parametrize(("state", "counted"), [("withdrawn", 0), ("anonymised", 1), ("confirmed", 1)])
def test_hidden_name_is_shown_nowhere(client: Client, state: str, counted: int) -> None:
    statement = factories.statement()
    hidden, other = factories.signature(statement), factories.signature(statement)
    factories.published(statement)
    Signature.objects.filter(pk=hidden.pk).update(state=state)
    Stamp.objects.replace()
    context = shown(client, statement)
    assert names(context) == [other.signatory.name]
    assert context["signature_count"] == 1 + counted
    assert client.get("/en/statements/").context["cards"][0]["signature_count"] == 1 + counted
    assert client.get("/en/").context["lead_signatures"] == {"count": 1 + counted, "names": [other.signatory.name]}
    assert client.get(f"/en/signatories/{hidden.signatory.slug}/").status_code == 404
    Signature.objects.filter(pk=other.pk).update(state=state)
    Stamp.objects.replace()
    assert shown(client, statement)["signature_count"] == 2 * counted


def test_confirmed_name_with_consent_is_shown(client: Client) -> None:
    statement = factories.statement()
    signature = factories.signature(statement)
    factories.published(statement)
    Signature.objects.filter(pk=signature.pk).update(state="confirmed", consent_name_at=timezone.now())
    Stamp.objects.replace()
    assert names(shown(client, statement)) == [signature.signatory.name]


def test_name_bound_to_a_scheduled_seal_waits_with_it(client: Client) -> None:
    statement = factories.statement()
    factories.published(statement)
    signature = factories.signature(statement)
    factories.published(statement, change="correction", at=timezone.now() + timedelta(days=1))
    assert names(shown(client, statement)) == []
    assert client.get(f"/en/signatories/{signature.signatory.slug}/").status_code == 404


@pytest.mark.parametrize(("code", "said"), [("en", "in a personal capacity"), ("es", "a título personal")])
def test_signatory_who_signed_for_nobody_else_is_said_to(client: Client, code: str, said: str) -> None:
    statement = factories.statement()
    personal = factories.signature(statement, personal_capacity=True).signatory
    other = factories.signature(statement).signatory
    factories.published(statement)
    assert said in client.get(f"/{code}/signatories/{personal.slug}/").content.decode()
    assert said not in client.get(f"/{code}/signatories/{other.slug}/").content.decode()


def test_signatory_lists_what_was_signed_newest_first(client: Client) -> None:
    person = Signatory.objects.get(pk=factories.signatory("Ana Reed").pk)
    made = []
    for year in (2019, 2021, 2020):
        statement = factories.statement()
        factories.signature(statement, person, roles=2, personal_capacity=year == 2020)
        factories.published(statement, dated=factories.moment(f"{year}-05-01T12:00"))
        made.append(statement)
    context = client.get(f"/es/signatories/{person.slug}/").context
    assert [entry["title"] for entry in context["signed"]] == [made[index].title_es for index in (1, 2, 0)]
    assert [entry["personal_capacity"] for entry in context["signed"]] == [False, True, False]
    assert context["signed"][0]["affiliations"][1]["role"] == "Cargo 1"


def test_signatory_goes_with_the_last_statement(client: Client, administrator: Any) -> None:
    statement = factories.statement()
    signatory = factories.signature(statement).signatory
    factories.published(statement)
    note = {"en": "Why.", "es": "Por qué."}
    workflow.withdraw(statement, languages=["en"], note=note, by=administrator)
    assert client.get(f"/en/signatories/{signatory.slug}/").status_code == 200
    workflow.withdraw(statement, languages=["es"], note=note, by=administrator)
    assert client.get(f"/en/signatories/{signatory.slug}/").status_code == 404


def test_references_come_in_their_two_lists(client: Client) -> None:
    statement = factories.statement()
    for number, name in enumerate(["reporting", "resources", "reporting"]):
        statement.references.create(
            list=name, position=number, title_en=f"Report {number}", url=f"https://news.example/{number}"
        )
    statement.references.create(
        list="resources", position=9, title_en="Odd", url="javascript:alert(1)", date="2018-08-01"
    )
    factories.published(statement, languages=("en",))
    references = shown(client, statement)["references"]
    assert [each["title"] for each in references["reporting"]] == ["Report 0", "Report 2"]
    assert [(each["title"], each["url"]) for each in references["resources"]] == [
        ("Report 1", "https://news.example/1"),
        ("Odd", ""),
    ]
    assert str(references["resources"][1]["date"]) == "2018-08-01"


def test_issuing_organisations_stand_as_they_were_sealed(client: Client) -> None:
    statement = factories.statement()
    organisation = factories.organisation(name_en="Delta Commons", site="https://delta.example/")
    factories.issuer(statement, organisation)
    factories.published(statement)
    context = shown(client, statement)
    assert context["issuers"] == [{"name": "Delta Commons", "site": "https://delta.example/"}]
    assert (context["seal"]["number"], len(context["seal"]["short_digest"])) == (1, 14)
    assert client.get("/en/statements/").context["cards"][0]["issuers"] == ["Delta Commons"]
