"""On which list an edition stands, for readers of which language, and when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from publishing import shelves
from publishing.models import Listing
from tests import factories

pytestmark = pytest.mark.django_db


def languages_on(shelf, language, now=None):
    return [row.edition.language for row in Listing.objects.on(shelf, language, now)]


def test_list_holds_its_own_language():
    factories.published(factories.post())
    assert languages_on("post", "en") == ["en"]
    assert languages_on("post", "es") == ["es"]


def test_list_holds_the_original_where_there_is_no_translation():
    factories.published(factories.post(original_language="es"), languages=("es",))
    assert languages_on("post", "en") == ["es"]


def test_list_takes_the_translation_in_the_minute_it_is_released():
    post = factories.post(original_language="es")
    factories.published(post, languages=("es",))
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, languages=("en",), change="translation", at=minute)
    assert languages_on("post", "en") == ["es"]
    assert languages_on("post", "en", minute) == ["en"]
    assert languages_on("post", "es", minute) == ["es"]


def test_post_stands_on_every_shelf_that_concerns_it():
    series, author, topic = factories.series(), factories.author(), factories.topic()
    post = factories.post(series=series)
    factories.byline(post, author)
    post.topics.add(topic)
    factories.published(post, languages=("en",))
    assert set(Listing.objects.filter(language="en").values_list("shelf", flat=True)) == {
        "all",
        "post",
        series.shelf,
        author.shelf,
        topic.shelf,
    }


def test_statement_and_page_stand_on_their_own():
    factories.published(factories.statement())
    factories.published(factories.page())
    assert languages_on("statement", "en") == ["en"]
    assert languages_on("page", "es") == ["es"]
    assert len(languages_on("all", "en")) == 1


def test_list_runs_from_new_to_old_and_goes_on_after_a_row():
    dates = ["2018-08-15T12:00", "2017-01-24T12:00", "2016-09-09T12:00"]
    for date in reversed(dates):
        factories.published(factories.post(), dated=factories.moment(date))
    rows = list(Listing.objects.on("post", "en"))
    assert [row.dated for row in rows] == [factories.moment(date) for date in dates]
    after = Listing.objects.on("post", "en").before(rows[0].dated, rows[0].document_id)
    assert list(after) == rows[1:]


def test_list_asks_one_query_whatever_it_holds(django_assert_num_queries):
    for count in (1, 3):
        while Listing.objects.filter(shelf="post", language="en").count() < count:
            factories.published(factories.post())
        with django_assert_num_queries(1):
            assert [row.edition.seal.number for row in Listing.objects.on("post", "en")] == [1] * count


def test_rewrite_twice_changes_nothing():
    seal = factories.published(factories.post())
    before = list(Listing.objects.values_list("shelf", "language", "edition", "released_at", "superseded_at"))
    shelves.rewrite(seal.document_id)
    assert list(Listing.objects.values_list("shelf", "language", "edition", "released_at", "superseded_at")) == before
