"""What a form never offers and somebody sends all the same, at the desk: ids of others, rows, actions, lookups."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from blog.models import Byline, Post
from members import agreement
from members import workflow as members
from members.models import Consent, Submission
from publishing import history, pictures
from publishing.links import checking
from publishing.models import BrokenLink, Decision, Edition, Picture, PreviewLink, Seal
from publishing.sharing import links
from statements.models import Signature
from tests import factories
from tests.admin_forms import act_url, change_url, filled

pytestmark = pytest.mark.django_db

Login = Callable[[User], Client]
WORD = "canaryword"


def private_draft() -> Submission:
    """What a member writes and has sent to nobody, with the word wherever they can put it."""
    person = factories.member()
    picture = factories.picture(WORD, private=True, uploaded_by=person, alt_en=WORD, credit=WORD)
    figure = f'<figure><img src="{pictures.url(picture)}" alt="{WORD}"></figure>'
    body = f'<p>{WORD} <a href="https://{WORD}.example/">{WORD}</a> <a href="/en/blog/{WORD}/">{WORD}</a></p>{figure}'
    series = factories.series()
    made = factories.submission(person, title_en=WORD, slug_en=None, slug_es=None, body_en=body, series=series)
    made.post.topics.add(factories.topic())
    hidden = factories.author(f"{WORD} Mamani")
    factories.byline(made.post, hidden, note_en=WORD)
    Consent.objects.create(submission=made, author=hidden, email=f"{WORD}@rivers.example")
    return made


def said(response: Any) -> str:
    content = b"".join(response) if response.streaming else response.content
    return f"{response.headers} {content.decode(errors='replace')}".lower()


def hidden_author() -> Any:
    return Byline.objects.get(author__name__startswith=WORD).author


# What nobody has sent to the desk yet is not found there


def test_links_of_a_draft_are_not_in_the_report(login: Login, administrator: User) -> None:
    made = private_draft()
    checking.check_all()
    assert BrokenLink.objects.filter(document=made.post_id).count() == 0
    assert WORD not in said(login(administrator).get(reverse("admin:publishing_brokenlink_changelist")))


def test_links_of_a_draft_are_asked_of_no_other_site(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(checking.others, "ask_all", lambda urls: asked.extend(urls) or {})
    private_draft()
    checking.check_all(external=True)
    assert asked == []


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_pages_of_who_writes_say_nothing_of_a_draft(login: Login, administrator: User, page: str) -> None:
    """The account, the author, the series and the topic that a draft hangs on; with POST too."""
    made, client = private_draft(), login(administrator)
    post = Post.objects.get(pk=made.post_id)
    rows = [made.by, made.by.author, hidden_author(), post.series, post.topics.get()]
    for row in rows:
        options = row._meta
        url = reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[row.pk])
        for response in (client.get(url), client.post(url, {"post": "yes"})):
            assert (response.status_code < 500, WORD in said(response)) == (True, False), url
    assert Submission.objects.get(pk=made.pk).post.title_en == WORD  # type: ignore[attr-defined]


def test_choices_by_search_offer_nothing_of_a_draft(login: Login, administrator: User) -> None:
    """Every foreign key of every table, as Django's own page for such choices is asked."""
    private_draft()
    client = login(administrator)
    answered = []
    for model in apps.get_models():
        for field in (each for each in model._meta.fields if isinstance(each, ForeignKey)):
            query = {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": field.name}
            for term in ("", WORD):
                response = client.get(reverse("admin:autocomplete"), {**query, "term": term})
                assert (response.status_code in (200, 403, 404), WORD in said(response)) == (True, False), query
                answered += [field.name] if response.status_code == 200 else []
    assert "author" in answered


@pytest.mark.parametrize("name", ["submission", "byline", "author", "picture", "seal", "decision"])
def test_lists_cannot_be_asked_through_other_tables(login: Login, administrator: User, name: str) -> None:
    """A lookup that reaches into a draft is refused, so that nobody finds its words letter by letter."""
    private_draft()
    client = login(administrator)
    deep = {
        "submission": ["post__title_en", "by__password", "consents__email"],
        "author": ["bylines__post__title_en", "bylines__note_en", "user__password", "consents__email"],
        "picture": ["covers__title_en", "uploaded_by__password", "editions__title"],
        "seal": ["document__title_en", "by__password"],
        "decision": ["document__title_en", "document__post__series__title_en", "by__password"],
        "byline": [],
    }[name]
    for admin_ in admin.site._registry.values():
        if admin_.opts.model_name != name:
            continue
        url = reverse(f"admin:{admin_.opts.app_label}_{name}_changelist")
        for lookup in deep:
            response = client.get(url, {f"{lookup}__startswith": WORD[:3]})
            assert response.status_code in (302, 400), (url, lookup)


@pytest.mark.parametrize("lookup", ["title_en__startswith", "body_en__contains", "summary_en", "slug_en__isnull"])
def test_list_of_posts_finds_no_draft_by_its_fields(login: Login, administrator: User, lookup: str) -> None:
    made, client = private_draft(), login(administrator)
    value = "1" if lookup.endswith("isnull") else WORD[:4]
    for more in ({}, {"_popup": "1"}, {"_to_field": "id"}, {"all": ""}, {"stage": "writing"}, {"pk": made.post_id}):
        response = client.get(reverse("admin:blog_post_changelist"), {lookup: value, **more}, follow=True)
        assert WORD not in said(response).replace(f"={value}", ""), more


@pytest.mark.parametrize("query", [{"_to_field": "title_en"}, {"_to_field": "created_by"}, {"_to_field": "body_en"}])
def test_popups_name_rows_by_their_key_alone(login: Login, administrator: User, query: dict[str, str]) -> None:
    client = login(administrator)
    for url in (reverse("admin:blog_post_changelist"), reverse("admin:blog_post_add")):
        assert client.get(url, {"_popup": "1", **query}).status_code == 400


def test_nothing_leads_from_the_desk_to_a_draft(login: Login, administrator: User) -> None:
    made, client = private_draft(), login(administrator)
    for row in (made.post, made, hidden_author()):
        kind = ContentType.objects.get_for_model(row).pk
        response = client.get(reverse("admin:view_on_site", args=[kind, row.pk]))
        assert (response.status_code, WORD in said(response)) == (404, False)


def test_pictures_of_a_draft_are_not_described_or_chosen(login: Login, moderator: User) -> None:
    made = private_draft()
    token = Picture.objects.get(uploaded_by=made.by).token
    client = login(moderator)
    describe = reverse("admin:publishing_picture_describe")
    data = {"pictures": token, f"{token}-name": "Forged", f"{token}-alt_en": "Forged", f"{token}-alt_es": "Forged"}
    for response in (client.get(describe, {"pictures": token}), client.post(describe, data)):
        assert WORD not in said(response).replace(token, "")
    picker = reverse("admin:publishing_picture_picker")
    assert WORD not in said(client.get(picker, {"new": token, "q": WORD[:5]})).replace(f'value="{WORD[:5]}"', "")
    post = factories.post()
    client.post(change_url(post), {**filled(client.get(change_url(post))), "cover": token})
    assert Post.objects.get(pk=post.pk).cover_id is None


def test_name_in_a_draft_is_no_choice_by_its_id(login: Login, moderator: User) -> None:
    """An id is guessed easily: it names nobody whom the desk does not know."""
    private_draft()
    mine, client = factories.post(), login(moderator)
    row = {"TOTAL_FORMS": "1", "0-author": hidden_author().pk, "0-post": mine.pk, "0-id": "", "0-position": "0"}
    data = filled(client.get(change_url(mine))) | {f"bylines-{name}": value for name, value in row.items()}
    response = client.post(change_url(mine), data)
    assert (response.status_code, mine.bylines.count(), WORD in said(response)) == (200, 0, False)


@pytest.mark.parametrize("name", ["add_topic", "remove_topic", "set_series", "delete_selected"])
def test_actions_leave_a_draft_alone(login: Login, administrator: User, name: str) -> None:
    made, client = private_draft(), login(administrator)
    post = Post.objects.get(pk=made.post_id)
    chosen = {"add_topic": factories.topic(), "remove_topic": post.topics.get()}.get(name, factories.series())
    for more in ({}, {"asked": "1", "chosen": chosen.pk}, {"asked": "1", "chosen": chosen.pk, "confirm": "1"}):
        data = {"action": name, "_selected_action": [post.pk], "post": "yes", "select_across": "1", **more}
        assert WORD not in said(client.post(reverse("admin:blog_post_changelist"), data, follow=True))
    after = Post.objects.get(pk=post.pk)
    assert (after.series, after.revision, after.topics.get()) == (post.series, post.revision, post.topics.get())


def test_no_list_can_be_edited_in_place() -> None:
    assert [name for name, each in admin.site._registry.items() if each.list_editable] == []


# Rows and keys of other texts


def test_keys_of_another_text_open_nothing(login: Login, secretariat: User) -> None:
    mine, theirs = factories.post(), factories.submitted(title_en=WORD).post
    client = login(secretariat)
    link = links.make(theirs, living=False, days=1, by=secretariat)
    copy = link.copies.first()
    assert copy
    save = f"save-{_saves(client, theirs)[0]}"
    share = act_url(mine, "share")
    assert client.post(share, {"revoke": link.pk}).status_code == 404
    assert PreviewLink.objects.get(pk=link.pk).revoked_at is None
    assert client.get(act_url(mine, "share_copy", copy=copy.pk)).status_code == 404
    for query in ({"from": save, "to": "now"}, {"to": save}, {"from": "now", "to": save}):
        response = client.get(act_url(mine, "compare"), query)
        assert (response.status_code in (302, 404), WORD in said(response)) == (True, False), query
    for query in ({"bring": save}, {"with": save}):
        assert WORD not in said(client.get(change_url(mine), query))
        assert WORD not in said(client.get(reverse("admin:blog_post_history", args=[mine.pk]), query))


def _saves(client: Client, post: Any) -> list[int]:
    return list(history.saves(post).values_list("pk", flat=True))


@pytest.mark.parametrize(
    "tricks",
    [
        {"bylines-TOTAL_FORMS": "100000"},
        {"bylines-TOTAL_FORMS": "-1"},
        {"bylines-TOTAL_FORMS": "x", "bylines-INITIAL_FORMS": ""},
        {"bylines-INITIAL_FORMS": "0"},
        {"bylines-INITIAL_FORMS": "2", "bylines-TOTAL_FORMS": "2"},
        {"bylines-0-id": "99999999999999999999"},
        {"bylines-0-post": "0"},
    ],
)
def test_count_of_rows_cannot_be_played_with(login: Login, moderator: User, tricks: dict[str, str]) -> None:
    made, other = factories.submitted(), factories.submitted()
    client = login(moderator)
    before = list(Byline.objects.order_by("pk").values())
    response = client.post(change_url(made.post), {**filled(client.get(change_url(made.post))), **tricks})
    assert (response.status_code in (200, 302), list(Byline.objects.order_by("pk").values())) == (True, before)
    assert other.post.bylines.count() == 1


def test_rows_of_another_kind_are_not_listened_to(login: Login, moderator: User) -> None:
    """Signatures sent with a post, by somebody who may not touch them."""
    statement, post, client = factories.statement(), factories.post(), login(moderator)
    rows = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-name": "Forged", "0-statement": statement.pk}
    sent = {f"signatures-{name}": value for name, value in rows.items()} | {"statement": statement.pk}
    client.post(change_url(post), {**filled(client.get(change_url(post))), **sent})
    for page in ("change", "delete"):
        url = reverse(f"admin:statements_statement_{page}", args=[statement.pk])
        assert client.post(url, {**sent, "post": "yes", "title_en": "Forged"}).status_code == 403
    assert client.post(reverse("admin:statements_statement_add"), sent).status_code == 403
    assert (Signature.objects.count(), type(statement).objects.get().title_en) == (0, statement.title_en)


def test_columns_that_no_form_has_are_not_saved(login: Login, moderator: User) -> None:
    made, client = factories.submitted(), login(moderator)
    before = Post.objects.filter(pk=made.post_id).values("stage", "created_by", "kind").get()
    forged = {"stage": "accepted", "created_by": moderator.pk, "kind": "page", "by": moderator.pk, "submission": "0"}
    data = {**filled(client.get(change_url(made.post))), **forged, "title_en": "Mended"}
    assert client.post(change_url(made.post), data).status_code == 302
    assert Post.objects.filter(pk=made.post_id).values("stage", "created_by", "kind").get() == before
    assert Submission.objects.get(pk=made.pk).by == made.by


# Four eyes


def own_text(person: User, how: str) -> Submission:
    """A text that waits, submitted by this person or with them in its byline; all of its authors agree."""
    if how == "submitted it":
        return factories.submitted(by=person)
    made = factories.submission()
    beside = factories.byline(made.post, factories.author(user=person)).author
    members.submit(made, by=made.by)
    last = agreement.last_round(made)
    consent = Consent.objects.create(submission=made, author=beside, link=last, asked_at=timezone.now())
    assert last
    factories.answer(last, name=str(consent))
    made.refresh_from_db()
    return made


def ask_for_all(post: Any, **more: Any) -> dict[str, Any]:
    """The answers to the page that publishes, as it stands."""
    post = Post.objects.get(pk=post.pk)
    last = post.seals.order_by("-number").first()
    return {
        "seal": last.number if last else 0,
        "revision": post.revision,
        "languages": ["en", "es"],
        "change": "correction" if last else "first",
        "note_en": "What changed.",
        "note_es": "Lo que cambió.",
        **more,
    }


LATER = {"later": "1", "at": "2099-01-01T10:00"}


@pytest.mark.parametrize("role", ["moderator", "secretariat"])
@pytest.mark.parametrize("how", ["submitted it", "stands in the byline"])
@pytest.mark.parametrize("when", [{}, LATER], ids=["now", "later"])
def test_nobody_publishes_their_own_text(login: Login, role: str, how: str, when: dict[str, str]) -> None:
    person = factories.user(role)
    made = own_text(person, how)
    response = login(person).post(act_url(made.post, "publish"), ask_for_all(made.post, **when))
    assert (response.status_code, Edition.objects.count()) == (200, 0)


@pytest.mark.parametrize("how", ["submitted it", "stands in the byline"])
def test_nobody_changes_what_readers_have_of_their_own_text_alone(login: Login, moderator: User, how: str) -> None:
    """Accepted is what somebody else has read: another text is another decision."""
    made = own_text(moderator, how)
    factories.published(made.post)
    Post.objects.filter(pk=made.post_id).update(title_en="Another text")
    response = login(moderator).post(act_url(made.post, "publish"), ask_for_all(made.post))
    assert (response.status_code, Seal.objects.count()) == (200, 1)
    login(factories.user("moderator")).post(act_url(made.post, "publish"), ask_for_all(made.post))
    assert Seal.objects.count() == 2


@pytest.mark.parametrize("act", ["move", "now", "stop"])
def test_nobody_moves_the_minute_of_their_own_text(login: Login, moderator: User, act: str) -> None:
    made = own_text(moderator, "submitted it")
    seal = factories.published(made.post, at=factories.moment("2099-01-01T10:00"))
    edition = seal.editions.first()
    assert edition
    assert edition.released_at
    sent = {"seal": seal.pk, "was": edition.released_at.isoformat(), act: "1", "at": "2098-01-01T10:00"}
    login(moderator).post(act_url(made.post, "schedule"), sent)
    assert list(Edition.objects.values_list("released_at", flat=True)) == [edition.released_at] * 2
    assert Edition.objects.coming().count() == 2
    login(factories.user("moderator")).post(act_url(made.post, "schedule"), sent)
    assert Decision.objects.filter(act__in=("move", "stop")).count() == 1


def test_whoever_stands_in_the_byline_reads_no_internal_comment(login: Login, moderator: User) -> None:
    made = own_text(moderator, "stands in the byline")
    members.comment(made, text=WORD, internal=True, by=factories.user("moderator"))
    decision = Decision.objects.get(internal=True)
    pages = [
        reverse("admin:blog_post_history", args=[made.post_id]),
        reverse("admin:publishing_decision_changelist"),
        reverse("admin:publishing_decision_change", args=[decision.pk]),
        reverse("admin:members_submission_change", args=[made.pk]),
        reverse("admin:index"),
    ]
    client = login(moderator)
    assert [page for page in pages if WORD in said(client.get(page))] == []
    assert WORD in said(login(factories.user("moderator")).get(pages[0]))


def test_author_at_the_desk_does_not_change_what_waits_for_a_decision(login: Login, moderator: User) -> None:
    """As any other author they take it back first: what is decided on is what was submitted."""
    made, client = own_text(moderator, "submitted it"), login(moderator)
    response = client.post(change_url(made.post), {**filled(client.get(change_url(made.post))), "title_en": "Forged"})
    assert (response.status_code, Post.objects.get().title_en) == (200, made.post.title_en)  # type: ignore[attr-defined]
