"""What a list of texts can be asked for, and that the answer is right and costs the same with more rows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from blog.models import Post
from publishing import standing, workflow
from publishing.desk.lists import DocumentListMixin
from publishing.models import Document
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST = "admin:blog_post_changelist"


def titles(client: Client, **query: Any) -> list[str]:
    response = client.get(reverse(LIST), query)
    assert response.status_code == 200
    return sorted(str(post) for post in response.context["cl"].result_list)


@pytest.fixture
def client_of_secretariat(login: Login, secretariat: User) -> Client:
    return login(secretariat)


@pytest.fixture
def texts(secretariat: User) -> dict[str, Post]:
    """A post in each state, called by it."""
    named = {
        name: factories.post(title_en=name)
        for name in ("draft", "scheduled", "published", "changed", "outdated", "withdrawn", "english")
    }
    factories.published(named["scheduled"], at=timezone.now() + timedelta(days=1))
    for name in ("published", "changed", "outdated", "withdrawn"):
        factories.published(named[name])
    factories.published(named["outdated"], languages=("en",))
    factories.published(named["english"], languages=("en",))
    workflow.withdraw(named["withdrawn"], languages=["en", "es"], note={"en": "Why"}, by=secretariat)
    Post.objects.filter(pk=named["changed"].pk).update(body_en="<p>New.</p>")
    standing.rewrite(named["changed"].pk)
    return named


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "draft"}, ["draft", "english"]),  # its Spanish is written and was never published
        ({"state": "scheduled"}, ["scheduled"]),
        ({"state": "published"}, ["changed", "english", "outdated", "published"]),
        ({"state": "changed"}, ["changed"]),
        ({"state": "outdated"}, ["outdated"]),
        ({"state": "withdrawn"}, ["withdrawn"]),
        ({"state": "ready"}, []),
        ({"lacks": "es"}, ["english"]),
        ({"lacks": "en"}, []),
        ({"original": "es"}, []),
        ({"whose": "mine"}, []),
    ],
)
def test_list_is_filtered(
    client_of_secretariat: Client, texts: dict[str, Post], query: dict[str, str], found: list[str]
) -> None:
    assert titles(client_of_secretariat, **query) == found


def test_list_is_filtered_by_series_author_and_topic(client_of_secretariat: Client) -> None:
    series, topic, author = factories.series(), factories.topic(), factories.author()
    post = factories.post(title_en="This", series=series)
    post.topics.add(topic)
    factories.byline(post, author)
    factories.post(series=factories.series()).topics.add(factories.topic())
    for query in ({"series": series.pk}, {"author": author.pk}, {"topic": topic.pk}):
        assert titles(client_of_secretariat, **query) == ["This"]


def test_list_is_filtered_by_dates(client_of_secretariat: Client) -> None:
    old, new = factories.post(title_en="Old"), factories.post(title_en="New")
    factories.published(old, dated=factories.moment("2018-08-15T23:30"))
    factories.published(new)
    Document.objects.filter(pk=old.pk).update(changed_at=factories.moment("2019-01-01T00:00"))
    assert titles(client_of_secretariat, published_from="2018-08-15", published_to="2018-08-15") == ["Old"]
    assert titles(client_of_secretariat, published_from="2018-08-16") == ["New"]
    assert titles(client_of_secretariat, changed_to="2019-01-01") == ["Old"]
    assert titles(client_of_secretariat, changed_from="2019-01-02") == ["New"]


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nothing"},
        {"series": "1' OR"},
        {"author": "99999999999999999999"},
        {"topic": "-1"},
        {"published_from": "2018-13-45", "changed_to": "yesterday"},
        {"published_to": "9999-12-31", "changed_from": "0001-01-01"},
        {"p": "9999999999999"},
        {"p": "-3"},
    ],
)
def test_nonsense_asks_for_nothing(client_of_secretariat: Client, query: dict[str, str]) -> None:
    factories.post()
    assert client_of_secretariat.get(reverse(LIST), query).status_code in (200, 302)


@pytest.mark.parametrize("query", [{}, {"state": "changed"}, {"state": "draft", "q": "english"}, {"lacks": "es"}])
@pytest.mark.parametrize("rows", [1, 3])
def test_filtered_list_takes_as_many_queries_for_three_as_for_one(
    client_of_secretariat: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    query: dict[str, str],
    rows: int,
) -> None:
    for _ in range(rows):
        post = factories.post(series=factories.series())
        post.topics.add(factories.topic())
        factories.byline(post)
        factories.published(post, languages=("en",))
        Post.objects.filter(pk=post.pk).update(title_en="English, changed")
        standing.rewrite(post.pk)
    client_of_secretariat.get(reverse(LIST), query)
    with django_assert_num_queries(11):
        response = client_of_secretariat.get(reverse(LIST), query)
    assert len(response.context["cl"].result_list) == rows


def test_long_list_is_turned_page_by_page_and_not_counted_to_its_end(
    client_of_secretariat: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DocumentListMixin, "list_per_page", 2)
    made = [str(factories.post()) for _ in range(15)]
    url, seen = f"{reverse(LIST)}?q=english", []
    while url:
        response = client_of_secretariat.get(url)
        changes = response.context["cl"]
        seen += [str(post) for post in changes.result_list]
        assert ("more than" in changes.counted) == (changes.page_num <= 3)
        url = changes.older and f"{reverse(LIST)}{changes.older}"
    assert seen == made[::-1]
    assert client_of_secretariat.get(reverse(LIST), {"p": "2"}).context["cl"].newer == "?p=1"


def test_rows_name_authors_dates_and_who_changed_them(login: Login, secretariat: User) -> None:
    secretariat.first_name, secretariat.last_name = "Inés", "Prado"
    secretariat.save()
    post = factories.post(changed_by=secretariat)
    factories.byline(post, factories.author("Rosa Quispe"))
    factories.byline(post, factories.author("Tomás Vera"))
    factories.published(post, dated=factories.moment("2018-08-15T12:00"))
    page = login(secretariat).get(reverse(LIST)).content.decode()
    for words in ("Rosa Quispe, Tomás Vera", "15", "2018", "Inés Prado"):
        assert words in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_list_speaks_both_languages(login: Login, secretariat: User, language: str) -> None:
    client = login(secretariat)
    client.cookies["language"] = language
    assert f'lang="{language}' in client.get(reverse(LIST)).content.decode()
