"""Members write: their own texts and nobody else's, from the first word to a correction of what is published."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from blog.models import Author, Byline, Post
from members import access, agreement, figures, workflow
from members.models import Consent, Stage, Submission
from publishing.models import Decision, Document, Edition, Picture, PreviewLink
from tests import factories
from tests.crawl import crawl, links
from tests.word_files import note, paragraph, text, word_file
from tests.writing_forms import fields, save

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"members:{name}", args=args)


def own_picture(person: User, **more: Any) -> Picture:
    return factories.picture(uploaded_by=person, private=True, **more)


def sees(client: Client, picture: Picture) -> bool:
    response = client.get(f"/media/{picture.path}")
    return bool(response.streaming and b"".join(response))


def body_with(picture: Picture) -> str:
    return f'<p>Before.</p><figure><img src="/media/{picture.path}" alt="A river"></figure>'


# Beginning and saving


def test_writing_begins_with_the_writer_in_the_byline(login: Login) -> None:
    rosa = factories.member()
    response = save(login(rosa), title_en="The river that was moved", body_en="<p>It was moved.</p>")
    made = Submission.objects.select_related("post").get()
    assert response.headers["Location"] == url("edit", made.pk)
    assert (made.by, made.post.stage, made.post.created_by) == (rosa, Stage.WRITING, rosa)
    assert [str(byline) for byline in made.post.bylines.all()] == ["Rosa Quispe"]
    assert Decision.objects.count() == 0


def test_start_lets_a_member_log_out_and_offers_it_to_nobody_else(login: Login) -> None:
    found = [
        f'action="{reverse("account_logout")}"' in client.get(url("start")).content.decode()
        for client in (login(factories.member()), Client())
    ]
    assert found == [True, False]


def test_new_text_begins_in_the_language_that_is_asked_for(login: Login) -> None:
    client = login(factories.member())
    data = fields(client, url("new") + "?language=es", title_es="El río que movieron")
    client.post(url("new"), data)
    assert str(Post.objects.get()) == "El río que movieron"
    assert Post.objects.get().original_language == "es"


def test_saving_keeps_notes_topics_series_and_raises_the_revision(login: Login) -> None:
    made, topic, series = factories.submission(), factories.topic(), factories.series()
    body = '<p>Moved<span data-footnote="k7f3a2">By whom.</span> twice<span data-footnote="k7f3a3">When.</span>.</p>'
    save(login(made.by), made.pk, body_en=body, topics=[topic.pk], series=series.pk)
    post = Post.objects.get()
    assert (post.body_en, post.series, list(post.topics.all()), post.revision) == (body, series, [topic], 1)  # type: ignore[attr-defined]
    assert post.changed_by == made.by


def test_script_in_a_text_is_taken_out(login: Login) -> None:
    made = factories.submission()
    save(login(made.by), made.pk, body_en="<p>Hello<script>alert(1)</script><img src=x onerror=alert(1)></p>")
    assert Post.objects.get().body_en == "<p>Hello</p>"  # type: ignore[attr-defined]


def test_stale_save_is_refused_and_what_was_typed_comes_back(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    data = fields(client, url("edit", made.pk), title_en="Mine")
    Document.objects.update(revision=7, title_en="Mended by a moderator")
    response = client.post(url("edit", made.pk), data)
    assert response.context["form"]["title_en"].value() == "Mine"
    assert "Not saved" in response.content.decode()
    assert Post.objects.get().title_en == "Mended by a moderator"  # type: ignore[attr-defined]


@pytest.mark.parametrize("stage", ["submitted", "translating", "declined", "accepted"])
def test_text_that_is_not_with_its_author_is_not_changed(login: Login, stage: str) -> None:
    made = factories.submission()
    client = login(made.by)
    data = fields(client, url("edit", made.pk), title_en="Changed meanwhile")
    Document.objects.update(stage=stage)
    response = client.post(url("edit", made.pk), data)
    assert "Changed meanwhile" in response.content.decode()
    assert Post.objects.get().title_en != "Changed meanwhile"  # type: ignore[attr-defined]
    assert client.get(url("edit", made.pk)).headers["Location"] == url("text", made.pk)


def test_original_language_stays_once_sealed(login: Login) -> None:
    made = factories.submission()
    factories.agreed_and_published(made)
    workflow.correct(made, by=made.by)
    save(login(made.by), made.pk, original_language="es")
    assert Post.objects.get().original_language == "en"


# A Word file as the start


def send_word(client: Client, file: Any, **changed: Any) -> Any:
    return client.post(url("word"), {"file": file, "language": "es", "rights": "on", **changed})


def test_word_file_is_a_start_with_its_title_notes_and_remarks(login: Login) -> None:
    rosa = factories.member()
    file = word_file(
        paragraph(text("El río"), style="Ttulo"),
        paragraph(text("Lo movieron"), note(1), text(".")),
        footnotes={"1": paragraph(text("Dos veces."))},
        comments=1,
    )
    file.name = "<script>alert(1)</script>.docx"
    page = login(rosa).post(url("word"), {"file": file, "language": "es"}, follow=True)
    post = Post.objects.get()
    assert (post.title_es, post.title_en, post.original_language, post.stage) == ("El río", None, "es", "writing")  # type: ignore[attr-defined]
    assert "Dos veces." in post.body_es  # type: ignore[attr-defined]
    assert [str(byline) for byline in post.bylines.all()] == ["Rosa Quispe"]
    assert "omment" in " ".join(map(str, page.context["messages"]))
    assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("data", [b"", b"no Word file", b"PK\x03\x04 broken"])
def test_file_that_is_no_word_file_is_refused(login: Login, data: bytes) -> None:
    file = SimpleUploadedFile("<script>alert(1)</script>.docx", data)
    response = send_word(login(factories.member()), file)
    assert response.context["form"].has_error("file")
    assert ("<script>alert" in response.content.decode(), Post.objects.count()) == (False, 0)


def test_word_files_are_limited(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.MOST, "word", 1)
    client = login(factories.member())
    assert [send_word(client, word_file(paragraph(text("x")))).status_code for _each in range(2)] == [302, 429]


# The byline


def co_author(row: int, **more: str) -> dict[str, str]:
    return {f"authors-{row}-{name}": value for name, value in more.items()}


def test_co_author_needs_no_account_and_keeps_note_and_private_address(login: Login) -> None:
    made = factories.submission()
    inti = co_author(0, name="Inti  Mamani", email="inti@rivers.example", note_en="Fishes.", note_es="Pesca.")
    save(login(made.by), made.pk, **inti)
    rows = Byline.objects.order_by("position").values_list("author__name", "note_en", "note_es")
    assert list(rows) == [("Rosa Quispe", "", ""), ("Inti Mamani", "Fishes.", "Pesca.")]
    assert Consent.objects.get(author__name="Inti Mamani").email == "inti@rivers.example"


def test_order_of_the_byline_is_the_members(login: Login) -> None:
    made = factories.submission()
    names = co_author(0, name="Inti Mamani", place="1") | co_author(1, name="Ana Lima", place="2")
    save(login(made.by), made.pk, **names, **{"writer-place": "3"})
    rows = Byline.objects.order_by("position").values_list("author__name", flat=True)
    assert list(rows) == ["Inti Mamani", "Ana Lima", "Rosa Quispe"]


def test_writer_can_stay_out_of_the_byline(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    data = fields(client, url("edit", made.pk), **co_author(0, name="Inti Mamani"))
    del data["writer-named"]
    client.post(url("edit", made.pk), data)
    assert [str(byline) for byline in Byline.objects.all()] == ["Inti Mamani"]


def test_co_author_taken_out_is_forgotten_with_address_and_link(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    save(client, made.pk, **co_author(0, name="Inti Mamani", email="inti@rivers.example"))
    agreement.ask(Submission.objects.get(), by=factories.user("moderator"))
    save(client, made.pk, **{"authors-0-DELETE": "on"})
    assert Author.objects.filter(name="Inti Mamani").count() == 0
    assert Consent.objects.filter(email="inti@rivers.example").count() == 0
    assert PreviewLink.objects.filter(revoked_at=None, purpose="consent").count() == 1  # the writer's own


@pytest.mark.parametrize(
    "wrong",
    [
        co_author(0, name="Ana Lima") | co_author(1, name="ana lima"),
        co_author(0, name="Rosa Quispe"),
        co_author(0, email="nobody@rivers.example"),
        co_author(0, name="Ana Lima", email="no address"),
        co_author(0, name="Ana Lima", place="0"),
    ],
)
def test_byline_that_cannot_be_is_refused(login: Login, wrong: dict[str, str]) -> None:
    made = factories.submission()
    assert save(login(made.by), made.pk, **wrong).context["sheet"].has_errors
    assert Byline.objects.count() == 1


def test_named_author_is_the_public_one_or_ones_own_and_never_a_hidden_one(login: Login) -> None:
    public, hidden = factories.author("Ana Lima"), factories.author("Inti Mamani")
    post = factories.post()
    factories.byline(post, public)
    factories.published(post)
    first, second = factories.submission(), factories.submission()
    save(login(first.by), first.pk, **co_author(0, name="Ana Lima"), **co_author(1, name="Inti Mamani"))
    third = factories.submission(first.by)
    save(login(first.by), third.pk, **co_author(0, name="inti mamani"))
    save(login(second.by), second.pk, **co_author(0, name="Inti Mamani"))

    def names(of: Submission) -> list[int]:
        return list(of.post.bylines.order_by("position").values_list("author", flat=True))[1:]

    assert names(first)[0] == public.pk
    assert names(first)[1] == names(third)[0]
    assert len({hidden.pk, names(first)[1], names(second)[0]}) == 3


def test_address_of_a_new_author_tells_nothing_until_the_text_is_sent(login: Login) -> None:
    factories.author("Inti Mamani", slug="inti-mamani")
    made = factories.submission()
    save(login(made.by), made.pk, **co_author(0, name="Inti Mamani"))
    added = Byline.objects.get(position=1).author
    assert "inti" not in added.slug
    workflow.submit(Submission.objects.get(), by=made.by)
    added.refresh_from_db()
    assert added.slug == "inti-mamani-2"


# What others own


@pytest.mark.parametrize("name", ["text", "edit", "send", "delete", "take_back", "correct", "preview"])
@pytest.mark.parametrize("role", ["member", "moderator", "secretariat", "administrator", None])
def test_text_of_somebody_else_is_not_there(login: Login, name: str, role: str | None) -> None:
    made = factories.submission()
    other = factories.member() if role == "member" else factories.user(role) if role else None
    client = login(other) if other else Client()
    address = url(name, made.pk, *(["en"] if name == "preview" else []))
    for method in ("get", "post"):
        response = getattr(client, method)(address)
        if other is None and response.status_code == 302:
            assert "/login/" in response.headers["Location"]
        else:
            assert response.status_code in (404, 405)
    assert Document.objects.get().stage == Stage.WRITING


@pytest.mark.parametrize("pk", [0, 10**9, 10**30])
def test_text_that_never_was_is_not_there(login: Login, pk: int) -> None:
    assert login(factories.member()).get(url("text", pk)).status_code == 404


def test_picture_of_somebody_else_is_refused_as_cover_and_in_the_text(login: Login) -> None:
    made, theirs, library = factories.submission(), own_picture(factories.member()), factories.picture()
    client = login(made.by)
    for picture in (theirs, library):
        assert save(client, made.pk, cover=picture.token).context["form"].has_error("cover")
        assert save(client, made.pk, body_en=body_with(picture)).context["form"].has_error("body_en")
    assert (Post.objects.get().cover, Post.objects.get().revision) == (None, 0)


@pytest.mark.parametrize("token", ["nothing", "\0", "9" * 40, "' or 1=1"])
def test_cover_that_never_was_is_refused(login: Login, token: str) -> None:
    made = factories.submission()
    assert save(login(made.by), made.pk, cover=token).context["form"].has_error("cover")


@pytest.mark.parametrize("field", ["topics", "series"])
@pytest.mark.parametrize("value", ["0", "9" * 30, "nothing", "\0"])
def test_topic_or_series_that_never_was_is_refused(login: Login, field: str, value: str) -> None:
    made = factories.submission()
    assert save(login(made.by), made.pk, **{field: value}).context["form"].has_error(field)


def test_forged_fields_change_nothing(login: Login) -> None:
    made, other = factories.submission(), factories.submission()
    forged = {
        "stage": "accepted",
        "slug_en": "mine",
        "id": other.post_id,
        "by": other.by_id,
        "created_by": "",
        "kind": "page",
    }
    save(login(made.by), made.pk, **forged, **co_author(0, id="1", author=str(Author.objects.latest("pk").pk)))
    post = Post.objects.get(pk=made.post_id)
    assert (post.stage, post.kind, post.created_by, post.slug_en) == ("writing", "post", made.by, made.post.slug_en)  # type: ignore[attr-defined]
    assert Post.objects.get(pk=other.post_id).revision == 0


# Pictures


def upload(client: Client, **changed: Any) -> Any:
    file = SimpleUploadedFile("the river.jpg", factories.image_file().read(), "image/jpeg")
    data = {"file": file, "alt_en": "A river", "credit": "Rosa Quispe", "rights": "on", **changed}
    return client.post(url("pictures") + "?language=en", {name: value for name, value in data.items() if value})


def test_uploaded_picture_is_the_members_alone(login: Login) -> None:
    rosa = factories.member()
    client = login(rosa)
    response = upload(client)
    picture = Picture.objects.get()
    assert (picture.uploaded_by, picture.private, picture.name, picture.alt_en) == (rosa, True, "the river", "A river")  # type: ignore[attr-defined]
    assert picture.token in response.headers["Location"]
    others = [factories.member(), factories.user("secretariat"), factories.user("administrator")]
    assert sees(client, picture)
    assert [sees(each, picture) for each in (*map(login, others), Client())] == [False] * 4


@pytest.mark.parametrize("missing", ["rights", "alt_en", "file"])
def test_picture_needs_its_rights_and_its_description(login: Login, missing: str) -> None:
    response = upload(login(factories.member()), **{missing: ""})
    assert response.context["form"].has_error(missing)
    assert Picture.objects.count() == 0


def test_file_that_is_no_picture_is_refused_with_the_reason(login: Login) -> None:
    file = SimpleUploadedFile("<script>alert(1)</script>.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    response = upload(login(factories.member()), file=file)
    assert response.context["form"].has_error("file")
    assert "<script>alert" not in response.content.decode()


def test_name_of_a_picture_never_runs(login: Login) -> None:
    client = login(factories.member())
    upload(client, name='"><script>alert(1)</script>', credit="<b onclick=alert(1)>", alt_en='" onfocus="alert(1)')
    page = client.get(url("pictures")).content.decode()
    assert ("<script>alert" in page, "<b onclick" in page, ' onfocus="' in page) == (False, False, False)


def test_uploads_are_limited(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.MOST, "upload", 1)
    client = login(factories.member())
    assert [upload(client).status_code, upload(client).status_code] == [302, 429]


def test_desk_meets_a_picture_once_the_text_is_sent(login: Login) -> None:
    made = factories.submission()
    shown, cover, kept = own_picture(made.by), own_picture(made.by), own_picture(made.by)
    save(login(made.by), made.pk, body_en=body_with(shown), cover=cover.token)
    assert list(Picture.objects.shared()) == []
    workflow.submit(Submission.objects.get(), by=made.by)
    assert list(Picture.objects.shared().order_by("pk")) == [shown, cover]
    moderator = login(factories.user("moderator"))
    assert [sees(moderator, each) for each in (shown, cover, kept)] == [True, True, False]


def test_picture_that_a_moderator_added_stays_and_is_seen_by_the_author(login: Login) -> None:
    made, library = factories.submission(), factories.picture()
    Document.objects.update(body_en=body_with(library))
    client = login(made.by)
    assert sees(client, library)
    assert save(client, made.pk, title_en="Still here").status_code == 302


# Sending, taking back, correcting, deleting


CONFIRMED = {"rules": "on", "consent": "on"}


def test_text_is_sent_after_the_rules_are_confirmed(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    assert client.post(url("send", made.pk), {"rules": "on"}).context["form"].has_error("consent")
    assert Document.objects.get().stage == "writing"
    client.post(url("send", made.pk), CONFIRMED)
    assert Document.objects.get().stage == "submitted"


def test_text_is_sent_again_with_one_confirmation(login: Login) -> None:
    """Whom it names may have changed; the rules are known."""
    made = factories.submitted()
    workflow.take_back(made, by=made.by)
    client = login(made.by)
    assert list(client.get(url("send", made.pk)).context["form"].fields) == ["consent"]
    client.post(url("send", made.pk), {"consent": "on"})
    assert Document.objects.get().stage == "submitted"


def test_sending_says_what_is_missing_and_what_was_found(login: Login) -> None:
    made = factories.submission(
        title_en="", body_en="<p>Empty note<span data-footnote='k7f3a2'></span>.</p>", title_es="", body_es=""
    )
    client = login(made.by)
    found = client.get(url("send", made.pk)).context["remarks"]
    assert [side["name"] for side in found] == ["English"]
    assert not [message for message in found[0]["found"] if "address" in message]
    response = client.post(url("send", made.pk), CONFIRMED)
    assert response.context["form"].non_field_errors() == ["Give your text a title before you send it."]


def test_sending_is_limited(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(access.MOST, "submit", 1)
    rosa = factories.member()
    first, second = factories.submission(rosa), factories.submission(rosa)
    client = login(rosa)
    answers = [client.post(url("send", each.pk), CONFIRMED).status_code for each in (first, second)]
    assert answers == [302, 429]


def test_sent_text_has_an_address_that_is_free(login: Login) -> None:
    factories.post(slug_en="the-river")
    made = factories.submission(title_en="The river", slug_en="", slug_es="")
    workflow.submit(made, by=made.by)
    assert Post.objects.get(pk=made.post_id).slug_en == "the-river-2"  # type: ignore[attr-defined]


def test_text_is_taken_back_until_somebody_has_it(login: Login) -> None:
    made = factories.submitted()
    client = login(made.by)
    workflow.take_up(made, by=factories.user("moderator"))
    client.post(url("take_back", made.pk))
    assert Document.objects.get().stage == "submitted"
    Submission.objects.update(taken_at=timezone.now() - Submission.CLAIM)
    client.post(url("take_back", made.pk))
    assert Document.objects.get().stage == "draft"


def test_correction_is_a_round_that_unpublishes_nothing(login: Login) -> None:
    made = factories.submission()
    factories.agreed_and_published(made)
    client = login(made.by)
    assert client.post(url("correct", made.pk)).headers["Location"] == url("edit", made.pk)
    save(client, made.pk, title_en="Corrected")
    client.post(url("send", made.pk), CONFIRMED)
    assert Document.objects.get().stage == "submitted"
    assert Edition.objects.public().filter(title="Corrected").count() == 0
    assert Edition.objects.public().filter(document=made.post_id).count() == 2


def test_text_that_was_never_sent_is_deleted_whole(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    save(client, made.pk, **co_author(0, name="Inti Mamani", email="inti@rivers.example"))
    assert client.get(url("delete", made.pk)).status_code == 200
    client.post(url("delete", made.pk))
    assert (Document.objects.count(), Consent.objects.count()) == (0, 0)
    assert list(Author.objects.values_list("name", flat=True)) == ["Rosa Quispe"]


def test_text_that_was_sent_is_not_deleted(login: Login) -> None:
    made = factories.submitted()
    workflow.take_back(made, by=made.by)
    login(made.by).post(url("delete", made.pk))
    assert Document.objects.count() == 1


# What the author is told


def test_author_reads_every_decision_but_the_internal_ones(login: Login) -> None:
    made, moderator = factories.submitted(), factories.user("moderator", first_name="Ana", last_name="Lima")
    workflow.take_up(made, by=moderator)
    workflow.comment(made, text="Which river?", quote="the river", by=moderator)
    workflow.comment(made, text="Is this person known to us?", internal=True, by=moderator)
    workflow.request_changes(made, comment="Say which river.", by=moderator)
    response = login(made.by).get(url("text", made.pk))
    told = [(step.who, step.comment, step.quote) for step in response.context["steps"]]
    assert told == [
        ("Ana Lima", "Say which river.", ""),
        ("Ana Lima", "Which river?", "the river"),
        ("Ana Lima", "", ""),
        ("you", "", ""),
    ]
    assert "known to us" not in response.content.decode()


def test_moderator_without_a_name_is_no_address(login: Login) -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    workflow.request_changes(made, comment="Shorter.", by=moderator)
    page = login(made.by).get(url("text", made.pk)).content.decode()
    assert moderator.email not in page


def test_author_sees_what_was_mended(login: Login) -> None:
    made = factories.submitted()
    client = login(made.by)
    assert client.get(url("text", made.pk)).context["changes"] == []
    Document.objects.update(title_en="Mended")
    changes = client.get(url("text", made.pk)).context["changes"]
    assert [(side["code"], [part.label for part in side["parts"]]) for side in changes] == [("en", ["Title"])]


def test_preview_is_the_page_that_readers_get(login: Login) -> None:
    made = factories.submission(title_en="The river", body_en="<p>It was moved.</p>")
    client = login(made.by)
    page = client.get(url("preview", made.pk, "en"))
    assert ("It was moved." in page.content.decode(), page.headers["Cache-Control"]) == (True, "private, no-store")
    assert url("edit", made.pk) in page.content.decode()
    assert client.get(url("preview", made.pk, "fr")).status_code == 404


def test_saving_leads_on_to_preview_and_sending(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    assert save(client, made.pk, _preview="es").headers["Location"] == url("preview", made.pk, "es")
    assert save(client, made.pk, _send="1").headers["Location"] == url("send", made.pk)
    assert save(client, made.pk, _preview="//evil.example").headers["Location"] == url("edit", made.pk)


@pytest.mark.parametrize("part", ["title_en", "summary_en", "content_notice_en", "body_en"])
def test_markup_of_a_member_never_runs(login: Login, part: str) -> None:
    made = factories.submission(None, **{part: "<script>alert(1)</script><img src=x onerror=alert(1)>"})
    client = login(made.by)
    pages = [
        url("start"),
        *(url(name, made.pk) for name in ("text", "edit", "send", "delete")),
        url("preview", made.pk, "en"),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert ("<script>alert" in text, "<img src=x" in text) == (False, False)


# The public page


@pytest.mark.parametrize("language", ["en", "es"])
def test_page_for_everybody_sets_no_cookie_and_links_the_login(language: str) -> None:
    response = Client().get(f"/{language}/write/")
    assert (response.status_code, dict(response.cookies), "texts" in response.context) == (200, {}, True)
    assert reverse("account_login") in response.content.decode()


@pytest.mark.parametrize("language", ["en", "es"])
def test_page_is_linked_from_the_site(language: str) -> None:
    assert f'href="/{language}/write/"' in Client().get(f"/{language}/").content.decode()


def test_pages_of_a_member_are_kept_by_nobody(login: Login) -> None:
    made = factories.submission()
    client = login(made.by)
    for page in (
        url("start"),
        url("new"),
        url("pictures"),
        url("text", made.pk),
        url("edit", made.pk),
        url("send", made.pk),
    ):
        headers = client.get(page).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"][:7]) == ("private, no-store", "noindex")
    assert "The way in" not in Client().get(url("start")).content.decode()
    assert str(made) not in Client().get(url("start")).content.decode()


def test_years_count_texts_and_days_to_an_answer() -> None:
    moderator = factories.user("moderator")
    declined, published = factories.submitted(), factories.submission()
    now = timezone.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now + timedelta(days=4))
        workflow.decline(declined, comment="Not for us.", by=moderator)
    factories.agreed_and_published(published)
    year = figures.years()[-1]
    assert (year.submitted, year.published, year.declined, year.days) == (2, 1, 1, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_texts_asks_as_often_for_one_as_for_three(login: Login, count: int) -> None:
    rosa = factories.member()
    for _each in range(count):
        factories.submitted(rosa)
    client = login(rosa)
    client.get(url("start"))
    with CaptureQueriesContext(connection) as asked:
        client.get(url("start"))
    assert len(asked) == 6


@pytest.mark.parametrize("count", [1, 3])
def test_gallery_asks_as_often_for_one_as_for_three(login: Login, count: int) -> None:
    rosa = factories.member()
    for _each in range(count):
        own_picture(rosa)
    client = login(rosa)
    client.get(url("pictures"))
    with CaptureQueriesContext(connection) as asked:
        client.get(url("pictures"))
    assert len(asked) == 6


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_a_text_asks_as_often_for_one_decision_as_for_three(login: Login, count: int) -> None:
    made, moderator = factories.submitted(), factories.user("moderator")
    for number in range(count):
        workflow.comment(made, text=f"Comment {number}", by=moderator)
    client = login(made.by)
    client.get(url("text", made.pk))
    with CaptureQueriesContext(connection) as asked:
        client.get(url("text", made.pk))
    assert len(asked) == 19


# Canary words


def desk_pages(client: Client, made: Submission, picture: Picture, topic: Any, series: Any) -> set[str]:
    """Every list of the desk, what it leads to, and what one could guess."""
    lists = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
    }
    lists |= {"/admin/"}
    found = {link for page in lists for link in links(client.get(page).content.decode(), page) if "?" not in link}
    about = [f"series/{series.pk}", f"post/{made.post_id}"]
    return {
        *lists,
        *(link for link in found if link.startswith("/admin/")),
        *(f"/admin/blog/{each}/{page}/" for each in about for page in ("change", "delete", "history")),
        *(f"/admin/publishing/topic/{topic.pk}/{page}/" for page in ("change", "delete", "history")),
        *("/admin/publishing/picture/picker/", "/admin/publishing/picture/describe/"),
        *(f"/admin/publishing/picture/{picture.pk}/{page}/" for page in ("change", "delete", "replace")),
        f"/admin/blog/post/{made.post_id}/preview/en/",
        f"/admin/blog/post/{made.post_id}/publish/",
        "/admin/autocomplete/?term=canary&app_label=blog&model_name=byline&field_name=author",
    }


def sings(client: Client, page: str) -> bool:
    response = client.get(page)
    content = b"".join(response) if response.streaming else response.content
    return b"canaryword" in content.lower()


def test_words_of_a_draft_are_nowhere_but_with_its_author(login: Login) -> None:
    made = factories.submission(
        title_en="Canaryword", summary_en="Canaryword", body_en="<p>Canaryword</p>", slug_en="canaryword"
    )
    topic, series = factories.topic(), factories.series()
    picture = own_picture(made.by, name="canaryword", alt_en="Canaryword")
    client = login(made.by)
    names = co_author(0, name="Canaryword Mamani", email="canaryword@rivers.example", note_en="Canaryword")
    save(client, made.pk, cover=picture.token, topics=[topic.pk], series=series.pk, **names)
    beside = factories.post(cover=own_picture(made.by, name="canaryword"))  # the same member's, and submitted
    Picture.objects.filter(covers=beside).update(name="Shared", private=False)
    administrator = login(factories.user("administrator"))
    assert (
        sorted(page for page in desk_pages(administrator, made, picture, topic, series) if sings(administrator, page))
        == []
    )
    assert (
        sorted(page for page, (_status, content) in crawl(Client()).items() if b"canaryword" in content.lower()) == []
    )
