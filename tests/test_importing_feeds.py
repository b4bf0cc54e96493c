"""Reading a file: both forms of an export, and everything that is refused in one line."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from importing.reading import feeds
from importing.reading.blogger import plain_title
from importing.reading.feeds import FeedError, read, read_path
from tests.importing_feeds import EXPORT, SHARED, entry, feed, rivers, small


def test_takeout_is_read() -> None:
    found = rivers()
    assert found.title == "Voices of the river & its people"
    assert [(each.kind, each.status) for each in found.entries] == [
        *[("post", "live")] * 4,
        *[("post", "draft"), ("post", "scheduled"), ("post", "trashed"), ("page", "live")],
    ]
    assert found.comments == 1


def test_takeout_entry_keeps_date_labels_and_address() -> None:
    first, second, *_rest = rivers().entries
    assert (first.published, first.path) == (datetime(2019, 5, 4, 9, 30, tzinfo=UTC), "/2019/05/cuatro-crecidas.html")
    assert first.labels == ("Floods", "Memoria")
    assert (second.published, second.labels) == (datetime(2019, 11, 21, 4, 30, tzinfo=UTC), ("floods",))


def test_older_export_is_read() -> None:
    found = read_path(EXPORT)
    assert [(each.kind, each.status, each.path, each.labels) for each in found.entries] == [
        ("post", "live", "/2021/05/heron.html", ("Herons",)),
        ("post", "draft", "", ()),
        ("page", "live", "/p/weir.html", ()),
    ]
    assert (found.title, found.comments) == ("Notes from the weir", 1)


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("Rivers &amp; people", "Rivers & people"),
        ("Rivers & people", "Rivers & people"),
        ("&lt;i&gt;Rivers&lt;/i&gt; now", "Rivers now"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("  one\n two\u00a0three\u200b ", "one two three"),
        ("nice\u202eeman", "niceeman"),
        ("&#0;&#1;&#x202e;x", "\ufffdx"),
    ],
)
def test_title_is_plain_text(escaped: str, plain: str) -> None:
    assert plain_title(escaped) == plain


def test_missing_date_falls_back_to_the_day_it_was_made_then_to_the_month_of_its_address() -> None:
    made = "<blogger:created>2017-03-04T00:00:00Z</blogger:created></entry>"
    found = small(
        entry(date="").replace("</entry>", made),
        entry(date="nonsense", number="2", path="/2016/02/x.html"),
        entry(date="", number="3", path="/p/x.html"),
    )
    assert [(each.published, each.date_is_guessed) for each in found.entries] == [
        (datetime(2017, 3, 4, tzinfo=UTC), False),
        (datetime(2016, 2, 1, tzinfo=UTC), True),
        (None, True),
    ]


@pytest.mark.parametrize("status", ["", "SECRET", "UNLISTED"])
def test_unknown_status_is_never_live(status: str) -> None:
    assert small(entry(status=status or "?")).entries[0].status == "draft"


@pytest.mark.parametrize("path", ["//evil.example/x", "/a b", "javascript:alert(1)", "/" + "x" * 600, "/x?y", "\\x"])
def test_strange_old_address_is_none(path: str) -> None:
    assert small(entry(path=path)).entries[0].path in ("", "/x")


REFUSED = {
    "empty": (b"", "the file is empty."),
    "text": (b"Dear friends", "this is not XML."),
    "binary": (bytes(range(256)) * 64, "this is not XML."),
    "zip": (b"PK\x03\x04" + b"\0" * 64, "a packed archive: unpack it and give the feed.atom in it."),
    "theme": (
        b"<?xml version='1.0'?><!DOCTYPE html><html xmlns:b='http://www.google.com/2005/gml/b'/>",
        "a web page or the backup of a theme, not a blog's texts.",
    ),
    "theme_without_doctype": (b"<html/>", "a web page or the backup of a theme, not a blog's texts."),
    "wordpress": (b"<rss version='2.0'/>", "not a Blogger feed: it begins with <rss>."),
    "other_feed": (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id></entry></feed>",
        "an Atom feed, but not one that Blogger exported.",
    ),
    "entity_bomb": (
        b"<!DOCTYPE feed [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><feed xmlns='http://www.w3.org/2005/Atom'>&b;</feed>",
        "it declares a document type, which no feed needs and attacks are made with.",
    ),
    "file_entity": (
        b"<!DOCTYPE feed [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><feed xmlns='http://www.w3.org/2005/Atom'>&a;</feed>",
        "it declares a document type, which no feed needs and attacks are made with.",
    ),
    "hidden_in_utf_16": (
        "<!DOCTYPE feed [<!ENTITY a 'b'>]><feed/>".encode("utf-16"),
        "it declares a document type, which no feed needs and attacks are made with.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_blog_is_refused_in_one_line(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(FeedError) as refused:
        read(BytesIO(content), name="blog.xml")
    assert str(refused.value) == f"blog.xml: {reason}"


def test_truncated_feed_is_refused() -> None:
    whole = feed(entry(), entry(number="2"))
    for end in (len(whole) - 3, len(whole) // 2, 40):
        with pytest.raises(FeedError) as refused:
            read(BytesIO(whole[:end]), name="cut.atom")
        assert str(refused.value).startswith("cut.atom: broken or cut short in line ")
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize("flood", [b"<entry/>", b"<entry><a/>", b"<a>", b"<entry>"])
def test_flood_of_elements_is_refused(flood: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ELEMENTS", 900)
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 500)
    with pytest.raises(FeedError):
        read(BytesIO(b"<feed xmlns='http://www.w3.org/2005/Atom'>" + flood * 2000), name="flood.atom")


def test_endless_text_is_refused() -> None:
    head = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>"
    with pytest.raises(FeedError, match="one of its texts is larger than 8 MB"):
        read(BytesIO(head + b"a" * (9 * 1024 * 1024)), name="endless.atom")


def test_enormous_file_is_refused_unread(tmp_path: Path) -> None:
    huge = tmp_path / "huge.atom"
    with huge.open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(FeedError) as refused:
        read_path(huge)
    assert str(refused.value) == f"{huge}: larger than 48 MB, which no export of a blog's texts is."


@pytest.mark.parametrize("name", ["missing.atom", ""])
def test_file_that_cannot_be_opened_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError) as refused:
        read_path(tmp_path / name)
    assert str(refused.value).startswith(f"{tmp_path / name}: ")


def test_hostile_file_costs_little_memory(tmp_path: Path) -> None:
    """Twelve million empty elements: a tree of them would fill gigabytes."""
    (tmp_path / "flood.atom").write_bytes(b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>" + b"<a/>" * 10_000_000)
    # Not getrusage: a child begins with what its parent had used.
    script = (
        "import pathlib, re, sys; sys.path.insert(0, sys.argv[1]); import django; django.setup()\n"
        "from importing.reading.feeds import FeedError, read_path\n"
        "try: read_path(sys.argv[2])\n"
        "except FeedError: print(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])"
    )
    command = [sys.executable, "-c", script, str(settings.BASE_DIR), str(tmp_path / "flood.atom")]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )
    assert int(done.stdout) < 256 * 1024


BOMBS = SHARED / "samples" / "xmlbombs"


@pytest.mark.skipif(not BOMBS.exists(), reason="the samples are not on this machine")
@pytest.mark.parametrize("bomb", sorted(BOMBS.iterdir()) if BOMBS.exists() else [], ids=lambda path: path.name)
def test_every_xml_bomb_is_refused(bomb: Path) -> None:
    with pytest.raises(FeedError) as refused:
        read_path(bomb)
    assert str(refused.value).startswith(f"{bomb}: ")
    assert "\n" not in str(refused.value)
