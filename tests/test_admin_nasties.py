"""Nothing that can be sent to the desk breaks it: no 500, on either database."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
NASTY = [
    "\x00",
    "a\x00b",
    "²",
    "-1",
    "9" * 30,
    "é" * 400,
    "<script>alert(1)</script>",
    "%",
    "' OR 1=1 --",
    "\ud800".encode("utf-8", "replace").decode(),
]
FEW = [NASTY[1], NASTY[2], NASTY[4], NASTY[6]]
LISTS = [
    "blog_post",
    "statements_statement",
    "publishing_topic",
    "publishing_picture",
    "publishing_edition",
    "publishing_seal",
]
PARAMETERS = [
    *("q", "p", "o", "state", "original_language__exact", "series__id__exact", "change__exact", "language__exact"),
    *("released_at__gte", "_facets", "_to_field", "e", "all", "nonsense", "series__disclaimer_en__contains"),
]


@pytest.mark.parametrize("model", LISTS)
def test_lists_survive_whatever_is_asked(login: Login, secretariat: User, model: str) -> None:
    client, url = login(secretariat), reverse(f"admin:{model}_changelist")
    for parameter in PARAMETERS:
        for value in FEW:
            response = client.get(url, {parameter: value})
            assert response.status_code < 500, (parameter, value)
            assert b"<script>alert(1)" not in response.content


@pytest.mark.parametrize("value", FEW)
def test_forms_survive_whatever_is_sent(login: Login, secretariat: User, value: str) -> None:
    post = factories.post()
    factories.byline(post)
    factories.published(post)
    client = login(secretariat)
    for url in (change_url(post), act_url(post, "publish"), act_url(post, "withdraw"), act_url(post, "redact")):
        data = filled(client.get(url))
        everywhere = dict.fromkeys(data, value)
        each = [{**data, name: value} for name in data] if value == FEW[1] else []
        for sent in (everywhere, {**everywhere, **management(data)}, *each):
            response = client.post(url, sent)
            assert response.status_code < 500, (url, sent)
            assert b"<script>alert(1)" not in response.content


@pytest.mark.parametrize("key", ["9" * 30, "-1", "²", "x"])
def test_topics_that_cannot_be_are_a_wrong_choice(login: Login, secretariat: User, key: str) -> None:
    post = factories.post()
    client = login(secretariat)
    sent = {**filled(client.get(change_url(post))), "topics": [key]}
    assert "topics" in client.post(change_url(post), sent).context["adminform"].form.errors


def management(data: dict[str, Any]) -> dict[str, Any]:
    """What Django counts rows by; without it no row is looked at."""
    return {name: value for name, value in data.items() if name.endswith("_FORMS")}


@pytest.mark.parametrize("value", NASTY)
def test_pickers_survive_whatever_is_asked(login: Login, secretariat: User, value: str) -> None:
    factories.picture(value.replace("\x00", ""))
    client = login(secretariat)
    for parameter in ("q", "p", "language"):
        response = client.get(reverse("admin:publishing_picture_picker"), {parameter: value})
        assert response.status_code in (200, 400)
        assert b"<script>alert(1)" not in response.content
    query = {"app_label": "blog", "model_name": "byline", "field_name": "author"}
    for parameter in (*query, "term", "page"):
        assert client.get(reverse("admin:autocomplete"), {**query, parameter: value}).status_code < 500


def test_objects_that_are_not_there_are_not_found(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    for key in ("0", "9" * 18, "9" * 30, "9" * 5000, "²", "abc", "1_2F"):
        assert client.get(f"/admin/blog/post/{key}/change/").status_code in (302, 404)
        assert client.post(f"/admin/blog/post/{key}/change/").status_code in (302, 404)
        assert client.get(f"/admin/blog/post/{key}/publish/").status_code in (302, 404)


def test_scripts_in_names_stay_words(login: Login, secretariat: User) -> None:
    evil = "<script>alert(1)</script>"
    post = factories.post(title_en=evil, title_es=evil, series=factories.series(title_en=evil, title_es=evil))
    post.topics.add(factories.topic(name_en=evil, name_es=evil))
    factories.byline(post, factories.author(evil))
    post.cover = factories.picture(evil, alt_en=evil)
    post.save()
    factories.published(post, languages=("en",))
    client = login(secretariat)
    pages = [change_url(post), change_url(post.cover), change_url(post.seals.get())]
    pages += [act_url(post, act) for act in ("publish", "withdraw", "redact")]
    pages += [act_url(post, "preview", language="en"), reverse("admin:publishing_picture_picker"), "/admin/"]
    pages += [reverse(f"admin:{model}_changelist") for model in LISTS]
    for url in pages:
        assert b"<script>alert(1)" not in client.get(url).content, url
