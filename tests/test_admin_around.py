"""Topics, series, authors, signatories, organisations in the admin: names, addresses for ever, and what readers see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from blog.models import Author, Series
from publishing.models import Stamp, Topic
from signatories.models import Organisation, Signatory
from tests import admin_forms, factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def add(client: Client, model: str, **fields: Any) -> Any:
    url = reverse(f"admin:{model}_add")
    return client.post(url, {**filled(client.get(url)), **fields})


def save(client: Client, row: Any, **fields: Any) -> Any:
    return client.post(change_url(row), {**filled(client.get(change_url(row))), **fields})


def test_topic_has_a_name_and_an_address_in_both_languages(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    assert list(admin_forms.errors(add(client, "publishing_topic", name_en="Water"))) == ["name_es"]
    assert add(client, "publishing_topic", name_en="Water", name_es="Ríos y aguas").status_code == 302
    topic = Topic.objects.get()
    assert (topic.slug_en, topic.slug_es) == ("water", "rios-y-aguas")


def test_topic_is_found_by_either_name_without_accents(login: Login, secretariat: User) -> None:
    topic = factories.topic(name_en="Water", name_es="Diálogo")
    factories.topic()
    client = login(secretariat)
    for words in ("dialogo", "WATER"):
        response = client.get(reverse("admin:publishing_topic_changelist"), {"q": words})
        assert list(response.context["cl"].result_list) == [topic]


def test_names_for_public_pages_take_what_is_left_empty_from_the_name(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    add(client, "blog_author", name="Ana María Núñez")
    add(client, "blog_author", name="Ana Maria Nunez")
    assert sorted(Author.objects.values_list("slug", flat=True)) == ["ana-maria-nunez", "ana-maria-nunez-2"]
    add(client, "signatories_signatory", name="Unión del Río", kind="organisation")
    assert Signatory.objects.get().slug == "union-del-rio"
    add(client, "blog_series", title_en="Voices", title_es="Voces", intro_en="<p>Hi<script>x</script></p>")
    series = Series.objects.get()
    assert (series.slug_en, series.slug_es, series.intro_en) == ("voices", "voces", "<p>Hi</p>")


@pytest.mark.parametrize("slug", ["feed", "2018", "Ríos"])
def test_address_that_cannot_be_one_is_refused(login: Login, secretariat: User, slug: str) -> None:
    response = add(login(secretariat), "publishing_topic", name_en="Water", name_es="Agua", slug_en=slug)
    assert list(admin_forms.errors(response)) == ["slug_en"]


def test_organisation_needs_a_name_in_one_language(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    assert add(client, "signatories_organisation", name_es="Sindicato del Río").status_code == 302
    assert str(Organisation.objects.get()) == "Sindicato del Río"
    assert list(admin_forms.errors(add(client, "signatories_organisation"))) == ["name_en"]


@pytest.fixture
def public_names(administrator: User) -> dict[str, Any]:
    """One of each that a public edition names."""
    post = factories.post(series=factories.series())
    author, topic = factories.byline(post).author, factories.topic()
    post.topics.add(topic)
    factories.published(post)
    statement = factories.statement()
    signatory = factories.signature(statement).signatory
    factories.published(statement)
    return {"author": author, "topic": topic, "series": post.series, "signatory": signatory}


@pytest.mark.parametrize("name", ["author", "topic", "series", "signatory"])
def test_address_stays_once_a_public_edition_names_it(
    login: Login, secretariat: User, public_names: dict[str, Any], name: str
) -> None:
    row = public_names[name]
    slugs = [field.name for field in row._meta.fields if field.name.startswith("slug")]
    before = {slug: getattr(row, slug) for slug in slugs}
    client = login(secretariat)
    assert "an address is for ever" in client.get(change_url(row)).content.decode()
    assert save(client, row, slug="forged", slug_en="forged", slug_es="forjada").status_code == 302
    row.refresh_from_db()
    assert {slug: getattr(row, slug) for slug in slugs} == before


@pytest.mark.parametrize("name", ["author", "topic"])
def test_address_stays_after_a_withdrawal_too(login: Login, secretariat: User, administrator: User, name: str) -> None:
    from publishing import workflow

    post = factories.post()
    author, topic = factories.byline(post).author, factories.topic()
    post.topics.add(topic)
    factories.published(post)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "Why"}, by=administrator)
    row = {"author": author, "topic": topic}[name]
    save(login(secretariat), row, slug="forged", slug_en="forged")
    row.refresh_from_db()
    assert "forged" not in (row.slug, getattr(row, "slug_en", ""))


@pytest.mark.parametrize("name", ["author", "topic", "series", "signatory"])
def test_what_a_public_edition_names_cannot_be_deleted(
    login: Login, secretariat: User, public_names: dict[str, Any], name: str
) -> None:
    row = public_names[name]
    url = change_url(row).replace("/change/", "/delete/")
    assert login(secretariat).post(url, {"post": "yes"}).status_code == 403
    row.refresh_from_db()


def test_topic_that_a_draft_has_cannot_be_deleted(login: Login, secretariat: User) -> None:
    used, unused = factories.topic(), factories.topic()
    factories.post().topics.add(used)
    client = login(secretariat)
    for topic in (used, unused):
        client.post(change_url(topic).replace("/change/", "/delete/"), {"post": "yes"})
    assert list(Topic.objects.all()) == [used]


@pytest.mark.parametrize("name", ["author", "topic", "series", "signatory", "organisation"])
def test_change_that_readers_see_replaces_the_stamp(login: Login, secretariat: User, name: str) -> None:
    row = getattr(factories, name)()
    Stamp.objects.replace()
    before = Stamp.objects.get().token
    assert save(login(secretariat), row).status_code == 302
    assert Stamp.objects.get().token != before


@pytest.mark.parametrize("role", ["moderator", "translator", "read-only"])
@pytest.mark.parametrize("name", ["author", "topic", "series", "signatory", "organisation"])
def test_names_are_changed_by(login: Login, secretariat: User, role: str, name: str) -> None:
    row = getattr(factories, name)()
    client, url = login(factories.user(role)), change_url(row)
    allowed = (role, name) == ("moderator", "author")
    assert client.get(url).status_code == 200
    data = filled(login(secretariat).get(url))
    assert client.post(url, data).status_code == (302 if allowed else 403)
    assert client.get(url.replace(f"{row.pk}/change/", "add/")).status_code == (200 if allowed else 403)
    assert client.post(url.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_record_is_read_and_never_changed(login: Login, role: str) -> None:
    post = factories.post()
    seal = factories.published(post)
    client = login(factories.user(role))
    may_mend = role in ("secretariat", "moderator")  # a seal's public note, and nothing else: tests/test_corrections.py
    for row in (seal, seal.editions.first(), post.decisions.first()):
        url = change_url(row)
        assert client.get(url).status_code == 200
        assert client.post(url, {}).status_code == (302 if may_mend and row is seal else 403)
        assert client.post(url.replace("/change/", "/delete/"), {"post": "yes"}).status_code == 403
        assert client.get(url.replace(f"{row.pk}/change/", "add/")).status_code == 403


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
def test_autocomplete_is_for_those_who_may_see_the_list(login: Login, role: str) -> None:
    author = factories.author("Ana Lima")
    query = {"term": "ana", "app_label": "blog", "model_name": "byline", "field_name": "author"}
    url = reverse("admin:autocomplete")
    results = login(factories.user(role)).get(url, query).json()["results"]
    assert results == [{"id": str(author.pk), "text": "Ana Lima"}]
    stranger = factories.user()
    stranger.is_staff = True
    stranger.save()
    assert login(stranger).get(url, query).status_code == 403
