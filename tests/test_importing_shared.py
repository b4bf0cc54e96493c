"""The real blog and a real export, read where they lie; skipped where they are not. None of their words is here."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from blog.models import Post
from importing.reading.feeds import read_path
from importing.take_in import Wish, take_in
from pages.models import Page
from publishing.models import Document, Edition, OldAddress
from statements.models import Statement
from tests import factories
from tests.importing_feeds import SHARED, entry, small

pytestmark = pytest.mark.django_db
BLOG = SHARED / "source-blog" / "feed.atom"
EXPORT = SHARED / "samples" / "blogger" / "ci-lhh_full-export.xml"
STRINGS = SHARED / "samples" / "strings" / "blns.json"
XSS = SHARED / "samples" / "xss" / "bleach"


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not on this machine")


@pytest.fixture
def _moved_in() -> None:
    (statement,) = (each.path for each in read_path(BLOG).entries if each.path.startswith("/2018/08/"))
    call_command("import_blogger", str(BLOG), "--statement", statement.removeprefix("/"), stdout=StringIO())


@needs(BLOG)
@pytest.mark.usefixtures("_moved_in")
def test_real_blog_moves_in(client: Client) -> None:
    assert (Post.objects.count(), Statement.objects.count(), Document.objects.count()) == (3, 1, 4)
    dated = Edition.objects.public().values_list("kind", "language", "dated__date")
    assert sorted((kind, code, str(date)) for kind, code, date in dated) == [
        ("post", "en", "2016-09-09"),
        ("post", "en", "2017-01-24"),
        ("post", "en", "2018-02-09"),
        ("post", "es", "2017-01-24"),
        ("statement", "en", "2018-08-15"),
    ]
    assert OldAddress.objects.count() == 4
    for old in OldAddress.objects.all():
        for query in ("", "?m=1"):
            answer = client.get(old.path + query)
            assert answer.status_code == 301
            assert client.get(answer.headers["Location"]).status_code == 200


@needs(BLOG)
@pytest.mark.usefixtures("_moved_in")
def test_real_post_in_two_languages() -> None:
    post = Post.objects.get(original_language="es")
    editions = {edition.language: edition for edition in post.editions.all()}
    assert {code: edition.source.count("<h2>") for code, edition in editions.items()} == {"es": 4, "en": 4}
    assert editions["en"].made_from == editions["es"]
    whole = next(each.html for each in read_path(BLOG).entries if each.title == editions["es"].title)
    assert f"<b>{editions['en'].title}</b>" in whole
    assert f"<div>{' y '.join(byline.author.name for byline in post.bylines.all())}</div>" in whole
    assert post.bylines.count() == 2


@needs(BLOG)
@pytest.mark.usefixtures("_moved_in")
def test_real_statement() -> None:
    statement = Statement.objects.get()
    source = Edition.objects.get(document=statement).source
    assert (source.count("<h2>"), source.count("<span data-footnote=")) == (4, 1)
    assert "data-footnote" in source.split("</p>")[2]
    assert [row.affiliations.count() for row in statement.signatures.all()] == [2, 2, 1, 1]
    whole = next(each.html for each in read_path(BLOG).entries if each.title == statement.title_en)
    places = [whole.index(f"<div>{row.signatory.name}, ") for row in statement.signatures.all()]
    assert places == sorted(places)
    assert not statement.references.exists()
    assert "====" not in source
    assert source.endswith(".</p>")


@needs(BLOG)
@pytest.mark.usefixtures("_moved_in")
def test_real_post_with_a_starred_note() -> None:
    notes = Post.objects.get(editions__dated__year=2018).bylines.values_list("author__name", "note_en")
    ((name, note),) = notes
    assert name in note
    assert not note.startswith("*")
    assert note not in Edition.objects.get(dated__year=2018, kind="post").source


@needs(EXPORT)
def test_real_export_is_taken_in() -> None:
    out = StringIO()
    call_command("import_blogger", str(EXPORT), "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert (Post.objects.count(), Page.objects.count(), Document.objects.filter(seals=None).count()) == (39, 9, 3)
    assert (said["comments"], said["counts"]["drafts"]) == (193, 3)
    assert len(said["missing_pictures"]) > 50
    assert [body for body in Edition.objects.values_list("html", flat=True) if "<img" in body] == []


@needs(STRINGS)
def test_naughty_strings_everywhere() -> None:
    strings = [_xml(string) for string in json.loads(STRINGS.read_text()) if string.strip()]
    entries = []
    for number in range(0, len(strings) - 4, 20):
        name, role, organisation, other, *_rest = strings[number : number + 20]
        text = "".join(f"<p>{string}</p>" for string in strings[number : number + 20])
        html = f"<p>By {name}</p>{text}<p>{name}, {role}, {organisation} / {other}</p>"
        entries.append(entry(html, number=str(number), title=name, labels=f"{name}|{role}|{other}"))
    found = small(*entries)
    chosen = frozenset(each.id for each in found.entries[::2])
    summary = take_in(found, Wish(statements=chosen), by=factories.user("secretariat"))
    assert [(len(summary.taken), summary.left_out, each.draft) for each in summary.taken] == [
        (len(entries), [], False) for _each in entries
    ]
    _assert_harmless()


@needs(XSS)
def test_known_attacks_are_harmless() -> None:
    attacks = [_xml(path.read_text().split("\n--\n")[0]) for path in sorted(XSS.glob("*.test"))]
    entries = [
        entry(f"{attack}<p>A river.</p>", number=str(number), title=attack) for number, attack in enumerate(attacks)
    ]
    take_in(small(*entries), Wish(), by=factories.user("secretariat"))
    assert Edition.objects.count() == len(attacks)
    _assert_harmless()


def _assert_harmless() -> None:
    """No edition has anything in its tags that acts; in the text an attack is only words."""
    for body in Edition.objects.values_list("html", flat=True):
        tags = "".join(re.findall(r"<[^>]*>", body)).lower()
        for word in (
            "<script",
            "javascript:",
            "onerror",
            "onload",
            "onclick",
            "<iframe",
            "style=",
            "<svg",
            "<img",
            "data:",
        ):
            assert word not in tags


def _xml(text: str) -> str:
    """The text without the characters that no XML file can hold."""
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
