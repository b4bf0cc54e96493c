"""Who else has a form open, and what was typed and not saved: what the pages say, and what is brought back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html as lxml_html

from blog.models import Post
from publishing import redaction
from publishing.models import OpenForm
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
NAME = "6b1f3a52-8c3e-4f5d-9a51-0d2f5b7c9e11"


def mark(response: Any) -> dict[str, str]:
    """What the form tells the script that keeps what is typed."""
    root = lxml_html.fromstring(response.content.decode())
    return dict(root.xpath("//input[@name='unsaved']")[0].attrib)


# Who is here


def test_form_says_who_else_has_it_open(login: Login, secretariat: User, moderator: User, administrator: User) -> None:
    post = factories.post()
    moderator.first_name, moderator.last_name = "Ana", "Lima"
    moderator.save()
    url, form = act_url(post, "here"), {"seen": "0"}
    assert login(secretariat).post(url, form).json() == {"others": "", "newer": ""}
    answer = login(moderator).post(url, form).json()
    assert answer == {"others": f"{secretariat.username} has this text open too.", "newer": ""}
    answer = login(administrator).post(url, form).json()
    assert answer["others"] == f"{secretariat.username} and Ana Lima have this text open too."
    login(secretariat).post(url, {**form, "leaving": "1"})
    assert login(administrator).post(url, form).json()["others"] == "Ana Lima has this text open too."


def test_who_has_not_asked_for_a_minute_is_gone(login: Login, secretariat: User, moderator: User) -> None:
    post = factories.post()
    long_ago = timezone.now() - timedelta(seconds=61)
    OpenForm.objects.create(document=post, person=moderator, at=long_ago)
    OpenForm.objects.create(document=factories.post(), person=moderator, at=long_ago)
    assert login(secretariat).post(act_url(post, "here"), {"seen": "0"}).json()["others"] == ""
    assert list(OpenForm.objects.values_list("person", flat=True)) == [secretariat.pk]


def test_form_says_that_it_was_saved_since(login: Login, secretariat: User) -> None:
    post = factories.post()
    client = login(secretariat)
    for seen in ("7", "", "x"):
        answer = client.post(act_url(post, "here"), {"seen": seen}).json()
        assert answer["newer"].startswith("This text was saved after you opened it.")


def test_who_may_only_read_is_not_told_who_is_here(login: Login, reader: User) -> None:
    assert login(reader).post(act_url(factories.post(), "here"), {"seen": "0"}).status_code == 403
    assert not OpenForm.objects.exists()


# What was not saved


def test_what_was_typed_comes_back_and_is_not_saved(login: Login, secretariat: User) -> None:
    post = factories.post(title_en="Was")
    factories.byline(post, factories.author("Ana"))
    client = login(secretariat)
    kept = {**filled(client.get(change_url(post))), "title_en": "Typed", "bylines-0-note_en": "A note"}
    response = client.post(change_url(post), {**kept, "unsaved": NAME, "_restore": "1"})
    page = response.content.decode()
    assert (response.status_code, Post.objects.get().title_en) == (200, "Was")
    assert "Brought back into the form, not saved yet" in page
    assert "errornote" not in page
    form = filled(response)
    assert (form["title_en"], form["bylines-0-note_en"], form["unsaved"]) == ("Typed", "A note", NAME)
    assert client.post(change_url(post), form).status_code == 302
    assert Post.objects.get().title_en == "Typed"


def test_new_text_comes_back_too(login: Login, secretariat: User) -> None:
    client, url = login(secretariat), reverse("admin:blog_post_add")
    kept = {**filled(client.get(url)), "title_en": "Typed"}
    response = client.post(url, {**kept, "unsaved": NAME, "_restore": "1"})
    assert (filled(response)["title_en"], Post.objects.count()) == ("Typed", 0)


def test_what_comes_back_late_is_held_against_what_was_saved_since(
    login: Login, secretariat: User, moderator: User
) -> None:
    post = factories.post()
    client, other = login(secretariat), login(moderator)
    kept = {**filled(client.get(change_url(post))), "title_en": "Typed"}
    other.post(change_url(post), {**filled(other.get(change_url(post))), "title_en": "Theirs"})
    response = client.post(change_url(post), {**kept, "unsaved": NAME, "_restore": "1"})
    assert [choice.name for choice in response.context["choices"]] == ["title_en"]
    assert Post.objects.get().title_en == "Theirs"


def test_translator_brings_back_nothing_of_the_original(login: Login, translator: User) -> None:
    post = factories.post(original_language="en")
    client = login(translator)
    kept = {**filled(client.get(change_url(post))), "title_es": "Mío", "title_en": "Mine"}
    response = client.post(change_url(post), {**kept, "_restore": "1"})
    root = lxml_html.fromstring(response.content.decode())
    assert [root.get_element_by_id(f"id_title_{code}").get("value") for code in ("en", "es")] == [post.title_en, "Mío"]


def test_who_may_only_read_brings_nothing_back(login: Login, reader: User) -> None:
    post = factories.post()
    assert login(reader).post(change_url(post), {"title_en": "Mine", "_restore": "1"}).status_code == 403
    assert not lxml_html.fromstring(login(reader).get(change_url(post)).content.decode()).xpath(
        "//input[@name='unsaved']"
    )


def test_key_is_one_persons_for_one_text(login: Login, secretariat: User, moderator: User) -> None:
    post, other = factories.post(), factories.post()

    def key(person: User, url: str) -> str:
        return mark(login(person).get(url))["data-key"]

    urls = [change_url(post), change_url(other), reverse("admin:blog_post_add")]
    keys = [key(person, url) for person in (secretariat, moderator) for url in urls]
    assert len(set(keys)) == 6
    assert key(secretariat, urls[0]) == keys[0]


def test_redaction_makes_another_key(login: Login, administrator: User) -> None:
    post = factories.post(body_en="<p>Marta saw it.</p>")
    factories.published(post)
    client = login(administrator)
    before = mark(client.get(change_url(post)))["data-key"]
    redaction.redact(post, passages=["Marta"], by=administrator)
    assert mark(client.get(change_url(post)))["data-key"] != before


def test_browser_is_told_what_was_saved(login: Login, secretariat: User) -> None:
    post = factories.post()
    client = login(secretariat)
    names = [f"{number:08d}-8c3e-4f5d-9a51-0d2f5b7c9e11" for number in range(22)]
    for name in [*names, "<script>", ""]:
        form = filled(client.get(change_url(post)))
        assert client.post(change_url(post), {**form, "unsaved": name}).status_code == 302
    assert mark(client.get(change_url(post)))["data-saved"] == " ".join(names[2:])
    form = filled(client.get(change_url(post)))
    client.post(change_url(post), {**form, "unsaved": NAME, "slug_en": "feed"})
    assert NAME not in mark(client.get(change_url(post)))["data-saved"]
