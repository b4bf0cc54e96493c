"""Several texts changed at once: counted and confirmed first, written into each one's history, and only by those who
may change what is not translated."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from blog.models import Post
from publishing.models import DeskListing, TopicDocument
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
LIST = "admin:blog_post_changelist"


def act(client: Client, name: str, posts: list[Any], **more: Any) -> Any:
    data = {"action": name, "index": 0, "_selected_action": [getattr(post, "pk", post) for post in posts], **more}
    return client.post(reverse(LIST), data)


def test_topic_is_added_to_those_that_lack_it(login: Login, moderator: User) -> None:
    topic = factories.topic(name_en="Water")
    posts = [factories.post() for _ in range(3)]
    posts[0].topics.add(topic)
    factories.published(posts[1])
    client = login(moderator)
    asked = act(client, "add_topic", posts)
    assert "3 texts are ticked" in asked.content.decode()
    counted = act(client, "add_topic", posts, asked="1", chosen=topic.pk)
    assert (counted.context["concerned"], counted.context["untouched"]) == (posts[1:], 1)
    assert TopicDocument.objects.count() == 1
    done = act(client, "add_topic", posts, asked="1", chosen=topic.pk, confirm="1")
    assert done.status_code == 302
    assert TopicDocument.objects.filter(tag=topic).count() == 3
    assert [post.revision for post in Post.objects.order_by("pk")] == [0, 1, 1]
    assert {post.changed_by for post in Post.objects.filter(revision=1)} == {moderator}
    assert LogEntry.objects.count() == 2
    assert Version.objects.get_for_object(posts[1]).count() == 1
    assert DeskListing.objects.filter(document=posts[1].pk, differs=True).count() == 2
    act(client, "add_topic", posts, asked="1", chosen=topic.pk, confirm="1")
    assert TopicDocument.objects.filter(tag=topic).count() == 3


def test_topic_is_taken_away(login: Login, moderator: User) -> None:
    topic, post, other = factories.topic(), factories.post(), factories.post()
    post.topics.add(topic)
    other.topics.add(topic)
    act(login(moderator), "remove_topic", [post], asked="1", chosen=topic.pk, confirm="1")
    assert list(TopicDocument.objects.values_list("content_object", flat=True)) == [other.pk]


def test_posts_are_put_into_a_series(login: Login, moderator: User) -> None:
    series = factories.series()
    posts = [factories.post(), factories.post(series=factories.series())]
    act(login(moderator), "set_series", posts, asked="1", chosen=series.pk, confirm="1")
    assert set(Post.objects.values_list("series", flat=True)) == {series.pk}


@pytest.mark.parametrize("role", ["translator", "read-only"])
def test_bulk_is_refused_to_those_who_may_not_change_originals(login: Login, role: str) -> None:
    topic, post = factories.topic(), factories.post()
    client = login(factories.user(role))
    assert "add_topic" not in client.get(reverse(LIST)).content.decode()
    act(client, "add_topic", [post], asked="1", chosen=topic.pk, confirm="1")
    assert TopicDocument.objects.count() == 0


def test_moderator_changes_no_statements_at_once(login: Login, moderator: User) -> None:
    topic, statement = factories.topic(), factories.statement()
    data = {"action": "add_topic", "_selected_action": statement.pk, "asked": 1, "chosen": topic.pk, "confirm": 1}
    login(moderator).post(reverse("admin:statements_statement_changelist"), data)
    assert TopicDocument.objects.count() == 0


def test_texts_are_not_deleted_at_once(login: Login, administrator: User) -> None:
    sealed, draft = factories.post(), factories.post()
    factories.published(sealed)
    act(login(administrator), "delete_selected", [sealed, draft], post="yes")
    assert Post.objects.count() == 2


def test_only_what_is_ticked_is_changed(login: Login, moderator: User) -> None:
    topic, post, _other = factories.topic(), factories.post(), factories.post()
    act(login(moderator), "add_topic", [post], asked="1", chosen=topic.pk, confirm="1", select_across="1")
    assert list(TopicDocument.objects.values_list("content_object", flat=True)) == [post.pk]


@pytest.mark.parametrize("chosen", ["", "x", "99999999999999999999", "0"])
def test_nonsense_is_asked_again(login: Login, moderator: User, chosen: str) -> None:
    response = act(login(moderator), "add_topic", [factories.post()], asked="1", chosen=chosen, confirm="1")
    assert (response.status_code, TopicDocument.objects.count()) == (200, 0)


@pytest.mark.parametrize("keys", [["x"], ["99999999999999999999"], [str(n) for n in range(201)]])
def test_rows_that_no_list_sends_are_refused(login: Login, moderator: User, keys: list[str]) -> None:
    assert act(login(moderator), "add_topic", keys).status_code == 400
