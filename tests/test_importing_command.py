"""The command: what it is told, what it prints, what it refuses in one line."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from blog.models import Post, Series
from importing.account import NAME
from publishing.models import Document, Picture, Seal
from statements.models import Statement
from tests import factories
from tests.importing_feeds import EXPORT, RIVERS, STATEMENT, entry, feed

pytestmark = pytest.mark.django_db


def run(*words: Any) -> str:
    out = StringIO()
    call_command("import_blogger", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    "address",
    [STATEMENT, f"/{STATEMENT}", f"https://voices.blogspot.com/{STATEMENT}?m=1", "tag:blogger.com,1999:blog-77.post-3"],
)
def test_statement_is_named_by_its_old_address(address: str) -> None:
    assert "1 statement" in run(RIVERS, "--statement", address)
    assert Statement.objects.count() == 1


def test_statement_can_be_named_several_times() -> None:
    run(RIVERS, "--statement", STATEMENT, "--statement", "/2019/11/who-pays.html")
    assert Statement.objects.count() == 2


def test_summary_in_words_and_as_json() -> None:
    assert run(RIVERS, "--dry-run").splitlines()[1].startswith("Would be taken in: 5 posts, 0 statements, 1 page")
    said = json.loads(run(RIVERS, "--json"))
    assert said["counts"] == {"posts": 5, "statements": 0, "pages": 1, "drafts": 1, "known": 0, "left_out": 2}
    assert json.loads(run(RIVERS, "--json"))["counts"]["known"] == 6


def test_summary_in_spanish() -> None:
    assert run(RIVERS, "--language", "es") != ""


def test_dry_run_writes_nothing_not_even_an_account() -> None:
    run(RIVERS, "--dry-run")
    assert not Document.objects.exists()
    assert not User.objects.exists()


def test_series_is_made_with_the_address_that_was_asked_for() -> None:
    run(RIVERS, "--series", "river-voices")
    assert Series.objects.get().slug_es == "river-voices"
    assert Post.objects.filter(series=None).count() == 0


def test_texts_are_published_by_an_account_that_nobody_can_use() -> None:
    run(EXPORT)
    person = Seal.objects.first().by
    assert (person.username, person.is_active, person.is_staff, person.is_superuser) == (NAME, False, False, False)
    assert not person.has_usable_password()


def test_texts_are_published_by_whom_it_says() -> None:
    factories.user("secretariat", username="noa")
    run(EXPORT, "--by", "noa")
    assert {seal.by.username for seal in Seal.objects.all()} == {"noa"}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((RIVERS, "--statement", "2020/02/nowhere.html"), "No entry of the feed has the address 2020/02/nowhere.html."),
        ((RIVERS, "--series", "Río Abierto"), "--series Río Abierto: "),
        ((RIVERS, "--series", "2018"), "--series 2018: "),
        ((RIVERS, "--pictures", "/nowhere"), "/nowhere is not a folder."),
        ((RIVERS, "--by", "nobody"), "There is no account “nobody”."),
        ((RIVERS, "--by", "moderator"), "“moderator” may not import and publish."),
        (("/nowhere/feed.atom",), "/nowhere/feed.atom: it cannot be opened: No such file or directory."),
    ],
)
def test_refusal_is_one_line_and_nothing_is_written(words: tuple[Any, ...], reason: str) -> None:
    factories.user("moderator", username="moderator")
    with pytest.raises(CommandError) as refused:
        run(*words)
    assert str(refused.value).startswith(reason)
    assert "\n" not in str(refused.value)
    assert not Document.objects.exists()


def test_broken_file_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    broken = tmp_path / "feed.atom"
    broken.write_bytes(feed(entry(), entry(number="2"))[:-20])
    with pytest.raises(CommandError) as refused:
        run(broken)
    assert str(refused.value).startswith(f"{broken}: broken or cut short in line ")
    assert not Document.objects.exists()


def test_pictures_are_found_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "lost.jpg").write_bytes(factories.image_file().getvalue())
    words = run(RIVERS, "--pictures", tmp_path)
    assert "pictures: 1" in words
    assert "picture not found: https://1.bp.blogspot.com/-x/s320/dry+well.png" in words
    assert Picture.objects.count() == 1
