"""A text's history at the desk: every save and publication in one list, compared, and brought back into the form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from reversion.models import Revision, Version

from blog.models import Byline, Post
from publishing import history, redaction
from publishing.desk import merging, timeline, versions
from publishing.models import Document, Seal
from statements.models import Reference
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
NAME = "Inés Quispe"


def save(client: Client, document: Any, **changes: Any) -> str:
    """Change something in the form and save it; the key of the save."""
    url = change_url(document)
    assert client.post(url, {**filled(client.get(url)), **changes, "_continue": "1"}).status_code == 302
    return f"save-{Revision.objects.latest('pk').pk}"


def history_url(document: Any) -> str:
    return f"{change_url(document).removesuffix('change/')}history/"


def entries(response: Any) -> list[tuple[str, str]]:
    return [(entry.what, entry.who) for entry in response.context["entries"]]


def compared(client: Client, document: Any, **keys: str) -> Any:
    return client.get(act_url(document, "compare"), keys)


def words(response: Any, code: str = "en") -> dict[str, list[tuple[str, str]]]:
    """What was added and taken away in one language, by part."""
    (section,) = [section for section in response.context["sections"] if section["code"] == code]
    return {
        part.label: sorted(
            ((run.op.value, run.text) for run in runs(part) if run.op.value != "same"),
            key=lambda run: run[0] == "added",
        )
        for part in section["parts"]
    }


def runs(part: Any) -> list[Any]:
    return [run for stretch in part.stretches for block in stretch.blocks for run in block.runs]


def said(response: Any) -> str:
    """The last message of a page."""
    return str(list(response.context["messages"])[-1])


# The list


def test_history_shows_saves_and_decisions_newest_first(login: Login, secretariat: User, moderator: User) -> None:
    post = factories.post()
    save(login(moderator), post, title_en="Better")
    factories.published(post, by=secretariat)
    note = {"en": "A name was wrong.", "es": "Un nombre estaba mal."}
    factories.published(post, change="correction", languages=("en",), note=note, by=secretariat)
    response = login(moderator).get(history_url(post))
    boss, writer = secretariat.username, moderator.username
    assert entries(response) == [("published", boss), ("published", boss), ("saved", writer)]
    last = response.context["entries"][0]
    assert (last.seal.number, last.seal.change) == (2, "correction")
    assert [each["code"] for each in last.languages] == ["en"]
    assert [each["text"] for each in last.notes] == list(note.values())
    assert "Changed Title" in response.context["entries"][2].detail


@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
@pytest.mark.parametrize("role", ["translator", "read-only"])
def test_history_is_read_by_everybody_who_may_view_the_text(login: Login, role: str, make: Any) -> None:
    document = make()
    factories.published(document)
    response = login(factories.user(role)).get(history_url(document))
    assert [entry.what for entry in response.context["entries"]] == ["published"]
    offered = response.context["entries"][0].ways["bring"]
    assert bool(offered) == (role == "translator")


def test_history_is_kept_from_people_without_the_right(login: Login) -> None:
    stranger = factories.user(is_superuser=False)
    User.objects.update(is_staff=True)
    stranger.refresh_from_db()
    assert login(stranger).get(history_url(factories.post())).status_code == 403


@pytest.mark.parametrize("pk", ["0", "99999", "9" * 30, "abc", "1e3"])
def test_history_of_nothing_is_not_found(login: Login, secretariat: User, pk: str) -> None:
    assert login(secretariat).get(f"/admin/blog/post/{pk}/history/").status_code == 404


def test_history_of_another_kind_is_not_found(login: Login, secretariat: User) -> None:
    assert login(secretariat).get(f"/admin/blog/post/{factories.page().pk}/history/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_history_asks_as_much_for_three_saves_as_for_one(
    login: Login, secretariat: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post, client = factories.post(), login(secretariat)
    for number in range(count):
        save(client, post, title_en=f"Title {number}")
        factories.published(post, change="first" if number == 0 else "typo", by=secretariat)
    client.get(history_url(post))
    with django_assert_num_queries(8):
        assert len(client.get(history_url(post)).context["entries"]) == 2 * count


def test_history_is_read_in_pages_that_lose_nothing(monkeypatch: Any, login: Login, secretariat: User) -> None:
    monkeypatch.setattr(timeline, "PER_PAGE", 2)
    post, client = factories.post(), login(secretariat)
    for number in range(3):
        save(client, post, title_en=f"Title {number}")
        factories.published(post, change="first" if number == 0 else "typo", by=secretariat)
    moment = Seal.objects.latest("pk").at
    Revision.objects.update(date_created=moment)  # the places of rows of one moment decide
    url, seen = history_url(post), []
    while url:
        response = client.get(url)
        seen += [entry.key for entry in response.context["entries"]]
        url = f"{history_url(post)}{response.context['older']}" if response.context["older"] else ""
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize("mark", ["", "x", "~~", "2026-13-45T00:00:00~0~1", "2026-01-01T00:00:00~0~1", "9~9~9", "%"])
def test_history_reads_a_mark_that_nobody_made_as_none(login: Login, secretariat: User, mark: str) -> None:
    post = factories.post()
    factories.published(post)
    response = login(secretariat).get(history_url(post), {"behind": mark})
    assert len(response.context["entries"]) == 1


def test_merged_rows_come_in_one_order(secretariat: User) -> None:
    post = factories.post()
    for number in range(3):
        history.record(post, [], by=secretariat, comment=str(number))
        factories.published(post, change="first" if number == 0 else "typo")
    rows = list(merging.every(timeline.sources(post, factories.user())))
    assert rows == sorted(rows, key=lambda row: row.place, reverse=True)
    assert len(rows) == 6


# Comparing


def test_two_saves_are_compared_in_each_language(login: Login, secretariat: User) -> None:
    post, client = factories.post(body_en="<p>The river is wide.</p>"), login(secretariat)
    author = factories.author("Ana Lima")
    first = save(client, post)
    factories.byline(post, author, note_en="A fisher")
    second = save(client, post, body_en="<p>The river is deep.</p>", title_es="Otro")
    response = compared(client, post, **{"from": second, "to": first})
    assert [section["code"] for section in response.context["sections"]] == ["en", "es"]
    english = words(response)
    assert english["Text"] == [("removed", "wide"), ("added", "deep")]
    assert english["Byline"] == [("added", "Ana Lima — A fisher")]


def test_save_is_compared_with_the_one_before_it(login: Login, secretariat: User) -> None:
    post, client = factories.post(title_en="One"), login(secretariat)
    save(client, post)
    last = save(client, post, title_en="Two")
    assert words(compared(client, post, to=last)) == {"Title": [("removed", "One"), ("added", "Two")]}


def test_first_save_is_all_new(login: Login, secretariat: User) -> None:
    post, client = factories.post(title_en="One"), login(secretariat)
    assert words(compared(client, post, to=save(client, post)))["Title"][0] == ("added", "One")


def test_edition_is_compared_with_a_save_and_with_now(login: Login, secretariat: User) -> None:
    post, client = factories.post(title_en="One"), login(secretariat)
    post.translations.create(language="es", translator="Rosa")
    key = save(client, post)
    factories.published(post)
    assert words(compared(client, post, **{"from": key, "to": "seal-1"})) == {}
    save(client, post, title_en="Two")
    now = compared(client, post, **{"from": "seal-1", "to": "now"})
    assert words(now) == {"Title": [("removed", "One"), ("added", "Two")]}


def test_languages_are_set_beside_each_other(login: Login, secretariat: User) -> None:
    post, client = factories.post(body_es="<p>El río.</p>"), login(secretariat)
    factories.published(post, languages=("en",))
    factories.published(post, change="translation", languages=("es",))
    (section,) = compared(client, post, **{"from": "seal-1", "to": "seal-2"}).context["sections"]
    assert [side["code"] for side in section["beside"]] == ["en", "es"]
    chosen = {"from": "seal-1", "to": "now", "from_in": "en", "to_in": "es"}
    (section,) = compared(client, post, **chosen).context["sections"]
    assert [side["code"] for side in section["beside"]] == ["en", "es"]


def test_comparison_of_a_statement_tells_its_references(login: Login, secretariat: User) -> None:
    statement, client = factories.statement(), login(secretariat)
    statement.references.create(title_en="Report", title_es="Informe", url="https://news.example/a")
    factories.issuer(statement, factories.organisation(name_en="River Union"))
    first = save(client, statement)
    Reference.objects.update(url="https://news.example/b")
    save(client, statement)
    shown = words(compared(client, statement, **{"from": first, "to": "now"}))
    assert shown == {"References": [("removed", "a"), ("added", "b")]}


@pytest.mark.parametrize("keys", [{}, {"to": "save-9"}, {"to": "seal-1"}, {"to": "x"}, {"to": "now", "from": "seal-7"}])
def test_comparison_with_nothing_goes_back_to_the_list(login: Login, secretariat: User, keys: dict[str, str]) -> None:
    post = factories.post()
    assert compared(login(secretariat), post, **keys).url == history_url(post)


def test_comparison_of_another_texts_save_is_refused(login: Login, secretariat: User) -> None:
    post, client = factories.post(), login(secretariat)
    key = save(client, factories.post())
    assert compared(client, post, to=key).url == history_url(post)
    assert versions.filling(post, key) is None


# Bringing back


def save_brought(client: Client, document: Any, key: str) -> Any:
    """Bring a version back and press Save; the form as it came."""
    response = brought(client, document, key)
    answer = client.post(f"{change_url(document)}?bring={key}", {**filled(response), "_continue": "1"})
    assert answer.status_code == 302, answer.context["errors"]
    return response


def brought(client: Client, document: Any, key: str) -> Any:
    return client.get(change_url(document), {"bring": key})


def contents(post: Post) -> Any:
    fresh = Post.objects.get(pk=post.pk)
    rows = [(str(each.author), each.note_en or "", each.note_es or "") for each in fresh.bylines.all()]
    texts = [getattr(fresh, f"{name}_{code}") for name in ("title", "slug", "summary", "body") for code in ("en", "es")]
    return texts, fresh.series_id, fresh.cover_id, sorted(fresh.topics.values_list("pk", flat=True)), rows


def test_save_is_brought_back_with_all_that_stood_around_it(login: Login, secretariat: User) -> None:
    post = factories.post(series=factories.series(), cover=factories.picture())
    post.topics.add(factories.topic())
    stays, goes = factories.byline(post, note_en="First"), factories.byline(post, note_en="Second")
    client = login(secretariat)
    key, before = save(client, post), contents(post)
    goes.delete()
    Byline.objects.filter(pk=stays.pk).update(note_en="Other", position=1)
    factories.byline(post, note_en="New")
    post.topics.set([factories.topic()])
    save(client, post, title_en="Other", title_es="Otro", body_en="<p>Other.</p>", series="", cover="")
    changed = contents(post)
    response = brought(client, post, key)
    assert "not saved yet" in said(response)
    assert contents(post) == changed
    save_brought(client, post, key)
    assert contents(post) == before


def test_author_who_was_taken_off_and_put_back_stands_once(login: Login, secretariat: User) -> None:
    post, author, client = factories.post(), factories.author(), login(secretariat)
    factories.byline(post, author, note_en="First")
    key = save(client, post)
    post.bylines.all().delete()
    factories.byline(post, author, note_en="Again")
    save(client, post)
    save_brought(client, post, key)
    assert [(each.author, each.note_en) for each in post.bylines.all()] == [(author, "First")]


def test_edition_is_brought_back_and_leaves_the_other_language(login: Login, secretariat: User) -> None:
    post, client = factories.post(title_en="One", title_es="Uno"), login(secretariat)
    author, topic = factories.author(), factories.topic()
    factories.byline(post, author, note_en="Was", note_es="Era")
    post.topics.add(topic)
    factories.published(post, languages=("en",))
    post.bylines.all().delete()
    post.topics.clear()
    save(client, post, title_en="Two", title_es="Dos")
    save_brought(client, post, "seal-1")
    fresh = Post.objects.get(pk=post.pk)
    assert (fresh.title_en, fresh.title_es) == ("One", "Dos")
    assert [(each.author, each.note_en) for each in fresh.bylines.all()] == [(author, "Was")]
    assert list(fresh.topics.all()) == [topic]


def test_edition_of_a_statement_is_brought_back(login: Login, secretariat: User) -> None:
    statement, client = factories.statement(), login(secretariat)
    issuer = factories.issuer(statement)
    stays = statement.references.create(title_en="Report", url="https://news.example/a", date="2026-01-02")
    statement.references.create(title_en="Gone", title_es="Ido", url="https://news.example/b", list="resources")
    factories.signature(statement)
    factories.published(statement)
    statement.issuings.all().delete()
    Reference.objects.exclude(pk=stays.pk).delete()
    Reference.objects.update(title_en="Other", date=None)
    save(client, statement, body_en="<p>Other.</p>")
    save_brought(client, statement, "seal-1")
    assert [each.organisation for each in statement.issuings.all()] == [issuer.organisation]
    rows = statement.references.values_list("title_en", "title_es", "url", "list")
    assert list(rows) == [
        ("Report", None, "https://news.example/a", "reporting"),
        ("Gone", "Ido", "https://news.example/b", "resources"),
    ]
    stays.refresh_from_db()
    assert str(stays.date) == "2026-01-02"
    assert statement.signatures.count() == 1


def test_translator_brings_back_the_translation_alone(login: Login, secretariat: User, translator: User) -> None:
    post = factories.post(title_en="One", title_es="Uno")
    key = save(login(secretariat), post)
    save(login(secretariat), post, title_en="Two", title_es="Dos")
    client = login(translator)
    response = brought(client, post, key)
    assert "What you may not change stays as it is." in said(response)
    client.post(change_url(post), {**filled(response), "title_en": "Forged", "_continue": "1"})
    fresh = Post.objects.get(pk=post.pk)
    assert (fresh.title_en, fresh.title_es) == ("Two", "Uno")


def test_nothing_is_brought_back_for_people_who_may_only_read(login: Login, secretariat: User, reader: User) -> None:
    post = factories.post(title_en="One")
    key = save(login(secretariat), post)
    save(login(secretariat), post, title_en="Two")
    page = brought(login(reader), post, key).content.decode()
    assert ("One" in page, "Two" in page) == (False, True)


def test_what_is_gone_is_left_out_and_said(login: Login, secretariat: User) -> None:
    post, client = factories.post(series=factories.series()), login(secretariat)
    byline = factories.byline(post)
    key = save(client, post)
    byline.delete()
    byline.author.delete()
    save(client, post, series="")
    assert "left out" in said(save_brought(client, post, key))
    assert not post.bylines.exists()
    assert Post.objects.get(pk=post.pk).series == post.series


@pytest.mark.parametrize("key", ["save-1", "seal-1", "now", "x", "save-99999999999999999999", "seal-9999999999"])
def test_nothing_comes_back_from_a_key_that_nobody_made(login: Login, secretariat: User, key: str) -> None:
    response = brought(login(secretariat), factories.post(), key)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


# Redaction


def test_history_says_removed_and_never_what_was_struck(login: Login, secretariat: User) -> None:
    post, author, client = factories.post(), factories.author(NAME), login(secretariat)
    save(client, post, title_en=f"A talk with {NAME}", body_en=f"<p>{NAME} <em>said</em> so.</p>")
    byline = factories.byline(post, author, note_en=f"{NAME} is a fisher")
    form = filled(client.get(change_url(post)))
    client.post(change_url(post), {**form, "bylines-0-note_es": "Nota", "_continue": "1"})
    factories.published(post, note={"en": f"About {NAME}"}, by=secretariat)
    byline.delete()
    last = save(client, post, summary_en="Other.")
    client.get(history_url(post))  # what the saves said is read
    redaction.redact(post, passages=[NAME], authors=[author.pk], by=secretariat)
    pages = [client.get(history_url(post))]
    keys = [entry.key for entry in pages[0].context["entries"] if entry.key]
    pages += [compared(client, post, to=key) for key in keys]
    pages += [compared(client, post, **{"from": key, "to": "now"}) for key in keys]
    pages += [brought(client, post, key) for key in keys]
    told = "".join(page.content.decode() for page in pages)
    # The author is on record still, and is named to those who strike or choose one; not here.
    assert "Quispe" not in told
    assert "[removed for safety]" in told
    assert last in keys


def test_redaction_strikes_what_the_log_says_in_escapes(login: Login, secretariat: User) -> None:
    post, author, client = factories.post(), factories.author(NAME), login(secretariat)
    factories.byline(post, author)
    form = filled(client.get(change_url(post)))
    client.post(change_url(post), {**form, "bylines-0-note_en": "A note", "_continue": "1"})
    assert "In\\u00e9s" in Revision.objects.latest("pk").comment
    redaction.redact(post, authors=[author.pk], by=secretariat)
    assert "In\\u00e9s" not in Revision.objects.latest("pk").comment
    assert not Version.objects.filter(object_repr__contains="Quispe").exists()


def test_history_forgets_topics_and_organisations_of_a_struck_name(login: Login, secretariat: User) -> None:
    statement, client = factories.statement(body_en="<p>A text.</p>"), login(secretariat)
    issuer = factories.issuer(statement, factories.organisation(name_en="House", name_es=f"Casa de {NAME}"))
    topic = factories.topic(name_en=NAME)
    statement.topics.add(topic)
    key = save(client, statement)
    issuer.delete()
    statement.topics.clear()
    save(client, statement, title_en=f"About {NAME}")
    redaction.redact(statement, passages=[NAME], by=secretariat)
    filling = versions.filling(statement, key)
    assert filling is not None
    assert [len(rows) for rows in filling.kept.rows.values() if rows] == []
    assert words(compared(client, statement, **{"from": key, "to": "now"})).keys() == {"Title"}


def test_redaction_is_an_entry_of_the_history(login: Login, secretariat: User) -> None:
    post = factories.post(body_en="<p>Marta Paz.</p>")
    factories.published(post, by=secretariat)
    redaction.redact(post, passages=["Marta Paz"], by=secretariat)
    redacted, published = login(secretariat).get(history_url(post)).context["entries"]
    assert (redacted.what, redacted.key, redacted.detail) == ("redacted", "", "")
    assert published.removed


def test_deleted_draft_leaves_nothing_in_the_record(login: Login, secretariat: User) -> None:
    post, client = factories.post(), login(secretariat)
    factories.byline(post)
    save(client, post)
    other = save(client, factories.post())
    url = change_url(post).replace("change/", "delete/")
    assert client.post(url, {"post": "yes"}).status_code == 302
    assert not Document.objects.filter(pk=post.pk).exists()
    assert [f"save-{revision.pk}" for revision in Revision.objects.all()] == [other]
