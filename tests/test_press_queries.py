"""How many queries each page takes: as many with three rows as with one, and never more than was promised.

The first number in each is the stamp's. What stands around every page, the footer for one, is asked once for each stamp
and is asked beforehand here.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.models import Document, Stamp
from publishing.press import sitemaps
from tests import factories

pytestmark = pytest.mark.django_db

Fill = Callable[[int], str]
STAMP = 1


def posts(count: int, path: str = "/en/blog/") -> str:
    topic, series, author = factories.topic(), factories.series(), factories.author()
    for _ in range(count):
        post = factories.post(series=series, cover=factories.picture())
        post.topics.add(topic, factories.topic())
        factories.byline(post, author)
        factories.byline(post)
        factories.published(post)
    names = {"topic": topic.slug_en, "series": series.slug_en, "author": author.slug}
    return path.format(**names)


def statements(count: int) -> str:
    for _ in range(count):
        statement = factories.statement()
        factories.issuer(statement)
        for _ in range(count):
            factories.signature(statement, roles=count)
        factories.published(statement)
    return "/en/statements/"


def article(count: int) -> str:
    posts(count)
    post = factories.post(series=factories.series(), cover=factories.picture())
    for _ in range(count):
        post.topics.add(factories.topic())
        factories.byline(post, note_en="A note.")
    factories.published(post)
    return f"/en/blog/{post.slug_en}/"


def corrected(count: int) -> str:
    post = factories.post(original_language="es")
    factories.published(post)
    for _ in range(count):
        factories.published(post, change="correction")
    posts(count)
    return f"/en/blog/{post.slug_en}/"


def signed(count: int) -> str:
    statement = factories.statement(original_language="es")
    for _ in range(count):
        factories.issuer(statement)
        factories.signature(statement, roles=count)
    factories.published(statement)
    for _ in range(count):
        factories.published(statement, change="correction")
    statements(count)
    return f"/en/statements/{statement.slug_en}/"


def corrected_many(count: int, path: str) -> str:
    for _ in range(count):
        post = factories.post()
        factories.published(post)
        for _ in range(count):
            factories.published(post, change="correction")
    return path


def below(path: str, rest: str) -> str:
    return f"{path}editions/{rest}"


def signatory(count: int) -> str:
    person = factories.signatory()
    for _ in range(count):
        statement = factories.statement()
        factories.signature(statement, person, roles=count)
        factories.published(statement)
    return f"/en/signatories/{person.slug}/"


def mixed(count: int) -> str:
    posts(count)
    statements(count)
    return "/en/"


def part(count: int) -> str:
    """The part of the sitemap that holds the newest text: which one depends on how many there were before."""
    mixed(count)
    return f"/sitemap-{Document.objects.latest('pk').pk // sitemaps.SIZE}.xml"


PAGES: dict[str, tuple[Fill, int]] = {
    "article": (article, STAMP + 2),
    "article, translated and corrected": (corrected, STAMP + 3),
    "statement": (signed, STAMP + 5),
    "signatory": (signatory, STAMP + 5),
    "home": (mixed, STAMP + 4),
    "blog": (posts, STAMP + 1),
    "statements": (statements, STAMP + 2),
    "topic": (lambda count: posts(count, "/en/topics/{topic}/"), STAMP + 2),
    "series": (lambda count: posts(count, "/en/series/{series}/"), STAMP + 2),
    "author": (lambda count: posts(count, "/en/authors/{author}/"), STAMP + 2),
    "feed of everything": (lambda count: mixed(count) + "feed/", STAMP + 1),
    "feed of a series": (lambda count: posts(count, "/en/series/{series}/feed/"), STAMP + 2),
    "feed of corrected posts": (lambda count: corrected_many(count, "/en/feed/"), STAMP + 2),
    "corrections": (lambda count: corrected_many(count, "/es/corrections/"), STAMP + 2),
    "feed of corrections": (lambda count: corrected_many(count, "/en/corrections/feed/"), STAMP + 2),
    "editions": (lambda count: below(corrected(count), ""), STAMP + 1),
    "earlier edition": (lambda count: below(corrected(count), "1/"), STAMP + 4),
    "earlier edition of a statement": (lambda count: below(signed(count), "1/"), STAMP + 6),
    "difference": (lambda count: below(corrected(count), "1..2/"), STAMP + 2),
    "search": (lambda count: posts(count, "/en/search/?q=english"), STAMP + 3),
    "index of the sitemap": (lambda count: mixed(count) and "/sitemap.xml", STAMP + 1),
    "part of the sitemap": (part, STAMP + 1),
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_page_takes_the_same_queries_whatever_its_rows(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, name: str, count: int
) -> None:
    fill, queries = PAGES[name]
    path = fill(count)
    assert client.get(path).status_code == 200  # what is asked once for each stamp is asked now
    caches["pages"].clear()
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_first_page_after_a_change_asks_what_stands_around_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = article(3)
    client.get(path)  # PostgreSQL is told each statement once for each connection
    Stamp.objects.replace()
    # Topics, authors, series and which are public, focal points, the footer.
    with django_assert_num_queries(STAMP + 2 + 6):
        client.get(path)
    Stamp.objects.replace()
    with django_assert_num_queries(STAMP + 2 + 6):
        client.get(path)


@pytest.mark.parametrize("fill", [article, signed, mixed])
def test_kept_page_takes_the_stamp_and_nothing_else(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, fill: Any
) -> None:
    path = fill(1)
    etag = client.get(path).headers["ETag"]
    with django_assert_num_queries(STAMP):
        client.get(path)
    with django_assert_num_queries(STAMP):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    client.force_login(factories.user("secretariat"))
    with django_assert_num_queries(STAMP):
        client.get(path)
