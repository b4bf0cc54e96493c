"""Taking a feed in: what becomes of each entry, once and again."""

from pathlib import Path
from typing import Any

import pytest
import reversion
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from blog.models import Author, Post, Series
from importing.models import ImportedEntry
from importing.pictures import Folder
from importing.reading.blocks import Figure
from importing.reading.blogger import Feed
from importing.summary import Summary
from importing.take_in import Wish, take_in
from pages.models import Page
from publishing import workflow
from publishing.models import Document, Edition, OldAddress, Picture, Topic
from signatories.models import Signatory
from statements.models import Affiliation, Reference, Signature, Statement
from tests import factories
from tests.importing_feeds import STATEMENT, entry, rivers, small

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> User:
    return factories.user("secretariat")


def wish(feed: Feed, **how: Any) -> Wish:
    """The wish with which the rivers are taken in: one of them is a statement."""
    return Wish(statements=frozenset(each.id for each in feed.entries if each.path.endswith(STATEMENT)), **how)


@pytest.fixture
def taken(by: User) -> Summary:
    feed = rivers()
    return take_in(feed, wish(feed), by=by, file="rivers.atom")


def snapshot() -> dict[str, list[Any]]:
    """Every row that an import may write."""
    models: tuple[type[Any], ...] = (
        *(Document, Post, Statement, Page, Edition, OldAddress, Topic, Picture, Series, Author),
        *(Signatory, Signature, Affiliation, Reference, ImportedEntry),
    )
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def content(snapshot: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """What rows say, whatever their numbers and the moments at which they were written."""
    columns = {
        "title_en",
        "title_es",
        "slug_en",
        "slug_es",
        "body_en",
        "body_es",
        "name",
        "path",
        "entry_id",
        "dated",
        "text",
    }
    return {
        name: sorted(str(sorted((key, str(value)) for key, value in row.items() if key in columns)) for row in rows)
        for name, rows in snapshot.items()
    }


def test_entries_become_posts_statements_and_pages(taken: Summary) -> None:
    assert (Post.objects.count(), Statement.objects.count(), Page.objects.count()) == (4, 1, 1)
    assert taken.counts() == {"posts": 4, "statements": 1, "pages": 1, "drafts": 1, "known": 0, "left_out": 2}


def test_live_entries_are_published_with_their_dates(taken: Summary) -> None:
    dated = dict(Edition.objects.public().values_list("slug", "dated"))
    assert dated == {
        "cuatro-crecidas": factories.moment("2019-05-04T09:30"),
        "four-floods-and-a-promise": factories.moment("2019-05-04T09:30"),
        "who-pays": factories.moment("2019-11-21T04:30"),
        "let-the-water-speak": factories.moment("2020-02-02T12:00"),
        "two-tongues": factories.moment("2020-03-01T00:00"),
        "about": factories.moment("2018-01-01T00:00"),
    }


def test_original_and_translation_are_two_editions(taken: Summary) -> None:
    post = Post.objects.get(slug_es="cuatro-crecidas")
    assert post.original_language == "es"
    editions = {edition.language: edition for edition in post.editions.all()}
    assert {code: edition.title for code, edition in editions.items()} == {
        "es": "Cuatro crecidas y una promesa",
        "en": "Four floods and a promise",
    }
    assert editions["en"].made_from == editions["es"]
    assert [credit["name"] for credit in editions["en"].matter["credits"]] == ["Inés Quiroga Ríos", "Tomás Anchapi"]
    assert 'role="doc-noteref"' in editions["en"].html


def test_authors_are_the_same_whatever_their_accents(taken: Summary) -> None:
    assert sorted(Author.objects.values_list("name", flat=True)) == [
        *("Dr. Amina Bello", "Inés Quiroga Ríos", "Tomás Anchapi", "Wren Halloran")
    ]
    notes = Post.objects.get(slug_en="who-pays").bylines.values_list("author__name", "note_en", "note_es")
    assert list(notes) == [
        ("Tomás Anchapi", "Tomás Anchapi keeps the register of wells.", None),
        ("Wren Halloran", 'Wren Halloran is a <a href="https://example.org/">hydrologist</a>.', None),
        ("Dr. Amina Bello", None, None),
    ]


def test_author_who_is_here_already_keeps_the_spelling(by: User) -> None:
    there = factories.author("TOMAS ANCHAPI", slug="tomas")
    take_in(rivers(), Wish(), by=by)
    assert Post.objects.get(slug_en="who-pays").bylines.first().author == there


def test_labels_become_topics_with_both_names(taken: Summary) -> None:
    assert sorted(Topic.objects.values_list("name_en", "name_es", "slug_en", "slug_es")) == [
        ("Floods", "Floods", "floods", "floods"),
        ("Memoria", "Memoria", "memoria", "memoria"),
    ]
    assert [topic.name_en for topic in Post.objects.get(slug_en="who-pays").topics.all()] == ["Floods"]


def test_statement_has_signatories_with_all_their_roles(taken: Summary) -> None:
    statement = Statement.objects.get()
    signatures = statement.signatures.all()
    assert [(row.signatory.name, row.state, row.via, row.seal.number) for row in signatures] == [
        ("Inés Quiroga Ríos", "recorded", "import", 1),
        ("Wren Halloran-Boe", "recorded", "import", 1),
        ("Amina van der Bello", "recorded", "import", 1),
    ]
    roles = Affiliation.objects.filter(signature__in=signatures).values_list("role_en", "organisation_en", "country")
    assert list(roles.order_by("signature__position", "position")) == [
        ("Co-Chair", "Open Rivers Alliance", ""),
        ("Director", "House of Wells", "NI"),
        ("Co-Chair", "Northern Rivers Network (NRN)", ""),
        ("Directer", "Water, Women and Work", "KE"),
    ]
    assert list(statement.references.values_list("list", "title_en", "url")) == [
        ("reporting", "The dam that nobody asked for, The Bank, 2020", "https://press.example/dam")
    ]


def test_every_post_joins_the_series_and_nothing_else_does(taken: Summary) -> None:
    series = Series.objects.get()
    assert (series.title_en, series.title_es) == ("Voices of the river & its people",) * 2
    assert set(Post.objects.values_list("series", flat=True)) == {series.pk}
    assert (taken.series, taken.series_is_new) == ("voices-of-the-river-its-people", True)


def test_series_that_is_here_is_joined(by: User) -> None:
    series = factories.series(slug_en="voices", slug_es="voces")
    summary = take_in(rivers(), Wish(series="voces"), by=by)
    assert (list(Series.objects.all()), summary.series_is_new) == ([series], False)
    assert series.posts.count() == 5


def test_later_feed_of_the_same_blog_joins_the_series_whatever_it_is_called_now(by: User) -> None:
    take_in(small(entry()), Wish(), by=by)
    Series.objects.update(slug_en="renamed", slug_es="renamed", title_en="Renamed", title_es="Renamed")
    take_in(small(entry(), entry(number="2")), Wish(), by=by)
    assert Series.objects.get().posts.count() == 2


def test_draft_stays_a_draft_and_does_not_leak(taken: Summary, client: Client) -> None:
    draft = Post.objects.get(title_en="A secret plan for the weir")
    assert not draft.editions.exists()
    assert client.get("/2020/04/secret-weir.html").status_code == 404
    for address in ("/en/", "/en/blog/", "/en/feed/", "/en/search/?q=heron", "/sitemap.xml"):
        assert b"heron" not in client.get(address, follow=True).content.replace(b"q=heron", b"").replace(
            b'"heron"', b""
        )


def test_scheduled_trashed_and_comments_stay_out_and_are_named(taken: Summary) -> None:
    assert [(out.title, out.reason) for out in taken.left_out] == [
        ("Tomorrow's ferry", "scheduled"),
        ("Thrown away", "trashed"),
    ]
    assert taken.comments == 1
    assert not Document.objects.filter(title_en__in=["Tomorrow's ferry", "Thrown away"]).exists()


def test_live_entry_of_the_future_is_scheduled(by: User) -> None:
    summary = take_in(small(entry(date="2999-01-01T00:00:00Z")), Wish(), by=by)
    assert [out.reason for out in summary.left_out] == ["scheduled"]


@pytest.mark.parametrize("query", ["", "?m=1", "?m=0&x=y"])
def test_old_addresses_lead_to_where_the_text_is_now(query: str, taken: Summary, client: Client) -> None:
    for old, new in (
        ("/2019/05/cuatro-crecidas.html", "/es/blog/cuatro-crecidas/"),
        ("/2020/02/let-the-water-speak.html", "/en/statements/let-the-water-speak/"),
        ("/p/about.html", "/en/pages/about/"),
    ):
        answer = client.get(old + query)
        assert (answer.status_code, answer.headers["Location"]) == (301, new)
        assert client.get(new).status_code == 200


def test_dry_run_writes_nothing_and_says_the_same(by: User) -> None:
    feed = rivers()
    before = snapshot()
    would = take_in(feed, wish(feed, dry_run=True), by=by)
    assert snapshot() == before
    done = take_in(feed, wish(feed), by=by)
    for each in done.taken:
        each.addresses = []
    assert (would.taken, would.left_out) == (done.taken, done.left_out)


def test_second_run_changes_nothing(taken: Summary, by: User) -> None:
    before = snapshot()
    again = take_in(rivers(), wish(rivers()), by=by)
    assert snapshot() == before
    assert (len(again.known), again.new) == (6, [])


def test_what_staff_changed_since_is_never_overwritten(taken: Summary, by: User) -> None:
    post = Post.objects.get(slug_en="who-pays")
    post.title_en, post.body_en, post.slug_en = "Changed", "<p>Changed.</p>", "changed"
    post.save()
    workflow.publish(post, languages=["en"], change="correction", note={"en": "Changed."}, by=by)
    post.topics.clear()
    before = snapshot()
    take_in(rivers(), wish(rivers()), by=by)
    assert snapshot() == before


def test_withdrawn_text_stays_withdrawn(taken: Summary, by: User) -> None:
    post = Post.objects.get(slug_en="who-pays")
    workflow.withdraw(post, languages=["en"], note={"en": "Taken away."}, by=by)
    take_in(rivers(), wish(rivers()), by=by)
    assert not Edition.objects.public().filter(document=post).exists()


def test_entry_is_known_by_its_old_address_in_the_other_form(taken: Summary, by: User) -> None:
    same = entry(number="900", path="/2019/11/who-pays.html")
    summary = take_in(small(same), Wish(), by=by)
    assert [(each.title, each.outcome) for each in summary.taken] == [("Who pays for a dry well?", "known")]


def test_entry_taken_in_as_a_post_stays_one_and_is_named(by: User) -> None:
    feed = rivers()
    take_in(feed, Wish(), by=by)
    again = take_in(feed, wish(feed), by=by)
    assert [(doubt.code, doubt.detail) for each in again.known for doubt in each.doubts] == [
        ("known_otherwise", "post")
    ]
    assert not Statement.objects.exists()


@pytest.mark.parametrize("stopped_after", [0, 1, 3, 8])
def test_run_that_was_stopped_ends_the_same(stopped_after: int, by: User) -> None:
    feed = rivers()
    with transaction.atomic():
        take_in(feed, wish(feed), by=by)
        whole = content(snapshot())
        transaction.set_rollback(True)
    take_in(Feed(feed.title, feed.entries[:stopped_after]), wish(feed), by=by)
    take_in(feed, wish(feed), by=by)
    assert content(snapshot()) == whole


def test_fault_in_the_middle_of_an_entry_leaves_nothing_of_it(by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(reversion, "add_to_revision", full)
    with pytest.raises(OSError, match="disk full"):
        take_in(small(entry("<p>By Ana Ruiz</p><p>A river runs past the school.</p>", labels="Wells")), Wish(), by=by)
    assert not any(model._default_manager.exists() for model in (Document, Author, Topic, ImportedEntry, OldAddress))


def test_run_with_little_time_stops_between_entries_and_goes_on(by: User) -> None:
    feed = rivers()
    first = take_in(feed, wish(feed, seconds=1e-9), by=by)
    assert (first.new, first.remaining) == ([], 6)
    assert take_in(feed, wish(feed), by=by).counts()["posts"] == 4


def test_same_slug_twice_gets_a_number(by: User) -> None:
    feed = small(entry(path="/2019/01/a.html"), entry(number="2", path="/2020/01/a.html"))
    take_in(feed, Wish(), by=by)
    assert sorted(Edition.objects.values_list("slug", flat=True)) == ["a", "a-2"]


@pytest.mark.parametrize(
    "path", ["/2020/01/2018.html", "/2020/01/feed.html", "/2020/01/ñandú_1.html", "/2020/01/李.html", ""]
)
def test_any_old_address_gives_a_slug(path: str, by: User) -> None:
    summary = take_in(small(entry(path=path)), Wish(), by=by)
    assert [each.draft for each in summary.taken] == [False]


def test_live_entry_that_cannot_be_published_is_kept_as_a_draft_and_named(by: User) -> None:
    summary = take_in(small(entry("")), Wish(), by=by)
    (taken,) = summary.taken
    assert (taken.draft, taken.doubts[-1].code) == (True, "not_published")
    assert Post.objects.count() == 1


def test_body_out_of_proportion_stays_out_and_is_named(by: User) -> None:
    summary = take_in(small(entry("<div>" * 5000), entry(number="2")), Wish(), by=by)
    assert [(out.title, out.reason) for out in summary.left_out] == [("Post 1", "out_of_proportion")]
    assert len(summary.new) == 1


@pytest.mark.parametrize("role", ["moderator", "translator", "read-only"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_others_may_not_import(role: str, dry_run: bool) -> None:
    with pytest.raises(PermissionDenied):
        take_in(rivers(), Wish(dry_run=dry_run), by=factories.user(role))
    assert not Document.objects.exists()


# ── pictures ──


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    album = tmp_path / "Takeout" / "Blogger" / "Albums" / "Voices"
    album.mkdir(parents=True)
    (album / "dry well.png").write_bytes(factories.image_file(kind="PNG").getvalue())
    (album / "dry well.png.json").write_text("{}")
    return tmp_path / "Takeout"


def test_pictures_come_from_the_folder_and_others_are_named(folder: Path, by: User) -> None:
    summary = take_in(rivers(), Wish(pictures=Folder.at(folder)), by=by)
    picture = Picture.objects.get()
    post = Post.objects.get(slug_en="who-pays")
    assert picture.alt_en == "A dry well with a rope"
    assert f'<figure><img src="/media/pictures/{picture.token}/' in post.body_en
    assert "<figcaption>The well of the <em>lower</em> valley</figcaption>" in post.body_en
    assert "<p>[<em>Lorries in a row</em>]</p>" in post.body_en
    assert "blogspot" not in post.body_en
    assert summary.missing_pictures == ["https://1.bp.blogspot.com/-y/s320/lost.jpg"]


def test_picture_in_two_posts_is_taken_in_once(folder: Path, by: User) -> None:
    body = '<p>A river.</p><img src="https://x.example/s1600/dry%20well.png">'
    take_in(small(entry(body), entry(body, number="2")), Wish(pictures=Folder.at(folder)), by=by)
    assert Picture.objects.count() == 1


def test_picture_that_a_member_calls_like_it_is_another(folder: Path, by: User) -> None:
    body = '<p>A river.</p><img src="https://x.example/s1600/dry%20well.png">'
    take_in(small(entry(body)), Wish(pictures=Folder.at(folder)), by=by)
    Picture.objects.update(uploaded_by=by, private=True)
    take_in(small(entry(body, number="2")), Wish(pictures=Folder.at(folder)), by=by)
    assert Picture.objects.filter(private=False, uploaded_by=None).count() == 1


def test_file_that_is_no_picture_is_refused_and_named(folder: Path, by: User) -> None:
    (folder / "bad.jpg").write_bytes(b"<svg onload=alert(1)>")
    body = '<p>A river.</p><img src="https://x.example/bad.jpg" alt="A weir">'
    summary = take_in(small(entry(body)), Wish(pictures=Folder.at(folder)), by=by)
    assert [doubt.code for each in summary.taken for doubt in each.doubts if "picture" in doubt.code] == [
        "picture_refused"
    ]
    assert not Picture.objects.exists()
    assert "<p>[<em>A weir</em>]</p>" in Post.objects.get().body_en


def test_name_of_two_different_files_is_nobodys(folder: Path) -> None:
    figure = Figure(("https://x.example/dry+well.png",))
    assert Folder.at(folder).find(figure) is not None
    (folder / "dry well.png").write_bytes(b"another one")
    assert Folder.at(folder).find(figure) is None


def test_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.png").write_bytes(b"x")
    (folder / "linked.png").symlink_to(tmp_path / "outside.png")
    assert "linked.png" not in Folder.at(folder).files


# ── the summary ──


def test_summary_speaks_both_languages(taken: Summary) -> None:
    with override("en"):
        english = "\n".join(taken.lines())
    assert "Taken in: 4 posts, 1 statement, 1 page (1 of them a draft). Taken in before: 0." in english
    assert "? probably a picture's caption, left at the beginning of the text: “El puente viejo en mayo”" in english
    with override("es"):
        assert "language: Spanish" not in "\n".join(taken.lines())


def test_json_says_everything(taken: Summary) -> None:
    said = taken.as_json()
    first = said["items"][0]
    assert (first["kind"], first["language"], first["translation"]) == (
        *("post", "es"),
        {"language": "en", "title": "Four floods and a promise"},
    )
    assert first["captions"] == ["El puente viejo en mayo"]
    assert [doubt["code"] for doubt in first["doubts"]] == ["caption", "author_guessed"]
    assert said["left_out"][0]["reason"] == "scheduled"
    statement = next(each for each in said["items"] if each["kind"] == "statement")
    assert statement["signatories"][0] == {
        "name": "Inés Quiroga Ríos",
        "roles": [
            {"en": {"role": "Co-Chair", "organisation": "Open Rivers Alliance", "country": ""}},
            {"en": {"role": "Director", "organisation": "House of Wells", "country": "NI"}},
        ],
    }
