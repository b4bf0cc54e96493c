"""Two people who change one text at once: the later save is refused, both versions are shown, and each field chosen."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from lxml import html as lxml_html

from blog.models import Post
from tests import factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def save(client: Client, text: Any, **fields: Any) -> None:
    """Somebody opens the form, changes it and saves."""
    form = filled(client.get(change_url(text)))
    assert client.post(change_url(text), {**form, **fields}).status_code == 302


def choices(response: Any) -> dict[str, str]:
    """What is asked, each with the version that is chosen already."""
    return {
        choice.name: next((side.value for side in choice.sides if side.chosen), "")
        for choice in response.context["choices"]
    }


def versions(response: Any, name: str) -> list[str]:
    """Both versions of a field as they are shown: what was saved since, and what was typed."""
    root = lxml_html.fromstring(response.content.decode())
    shown = root.xpath(f"//fieldset[.//input[@name='keep-{name}']]//div[contains(@class, 'desk-difference')]")
    return [" ".join(each.text_content().replace("[added: ", "").replace("]", "").split()) for each in shown]


def test_both_versions_are_shown_and_the_choice_is_saved(login: Login, secretariat: User, moderator: User) -> None:
    post = factories.post(title_en="Was", summary_en="Was", body_en="<p>It was so.</p>")
    client = login(secretariat)
    old = filled(client.get(change_url(post)))
    save(login(moderator), post, title_en="Theirs", body_en="<p>It was theirs.</p>", summary_es="De ellos")
    response = client.post(change_url(post), {**old, "title_en": "Mine", "summary_en": "Mine alone"})
    assert choices(response) == {"title_en": "", "summary_en": "mine", "summary_es": "theirs", "body_en": "theirs"}
    assert versions(response, "title_en") == ["Theirs", "Mine"]
    assert versions(response, "body_en") == ["It was theirs.", "It was so."]
    response = client.post(change_url(post), {**filled(response), "keep-title_en": "mine"})
    assert response.status_code == 302
    post.refresh_from_db()
    assert (post.title_en, post.summary_en, post.summary_es) == ("Mine", "Mine alone", "De ellos")
    assert post.body_en == "<p>It was theirs.</p>"


def test_nothing_is_saved_before_everything_is_chosen(login: Login, secretariat: User, moderator: User) -> None:
    post = factories.post()
    client = login(secretariat)
    old = filled(client.get(change_url(post)))
    save(login(moderator), post, title_en="Theirs")
    refused = client.post(change_url(post), {**old, "title_en": "Mine"})
    for value in ("", "both"):
        response = client.post(change_url(post), {**filled(refused), "keep-title_en": value})
        assert (response.status_code, choices(response)) == (200, {"title_en": ""})
    assert Post.objects.get().title_en == "Theirs"


def test_choice_over_a_revision_that_is_old_again_is_asked_anew(
    login: Login, secretariat: User, moderator: User
) -> None:
    post = factories.post()
    client, other = login(secretariat), login(moderator)
    old = filled(client.get(change_url(post)))
    save(other, post, title_en="Theirs")
    refused = client.post(change_url(post), {**old, "title_en": "Mine"})
    save(other, post, title_en="Theirs again")
    response = client.post(change_url(post), {**filled(refused), "keep-title_en": "mine"})
    assert (response.status_code, choices(response)) == (200, {"title_en": ""})
    assert versions(response, "title_en") == ["Theirs again", "Mine"]
    assert Post.objects.get().title_en == "Theirs again"


def test_form_whose_every_word_is_saved_already_is_saved(login: Login, secretariat: User, moderator: User) -> None:
    """A second click on Save finds what the first one stored."""
    post = factories.post()
    client = login(secretariat)
    form = {**filled(client.get(change_url(post))), "title_en": "Typed"}
    assert [client.post(change_url(post), form).status_code for _ in range(2)] == [302, 302]


def test_error_beside_a_choice_leaves_what_was_chosen(login: Login, secretariat: User, moderator: User) -> None:
    post = factories.post(summary_en="Was")
    client = login(secretariat)
    old = filled(client.get(change_url(post)))
    save(login(moderator), post, summary_en="Theirs")
    refused = client.post(change_url(post), {**old, "slug_en": "feed"})
    response = client.post(change_url(post), filled(refused))
    assert (response.status_code, choices(response)) == (200, {})
    form = filled(response)
    assert (form["summary_en"], form["slug_en"]) == ("Theirs", "feed")
    assert client.post(change_url(post), {**form, "slug_en": "a-river"}).status_code == 302


@pytest.mark.parametrize(("kept", "names"), [("mine", ["Bea", "Cleo"]), ("theirs", ["Ana", "Dora"])])
def test_authors_are_chosen_as_a_list(
    login: Login, secretariat: User, moderator: User, kept: str, names: list[str]
) -> None:
    """They took Bea away and added Dora; I took Ana away and added Cleo."""
    post = factories.post()
    authors = {name: factories.author(name) for name in ("Ana", "Bea", "Cleo", "Dora")}
    factories.byline(post, authors["Ana"])
    factories.byline(post, authors["Bea"])

    def with_new(author: Any, gone: int) -> dict[str, str]:
        row = {"author": author.pk, "note_en": "", "note_es": "", "position": 5, "id": "", "post": post.pk}
        fields = {f"bylines-2-{name}": str(value) for name, value in row.items()}
        return {**fields, f"bylines-{gone}-DELETE": "on", "bylines-TOTAL_FORMS": "3"}

    client = login(secretariat)
    old = filled(client.get(change_url(post)))
    save(login(moderator), post, **with_new(authors["Dora"], 1))
    response = client.post(change_url(post), {**old, **with_new(authors["Cleo"], 0)})
    assert choices(response) == {"bylines": ""}
    assert versions(response, "bylines") == ["Ana Dora", "Bea Cleo"]
    assert client.post(change_url(post), {**filled(response), "keep-bylines": kept}).status_code == 302
    assert [byline.author.name for byline in post.bylines.order_by("position")] == names


@pytest.mark.parametrize("kept", ["mine", "theirs"])
def test_signatures_are_chosen_with_their_affiliations(
    login: Login, secretariat: User, administrator: User, kept: str
) -> None:
    statement = factories.statement()
    signature = factories.signature(statement, roles=1)
    client = login(secretariat)
    role = "signatures-0-affiliations-0-role_en"
    old = filled(client.get(change_url(statement)))
    save(login(administrator), statement, **{role: "Their role"})
    response = client.post(change_url(statement), {**old, role: "My role"})
    assert choices(response) == {"signatures": ""}
    assert ["Their role" in versions(response, "signatures")[0], "My role" in versions(response, "signatures")[1]] == [
        True,
        True,
    ]
    assert client.post(change_url(statement), {**filled(response), "keep-signatures": kept}).status_code == 302
    assert signature.affiliations.get().role_en == {"mine": "My role", "theirs": "Their role"}[kept]


def test_translator_chooses_in_their_language_alone(login: Login, translator: User, secretariat: User) -> None:
    post = factories.post(original_language="en")
    factories.byline(post)
    client = login(translator)
    old = filled(client.get(change_url(post)))
    save(login(secretariat), post, title_en="New title", title_es="Título nuevo")
    response = client.post(change_url(post), {**old, "title_es": "Mío", "title_en": "Mine", "keep-title_en": "mine"})
    assert choices(response) == {"title_es": ""}
    response = client.post(change_url(post), {**filled(response), "keep-title_es": "mine", "title_en": "Mine"})
    assert response.status_code == 302
    post.refresh_from_db()
    assert (post.title_en, post.title_es) == ("New title", "Mío")


def test_who_may_not_change_a_text_is_shown_no_choice(login: Login, reader: User, secretariat: User) -> None:
    post = factories.post()
    assert login(reader).post(change_url(post), {"seen": "7", "title_en": "Mine"}).status_code == 403


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (factories.topic, "name_en"),
        (factories.series, "title_en"),
        (factories.author, "name"),
        (factories.picture, "credit"),
        (factories.organisation, "name_en"),
        (factories.signatory, "name"),
    ],
)
def test_what_surrounds_a_text_is_not_overwritten_either(
    login: Login, secretariat: User, administrator: User, make: Any, field: str
) -> None:
    row = make()
    client = login(secretariat)
    old = filled(client.get(change_url(row)))
    save(login(administrator), row, **{field: "Theirs"})
    response = client.post(change_url(row), {**old, field: "Mine"})
    assert choices(response) == {field: ""}
    assert versions(response, field) == ["Theirs", "Mine"]
    assert client.post(change_url(row), {**filled(response), f"keep-{field}": "mine"}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "Mine"


@pytest.mark.parametrize("value", ["[]", "{", '{"title_en": 1}', "\x00", "9" * 5000])
def test_nonsense_is_asked_about_all_the_same(login: Login, secretariat: User, moderator: User, value: str) -> None:
    post = factories.post()
    client = login(secretariat)
    old = filled(client.get(change_url(post)))
    save(login(moderator), post, title_en="Theirs")
    mine = {**old, "title_en": "<script>alert(1)</script>", "base": value, "compared": value, "topics": "x" + value}
    response = client.post(change_url(post), mine)
    assert choices(response)["title_en"] == ""
    assert "<script>alert(1)" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_editors_200_races_no_edit_lost(login: Login, secretariat: User, administrator: User) -> None:
    """At the same moment both save: one edit stands, and the other comes back to whoever typed it, to be kept."""
    page = factories.page()
    people = [login(secretariat), login(administrator)]
    form = filled(people[0].get(change_url(page)))
    together = threading.Barrier(2)

    def edit(client: Client, seen: int, title: str) -> Any:
        try:
            together.wait()
            return client.post(change_url(page), {**form, "seen": seen, "title_en": title})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for number in range(200):
            titles = [f"Secretariat {number}", f"Administrator {number}"]
            answers = list(pool.map(edit, people, [number, number], titles))
            assert sorted(answer.status_code for answer in answers) == [200, 302]
            loser = next(place for place, answer in enumerate(answers) if answer.status_code == 200)
            assert versions(answers[loser], "title_en") == [titles[1 - loser], titles[loser]]
    page.refresh_from_db()
    assert page.revision == 200
