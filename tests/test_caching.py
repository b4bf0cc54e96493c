"""The page cache: right with the next request, the same for everybody, and never in the way."""

import gzip
import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from blog.models import Author, Series
from publishing import redaction, workflow
from publishing.models import Stamp
from publishing.press import caching
from publishing.press.caching import PressCacheMiddleware, public_page
from tests import factories

pytestmark = pytest.mark.django_db

NOTE = {"en": "Why.", "es": "Por qué."}


@pytest.fixture
def path() -> str:
    """The address of a published post."""
    post = factories.post(slug_en="a-post")
    factories.published(post)
    return f"/en/blog/{post.slug_en}/"


def kept() -> int:
    """How many pages the cache holds."""
    return len(backend()._cache)


def backend() -> Any:
    return caches["pages"]


def held(client: Client, path: str) -> dict[str, str]:
    return {"If-None-Match": client.get(path).headers["ETag"]}


def test_page_that_somebody_holds_is_not_sent_again(client: Client, path: str) -> None:
    response = client.get(path, headers=held(client, path))
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == client.get(path).headers["ETag"]
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("tag", ["*", 'W/"x"', '"{tag}x"', "{tag}", "", '"', "\x00", "W/" * 5000])
def test_other_tags_get_the_page(client: Client, path: str, tag: str) -> None:
    word = client.get(path).headers["ETag"].strip('W/"')
    response = client.get(path, headers={"If-None-Match": tag.format(tag=word)})
    assert response.status_code == 200


def test_one_of_several_tags_is_enough(client: Client, path: str) -> None:
    several = {"If-None-Match": f'"x", {held(client, path)["If-None-Match"]}, W/"y"'}
    assert client.get(path, headers=several).status_code == 304


def test_tag_is_of_one_page_and_one_state(client: Client, path: str) -> None:
    first = held(client, path)
    assert client.get("/en/blog/", headers=first).status_code == 200
    Stamp.objects.replace()
    assert client.get(path, headers=first).status_code == 200


def test_kept_page_is_the_page(client: Client, path: str) -> None:
    fresh, again = client.get(path), client.get(path)
    assert again.content == fresh.content
    assert dict(again.headers) == dict(fresh.headers)
    assert again.templates == []


def test_page_comes_compressed_to_those_who_take_it(client: Client, path: str) -> None:
    plain = client.get(path)
    assert "Content-Encoding" not in plain.headers
    assert int(plain.headers["Content-Length"]) == len(plain.content)
    for accepted in ("gzip", "br;q=1.0, gzip;q=0.8, *;q=0.1", "deflate, GZIP"):
        zipped = client.get(path, headers={"Accept-Encoding": accepted})
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.content) == plain.content
        assert int(zipped.headers["Content-Length"]) == len(zipped.content) < len(plain.content)
        assert zipped.headers["Vary"] == "Accept-Encoding"
    for refused in ("", "gzip;q=0", "gzip; q=0.0", "identity", "xgzip", "br"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": refused}).headers


def test_head_says_what_get_would(client: Client, path: str) -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        head, get = client.head(path, headers=headers), client.get(path, headers=headers)
        assert head.content == b""
        assert dict(head.headers) == dict(get.headers)
    backend().clear()
    assert client.head(path).headers["Content-Length"] == client.get(path).headers["Content-Length"]
    assert client.head(path, headers=held(client, path)).status_code == 304


def test_what_is_published_is_right_at_once(client: Client, path: str) -> None:
    assert b"Second" not in client.get("/en/blog/").content
    second = factories.post(title_en="Second")
    factories.published(second)
    assert b"Second" in client.get("/en/blog/").content
    workflow.withdraw(second, languages=["en", "es"], note=NOTE, by=factories.user("administrator"))
    assert b"Second" not in client.get("/en/blog/").content


def test_what_is_redacted_is_gone_at_once(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    post = factories.post(body_en="<p>The witness was Amara Oduya of the delta.</p>", slug_en="witness")
    factories.published(post)
    first = held(client, "/en/blog/witness/")
    assert b"Amara Oduya" in client.get("/en/blog/witness/").content
    with django_capture_on_commit_callbacks(execute=True):
        redaction.redact(post, passages=["Amara Oduya"], by=factories.user("administrator"))
    assert kept() == 0
    response = client.get("/en/blog/witness/", headers=first)
    assert response.status_code == 200
    assert b"Amara Oduya" not in response.content


def test_what_stands_around_a_page_is_right_at_once(client: Client) -> None:
    series, author = factories.series(), factories.author()
    post = factories.post(series=series)
    factories.byline(post, author)
    factories.published(post)
    page = f"/en/blog/{post.slug_en}/"
    client.get(page)
    Series.objects.filter(pk=series.pk).update(disclaimer_en="<p>As of today.</p>")
    Author.objects.filter(pk=author.pk).update(bio_en="<p>Lives upstream.</p>")
    Stamp.objects.replace()
    assert "As of today." in client.get(page).content.decode()
    assert "Lives upstream." in client.get(f"/en/authors/{author.slug}/").content.decode()


def test_desk_changes_no_page(client: Client, path: str) -> None:
    first = held(client, path)
    factories.post()
    factories.series()
    assert client.get(path, headers=first).status_code == 304


def test_unknown_parameters_do_not_fill_the_cache(client: Client, path: str) -> None:
    page = client.get(path).content
    before = kept()
    for query in ("?utm_source=x", "?a=1&b=2", "?q=words", "?before=", "?m=1"):
        assert client.get(path + query).content == page
    for number in range(5):
        client.get(f"{path}?before=1-{number}")
        client.get(f"/en/blog/?before=38d7ea4c68000-{number}")
        client.get(f"/en/search/?q=word{number}")
        client.get(f"/en/blog/nothing-{number}/")
    assert kept() == before
    assert client.get(path).content == page


def test_answers_that_are_no_pages_are_not_kept(client: Client, path: str) -> None:
    before = kept()
    for other in ("/", "/en/nothing/", "/es/blog/a-post/", "/en/blog/2001/", "/robots.txt", "/healthz", "/admin/"):
        response = client.get(other)
        assert "ETag" not in response.headers
        assert response.headers["Cache-Control"]
    assert kept() == before


def test_large_page_is_sent_but_not_kept(client: Client) -> None:
    # Words that do not compress: digests of numbers.
    body = "".join(f"<p>{hashlib.sha512(bytes(number)).hexdigest()}</p>" for number in range(4000))
    factories.published(factories.post(slug_en="long", body_en=body), languages=("en",))
    response = client.get("/en/blog/long/")
    assert (response.status_code, "ETag" in response.headers, kept()) == (200, True, 0)


@pytest.fixture
def answer(rf: RequestFactory, path: str) -> Callable[..., HttpResponse]:
    """What the middleware makes of a view's response."""

    def asked(make: Any, **headers: str) -> HttpResponse:
        return PressCacheMiddleware(public_page(make))(rf.get("/en/x/", headers=headers))  # type: ignore[arg-type]

    return asked


def test_response_with_a_cookie_is_never_kept(answer: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("Hello, Ana")
        response.set_cookie("session", "ana")
        return response

    before = kept()
    assert "ETag" not in answer(view).headers
    assert kept() == before


def test_response_that_depends_on_a_cookie_is_never_kept(answer: Any) -> None:
    before = kept()
    assert "ETag" not in answer(lambda request: HttpResponse("Hello, Ana", headers={"Vary": "Cookie"})).headers
    assert kept() == before


def test_view_can_take_its_answer_out(answer: Any) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("Not for long")
        response.press = False
        return response

    assert "ETag" not in answer(view).headers


def test_other_hosts_get_no_kept_page(client: Client, path: str) -> None:
    client.get(path)
    response = client.get(path, headers={"Host": "evil.example"})
    assert response.status_code == 400


@pytest.fixture
def released(settings: Any) -> Iterator[Callable[[str], None]]:
    """A function: run this release from now on."""

    def run(name: str) -> None:
        settings.RELEASE = name
        caching.release.cache_clear()

    yield run
    caching.release.cache_clear()


def test_release_and_scheme_have_pages_of_their_own(client: Client, path: str, released: Callable[[str], None]) -> None:
    released("one")
    plain = client.get(path).headers["ETag"]
    assert client.get(path, secure=True).headers["ETag"] != plain
    released("another")
    assert client.get(path).headers["ETag"] != plain
    released("one")
    assert client.get(path).headers["ETag"] == plain


def test_without_a_release_the_newest_source_tells(released: Callable[[str], None], settings: Any) -> None:
    released("")
    newest = caching.release()
    released("one")
    assert newest != caching.release()
    assert newest.split()[0].isdigit()


def test_page_before_anything_was_published_is_not_kept(client: Client) -> None:
    assert "ETag" not in client.get("/en/").headers
    assert kept() == 0


class Broken(LocMemCache):
    """A cache that is down."""

    def get(self, *arguments: Any, **more: Any) -> Any:
        raise ConnectionError("refused")

    def set(self, *arguments: Any, **more: Any) -> None:
        raise ConnectionError("refused")


def test_site_goes_on_while_the_cache_is_down(client: Client, path: str, settings: Any) -> None:
    page = client.get(path).content
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": "tests.test_caching.Broken"}}
    response = client.get(path)
    assert (response.status_code, response.content) == (200, page)
    assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_what_another_release_kept_is_as_good_as_nothing(client: Client, path: str) -> None:
    page = client.get(path).content
    for key in list(backend()._cache):
        backend().set(key.split(":", 2)[2], ("half",))
    assert client.get(path).content == page


def test_clock_makes_what_is_due_public(client: Client, path: str) -> None:
    """A page kept before a scheduled moment is not the page after it, with nothing running in between."""
    first = held(client, path)
    freshness = Stamp.objects.freshness
    later = timezone.now() + timedelta(hours=2)
    factories.published(factories.post(), at=timezone.now() + timedelta(hours=1))
    assert freshness() != freshness(later)
    assert client.get(path, headers=first).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file does not hang up")
def test_connection_that_was_closed_meanwhile_is_opened_again(client: Client) -> None:
    """What a restart of the database leaves behind: a connection that looks open and is not."""
    factories.published(factories.post(slug_en="a-post"))
    assert client.get("/en/blog/a-post/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    other.close()
    assert client.get("/en/blog/a-post/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_stamp_is_its_own_health_check(client: Client) -> None:
    factories.published(factories.post(slug_en="a-post"))
    client.get("/en/blog/a-post/")
    asked: list[str] = []

    def listen(execute: Any, sql: str, *arguments: Any) -> Any:
        asked.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(listen):
        client.get("/en/blog/a-post/")
    assert len(asked) == 1
