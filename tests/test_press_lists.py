"""Lists from new to old: complete, without repeats, and with cursors that cannot be abused."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client, RequestFactory

from publishing.models import Document, Edition, Listing, Seal, Stamp
from publishing.press import cards, paging
from tests import factories

pytestmark = pytest.mark.django_db


def many(count: int) -> list[Edition]:
    """Public posts with hours between them, written without the workflow, whose work is tested elsewhere; two at the
    same moment here and there."""
    start = factories.moment("2020-01-01T12:00")
    factories.published(factories.post(), dated=factories.moment("2019-01-01T12:00"))
    model = Edition.objects.filter(language="en").get()
    found = [model]
    for number in range(1, count):
        document = Document.objects.create(kind="post")
        seal = Seal.objects.create(document=document, number=1, change="first", digest="0" * 64, at=start)
        dated = start + timedelta(hours=number - number % 7 // 6)
        edition = Edition.objects.create(
            seal=seal,
            document=document,
            kind="post",
            language="en",
            title=f"Post {number}",
            slug=f"post-{number}",
            matter=model.matter,
            digest="0" * 64,
            dated=dated,
            released_at=dated,
            html="<p>Text.</p>",
        )
        for shelf in ("all", "post"):
            Listing.objects.create(
                shelf=shelf, language="en", dated=dated, document=document, edition=edition, released_at=dated
            )
        found.append(edition)
    Stamp.objects.replace()
    return found


def pages(client: Client, path: str) -> list[list[str]]:
    """The titles on each page of a list, by following its "older" links."""
    found, url = [], path
    while url:
        response = client.get(url)
        assert response.status_code == 200
        found.append([card["title"] for card in response.context["cards"]])
        url = response.context["older_url"]
    return found


def test_older_links_show_everything_once(client: Client) -> None:
    editions = many(45)
    shown = pages(client, "/en/blog/")
    assert [len(page) for page in shown] == [20, 20, 5]
    newest = sorted(editions, key=lambda edition: (edition.dated, edition.document_id), reverse=True)
    assert [title for page in shown for title in page] == [edition.title for edition in newest]


def test_last_page_that_is_full_has_no_older_one(client: Client) -> None:
    many(20)
    assert [len(page) for page in pages(client, "/en/blog/")] == [20]


def test_older_page_leads_back_to_the_newest_and_stands_for_itself(client: Client) -> None:
    many(25)
    first = client.get("/en/blog/")
    assert first.context["newer_url"] is None
    older = client.get(first.context["older_url"])
    assert older.context["newer_url"] == "/en/blog/"
    assert older.context["meta"]["canonical"].endswith(first.context["older_url"])
    assert older.context["meta"]["alternates"] == []


def test_archive_and_month_have_older_pages_too(client: Client) -> None:
    many(45)
    assert [len(page) for page in pages(client, "/en/blog/2020/")] == [20, 20, 4]
    assert [len(page) for page in pages(client, "/en/blog/2020/01/")] == [20, 20, 4]


def test_cursor_holds_while_its_entry_is_gone(client: Client) -> None:
    many(45)
    first = client.get("/en/blog/").context
    older, last = first["older_url"], first["cards"][-1]["title"]
    titles = [card["title"] for card in client.get(older).context["cards"]]
    Listing.objects.filter(edition__title=last).delete()
    Stamp.objects.replace()
    assert [card["title"] for card in client.get(older).context["cards"]] == titles


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "1", "-", "1-", "-1", "g-g", "1-1-1", "ffffffffffffffff-1", "1-ffffffffffffffff", " 1-1", "1-1\n"),
        *("\x00", "%00", "1-1;--", "é", "0" * 5000, "١-١", "-1--1", "fffffffffffffff-fffffffffffffff"),
    ],
)
def test_nonsense_is_no_cursor(client: Client, cursor: str) -> None:
    many(2)
    for path in ("/en/blog/", "/en/blog/2020/", "/es/statements/"):
        response = client.get(path, {"before": cursor})
        assert response.status_code == 404


def test_cursor_past_the_end_is_not_found(client: Client) -> None:
    many(2)
    assert client.get("/en/blog/", {"before": "1-1"}).status_code == 404


def test_cursor_that_no_page_gave_is_answered_but_not_kept(client: Client) -> None:
    editions = many(4)
    listing = Listing.objects.filter(edition=editions[-1], shelf="post").get()
    real = paging.cursor(listing)
    response = client.get("/en/blog/", {"before": real})
    assert (response.status_code, "ETag" in response.headers) == (200, True)
    moment, document = real.split("-")
    invented = client.get("/en/blog/", {"before": f"{int(moment, 16) + 1:x}-{document}"})
    assert (invented.status_code, "ETag" in invented.headers) == (200, False)
    assert len(invented.context["cards"]) == 4


def test_cursor_reads_back_to_the_microsecond(rf: RequestFactory) -> None:
    editions = many(4)
    rows = list(Listing.objects.on("post", "en"))
    for newer, older in pairwise(rows):
        request = rf.get("/en/blog/", {"before": paging.cursor(newer)})
        entries, _page = cards.page(request, "post", "en")
        assert entries[0]["title"] == older.edition.title
    assert len(rows) == len(editions)


def test_archive_goes_by_the_clock_of_the_site(client: Client, settings: Any) -> None:
    settings.TIME_ZONE = "America/Lima"
    factories.published(factories.post(title_en="New Year’s Eve"), dated=factories.moment("2020-01-01T03:00"))
    assert b"New Year" in client.get("/en/blog/2019/12/").content
    assert b"New Year" not in client.get("/en/blog/2020/01/").content
    assert b'href="/en/blog/2019/"' in client.get("/en/blog/").content
    assert client.get("/en/blog/0001/").status_code in (200, 404)
