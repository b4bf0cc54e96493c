"""The start page: what waits for whom, what is on its way; as many queries for three texts as for one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publishing.models import Translation
from tests import factories

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def rows(response: Any) -> dict[str, list[tuple[str, str]]]:
    """What each block shows: titles with the language."""
    blocks = [*response.context["mine"], *response.context["others"]]
    return {block.name: [(row.title, row.code) for row in block.rows] for block in blocks}


def filled() -> None:
    """One text in each situation."""
    Translation.objects.create(document=factories.post(title_en="Ready"), language="en", ready=True)
    factories.published(factories.post(title_en="In English only"), languages=("en",))
    factories.published(factories.post(title_en="To come"), at=timezone.now() + timedelta(days=1))
    behind = factories.post(title_en="Behind")
    factories.published(behind)
    factories.published(behind, languages=("en",))


WAITS = {
    "secretariat": {"ready", "outdated", "lacks-es"},
    "moderator": {"ready", "outdated", "lacks-es"},
    "translator": {"outdated", "lacks-es"},
    "read-only": set(),
}


@pytest.mark.parametrize("role", WAITS)
def test_start_page_shows_what_waits_for_a_role(login: Login, role: str) -> None:
    filled()
    response = login(factories.user(role)).get(reverse("admin:index"))
    assert {block.name for block in response.context["mine"]} == WAITS[role]
    shown = rows(response)
    assert shown["scheduled"] == [("To come", "en"), ("To come", "es")]
    assert shown["outdated"] == [("Behind", "es")]
    assert shown.get("lacks-es", []) == ([("In English only", "es")] if WAITS[role] else [])
    assert shown.get("ready", []) == ([("Ready", "en")] if "ready" in WAITS[role] else [])


def test_start_page_shows_a_persons_own_drafts(login: Login, moderator: User, secretariat: User) -> None:
    factories.post(title_en="Mine", created_by=moderator)
    factories.post(title_en="Changed by me", created_by=secretariat, changed_by=moderator)
    factories.post(title_en="Theirs", created_by=secretariat)
    factories.statement(title_en="No longer mine", created_by=moderator)
    shown = rows(login(moderator).get(reverse("admin:index")))
    assert sorted(shown["drafts"]) == [("Changed by me", ""), ("Mine", "")]


def test_start_page_says_when_nothing_waits(login: Login, reader: User) -> None:
    factories.published(factories.post())
    page = login(reader).get(reverse("admin:index")).content.decode()
    assert "Nothing waits for you." in page


def test_start_page_of_somebody_without_a_role_holds_no_texts(login: Login) -> None:
    filled()
    stranger = factories.user()
    stranger.is_staff = True
    stranger.save()
    response = login(stranger).get(reverse("admin:index"))
    assert (response.context["mine"], response.context["others"]) == ([], [])
    assert "Behind" not in response.content.decode()


def test_every_block_leads_to_a_list_of_the_same(login: Login, secretariat: User) -> None:
    filled()
    client = login(secretariat)
    response = client.get(reverse("admin:index"))
    for block in [*response.context["mine"], *response.context["others"]]:
        if block.name == "decisions":
            continue
        posts = next(each["url"] for each in block.every if "/post/" in each["url"])
        found = {str(post) for post in client.get(posts).context["cl"].result_list}
        assert found == {row.title for row in block.rows}, block.name


def test_start_page_takes_as_many_queries_for_three_as_for_one(login: Login, secretariat: User) -> None:
    client, counts = login(secretariat), []
    client.get(reverse("admin:index"))
    for more in (1, 2):
        for _ in range(more):
            filled()
            draft = factories.post(created_by=secretariat)
            factories.published(factories.post(changed_by=secretariat))
            assert draft.pk
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(reverse("admin:index"))
        counts.append(len(queries))
    assert counts == [15, 15]


def test_block_shows_a_few_and_leads_to_all(login: Login, secretariat: User) -> None:
    for _ in range(9):
        factories.post(created_by=secretariat)
    response = login(secretariat).get(reverse("admin:index"))
    assert len(rows(response)["drafts"]) == 7
    assert reverse("admin:blog_post_changelist", query={"whose": "mine"}) in response.content.decode()
