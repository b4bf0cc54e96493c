"""Preview links: what they show, to whom, until when; that opening one changes nothing; and what is answered."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from blog.models import Post
from publishing import pictures, redaction, workflow
from publishing.models import PreviewAnswer, PreviewCopy, PreviewLink
from publishing.sharing import answers, links, showing
from tests import factories
from tests.admin_forms import act_url, change_url, filled
from tests.test_redaction import traces

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
FORM = "//section[@id='answer']//form"


def made(document: Any, by: User, *, living: bool = False, days: int = 14) -> tuple[PreviewLink, str]:
    """A link and the path of its first page."""
    link = links.make(document, living=living, days=days, by=by)
    return link, f"/preview/{links.token_of(link)}/"


def changed(post: Post, **fields: str) -> None:
    """As a save at the desk leaves it."""
    Post.objects.filter(pk=post.pk).update(revision=post.revision + 1, **fields)
    post.refresh_from_db()


def answered(client: Client, url: str, **data: str) -> Any:
    return client.post(url, {**filled(client.get(url), FORM), "name": "Ana Lima", **data})


# What a link shows


@pytest.mark.parametrize("make", [factories.post, factories.statement, factories.page])
@pytest.mark.parametrize("code", ["en", "es"])
def test_link_shows_the_text_in_each_language_that_has_one(
    client: Client, secretariat: User, make: Callable[..., Any], code: str
) -> None:
    document = make()
    _link, url = made(document, secretariat)
    page = client.get(f"{url}{code}/")
    assert page.status_code == 200
    assert getattr(document, f"title_{code}") in page.content.decode()
    assert f'<html lang="{code}"' in page.content.decode()
    assert ("not for the public" in page.content.decode()) == (code == "en")


def test_link_leads_to_the_language_of_the_visitor_or_to_one_that_it_has(client: Client, secretariat: User) -> None:
    _link, url = made(factories.post(), secretariat)
    assert client.get(url, headers={"Accept-Language": "es"}).url == f"{url}es/"
    _link, url = made(factories.post(title_es="", body_es=""), secretariat)
    assert client.get(url, headers={"Accept-Language": "es"}).url == f"{url}en/"
    assert client.get(f"{url}es/").url == f"{url}en/"


def test_copy_stays_and_a_living_link_follows(client: Client, secretariat: User) -> None:
    post = factories.post(title_en="As it was")
    (_copy, copy_url), (_living, living_url) = made(post, secretariat), made(post, secretariat, living=True)
    changed(post, title_en="As it is")
    copy, living = client.get(f"{copy_url}en/").content.decode(), client.get(f"{living_url}en/").content.decode()
    assert ("As it was" in copy, "As it is" in copy) == (True, False)
    assert ("You see it as it was on" in copy, "revision 0" in copy) == (True, True)
    assert ("As it was" in living, "As it is" in living) == (False, True)
    assert ("You see it as it is now" in living, "revision 1" in living) == (True, True)


def test_link_shows_the_pictures_of_its_text_and_no_other(client: Client, secretariat: User) -> None:
    cover, other = factories.picture("cover"), factories.picture("other")
    post = factories.post(cover=cover)
    _link, url = made(post, secretariat)
    page = client.get(f"{url}en/").content.decode()
    addresses = set(re.findall(rf"{re.escape(url)}pictures/{cover.token}/[\w.]+", page))
    assert addresses
    assert f"/media/{cover.folder}/" not in page
    for address in addresses:
        assert b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]
    assert client.get(f"/media/{cover.folder}/{cover.widths[0]}.jpg").status_code == 404
    assert client.get(f"{url}pictures/{other.token}/{other.widths[0]}.jpg").status_code == 404
    Post.objects.filter(pk=post.pk).update(cover=other)
    assert client.get(f"{url}pictures/{other.token}/{other.widths[0]}.jpg").status_code == 404


def test_link_does_not_say_who_is_going_to_sign(client: Client, secretariat: User) -> None:
    statement = factories.statement()
    factories.signature(statement, factories.signatory("Marisol Quispe"))
    _link, url = made(statement, secretariat)
    assert "Marisol" not in client.get(f"{url}en/").content.decode()


def test_every_page_behind_a_link_is_kept_by_nobody(client: Client, secretariat: User) -> None:
    _link, url = made(factories.post(), secretariat)
    done = answered(client, f"{url}en/", agrees="on")
    for path in (url, f"{url}en/", done.url, "/preview/nothing/", "/preview/nothing/en/"):
        response = client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in response.headers["X-Robots-Tag"]
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert not response.cookies


# Until when


@pytest.mark.parametrize("code", ["en", "es"])
def test_ended_revoked_and_unknown_links_answer_alike(client: Client, secretariat: User, code: str) -> None:
    post = factories.post()
    (ended, ended_url), (revoked, revoked_url) = made(post, secretariat), made(post, secretariat)
    past = timezone.now() - timedelta(days=20)
    PreviewLink.objects.filter(pk=ended.pk).update(made_at=past, expires_at=past + timedelta(days=1))
    links.revoke(revoked, by=secretariat)
    unsigned = f"/preview/{post.preview_links.last().key}/"
    pages = []
    for url in (ended_url, revoked_url, unsigned, "/preview/nothing~at-all/"):
        response = client.get(f"{url}{code}/")
        assert response.status_code == 404
        assert client.post(f"{url}{code}/", {"name": "A", "agrees": "on"}).status_code == 404
        pages.append(re.sub(r'href="[^"]*"', "", response.content.decode()))
    assert len(set(pages)) == 1
    assert ("This link shows nothing" if code == "en" else "no muestra") in pages[0]
    assert post.title_en not in pages[0]
    assert not PreviewAnswer.objects.exists()


def test_the_database_alone_opens_no_link(secretariat: User, settings: Any) -> None:
    link, _url = made(factories.post(), secretariat)
    assert link.key not in ("", links.token_of(link))
    assert links.behind(link.key) is None
    assert links.behind(links.token_of(link)) == link


def test_link_of_a_deleted_draft_shows_nothing(client: Client, secretariat: User) -> None:
    post = factories.post()
    _link, url = made(post, secretariat)
    answered(client, f"{url}en/", comment="Good.")
    post.delete()
    assert client.get(f"{url}en/").status_code == 404
    assert not PreviewLink.objects.exists()


def test_text_without_words_is_not_shared(secretariat: User) -> None:
    with pytest.raises(ValidationError, match="no text in any language"):
        links.make(
            factories.post(title_en="", body_en="", title_es="", body_es=""), living=True, days=1, by=secretariat
        )


def test_link_that_ends_before_it_is_made_is_refused_by_the_database(secretariat: User) -> None:
    link, _url = made(factories.post(), secretariat)
    with pytest.raises(IntegrityError), transaction.atomic():
        PreviewLink.objects.filter(pk=link.pk).update(expires_at=link.made_at)


# Answers


def rows() -> int:
    """Every row of every table that opening a page might write."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        counts = []
        for name in names:
            cursor.execute(f'SELECT COUNT(*) FROM "{name}"')
            counts.append(cursor.fetchone()[0])
    return sum(counts)


@pytest.mark.parametrize("living", [False, True])
def test_opening_a_link_changes_nothing(client: Client, secretariat: User, living: bool) -> None:
    _link, url = made(factories.post(), secretariat, living=living)
    before = rows()
    for path in (url, f"{url}en/", f"{url}es/"):
        client.get(path)
        client.head(path)
    assert rows() == before


@pytest.mark.parametrize("living", [False, True])
def test_answer_is_kept_with_the_name_the_time_and_the_revision(
    client: Client, secretariat: User, living: bool
) -> None:
    post = factories.post(revision=7)
    link, url = made(post, secretariat, living=living)
    done = answered(client, f"{url}es/", agrees="on", comment="Muy bien.")
    answer = PreviewAnswer.objects.get()
    assert (answer.link, answer.name, answer.agrees, answer.comment) == (link, "Ana Lima", True, "Muy bien.")
    assert (answer.language, answer.revision, answer.copy.title) == ("es", 7, post.title_es)
    assert answer.digest == answer.copy.digest == showing.working_copy(post, "es").digest
    page = client.get(done.url)
    assert page.status_code == 200
    assert "Muy bien." in page.content.decode()


def test_answer_to_a_text_that_was_changed_meanwhile_is_kept_for_the_one_that_was_read(
    client: Client, secretariat: User
) -> None:
    post = factories.post()
    _link, url = made(post, secretariat, living=True)
    form = filled(client.get(f"{url}en/"), FORM)
    changed(post, body_en="<p>Something else.</p>")
    done = client.post(f"{url}en/", {**form, "name": "Ana", "agrees": "on"})
    answer = PreviewAnswer.objects.get()
    assert (answer.revision, answer.copy) == (0, None)
    assert "was changed while you were reading" in client.get(done.url).content.decode()


def test_form_that_is_sent_again_is_kept_once(client: Client, secretariat: User) -> None:
    _link, url = made(factories.post(), secretariat)
    form = {**filled(client.get(f"{url}en/"), FORM), "name": "Ana", "comment": "Once."}
    assert client.post(f"{url}en/", form).url == client.post(f"{url}en/", form).url
    assert PreviewAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": "", "agrees": "on"}, "Say who you are"),
        ({"comment": ""}, "Write a comment, or say that you agree."),
        ({"comment": "x" * 5001}, "5000"),
        ({"name": "x" * 101, "agrees": "on"}, "100"),
        ({"shown": "forged", "agrees": "on"}, "it is not clear which text you have read"),
    ],
)
def test_bad_answer_says_what_to_do_and_keeps_what_was_typed(
    client: Client, secretariat: User, data: dict[str, str], said: str
) -> None:
    _link, url = made(factories.post(), secretariat)
    page = answered(client, f"{url}en/", **data)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert filled(page, FORM)["name"] == data.get("name", "Ana Lima")
    assert not PreviewAnswer.objects.exists()


def test_answer_cannot_claim_a_text_of_another_link(client: Client, secretariat: User) -> None:
    (_one, one), (_other, other) = (made(factories.post(), secretariat) for _ in range(2))
    foreign = filled(client.get(f"{one}en/"), FORM)["shown"]
    answered(client, f"{other}en/", shown=foreign, agrees="on")
    assert not PreviewAnswer.objects.exists()


def test_answers_are_limited_by_network_and_by_link(
    client: Client, secretariat: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "answer_preview": "2/h/ip"}
    link, url = made(factories.post(), secretariat)
    pages = [answered(client, f"{url}en/", comment=f"Number {number}") for number in range(3)]
    assert [page.status_code for page in pages] == [302, 302, 429]
    assert "too many answers" in pages[2].content.decode()
    assert filled(pages[2], FORM)["comment"].strip() == "Number 2"
    monkeypatch.setattr(answers, "MOST", 2)
    with pytest.raises(ValidationError, match="takes no more answers"):
        factories.answer(link)


def test_answer_is_shown_to_staff_as_text(login: Login, client: Client, secretariat: User) -> None:
    post = factories.post()
    _link, url = made(post, secretariat)
    answered(client, f"{url}en/", name="<script>alert(1)</script>", comment="<img src=x onerror=alert(1)>")
    page = login(secretariat).get(act_url(post, "share")).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_answer_without_a_word_is_refused_by_the_database(secretariat: User) -> None:
    link, _url = made(factories.post(), secretariat)
    for fields in ({"name": "", "agrees": True}, {"name": "Ana", "agrees": False, "comment": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PreviewAnswer.objects.create(link=link, key=str(fields), language="en", revision=0, digest="x", **fields)


# At the desk


def test_staff_make_a_link_see_its_answers_and_revoke_it(login: Login, client: Client, secretariat: User) -> None:
    post = factories.post()
    desk, page = login(secretariat), act_url(post, "share")
    assert desk.post(page, {"shows": "living", "days": "3"}).url == page
    link = PreviewLink.objects.get()
    assert (link.living, link.made_by, (link.expires_at - link.made_at).days) == (True, secretariat, 3)
    assert links.url_of(link) in desk.get(page).content.decode()
    answered(client, f"/preview/{links.token_of(link)}/en/", comment="A word.")
    assert "A word." in desk.get(page).content.decode()
    assert "1 answer to a preview" in desk.get(change_url(post)).content.decode()
    copy = PreviewCopy.objects.get()
    assert post.title_en in desk.get(act_url(post, "share_copy", copy=copy.pk)).content.decode()
    assert desk.post(page, {"revoke": str(link.pk)}).url == page
    assert client.get(f"/preview/{links.token_of(link)}/en/").status_code == 404
    assert links.url_of(link) not in desk.get(page).content.decode()


@pytest.mark.parametrize(
    "data", [{"shows": "copy", "days": "0"}, {"shows": "copy", "days": "91"}, {"shows": "", "days": "3"}]
)
def test_link_that_is_not_right_is_not_made(login: Login, secretariat: User, data: dict[str, str]) -> None:
    page = login(secretariat).post(act_url(factories.post(), "share"), data)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not PreviewLink.objects.exists()


def test_link_of_another_text_is_not_found_here(login: Login, secretariat: User) -> None:
    post, other = factories.post(), factories.post()
    link, _url = made(other, secretariat)
    desk = login(secretariat)
    for pk in (str(link.pk), "x", "9" * 40):
        assert desk.post(act_url(post, "share"), {"revoke": pk}).status_code == 404
    assert desk.get(act_url(post, "share_copy", copy=link.copies.first().pk)).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize("role", ["translator", "read-only", None])
def test_sharing_is_a_right_of_its_own(role: str | None, secretariat: User) -> None:
    post = factories.post()
    link, _url = made(post, secretariat)
    person = factories.user(role)
    with pytest.raises(PermissionDenied):
        links.make(post, living=True, days=1, by=person)
    with pytest.raises(PermissionDenied):
        links.revoke(link, by=person)


def test_moderator_shares_a_post_and_no_statement(login: Login, moderator: User) -> None:
    desk = login(moderator)
    assert desk.get(act_url(factories.post(), "share")).status_code == 200
    assert desk.get(act_url(factories.statement(), "share")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_links_takes_the_same_queries_whatever_their_number(
    login: Login, client: Client, secretariat: User, django_assert_max_num_queries: Any, count: int
) -> None:
    post = factories.post()
    for number in range(count):
        _link, url = made(post, secretariat, living=True)
        answered(client, f"{url}en/", comment=f"Number {number}")
    desk = login(secretariat)
    desk.get(act_url(post, "share"))
    with django_assert_max_num_queries(12):
        desk.get(act_url(post, "share"))


def test_shared_page_takes_few_queries(
    client: Client, secretariat: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    _link, url = made(factories.post(series=factories.series(), cover=factories.picture()), secretariat)
    client.get(f"{url}en/")
    with django_assert_max_num_queries(20):
        client.get(f"{url}en/")


# Redaction


def test_redaction_strikes_copies_and_answers(client: Client, secretariat: User) -> None:
    picture = factories.picture()
    post = factories.post(body_en="<p>Marisol Quispe lives here.</p>", cover=picture)
    _link, url = made(post, secretariat)
    answered(client, f"{url}en/", name="Marisol Quispe", comment="Do not name Marisol Quispe.")
    redaction.redact(post, passages=["Marisol Quispe"], pictures=[picture], by=secretariat)
    page = client.get(f"{url}en/").content.decode()
    assert ("Quispe" in page, "[removed for safety]" in page) == (False, True)
    answer, copies = PreviewAnswer.objects.get(), PreviewCopy.objects.all()
    assert "Quispe" not in f"{answer.name} {answer.comment} {[copy.source for copy in copies]}"
    assert all(copy.matter["cover"] is None for copy in copies)


def test_withdrawn_text_can_still_be_shared(client: Client, secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "No."}, by=secretariat)
    _link, url = made(post, secretariat)
    assert client.get(f"{url}en/").status_code == 200


def test_redaction_leaves_nothing_where_only_a_link_still_has_it(secretariat: User) -> None:
    name = "Marisol Quispe"
    texts = {"title_en": f"A talk with {name}", "summary_en": f"{name} speaks.", "content_notice_en": f"{name} warns."}
    post = factories.post(**texts, body_en=f"<p>Said <em>Marisol</em> Quispe, and {name} again.</p>")
    byline = factories.byline(post, note_en=f"Interviewed {name}.")
    copy, _url = made(post, secretariat)
    living, _url = made(post, secretariat, living=True)
    for link in (copy, living):
        factories.answer(link, name="N" * 90 + f" {name}", comment=f"I am {name}.")
    byline.delete()
    for field in (*texts, "body_en"):
        setattr(post, field, "Another text.")
    post.save()
    assert {place.split(".")[0] for place in traces("quispe")} == {
        "publishing_previewanswer",
        "publishing_previewcopy",
    }
    redaction.redact(post, passages=[name], by=secretariat)
    assert traces("quispe") == []


def test_redaction_of_a_picture_finds_the_copies_of_other_texts(
    secretariat: User, django_capture_on_commit_callbacks: Any
) -> None:
    picture = factories.picture()
    figure = f'<figure><img src="{pictures.url(picture)}" alt="A river"></figure>'
    for post in (factories.post(cover=picture), factories.post(body_en=figure)):
        made(post, secretariat)
        post.cover, post.body_en = None, "<p>Another text.</p>"
        post.save()
    with django_capture_on_commit_callbacks(execute=True):
        redaction.redact(factories.post(), pictures=[picture], by=secretariat)
    assert traces(picture.token.lower()) == []


def test_redaction_takes_a_byline_from_copies(client: Client, secretariat: User) -> None:
    post, author = factories.post(), factories.author("Gone Author")
    factories.byline(post, author)
    _link, url = made(post, secretariat)
    redaction.redact(post, authors=[author.pk], by=secretariat)
    assert "Gone Author" not in client.get(f"{url}en/").content.decode()


def test_answer_needs_no_cookie_and_no_origin(secretariat: User) -> None:
    """What a browser sends from a page that tells nobody where it was."""
    visitor = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
    _link, url = made(factories.post(), secretariat)
    assert answered(visitor, f"{url}en/", agrees="on").status_code == 302
    assert visitor.cookies == {}


def test_answer_after_a_change_of_the_other_language_is_for_this_text_still(client: Client, secretariat: User) -> None:
    post = factories.post()
    _link, url = made(post, secretariat, living=True)
    form = filled(client.get(f"{url}en/"), FORM)
    changed(post, body_es="<p>Otro texto.</p>")
    client.post(f"{url}en/", {**form, "name": "Ana Lima", "agrees": "on"})
    answer = PreviewAnswer.objects.get()
    assert (answer.revision, answer.copy is not None) == (0, True)
