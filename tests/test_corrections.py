"""What is said in the open of changes: the corrections page, its feed, the head of a feed's entry; mending a note."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from lxml import etree, html

from publishing import redaction, workflow
from publishing.models import Decision, Listing, Seal, Stamp
from publishing.press import paging
from tests import factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NOTE = {"en": "What changed.", "es": "Lo que cambió."}


def entries(client: Client, code: str = "en", query: str = "") -> Any:
    response = client.get(f"/{code}/corrections/{query}")
    assert response.status_code == 200
    return response.context["entries"]


def feed(client: Client, path: str = "/en/corrections/feed/") -> list[Any]:
    response = client.get(path)
    assert response.status_code == 200
    return list(etree.fromstring(response.content).iter(f"{ATOM}entry"))


def corrected(change: str = "correction", **fields: Any) -> Any:
    post = factories.post(**fields)
    factories.published(post)
    factories.published(post, change=change)
    return post


@pytest.mark.parametrize("code", ["en", "es"])
def test_corrections_stand_newest_first_with_the_way_to_the_difference(client: Client, code: str) -> None:
    posts = [corrected(change) for change in ("clarification", "correction", "amendment", "retraction")]
    corrected("typo")
    found = entries(client, code)
    assert [entry["change"] for entry in found] == ["retraction", "amendment", "correction", "clarification"]
    newest, post = found[0], posts[-1]
    url = f"/{code}/blog/{getattr(post, f'slug_{code}')}/"
    assert newest["text"] == {
        "title": getattr(post, f"title_{code}"),
        "url": url,
        "language": code,
        "foreign": False,
    }
    assert (newest["note"], newest["note_language"]) == (NOTE[code], code)
    assert newest["difference"] == {"url": f"{url}editions/1..2/", "removed": False}
    assert client.get(newest["difference"]["url"]).status_code == 200


def test_note_in_the_other_language_alone_is_marked(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, note={"es": "Una fecha."})
    page = html.fromstring(client.get("/en/corrections/").content)
    (note,) = page.xpath("//article//p[contains(@class, 'about')]")
    assert (note.get("lang"), note.text_content()) == ("es", "Una fecha.")


def test_change_of_the_other_language_alone_is_marked(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, languages=("es",))
    (entry,) = entries(client, "en")
    assert (entry["foreign"], entry["language_name"], entry["text"]["language"]) == (True, "Español", "en")
    assert entry["difference"]["url"] == f"/es/blog/{post.slug_es}/editions/1..2/"


@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
def test_every_kind_of_text_is_there(client: Client, make: Callable[..., Any]) -> None:
    document = make()
    factories.published(document)
    factories.published(document)
    assert client.get(entries(client)[0]["difference"]["url"]).status_code == 200


def test_scheduled_correction_appears_in_its_minute(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, note={"en": "Later."}, at=minute)
    assert entries(client) == []
    assert "Later." not in client.get("/en/corrections/feed/").content.decode()
    (row,) = Listing.objects.on("corrections", "en", minute)
    assert (row.dated, row.released_at) == (minute, minute)


def test_correction_that_never_came_is_not_told(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, note={"en": "Never."}, at=minute)
    factories.published(post, change="typo")
    assert not Listing.objects.filter(shelf="corrections").exists()


def test_withdrawn_text_leaves_its_note_and_nothing_else(client: Client, administrator: User) -> None:
    post = corrected(title_en="Secret title", slug_en="secret-title")
    workflow.withdraw(post, languages=["en", "es"], note={"en": "Asked to.", "es": "A pedido."}, by=administrator)
    (entry,) = entries(client)
    assert (entry["change"], entry["note"], entry["text"]) == ("withdrawal", "Asked to.", None)
    assert entry["difference"] == {"url": "", "removed": False}
    for path in ("/en/corrections/", "/en/corrections/feed/"):
        said = client.get(path).content.decode().lower()
        assert "asked to." in said
        assert "secret" not in said
        assert "what changed." not in said  # of a text that is gone no older note is told either


def test_what_was_said_before_a_withdrawal_stays_away_when_the_text_comes_back(
    client: Client, administrator: User
) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, note={"en": "We wrongly named Juana.", "es": "Nombramos mal a Juana."})
    workflow.withdraw(post, languages=["en", "es"], note={"en": "Asked to.", "es": "A pedido."}, by=administrator)
    factories.published(post, change="clarification", note={"en": "It is back.", "es": "Ha vuelto."})
    for path in (f"/en/blog/{post.slug_en}/", "/en/feed/", "/en/corrections/"):
        page = client.get(path).content.decode()
        assert ("Juana" in page, "It is back." in page) == (False, True)


def test_text_withdrawn_in_one_language_is_linked_in_the_other(client: Client, administrator: User) -> None:
    post = corrected()
    workflow.withdraw(post, languages=["es"], note=NOTE, by=administrator)
    withdrawal, correction = entries(client, "es")
    assert withdrawal["text"]["url"] == f"/en/blog/{post.slug_en}/"
    assert (withdrawal["foreign"], withdrawal["text"]["foreign"]) == (False, True)
    assert (correction["foreign"], correction["language"]) == (True, "en")
    assert post.slug_es not in client.get("/es/corrections/").content.decode()


def test_withdrawn_text_that_comes_back_is_named_again(client: Client, administrator: User) -> None:
    post = corrected()
    workflow.withdraw(post, languages=["en", "es"], note=NOTE, by=administrator)
    factories.published(post, change="amendment")
    found = entries(client)
    assert [entry["change"] for entry in found] == ["amendment", "withdrawal"]
    assert {entry["text"]["title"] for entry in found} == {post.title_en}
    assert found[0]["difference"]["url"] == ""


def test_withdrawal_of_what_was_only_scheduled_is_not_told(client: Client, administrator: User) -> None:
    post = factories.post()
    factories.published(post, at=timezone.now() + timedelta(hours=1))
    workflow.withdraw(post, languages=["en", "es"], note=NOTE, by=administrator)
    assert entries(client) == []


def test_redacted_correction_shows_no_difference(client: Client, administrator: User) -> None:
    post = corrected(body_en="<p>A name.</p>")
    redaction.redact(post, passages=["name"], by=administrator)
    (entry,) = entries(client)
    assert entry["difference"] == {"url": "", "removed": True}
    assert "removed for safety" in client.get("/en/corrections/").content.decode()


def test_list_is_paged_by_a_cursor(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    for number in range(paging.SIZE + 3):
        factories.published(post, note={"en": f"Note {number}."})
    first = client.get("/en/corrections/")
    second = client.get(first.context["older_url"])
    notes = [entry["note"] for response in (first, second) for entry in response.context["entries"]]
    assert notes == [f"Note {number}." for number in reversed(range(paging.SIZE + 3))]
    assert second.context["older_url"] is None
    assert client.get("/en/corrections/?before=1-1").status_code == 404
    assert client.get("/en/corrections/?before=nonsense").status_code == 404


def test_two_changes_of_one_moment_have_each_a_place() -> None:
    post = factories.post()
    factories.published(post)
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, languages=("en",), at=minute)
    factories.published(post, languages=("es",), at=minute)
    rows = list(Listing.objects.on("corrections", "en", minute + timedelta(seconds=1)))
    assert len({(row.dated, row.document_id) for row in rows}) == len(rows) == 2


def test_footer_leads_to_the_corrections(client: Client) -> None:
    for code in ("en", "es"):
        page = html.fromstring(client.get(f"/{code}/").content)
        assert f"/{code}/corrections/" in page.xpath("//footer//a/@href")


def test_page_is_the_same_in_both_languages_and_may_be_found(client: Client) -> None:
    page = html.fromstring(client.get("/es/corrections/").content)
    assert page.xpath("//link[@rel='alternate' and @hreflang='en']/@href") == ["http://testserver/en/corrections/"]
    assert page.xpath("//meta[@name='robots']") == []
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/es/corrections/feed/"]


@pytest.mark.parametrize("code", ["en", "es"])
def test_feed_has_an_entry_for_each(client: Client, administrator: User, code: str) -> None:
    post, gone = corrected(), corrected()
    workflow.withdraw(gone, languages=["en", "es"], note=NOTE, by=administrator)
    withdrawal, correction = feed(client, f"/{code}/corrections/feed/")
    assert correction.find(f"{ATOM}title").text.endswith(getattr(post, f"title_{code}"))
    link = correction.find(f"{ATOM}link").get("href")
    assert link == f"http://testserver/{code}/blog/{getattr(post, f'slug_{code}')}/"
    content = correction.find(f"{ATOM}content").text
    assert NOTE[code] in content
    assert f"{link}editions/1..2/" in content
    assert withdrawal.find(f"{ATOM}link").get("href").startswith(f"http://testserver/{code}/corrections/#change-")
    ids = [entry.find(f"{ATOM}id").text for entry in (withdrawal, correction)]
    assert len(set(ids)) == 2


def test_article_in_the_feed_begins_with_its_corrections(client: Client) -> None:
    post = corrected()
    untouched = factories.post()
    factories.published(untouched)
    contents = {
        entry.find(f"{ATOM}title").text: entry.find(f"{ATOM}content").text for entry in feed(client, "/en/feed/")
    }
    assert contents[post.title_en].startswith("<p><strong>Correction, ")
    assert '<span lang="en">What changed.</span></p><p>English text.' in contents[post.title_en]
    assert contents[untouched.title_en].startswith("<p>English text.")
    (spanish,) = [entry for entry in feed(client, "/es/feed/") if entry.find(f"{ATOM}title").text == post.title_es]
    assert "Lo que cambió." in spanish.find(f"{ATOM}content").text


def test_note_is_text_wherever_it_stands(client: Client) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, note={"en": "<script>alert(1)</script>"})
    for path in ("/en/corrections/", "/en/corrections/feed/", "/en/feed/", f"/en/blog/{post.slug_en}/editions/"):
        said = client.get(path).content.decode()
        assert "<script>alert" not in said
        if path.endswith("feed/"):
            assert "&lt;script&gt;alert(1)" in feed(client, path)[0].find(f"{ATOM}content").text


def test_scheduled_note_is_not_in_the_feed(client: Client) -> None:
    post = corrected()
    factories.published(post, note={"en": "Later."}, at=timezone.now() + timedelta(hours=1))
    assert "Later." not in client.get("/en/feed/").content.decode()


def test_shelf_is_filled_for_what_was_published_before_it_was_there(client: Client, administrator: User) -> None:
    gone = corrected()
    corrected()
    workflow.withdraw(gone, languages=["en", "es"], note=NOTE, by=administrator)
    columns = ("shelf", "language", "dated", "document", "edition", "released_at", "superseded_at")
    rows = Listing.objects.filter(shelf="corrections").values_list(*columns).order_by("language", "dated")
    before = list(rows)
    migration = import_module("publishing.migrations.0004_corrections")
    migration.clear(apps, None)
    assert not rows.all().exists()
    migration.list_corrections(apps, None)
    assert list(rows.all()) == before


# Mending a note


def seal_of(document: Any, number: int = 2) -> Seal:
    return document.seals.get(number=number)


def test_mended_note_is_shown_at_once_and_what_it_said_is_kept(client: Client, secretariat: User) -> None:
    post = corrected()
    stamp = Stamp.objects.get().token
    assert entries(client)[0]["note"] == "What changed."
    workflow.mend_note(seal_of(post), note={"en": " In better words. "}, by=secretariat)
    assert entries(client)[0]["note"] == "In better words."
    assert entries(client, "es")[0]["note"] == "Lo que cambió."
    decision = Decision.objects.filter(act="mend").get()
    assert (decision.document_id, decision.seal, decision.by) == (post.pk, seal_of(post), secretariat)
    assert decision.comment == "English: What changed."
    assert Stamp.objects.get().token != stamp
    digest = seal_of(post).digest
    assert digest == Seal.objects.get(pk=seal_of(post).pk).digest


def test_change_said_in_the_open_keeps_a_note(secretariat: User) -> None:
    post = corrected()
    with pytest.raises(ValidationError):
        workflow.mend_note(seal_of(post), note={"en": "", "es": " "}, by=secretariat)
    workflow.mend_note(seal_of(post), note={"en": ""}, by=secretariat)
    assert (seal_of(post).note_en, seal_of(post).note_es) == ("", "Lo que cambió.")


def test_nothing_is_logged_where_nothing_changed(secretariat: User) -> None:
    workflow.mend_note(seal_of(corrected()), note=NOTE, by=secretariat)
    assert not Decision.objects.filter(act="mend").exists()


def test_who_may_not_publish_may_not_mend(translator: User, reader: User) -> None:
    post = corrected()
    for person in (translator, reader):
        with pytest.raises(PermissionDenied):
            workflow.mend_note(seal_of(post), note={"en": "Mine."}, by=person)
    assert seal_of(post).note_en == "What changed."


def mend(client: Client, seal: Seal, **fields: str) -> Any:
    return client.post(change_url(seal), {**filled(client.get(change_url(seal))), **fields})


@pytest.mark.parametrize("role", ["moderator", "secretariat", "administrator"])
def test_note_is_mended_at_the_desk(login: Callable[[User], Client], role: str) -> None:
    post = corrected()
    client = login(factories.user(role))
    form = html.fromstring(client.get(change_url(seal_of(post))).content).xpath("//form[@id='seal_form']")[0]
    typed = {name for name in form.fields if name and not name.startswith(("_", "csrf"))}
    assert typed == {"note_en", "note_es"}
    forged = {"digest": "0" * 64, "number": "9", "change": "typo"}
    assert mend(client, seal_of(post), note_en="Better.", **forged).status_code == 302
    seal = seal_of(post)
    assert (seal.note_en, seal.note_es, seal.change) == ("Better.", "Lo que cambió.", "correction")
    assert seal.digest != forged["digest"]
    assert Decision.objects.filter(act="mend").count() == 1


def test_desk_refuses_a_note_that_is_taken_away(login: Callable[[User], Client], secretariat: User) -> None:
    post = corrected()
    response = mend(login(secretariat), seal_of(post), note_en="", note_es="")
    assert response.status_code == 200
    assert "said in the open" in response.content.decode()
    assert seal_of(post).note_en == "What changed."


@pytest.mark.parametrize("role", ["translator", "read-only"])
def test_desk_shows_a_note_to_others_and_takes_none(login: Callable[[User], Client], role: str) -> None:
    post = corrected()
    client = login(factories.user(role))
    assert "note_en" not in html.fromstring(client.get(change_url(seal_of(post))).content).xpath("//textarea/@name")
    assert client.post(change_url(seal_of(post)), {"note_en": "Mine.", "note_es": ""}).status_code == 403
    assert seal_of(post).note_en == "What changed."


def test_moderator_mends_no_note_of_a_statement(login: Callable[[User], Client], moderator: User) -> None:
    statement = factories.statement()
    factories.published(statement)
    factories.published(statement)
    client = login(moderator)
    assert client.post(change_url(seal_of(statement)), {"note_en": "Mine.", "note_es": ""}).status_code == 403
    assert seal_of(statement).note_en == "What changed."
