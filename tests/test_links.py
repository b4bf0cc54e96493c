"""Links to mend: found as a reader would meet them, reported to whoever may see texts; other sites asked with care."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from blog.models import Post
from publishing import redaction, workflow
from publishing.links import checking, others
from publishing.links.own import Site, path_of
from publishing.models import BrokenLink, Document
from tests import factories
from tests.admin_forms import change_url, filled

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]


def link(url: str, words: str = "the report") -> str:
    return f'<p>See <a href="{url}">{words}</a>.</p>'


def found(document: Any) -> list[tuple[str, str]]:
    checking.check(document.pk)
    return list(BrokenLink.objects.filter(document=document.pk).order_by("pk").values_list("why", "detail"))


@pytest.fixture
def target(administrator: User) -> Post:
    post = factories.post(slug_en="target", slug_es="destino")
    factories.published(post)
    return post


@pytest.mark.parametrize(
    ("url", "verdict"),
    [
        ("/en/blog/target/", None),
        ("http://testserver/es/blog/destino/?x=1", None),
        ("/en/blog/", None),
        ("/", None),
        ("https://river.example/en/blog/nothing/", None),  # somebody else's
        ("mailto:rosa@rivers.example", None),
        ("/en/blog/nothing/", ("nowhere", "")),
        ("/en/blog/target", ("moved", "/en/blog/target/")),
        ("/es/blog/target/", ("language", "/es/blog/destino/")),
        ("/admin/blog/post/", ("desk", "")),
        ("/accounts/login/", ("desk", "")),
        ("/media/pictures/nothing/full.jpg", ("nowhere", "")),
        ("/en/blog/target/#nothing", ("fragment", "")),
        ("/en/blog/target/#main", None),
        ("#nothing", ("fragment", "")),
        ("/en/blog/not-published/", ("unpublished", "")),
        ("/en/blog/withdrawn/", ("withdrawn", "")),
        ("/en/blog/former/", ("moved", "/en/blog/present/")),
        ("/en/blog/one-language/", None),
        ("/es/blog/one-language/", ("language", "")),
        ("/%ff/%00", ("nowhere", "")),
    ],
)
def test_link_is_judged_as_a_reader_meets_it(
    target: Post, administrator: User, url: str, verdict: tuple[str, str] | None
) -> None:
    factories.post(slug_en="not-published")
    withdrawn = factories.post(slug_en="withdrawn")
    factories.published(withdrawn)
    workflow.withdraw(withdrawn, languages=["en", "es"], note={"en": "Why"}, by=administrator)
    moved = factories.post(slug_en="former")
    factories.published(moved)
    Post.objects.filter(pk=moved.pk).update(slug_en="present")
    factories.published(Post.objects.get(pk=moved.pk), change="typo")
    factories.published(factories.post(slug_en="one-language", slug_es="one-language"), languages=("en",))
    post = factories.post(body_en=link(url))
    result = found(post)
    if url == "/es/blog/one-language/":
        assert [why for why, _detail in result] == ["language"]
    else:
        assert result == ([verdict] if verdict else [])


def test_links_stand_in_every_language_in_notes_and_in_references() -> None:
    statement = factories.statement(body_es=link("/es/nada/", "el informe"))
    statement.references.create(title_en="Ours", url="http://testserver/en/gone/", archived_url="https://a.example/")
    post = factories.post()
    factories.byline(post, note_en='Writes <a href="/en/gone/">here</a>.')
    checking.check_all()
    rows = BrokenLink.objects.order_by("document", "place").values_list("document", "language", "place", "words", "url")
    assert list(rows) == [
        (statement.pk, "en", "reference", "Ours", "http://testserver/en/gone/"),
        (statement.pk, "es", "text", "el informe", "/es/nada/"),
        (post.pk, "en", "note", "here", "/en/gone/"),
    ]


def test_link_that_was_mended_stands_in_the_edition_until_it_is_published(login: Login, reader: User) -> None:
    post = factories.post(body_en=link("/en/gone/"))
    factories.published(post)
    Post.objects.filter(pk=post.pk).update(body_en="<p>Mended.</p>")
    checking.check(post.pk)
    assert [row.edition.language for row in BrokenLink.objects.all() if row.edition] == ["en"]
    assert "mended, not yet published" in report(login(reader)).content.decode()
    factories.published(Post.objects.get(), change="typo")
    assert list(report(login(reader)).context["cl"].result_list) == []


def report(client: Client, **query: str) -> Any:
    return client.get(reverse("admin:publishing_brokenlink_changelist"), query)


def test_saving_a_text_looks_at_its_links_again(
    login: Login, secretariat: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    post = factories.post(body_en=link("/en/gone/"))
    checking.check(post.pk)
    client = login(secretariat)
    data = {**filled(client.get(change_url(post))), "body_en": link("/en/blog/"), "_continue": "1"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change_url(post), data)
    assert Post.objects.get().body_en == link("/en/blog/")
    assert not BrokenLink.objects.exists()


def test_redaction_leaves_no_words_of_a_link(administrator: User) -> None:
    post = factories.post(body_en=link("/en/gone/", "Rosa Quispe"))
    checking.check(post.pk)
    moved = factories.broken_link(why="moved", detail="/en/blog/rosa-quispe/")
    redaction.redact(post, passages=["Rosa Quispe"], by=administrator)
    assert not BrokenLink.objects.filter(pk=moved.pk).exists()
    assert not BrokenLink.objects.exists()


def test_command_says_what_is_to_be_mended(capsys: pytest.CaptureFixture[str]) -> None:
    factories.post(title_en="A text", body_en=link("/en/gone/") + link("/en/"))
    call_command("check_links")
    assert capsys.readouterr().out.splitlines() == [
        "2 links looked at, 1 to mend.",
        "A text (en, text): “the report” /en/gone/: there is no such page",
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_report_takes_as_many_queries_for_three_as_for_one(
    login: Login, reader: User, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        factories.broken_link()
    client = login(reader)
    report(client)
    with django_assert_num_queries(8):
        page = report(client).content.decode()
    for row in BrokenLink.objects.select_related("document"):
        assert change_url(row.document) in page


def test_report_is_for_those_who_see_texts(login: Login) -> None:
    stranger = factories.user()
    stranger.is_staff = True
    stranger.save()
    assert report(login(stranger)).status_code == 403


# Other sites


class Answers(BaseHTTPRequestHandler):
    """A site: /ok, /gone (404), /shy (no robots), /away (leads to /gone), /round (leads to itself), /get (no HEAD)."""

    asked: list[str] = []

    def do_HEAD(self) -> None:
        self.asked.append(f"{self.command} {self.path}")
        status = {"/ok": 200, "/gone": 404, "/shy": 403, "/away": 301, "/round": 302, "/get": 200}[self.path]
        self.send_response(405 if self.path == "/get" and self.command == "HEAD" else status)
        if status in (301, 302):
            self.send_header("Location", {"/away": "/gone", "/round": "/round"}[self.path])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    Answers.asked = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def anybody(_address: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/ok", None),
        ("/get", None),
        ("/shy", None),
        ("/gone", ("refused", "404")),
        ("/away", ("refused", "404")),
        ("/round", ("refused", "302")),
    ],
)
def test_other_site_is_asked(site: str, path: str, verdict: tuple[str, str] | None) -> None:
    assert others.ask_all([f"{site}{path}"], allowed=anybody, pause=0) == {f"{site}{path}": verdict}


def test_other_site_that_does_not_answer_is_silent(site: str) -> None:
    assert others.ask("http://127.0.0.1:9/", allowed=anybody) == ("silent", "ConnectionRefusedError")


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/"),
        *("http://192.168.1.1/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/"),
        *(
            "ftp://river.example/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "http://[64:ff9b::7f00:1]/",
            "http:///x",
        ),
    ],
)
def test_address_inside_our_network_is_never_asked(url: str, site: str) -> None:
    assert others.ask(url) == ("private", "")
    assert Answers.asked == []


def test_redirect_into_our_network_is_not_followed(site: str) -> None:
    allowed = iter([True, False])
    assert others.ask(f"{site}/away", allowed=lambda _address: next(allowed)) == ("private", "")
    assert Answers.asked == ["HEAD /away"]


def test_nothing_is_asked_of_other_sites_unless_told(site: str) -> None:
    factories.post(body_en=link(f"{site}/gone"))
    call_command("check_links", verbosity=0)
    assert (Answers.asked, BrokenLink.objects.count()) == ([], 0)


def test_what_other_sites_answered_stays_until_the_link_is_gone() -> None:
    post = factories.post(body_en=link("https://river.example/gone"))
    row = BrokenLink.objects.create(
        document_id=post.pk,
        language="en",
        place="text",
        url="https://river.example/gone",
        why="refused",
        detail="404",
        checked_at=timezone.now(),
    )
    assert found(post) == [("refused", "404")]
    assert BrokenLink.objects.get().pk == row.pk
    Post.objects.update(body_en="")
    assert found(post) == []


def test_answers_of_other_sites_are_written_down() -> None:
    post = factories.post(body_en=link("https://river.example/gone"))
    checking.check(post.pk, answers={"https://river.example/gone": ("refused", "410")})
    assert list(BrokenLink.objects.values_list("why", "detail")) == [("refused", "410")]
    checking.check(post.pk, answers={"https://river.example/gone": None})
    assert not BrokenLink.objects.exists()


@pytest.mark.parametrize("url", ["http://[", "javascript:alert(1)", "//river.example/", "", "mailto:x"])
def test_odd_addresses_are_not_ours(url: str) -> None:
    assert path_of(url) is None


def test_site_is_asked_once_for_each_page(target: Post, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    site = Site()
    assert site.verdict("/en/blog/target/") is None
    with django_assert_num_queries(0):
        assert site.verdict("/en/blog/target/") is None
    assert Document.objects.count() == 1


def test_links_of_a_text_not_submitted_are_nobodys_to_see() -> None:
    factories.submission(body_en=link("/en/blog/nowhere/"))
    checking.check_all()
    assert BrokenLink.objects.count() == 0
