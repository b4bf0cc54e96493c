"""Whatever a person or a robot sends is answered, never with a 500."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

NAUGHTY = settings.BASE_DIR.parent / "shared" / "samples" / "strings" / "blns.json"
OURS = [
    *(
        "\x00",
        "a\x00b",
        "%00",
        "\ud800",
        "\ufffe",
        "é" * 2000,
        "a" * 20000,
        "\u202e",
        "\r\nSet-Cookie: a=b",
        "../" * 50,
    ),
    *("' OR 1=1 --", '"', "\\", "%", "_", "*", "NEAR(a b)", "a AND", "(", "title:x", "<script>alert(1)</script>"),
    *("{{ 7*7 }}", "{% debug %}", "${7*7}", "%s%n", "١٢٣", "０００１", "-1", "1e999", "NaN", "null", "[]", "\n"),
]
STRINGS = OURS + (json.loads(Path(NAUGHTY).read_text()) if NAUGHTY.exists() else [])
SOME = OURS + STRINGS[len(OURS) :: 8]
BELOW = ("blog", "series", "authors", "topics", "statements", "signatories", "pages")
FINE = {200, 301, 302, 304, 400, 404, 405, 410}


@pytest.fixture
def site() -> None:
    """Something of everything, so that a view gets as far as it can."""
    post, statement = factories.post(series=factories.series()), factories.statement()
    post.topics.add(factories.topic())
    factories.byline(post)
    factories.signature(statement)
    for document in (post, statement, factories.page()):
        factories.published(document)


def as_path(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def ask(client: Client, path: str, **data: Any) -> None:
    response = client.get(path, data or None)
    if response.streaming:
        b"".join(response)
    assert response.status_code in FINE, (path[:80], data)


def test_any_words_can_be_searched(client: Client, site: None) -> None:
    for text in STRINGS:
        ask(client, "/en/search/", q=text.encode("utf-8", "replace").decode())
    for text in SOME:
        ask(client, "/es/search/", q="agua", after=text.encode("utf-8", "replace").decode())
    for query in ("q=%ff%fe", "q=%00", "q=a&q=b", "q[]=a", "q", "&&&", "q=%", "q=" + "a" * 50000, "after=9.9&q=a"):
        ask(client, f"/en/search/?{query}")


def test_any_address_can_be_asked_for(client: Client, site: None) -> None:
    for text in SOME:
        ask(client, f"/{as_path(text)}")
        ask(client, f"/en/{as_path(text)}/")
        ask(client, f"/es/blog/{as_path(text)}/")
        ask(client, f"/media/pictures/{as_path(text)}/full.jpg")


@pytest.mark.parametrize("below", BELOW)
def test_any_slug_can_be_asked_for(client: Client, site: None, below: str) -> None:
    for text in OURS:
        ask(client, f"/en/{below}/{as_path(text)}/")
        ask(client, f"/es/{below}/{as_path(text)}/feed/")


def test_any_cursor_can_be_asked_for(client: Client, site: None) -> None:
    for text in SOME:
        ask(client, "/en/blog/", before=text.encode("utf-8", "replace").decode())
        ask(client, "/es/statements/", before=text.encode("utf-8", "replace").decode())


@pytest.mark.parametrize(
    "time",
    ["0000", "9999", "0001", "2018/00", "2018/13", "9999/12", "0000/00", "٢٠١٨", "20188", "2018/1", "-018", "2018/99"],
)
def test_strange_times_are_not_found(client: Client, site: None, time: str) -> None:
    for code in ("en", "es"):
        assert client.get(f"/{code}/blog/{quote(time)}/").status_code == 404


def test_any_header_can_be_sent(client: Client, site: None) -> None:
    for text in SOME:
        value = text.encode("utf-8", "replace").decode("latin-1")
        for name in ("If-None-Match", "If-Modified-Since", "Accept-Encoding", "Accept-Language", "Cookie", "Range"):
            for path in ("/", "/en/"):
                response = client.get(path, headers={name: value})
                assert response.status_code in FINE, (path, name, text)


def test_too_many_parameters_are_refused(client: Client, site: None) -> None:
    assert client.get("/en/blog/?" + "&".join(f"a{number}=1" for number in range(20_000))).status_code == 400


def test_hosts_that_are_not_ours_are_refused(client: Client, site: None) -> None:
    for host in ("evil.example", "testserver:99999999", "testserver/", "a b", "[::1", "testserver,evil.example"):
        assert client.get("/en/", headers={"Host": host}).status_code in (200, 400)
        assert b"evil" not in client.get("/en/nothing/", headers={"Host": host}).content


def test_forwarded_headers_change_nothing(client: Client, site: None) -> None:
    plain = client.get("/en/").content
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Original-URL": "/admin/"}
    assert client.get("/en/", headers=spoofed).content == plain
    assert client.get("/en/feed/", headers=spoofed).content == client.get("/en/feed/").content
    assert b"evil.example" not in client.get("/sitemap.xml", headers=spoofed).content


def test_what_was_asked_for_is_not_repeated_as_it_was(client: Client, site: None) -> None:
    hostile = '"><script>alert(1)</script>'
    for path in (f"/en/{as_path(hostile)}/", f"/{as_path(hostile)}", f"/en/search/?q={as_path(hostile)}"):
        assert b"<script>alert" not in client.get(path).content
