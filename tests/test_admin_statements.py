"""The form of a statement in the admin: who issues it, what it rests on, who signs, and who may touch which."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.models import Document
from statements.models import Affiliation, Issuer, Reference, Signature, Statement
from tests import factories
from tests.admin_forms import act_url, change_url, errors, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def rows(statement: Statement) -> dict[str, Any]:
    """All rows of a statement, as they are in the database."""
    return {
        model.__name__: [
            {field.name: getattr(row, field.attname) for field in model._meta.concrete_fields}
            for row in model._default_manager.order_by("pk")
        ]
        for model in (Issuer, Reference, Signature, Affiliation)
    }


def whole() -> Statement:
    statement = factories.statement()
    factories.issuer(statement)
    factories.signature(statement, roles=2)
    Reference.objects.create(statement=statement, title_en="Report", url="https://rivers.example/report")
    return statement


def save(client: Client, document: Document, **changes: Any) -> Any:
    url = change_url(document)
    return client.post(url, {**filled(client.get(url)), **changes})


def test_statement_saved_untouched_loses_nothing(login: Login, secretariat: User) -> None:
    statement = whole()
    before = rows(statement)
    assert save(login(secretariat), statement).status_code == 302
    assert rows(statement) == before


def test_references_and_issuers_are_added_in_order(login: Login, secretariat: User) -> None:
    statement, organisation = factories.statement(), factories.organisation()
    added = {
        "references-TOTAL_FORMS": "2",
        "references-0-list": "reporting",
        "references-0-title_es": "El informe",
        "references-0-url": "https://rivers.example/informe",
        "references-0-position": "1",
        "references-1-list": "reporting",
        "references-1-title_en": "The report",
        "references-1-url": "https://rivers.example/report",
        "references-1-position": "0",
        "issuings-TOTAL_FORMS": "1",
        "issuings-0-organisation": organisation.pk,
        "issuings-0-position": "0",
    }
    assert save(login(secretariat), statement, **added).status_code == 302
    assert [str(reference) for reference in statement.references.all()] == ["The report", "El informe"]
    assert list(statement.issuers.all()) == [organisation]


def test_reference_needs_a_title_in_one_language(login: Login, secretariat: User) -> None:
    added = {
        "references-TOTAL_FORMS": "1",
        "references-0-list": "reporting",
        "references-0-url": "https://rivers.example/report",
        "references-0-position": "0",
    }
    response = save(login(secretariat), factories.statement(), **added)
    assert (response.status_code, Reference.objects.count()) == (200, 0)
    assert errors(response) == {}


def test_translator_touches_titles_of_references_and_nothing_else(login: Login, translator: User) -> None:
    statement = whole()
    before = rows(statement)
    forged = {
        "references-0-title_en": "Forged",
        "references-0-url": "https://forged.example/",
        "references-0-DELETE": "on",
        "issuings-0-organisation": factories.organisation().pk,
        "issuings-0-DELETE": "on",
        "signatures-0-authority": "Forged",
        "signatures-0-position": "7",
        "signatures-0-DELETE": "on",
        "signatures-0-affiliations-0-role_es": "Forjado",
    }
    response = save(login(translator), statement, **forged, **{"references-0-title_es": "Informe"})
    assert response.status_code == 302
    after = rows(statement)
    assert after["Reference"][0].pop("title_es") == "Informe"
    before["Reference"][0].pop("title_es")
    assert after == before


def test_translator_adds_no_signature(login: Login, translator: User) -> None:
    statement = factories.statement()
    forged = {
        "signatures-TOTAL_FORMS": "1",
        "signatures-INITIAL_FORMS": "0",
        "signatures-MIN_NUM_FORMS": "0",
        "signatures-MAX_NUM_FORMS": "1000",
        "signatures-0-name": "Forged",
        "signatures-0-position": "0",
        "signatures-0-affiliations-TOTAL_FORMS": "0",
        "signatures-0-affiliations-INITIAL_FORMS": "0",
    }
    save(login(translator), statement, **forged)
    assert not Signature.objects.exists()


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
@pytest.mark.parametrize("number", [1, 3])
def test_form_takes_as_many_queries_for_one_row_as_for_three(
    login: Login, django_assert_num_queries: DjangoAssertNumQueries, role: str, number: int
) -> None:
    statement = factories.statement()
    for count in range(number):
        factories.issuer(statement)
        factories.signature(statement, roles=number)
        Reference.objects.create(statement=statement, title_en=str(count), url="https://rivers.example/")
        statement.topics.add(factories.topic())
    client = login(factories.user(role))
    client.get(change_url(statement))  # content types are asked for once in the life of a process
    with django_assert_num_queries({"secretariat": 19, "translator": 17}.get(role, 15)):
        client.get(change_url(statement))


@pytest.mark.parametrize("number", [1, 3])
def test_form_of_a_post_takes_as_many_queries_for_one_row_as_for_three(
    login: Login, secretariat: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    post = factories.post(series=factories.series(), cover=factories.picture())
    for _ in range(number):
        factories.byline(post)
        post.topics.add(factories.topic())
    factories.published(post)
    client = login(secretariat)
    client.get(change_url(post))  # content types are asked for once in the life of a process
    with django_assert_num_queries(19):
        client.get(change_url(post))
    with django_assert_num_queries(24):
        client.get(act_url(post, "publish"))
