"""The lists of texts in the admin: what readers have of each, in one query whatever the number of rows."""

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
from publishing import standing as standings
from publishing import workflow
from publishing.desk.states import Choice, in_state, standing, states_of
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def states(post: Post) -> tuple[str, str]:
    standings.rewrite(post.pk)
    states = states_of([post.pk])[post.pk]
    for state in {held.state.value for held in states.values()} & set(Choice.values):
        assert post in in_state(Post.objects.all(), state), state
    return states["en"].state.value, states["es"].state.value


def test_state_of_a_draft_is_per_language() -> None:
    assert states(factories.post(title_es="", body_es="")) == ("draft", "none")


def test_state_of_one_published_language_leaves_the_other_a_draft() -> None:
    post = factories.post()
    factories.published(post, languages=("en",))
    assert states(post) == ("published", "draft")


@pytest.mark.parametrize("field", ["title", "slug", "summary", "body", "content_notice"])
def test_state_shows_unpublished_changes_of_one_language(field: str) -> None:
    post = factories.post()
    factories.published(post)
    Post.objects.filter(pk=post.pk).update(**{f"{field}_es": "otro"})
    assert states(post) == ("published", "changed")


@pytest.mark.parametrize("what", ["cover", "series", "no series", "topic", "no topic", "author", "no author"])
def test_state_shows_unpublished_changes_of_what_both_share(what: str) -> None:
    post = factories.post(series=factories.series(), cover=factories.picture())
    topic, byline = factories.topic(), factories.byline(post)
    post.topics.add(topic)
    factories.published(post)
    assert states(post) == ("published", "published")
    acts: dict[str, Callable[[], Any]] = {
        "cover": lambda: Post.objects.update(cover=None),
        "series": lambda: Post.objects.update(series=factories.series()),
        "no series": lambda: Post.objects.update(series=None),
        "topic": lambda: post.topics.add(factories.topic()),
        "no topic": lambda: post.topics.remove(topic),
        "author": lambda: factories.byline(post),
        "no author": byline.delete,
    }
    acts[what]()
    assert states(post) == ("changed", "changed")


def test_state_of_a_scheduled_text_tells_its_minute() -> None:
    post, at = factories.post(), timezone.now() + timedelta(days=1)
    factories.published(post, languages=("en",), at=at)
    assert states(post) == ("scheduled", "draft")
    assert states_of([post.pk])[post.pk]["en"].due == at


def test_state_of_a_published_text_tells_what_is_scheduled(administrator: User) -> None:
    post, at = factories.post(), timezone.now() + timedelta(days=1)
    factories.published(post, languages=("en",))
    Post.objects.update(title_en="Next")
    factories.published(Post.objects.get(), languages=("en",), at=at)
    english = standing(Post.objects.get())[0]
    assert (english.state.value, english.due) == ("published", at)
    assert english.edition
    assert english.edition.title == post.title_en


def test_state_of_a_withdrawn_text(administrator: User) -> None:
    post = factories.post()
    factories.published(post)
    workflow.withdraw(post, languages=["es"], note={"es": "Por qué"}, by=administrator)
    assert states(post) == ("published", "withdrawn")


def test_state_of_a_schedule_that_was_cancelled_is_a_draft(administrator: User) -> None:
    post = factories.post()
    factories.published(post, at=timezone.now() + timedelta(days=1))
    workflow.withdraw(post, languages=["en", "es"], note={"es": "Por qué"}, by=administrator)
    assert states(post) == ("draft", "draft")


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("kind", "queries"), [("blog_post", 11), ("statements_statement", 8), ("pages_page", 7)])
def test_list_takes_as_many_queries_for_one_text_as_for_three(
    login: Login,
    secretariat: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    kind: str,
    queries: int,
    rows: int,
) -> None:
    for _ in range(rows):
        document = {
            "blog_post": factories.post,
            "statements_statement": factories.statement,
            "pages_page": factories.page,
        }[kind]()
        factories.published(document)
    factories.post(series=factories.series())
    client, url = login(secretariat), reverse(f"admin:{kind}_changelist")
    client.get(url)  # content types are asked for once in the life of a process
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dialogo", ["A dialogue"]),
        ("diálogo RÍO", ["A dialogue"]),
        ("dialogue", ["A dialogue"]),
        ("rosa quispe", ["By Rosa"]),
        ("nothing", []),
    ],
)
def test_list_is_searched_in_both_languages_without_accents(
    login: Login, secretariat: User, words: str, found: list[str]
) -> None:
    factories.post(title_en="A dialogue", title_es="Diálogo del río", slug_es="dialogo-del-rio")
    factories.byline(factories.post(title_en="By Rosa"), factories.author("Rosa Quispe"))
    response = login(secretariat).get(reverse("admin:blog_post_changelist"), {"q": words})
    assert [post.title_en for post in response.context["cl"].result_list] == found


def test_list_is_filtered_by_what_readers_have(login: Login, secretariat: User) -> None:
    shown, _draft = factories.post(), factories.post()
    factories.published(shown)
    response = login(secretariat).get(reverse("admin:blog_post_changelist"), {"state": "published"})
    assert list(response.context["cl"].result_list) == [shown]


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
@pytest.mark.parametrize(
    "model",
    [
        *("blog_post", "statements_statement", "pages_page", "blog_series", "blog_author", "signatories_signatory"),
        *("signatories_organisation", "publishing_topic", "publishing_picture", "publishing_edition"),
        *("publishing_seal", "publishing_decision"),
    ],
)
def test_lists_open_for_every_role(login: Login, role: str, model: str) -> None:
    statement = factories.statement(cover=factories.picture())
    statement.topics.add(factories.topic())
    factories.issuer(statement)
    factories.signature(statement)
    factories.byline(factories.post(series=factories.series()))
    factories.published(statement)
    response = login(factories.user(role)).get(reverse(f"admin:{model}_changelist"))
    assert response.status_code == 200


def test_lists_are_closed_to_people_without_a_role(login: Login) -> None:
    stranger = factories.user()
    stranger.is_staff = True
    stranger.save()
    assert login(stranger).get(reverse("admin:blog_post_changelist")).status_code == 403
