"""Queries that are written once: the same rows as the ORM gives, for every argument, in every thread."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from publishing.models import Edition, Listing, Stamp, Topic
from publishing.press import cards, plans
from publishing.press.prepared import planned, prepared
from tests import factories

pytestmark = pytest.mark.django_db


@planned
def current(kind: str, language: str, document: int, now: datetime) -> QuerySet[Edition]:
    editions = Edition.objects.public(now).filter(kind=kind, language=language, document=document)
    return editions.select_related("seal").defer("html").order_by("pk")


def test_rows_are_those_of_the_orm(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now = timezone.now() + timedelta(seconds=1)
    texts = [factories.post(), factories.statement(), factories.post()]
    for text in texts:
        factories.published(text)
    current("post", "en", 0, now)  # PostgreSQL is told the statement once for each connection
    for text in texts:
        for language in ("en", "es"):
            with django_assert_num_queries(1):
                (found,) = current(text.kind, language, text.pk, now)
                assert (found.title, found.seal.number) == (getattr(text, f"title_{language}"), 1)
                assert found.matter["original_language"] == "en"
            assert found.get_deferred_fields() == {"html"}
            assert found.released_at == Edition.objects.get(pk=found.pk).released_at
    assert current("post", "en", texts[1].pk, now) == []
    assert current("post", "en", texts[0].pk, now - timedelta(hours=1)) == []


def test_arguments_may_say_anything() -> None:
    now = timezone.now()
    for word in ("", "%s", "'; DROP TABLE publishing_edition; --", "\ue0000\ue000", "é", "?", "%%"):
        assert current(word, word, 0, now) == []
        assert current("post", "en", 2**62, now) == []
    assert Edition.objects.count() == 0


def test_placeholder_that_is_used_twice_is_filled_in_twice() -> None:
    @prepared
    def on(shelf: str, language: str, dated: datetime, document: int, now: datetime) -> QuerySet[Listing]:
        return Listing.objects.on(shelf, language, now).before(dated, document)[:3]

    post = factories.post()
    factories.published(post, languages=("en",))
    listing = Listing.objects.get(shelf="post", language="en")
    now = timezone.now()
    assert on("post", "en", listing.dated, post.pk + 1, now) == [listing]
    assert on("post", "en", listing.dated, post.pk, now) == []
    assert on("post", "es", now, 0, now) == list(Listing.objects.on("post", "es", now))


def test_argument_that_is_not_asked_for_is_a_mistake() -> None:
    @prepared
    def careless(slug: str, other: str) -> QuerySet[Topic]:
        return Topic.objects.filter(slug_en=slug)

    with pytest.raises(TypeError, match="careless does not ask for each of its arguments"):
        careless("rivers", "lakes")


def test_rows_are_each_callers_own() -> None:
    post = factories.post()
    factories.published(post)
    (first,) = current("post", "en", post.pk, timezone.now())
    first.title = "Scribbled over"
    (second,) = current("post", "en", post.pk, timezone.now())
    assert second.title == post.title_en


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_get_each_others_rows() -> None:
    texts = [factories.post() for _ in range(4)]
    for text in texts:
        factories.published(text)
    now = timezone.now() + timedelta(seconds=1)

    def titles(number: int) -> set[bool]:
        try:
            text = texts[number % 4]
            return {current("post", "en", text.pk, now)[0].title == text.title_en for _ in range(30)}
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set().union(*pool.map(titles, range(8))) == {True}


def test_list_is_planned_each_time(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """A plan made for every list is that of a short one."""
    factories.published(factories.post())
    with django_assert_num_queries(1) as asked:
        assert len(cards.newest("post", "en", 24)) == 1
    assert asked.captured_queries[0]["sql"].startswith("SELECT ")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL keeps plans")
def test_plan_that_was_thrown_away_is_made_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    post = factories.post()
    factories.published(post)
    now = timezone.now() + timedelta(seconds=1)
    current("post", "en", post.pk, now)
    with django_assert_num_queries(1) as asked:
        assert len(current("post", "en", post.pk, now)) == 1
    assert asked.captured_queries[0]["sql"].startswith("EXECUTE ")
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    for _ in range(2):
        assert current("post", "en", post.pk, now)[0].title == post.title_en
    plans._planned.clear()  # as in a session of a pool, in which another process has planned the same
    for _ in range(2):
        assert current("post", "en", post.pk, now)[0].title == post.title_en
        assert Stamp.objects.freshness(now) == Stamp.objects.freshness(now)
