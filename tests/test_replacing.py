"""A picture replaced by another: the next edition of each text that shows it, and of nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from blog.models import Post
from publishing import pictures, redaction, replacing, usage, workflow
from publishing.composing import compose
from publishing.models import Document, Edition, Picture, Seal
from statements.models import Signature
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def figure(picture: Picture, alt: str = "A river", caption: str = "") -> str:
    caption = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f'<p>Text.</p><figure><img src="{pictures.url(picture)}" alt="{alt}">{caption}</figure>'


def replaced(old: Picture, new: Picture, by: User, change: str = "typo", **how: Any) -> replacing.Done:
    how.setdefault("note", {"en": "Another picture.", "es": "Otra imagen."})
    return replacing.replace(old, new=new, change=change, seen=replacing.plan(old, by).seen, by=by, **how)


def shown(document: Document, language: str = "en") -> Edition:
    return Edition.objects.public().get(document=document.pk, language=language)


def test_each_text_that_shows_it_gets_its_next_edition(moderator: User) -> None:
    old, new = factories.picture("old"), factories.picture("new", alt_en="A wide river")
    inside, cover, other = factories.post(body_en=figure(old)), factories.post(cover=old), factories.post()
    for post in (inside, cover, other):
        factories.published(post)
    done = replaced(old, new, moderator, "correction")
    assert sorted(seal.document_id for seal in done.seals) == [inside.pk, cover.pk]
    assert {(seal.number, seal.change, seal.by) for seal in done.seals} == {(2, "correction", moderator)}
    assert f'src="/media/pictures/{new.token}/' in shown(inside).html
    assert 'alt="A wide river"' in shown(inside).html
    assert old.token not in shown(inside).html
    assert [shown(cover, code).matter["cover"]["token"] for code in ("en", "es")] == [new.token] * 2
    assert (shown(inside, "es").seal.number, shown(other).seal.number) == (1, 1)
    assert list(shown(inside).pictures.all()) == [new]


def test_digest_is_the_one_that_publishing_would_give(moderator: User) -> None:
    """The working copies are now what readers have: nothing is left to publish."""
    old, new = factories.picture(), factories.picture()
    body = f"<p>Río&nbsp;Ñandú “x” &amp; <em>y</em><span data-footnote>A note.</span></p>{figure(old)}"
    post = factories.post(body_en=body, body_es=body, cover=old)
    post.topics.add(factories.topic())
    factories.byline(post, note_en="<p>A note</p>")
    factories.published(post)
    before = shown(post).digest
    replaced(old, new, moderator)
    post = Post.objects.get(pk=post.pk)
    for code in ("en", "es"):
        assert shown(post, code).digest == compose(post, code).digest
    assert shown(post).digest != before
    assert shown(post).matter["pictures"] == {str(new.pk): new.digest}


def test_unpublished_changes_stay_unpublished(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    post = factories.post(cover=old, body_en=figure(old))
    factories.published(post)
    Post.objects.filter(pk=post.pk).update(title_en="Half finished", stage="submitted")
    replaced(old, new, moderator)
    post.refresh_from_db()
    assert (post.title_en, post.stage, post.cover, post.revision) == ("Half finished", "submitted", new, 1)
    assert shown(post).title != "Half finished"
    assert new.token in post.body_en


def test_working_copy_that_no_longer_shows_it_is_left_alone(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    post = factories.post(cover=old)
    factories.published(post)
    Post.objects.filter(pk=post.pk).update(cover=None)
    replaced(old, new, moderator)
    post.refresh_from_db()
    assert (post.cover, shown(post).matter["cover"]["token"]) == (None, new.token)


def test_earlier_editions_keep_their_file_and_drafts_show_nothing_to_the_public(
    moderator: User, client: Client
) -> None:
    old, new, drafted = (factories.picture() for _ in range(3))
    post = factories.post(cover=old)
    factories.published(post)
    draft = factories.post(cover=drafted)
    replaced(old, new, moderator)
    renewed = factories.picture()
    assert replaced(drafted, renewed, moderator).seals == []
    draft.refresh_from_db()
    assert draft.cover == renewed
    for picture, status in ((old, 200), (new, 200), (drafted, 404), (renewed, 404)):
        for name in ("full.jpg", "480.avif", "card-50-50.jpg"):
            response = client.get(f"/media/{picture.folder}/{name}")
            assert response.status_code == (404 if name == "480.avif" and status == 404 else status)
            b"".join(response) if response.streaming else None
    earlier = client.get(f"/en/blog/{post.slug_en}/editions/1/").content.decode()
    assert (old.token in earlier, new.token in earlier) == (True, False)


def test_words_of_the_library_change_along_and_those_of_the_text_stay(moderator: User) -> None:
    old = factories.picture(caption_en="The weir", credit="R. Paz")
    new = factories.picture(alt_en="A new view", caption_en="The new weir", credit="A. Sol")
    taken_over = factories.post(body_en=figure(old, "A river", "The weir R. Paz"))
    written = factories.post(body_en=figure(old, "My own words", "My own <em>caption</em>"))
    without = factories.post(body_en=figure(old))
    words = {text.document.pk: text.words for text in replacing.plan(old, moderator).texts}
    assert words == {taken_over.pk: [], written.pk: ["My own words", "My own caption"], without.pk: []}
    replaced(old, new, moderator)
    for post in (taken_over, written, without):
        post.refresh_from_db()
    assert 'alt="A new view"><figcaption>The new weir A. Sol</figcaption>' in taken_over.body_en
    assert 'alt="My own words"><figcaption>My own <em>caption</em></figcaption>' in written.body_en
    assert "figcaption" not in without.body_en


def test_portraits_change_at_once(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    author = factories.author(photo=old)
    replaced(old, new, moderator)
    author.refresh_from_db()
    assert author.photo == new


def test_translation_that_was_out_of_date_stays_so(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    behind, level = factories.post(cover=old), factories.post(cover=old)
    for post in (behind, level):
        factories.published(post)
    factories.published(behind, languages=("en",), change="correction")
    replaced(old, new, moderator)
    assert workflow.out_of_date(shown(behind, "es")).number == 2
    assert shown(level, "es").made_from == shown(level)
    assert workflow.out_of_date(shown(level, "es")) is None


def test_signatures_that_wait_for_a_text_are_not_bound_by_a_picture(secretariat: User) -> None:
    old, new = factories.picture(), factories.picture()
    statement = factories.statement(cover=old)
    signed = factories.signature(statement)
    factories.published(statement)
    waiting = factories.signature(statement)
    replaced(old, new, secretariat, "correction")
    for signature in (signed, waiting):
        signature.refresh_from_db()
    assert (signed.state, waiting.state) == (Signature.State.RECORDED, Signature.State.PENDING)
    assert waiting.seal is None


@pytest.mark.parametrize("role", ["translator", "read-only", None])
def test_replacing_is_refused_to_those_who_may_not_publish(role: str | None) -> None:
    old, new, person = factories.picture(), factories.picture(), factories.user(role)
    with pytest.raises(PermissionDenied):
        replaced(old, new, person)


def test_moderator_does_not_touch_a_statement(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    for made in (factories.statement(cover=old), factories.post(cover=old)):
        factories.published(made)
    with pytest.raises(ValidationError, match="stands in the way"):
        replaced(old, new, moderator)
    assert (Seal.objects.filter(number=2).count(), Document.objects.filter(cover=new).count()) == (0, 0)


def test_what_is_scheduled_is_not_thrown_out(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    post = factories.post(cover=old)
    factories.published(post)
    factories.published(post, change="correction", at=timezone.now() + timedelta(hours=1))
    (text,) = replacing.plan(old, moderator).texts
    assert "scheduled" in text.obstacles[0]
    with pytest.raises(ValidationError, match="stands in the way"):
        replaced(old, new, moderator)


def test_list_that_was_overtaken_is_shown_again(moderator: User) -> None:
    old, new, post = factories.picture(), factories.picture(), None
    seen = replacing.plan(old, moderator).seen
    post = factories.post(cover=old)
    factories.published(post)
    with pytest.raises(ValidationError, match="in the meantime"):
        replacing.replace(old, new=new, change="typo", note={}, seen=seen, by=moderator)
    assert Seal.objects.count() == 1


@pytest.mark.parametrize("change", ["amendment", "first", "withdrawal", ""])
def test_class_of_change_is_one_that_a_picture_can_be(moderator: User, change: str) -> None:
    old, new = factories.picture(), factories.picture()
    factories.published(factories.post(cover=old))
    with pytest.raises(ValidationError, match="what kind of change"):
        replaced(old, new, moderator, change)


def test_correction_needs_its_note_and_nothing_is_half_done(moderator: User) -> None:
    old, new = factories.picture(), factories.picture()
    posts = [factories.post(cover=old) for _ in range(2)]
    for post in posts:
        factories.published(post)
    with pytest.raises(ValidationError, match="said in the open"):
        replaced(old, new, moderator, "correction", note={"en": " "})
    assert (Seal.objects.count(), Document.objects.filter(cover=old).count()) == (2, 2)


def test_picture_is_replaced_once_and_by_a_described_one(moderator: User) -> None:
    old, new, silent = factories.picture(), factories.picture(), factories.picture(alt_es="")
    with pytest.raises(ValidationError, match="Describe the new picture"):
        replaced(old, silent, moderator)
    replaced(old, new, moderator)
    for again in (factories.picture(), new):
        with pytest.raises(ValidationError, match="replaced already"):
            replaced(Picture.objects.get(pk=old.pk), again, moderator)


def test_nobody_replaces_a_picture_in_their_own_text(moderator: User) -> None:
    old = factories.picture()
    made = factories.submission(moderator, cover=old)
    factories.bring(made, "accepted", by=factories.user("moderator"))
    assert [text.obstacles for text in replacing.plan(old, moderator).texts] == [
        ["This is your own text: somebody else decides on it."]
    ]


@pytest.mark.parametrize("texts", [1, 3])
def test_plan_takes_as_many_queries_for_one_text_as_for_three(
    moderator: User, django_assert_num_queries: DjangoAssertNumQueries, texts: int
) -> None:
    old = factories.picture()
    for _ in range(texts):
        factories.published(factories.post(cover=old, body_en=figure(old)))
        factories.author(photo=old)
    replacing.may_change(old, moderator)  # permissions are asked for once for each person
    with django_assert_num_queries(10):
        assert len(replacing.plan(old, moderator).published) == texts


def test_every_file_of_a_replaced_picture_can_be_redacted(
    administrator: User, login: Login, django_capture_on_commit_callbacks: Any
) -> None:
    first, second, third = (factories.picture(name) for name in ("first", "second", "third"))
    post = factories.post(cover=first)
    author = factories.author(photo=first)
    factories.published(post)
    replaced(first, second, administrator)
    replaced(second, third, administrator)
    assert {picture.name for picture in usage.chain([second])} == {"first", "second", "third"}
    client, url = login(administrator), act_url(post, "redact")
    data = {"pictures": [third.pk], "every_file": "on"}
    confirm = filled(client.post(url, data))
    assert (confirm["pictures"], confirm["every_file"]) == (str(third.pk), "on")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {**confirm, "confirm": "1"}).status_code == 302
    author.refresh_from_db()
    assert (Picture.objects.count(), author.photo) == (0, None)
    assert default_storage.listdir("pictures")[0] == []
    assert all(edition.matter["cover"] is None for edition in Edition.objects.all())


def test_redaction_of_one_file_leaves_the_others(administrator: User) -> None:
    old, new = factories.picture("old"), factories.picture("new")
    post = factories.post(cover=old)
    factories.published(post)
    replaced(old, new, administrator)
    redaction.redact(post, pictures=[old], by=administrator)
    assert list(Picture.objects.all()) == [new]
    assert shown(post).matter["cover"]["token"] == new.token


def test_redaction_strikes_a_passage_from_the_words_of_a_picture(administrator: User, login: Login) -> None:
    picture = factories.picture("Juana Secreta", alt_en="Juana Secreta at a weir", caption_es="Con Juana Secreta")
    post = factories.post(cover=picture)
    client = login(administrator)
    client.post(change_url(picture), {**filled(client.get(change_url(picture))), "credit": "Juana Secreta"})
    redaction.redact(post, passages=["Juana Secreta"], by=administrator)
    picture.refresh_from_db()
    kept = [picture.name, picture.alt_en, picture.caption_es, picture.credit]
    assert kept == ["[removed for safety]", "[removed for safety] at a weir", "Con [retirado por seguridad]", kept[0]]


# The pages


def file(name: str = "new.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.image_file(kind="PNG").read(), "image/png")


def test_texts_are_listed_first_and_one_post_does_it(login: Login, moderator: User) -> None:
    old = factories.picture("old")
    public, draft = factories.post(cover=old, title_es=""), factories.post(body_es=figure(old))
    factories.published(public, languages=("en",))
    client, url = login(moderator), reverse("admin:publishing_picture_replace", args=[old.pk])
    assert url in client.get(change_url(old)).content.decode()
    page = client.get(url)
    assert [(text["name"], text["languages"]) for text in page.context["published"]] == [(str(public), ["English"])]
    assert [(text["name"], text["languages"]) for text in page.context["drafts"]] == [(str(draft), ["Español"])]
    data = {**filled(page), "file": file()}
    assert data["alt_en"] == "A river"
    response = client.post(url, data)
    confirm = response.headers["Location"]
    assert Seal.objects.count() == 1
    page = client.get(confirm)
    assert client.post(confirm, {**filled(page), "change": "correction"}).context["form"].errors == {
        "note_en": ["This kind of change is said in the open: write what changed and why."]
    }
    response = client.post(confirm, {**filled(page), "change": "correction", "note_en": "Wrong river."}, follow=True)
    assert "Replaced. 1 text has its next edition." in response.content.decode()
    new = Picture.objects.get(former=old)
    assert (new.name, shown(public).matter["cover"]["token"], new.extension) == ("old", new.token, "jpg")
    again = client.post(confirm, {**filled(page), "change": "typo"}, follow=True)
    assert "replaced already" in again.content.decode()
    assert Seal.objects.count() == 2


def test_replaced_picture_leaves_the_library_and_says_by_which(login: Login, moderator: User) -> None:
    old, new = factories.picture("old"), factories.picture("new")
    factories.published(factories.post(cover=old))
    replaced(old, new, moderator)
    client = login(moderator)
    for address in ("changelist", "picker"):
        response = client.get(reverse(f"admin:publishing_picture_{address}"))
        rows = response.context["cl"].result_list if address == "changelist" else response.context["page"]
        assert list(rows) == [new]
    kept = client.get(reverse("admin:publishing_picture_changelist"), {"shelf": "replaced"})
    assert kept.context["cl"].result_list == [old]
    assert f'Replaced by: <a href="{change_url(new)}">' in client.get(change_url(old)).content.decode()
    assert f'Took the place of: <a href="{change_url(old)}">' in client.get(change_url(new)).content.decode()


def test_file_is_not_taken_in_while_something_stands_in_the_way(login: Login, moderator: User) -> None:
    old = factories.picture()
    factories.statement(cover=old)
    client, url = login(moderator), reverse("admin:publishing_picture_replace", args=[old.pk])
    page = client.get(url)
    assert "You may not change this text" in page.content.decode()
    client.post(url, {"name": "x", "decorative": "on", "file": file()})
    assert Picture.objects.get() == old


@pytest.mark.parametrize("role", ["translator", "read-only"])
def test_pages_are_closed_to_those_who_may_not_publish(login: Login, role: str) -> None:
    old, new = factories.picture(), factories.picture()
    url = reverse("admin:publishing_picture_replace", args=[old.pk])
    client = login(factories.user(role))
    assert [client.get(url).status_code, client.post(f"{url}?with={new.token}").status_code] == [403, 403]
    assert url not in client.get(change_url(old)).content.decode()
