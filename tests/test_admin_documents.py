"""The forms of posts, statements and pages in the admin: what is kept, what is refused, who may change what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from reversion.models import Revision, Version

from blog.models import Byline, Post
from publishing.models import Document
from statements.models import Statement
from tests import admin_forms, factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def save(client: Client, document: Document, **changes: Any) -> Any:
    """Open the form, change something, press Save."""
    url = change_url(document)
    return client.post(url, {**filled(client.get(url)), **changes, "_continue": "1"})


def test_document_saved_untouched_loses_nothing(login: Login, secretariat: User) -> None:
    post = factories.post(series=factories.series(), cover=factories.picture(), content_notice_en="Violence")
    for _ in range(2):
        post.topics.add(factories.topic())
        factories.byline(post, note_en="Notes", note_es="Notas")
    before = admin_forms.contents(post)
    response = save(login(secretariat), post)
    assert response.status_code == 302
    assert admin_forms.contents(post) == before
    assert Document.objects.get(pk=post.pk).revision == 1


@pytest.mark.parametrize("role", ["secretariat", "moderator", "translator", "read-only"])
@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
def test_forms_open_for_every_role(login: Login, role: str, make: Any) -> None:
    assert login(factories.user(role)).get(change_url(make())).status_code == 200


@pytest.mark.parametrize(
    ("role", "status"), [("secretariat", 200), ("moderator", 200), ("translator", 403), ("read-only", 403)]
)
def test_posts_are_added_by(login: Login, role: str, status: int) -> None:
    assert login(factories.user(role)).get(reverse("admin:blog_post_add")).status_code == status


def test_new_post_gets_addresses_without_accents_in_both_languages(login: Login, secretariat: User) -> None:
    client = login(secretariat)
    data = filled(client.get(reverse("admin:blog_post_add")))
    texts = {"title_en": "A river’s súmmer", "title_es": "¿Quién cuida el río Ñandú?", "original_language": "es"}
    response = client.post(reverse("admin:blog_post_add"), {**data, **texts, "_continue": "1"})
    post = Post.objects.get()
    assert response.url == change_url(post)
    assert (post.slug_en, post.slug_es) == ("a-rivers-summer", "quien-cuida-el-rio-nandu")
    assert (post.created_by, post.revision, post.kind) == (secretariat, 1, "post")


def test_new_address_passes_by_those_that_are_taken(login: Login, secretariat: User) -> None:
    factories.published(factories.post(title_en="Rivers", slug_en="rivers"))
    factories.post(title_en="Rivers", slug_en="rivers-2")
    client = login(secretariat)
    data = filled(client.get(reverse("admin:blog_post_add")))
    client.post(reverse("admin:blog_post_add"), {**data, "title_en": "Rivers"})
    assert Post.objects.order_by("pk").last().slug_en == "rivers-3"


def test_typed_address_of_another_text_is_refused_and_what_was_typed_kept(login: Login, secretariat: User) -> None:
    factories.published(factories.post(slug_en="rivers"))
    post = factories.post()
    response = save(login(secretariat), post, slug_en="rivers", title_en="Typed just now")
    assert admin_forms.errors(response) == {
        "slug_en": ["Another text has, or once had, the address “rivers”. Choose another, or leave it empty."]
    }
    assert "Typed just now" in response.content.decode()


@pytest.mark.parametrize("slug", ["feed", "2018", "Ríos", "a_b"])
def test_address_that_cannot_be_one_is_refused(login: Login, secretariat: User, slug: str) -> None:
    assert list(admin_forms.errors(save(login(secretariat), factories.post(), slug_en=slug))) == ["slug_en"]


def test_text_needs_a_title_in_one_language(login: Login, secretariat: User) -> None:
    response = save(login(secretariat), factories.post(), title_en="", title_es="")
    assert admin_forms.errors(response) == {"title_en": ["Give the text a title, in one language at least."]}


def test_stale_form_is_refused_and_what_was_typed_kept(login: Login, secretariat: User, moderator: User) -> None:
    post = factories.post()
    client = login(secretariat)
    old = filled(client.get(change_url(post)))
    save(login(moderator), post, title_en="Theirs")
    response = client.post(change_url(post), {**old, "title_en": "Mine"})
    assert response.status_code == 200
    assert f"Not saved: {moderator.username} has changed this" in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    assert Post.objects.get().title_en == "Theirs"
    # Pressed again, it is refused again.
    again = client.post(change_url(post), filled(response))
    assert (again.status_code, Post.objects.get().title_en) == (200, "Theirs")


def test_every_save_is_recorded_whole(login: Login, secretariat: User) -> None:
    post = factories.post()
    post.topics.add(factories.topic())
    factories.byline(post)
    save(login(secretariat), post, body_es="<p>Otro texto.</p>")
    revision = Revision.objects.get()
    models = sorted(version.content_type.model for version in revision.version_set.all())
    assert models == ["byline", "document", "post", "topicdocument"]
    assert revision.user == secretariat
    assert "body" in revision.comment.lower() or "text" in revision.comment.lower()
    kept = Version.objects.get_for_object_reference(Document, post.pk).get()
    assert kept.field_dict["body_es"] == "<p>Otro texto.</p>"


def test_topics_are_found_by_either_name_and_kept(login: Login, secretariat: User) -> None:
    topic, other = factories.topic(name_en="Water", name_es="Agua"), factories.topic()
    post = factories.post()
    post.topics.add(other)
    response = login(secretariat).get(change_url(post))
    assert "Water · Agua" in response.content.decode()
    save(login(secretariat), post, topics=[topic.pk, other.pk])
    assert set(post.topics.all()) == {topic, other}


def test_translation_credit_is_kept_per_language(login: Login, secretariat: User) -> None:
    post = factories.post()
    client = login(secretariat)
    save(client, post, translator_es="Rosa Quispe")
    assert list(post.translations.values_list("language", "translator")) == [("es", "Rosa Quispe")]
    assert filled(client.get(change_url(post)))["translator_es"] == "Rosa Quispe"
    assert list(admin_forms.errors(save(client, post, translator_en="Rosa Quispe"))) == ["translator_en"]


def test_translator_changes_the_other_language_only(login: Login, translator: User) -> None:
    post = factories.post(original_language="en", series=factories.series())
    post.topics.add(factories.topic())
    byline = factories.byline(post, note_en="Note", note_es="Nota")
    forged = {
        "title_en": "Forged",
        "body_en": "<p>Forged</p>",
        "slug_en": "forged",
        "original_language": "es",
        "series": "",
        "topics": [],
        "cover": factories.picture().token,
        "translator_en": "Forged",
        "bylines-0-author": factories.author().pk,
        "bylines-0-note_en": "Forged",
        "bylines-0-position": "9",
        "bylines-0-DELETE": "on",
    }
    before = admin_forms.contents(post)
    meant = {"title_es": "Traducido", "body_es": "<p>Traducido</p>", "bylines-0-note_es": "Traducida"}
    response = save(login(translator), post, **forged, **meant, translator_es="Rosa")
    assert response.status_code == 302
    after = admin_forms.contents(post)
    assert after.pop("title_es") == "Traducido"
    assert after.pop("body_es") == "<p>Traducido</p>"
    byline.refresh_from_db()
    assert (byline.note_es, byline.note_en, byline.position) == ("Traducida", "Note", 0)
    assert [row[:2] for row in after.pop("bylines")] == [row[:2] for row in before["bylines"]]
    assert after == {name: value for name, value in before.items() if name in after}
    assert list(post.translations.values_list("language", "translator")) == [("es", "Rosa")]


def test_translator_adds_no_rows(login: Login, translator: User) -> None:
    post = factories.post()
    more = {
        "bylines-TOTAL_FORMS": "1",
        "bylines-0-author": factories.author().pk,
        "bylines-0-post": post.pk,
        "bylines-0-id": "",
    }
    save(login(translator), post, **more)
    assert Byline.objects.count() == 0


def test_reader_changes_nothing(login: Login, reader: User, secretariat: User) -> None:
    post = factories.post()
    data = filled(login(secretariat).get(change_url(post)))
    response = login(reader).post(change_url(post), {**data, "title_en": "Forged"})
    assert (response.status_code, Post.objects.get().title_en) == (403, post.title_en)


def test_moderator_changes_no_statement(login: Login, moderator: User, secretariat: User) -> None:
    statement = factories.statement()
    data = filled(login(secretariat).get(change_url(statement)))
    response = login(moderator).post(change_url(statement), {**data, "title_en": "Forged"})
    assert (response.status_code, Statement.objects.get().title_en) == (403, statement.title_en)


def test_rows_of_another_text_cannot_be_taken_over(login: Login, secretariat: User) -> None:
    mine, theirs = factories.post(), factories.byline(factories.post(), note_en="Theirs")
    factories.byline(mine)
    before = list(Byline.objects.values())
    save(login(secretariat), mine, **{"bylines-0-id": theirs.pk, "bylines-0-note_en": "Forged"})
    assert list(Byline.objects.values()) == before


def test_original_language_stays_once_sealed(login: Login, secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    save(login(secretariat), post, original_language="es")
    assert Post.objects.get().original_language == "en"


def test_text_that_was_sealed_cannot_be_deleted(login: Login, secretariat: User) -> None:
    post, draft = factories.post(), factories.post()
    factories.published(post)
    client = login(secretariat)
    assert "It can be withdrawn, not deleted" in client.get(change_url(post)).content.decode()
    url = reverse("admin:blog_post_delete", args=[post.pk])
    assert client.post(url, {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:blog_post_delete", args=[draft.pk]), {"post": "yes"}).status_code == 302
    assert list(Post.objects.all()) == [post]


@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
def test_actions_on_many_texts_do_not_exist(login: Login, secretariat: User, make: Any) -> None:
    document = make()
    url = change_url(document).replace(f"{document.pk}/change/", "")
    login(secretariat).post(url, {"action": "delete_selected", "_selected_action": [document.pk], "post": "yes"})
    assert Document.objects.count() == 1
