"""Seeing a text as it will be read: saved, or as it stands in the form; kept nowhere, shown to nobody else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from blog.models import Byline, Post
from publishing.models import Document, Edition
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_preview_shows_the_text_in_its_language(login: Login, role: str, make: Any) -> None:
    document = make()
    client = login(factories.user(role))
    for code in ("en", "es"):
        response = client.get(act_url(document, "preview", language=code))
        page = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{code}"' in page
        assert getattr(document, f"title_{code}") in page
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
    assert not Edition.objects.exists()


def test_preview_is_closed_to_people_without_the_right(login: Login, client: Client) -> None:
    post = factories.post()
    url = act_url(post, "preview", language="en")
    assert client.get(url).status_code == 302
    assert "login" in client.get(url).url
    stranger = factories.user()
    stranger.is_staff = True
    stranger.save()
    assert login(stranger).get(url).status_code == 403


def test_preview_in_a_language_that_does_not_exist(login: Login, secretariat: User) -> None:
    assert login(secretariat).get(act_url(factories.post(), "preview", language="de")).status_code == 404


def test_preview_of_a_language_without_text_says_so(login: Login, secretariat: User) -> None:
    post = factories.post(title_es="", body_es="")
    page = login(secretariat).get(act_url(post, "preview", language="es")).content.decode()
    assert "There is no text in Spanish yet." in page


def test_preview_shows_what_is_typed_and_saves_nothing(login: Login, secretariat: User) -> None:
    post = factories.post()
    client = login(secretariat)
    data = filled(client.get(change_url(post)))
    typed = {
        "title_en": "Typed just now",
        "body_en": "<p>New<script>alert(1)</script></p>",
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-author": factories.author("Ana Lima").pk,
        "bylines-0-position": "0",
    }
    response = client.post(act_url(post, "preview", language="en"), {**data, **typed})
    page = response.content.decode()
    assert "Typed just now" in page
    assert "Ana Lima" in page
    assert "alert(1)" not in page
    assert "no-store" in response["Cache-Control"]
    kept = Post.objects.get()
    assert (kept.title_en, kept.revision, Byline.objects.count()) == (post.title_en, 0, 0)


def test_preview_of_a_text_that_was_never_saved(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    data = filled(client.get(reverse("admin:blog_post_add")))
    url = reverse("admin:blog_post_preview_new", kwargs={"language": "en"})
    response = client.post(url, {**data, "title_en": "Brand new", "body_en": "<p>Text</p>"})
    assert "Brand new" in response.content.decode()
    assert not Document.objects.exists()
    assert client.get(url).status_code == 404


def test_preview_of_a_form_with_errors_names_them(login: Login, secretariat: User) -> None:
    post = factories.post()
    client = login(secretariat)
    data = filled(client.get(change_url(post)))
    page = client.post(act_url(post, "preview", language="en"), {**data, "slug_en": "feed"}).content.decode()
    assert "The site itself needs “feed”" in page


def test_preview_of_typed_text_is_for_those_who_may_change_it(login: Login, reader: User, translator: User) -> None:
    post = factories.post()
    url = act_url(post, "preview", language="en")
    assert login(reader).post(url, {"title_en": "Forged"}).status_code == 403
    client = login(translator)
    data = filled(client.get(change_url(post)))
    page = client.post(url, {**data, "title_en": "Forged"}).content.decode()
    assert "Forged" not in page
    add = reverse("admin:blog_post_preview_new", kwargs={"language": "en"})
    assert login(translator).post(add, {"title_en": "Forged"}).status_code == 403
