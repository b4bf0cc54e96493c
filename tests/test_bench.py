"""The benchmark: its archive is what the workflow would have written, its measurements are of the pages they name."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from config.bench import costs
from config.bench.filling import fill
from config.bench.texts import Words
from config.management.commands.bench import table
from publishing import digests, search, shelves, workflow
from publishing.models import Address, Decision, Document, Edition, Listing, Seal
from statements.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db
TEXTS = 60


@pytest.fixture
def archive(monkeypatch):
    """An archive in which more than half of the texts are copies."""
    monkeypatch.setattr("config.bench.filling.SEEDS", 25)
    fill(TEXTS * 2)


def test_fill_publishes_every_text_in_both_languages(archive):
    assert Document.objects.count() == Seal.objects.count() == Decision.objects.count() == TEXTS
    assert Edition.objects.public().count() == Address.objects.count() == TEXTS * 2
    assert set(Edition.objects.values_list("title", flat=True).distinct().order_by()).__len__() == TEXTS * 2
    assert Signature.objects.exclude(seal=None).count() == 2 * 40


def test_fill_writes_the_rows_that_the_workflow_would_write(archive):
    for document in Document.objects.order_by("pk")[20:40]:
        for edition in document.editions.all():
            composed = workflow.compose(document, edition.language)
            for name in (
                "kind",
                "title",
                "slug",
                "summary",
                "source",
                "matter",
                "digest",
                "html",
                "text",
                "words",
                "dated",
            ):
                assert getattr(edition, name) == getattr(composed, name)
            original = edition.matter["original_language"]
            assert edition.made_from == (
                None if edition.language == original else document.editions.get(language=original)
            )
            assert list(edition.pictures.all()) == [document.cover]
        seal = document.seals.get()
        assert seal.digest == digests.of_seal({edition.language: edition.digest for edition in document.editions.all()})


def test_fill_lists_and_indexes_what_the_workflow_would(archive):
    columns = ("shelf", "language", "dated", "document", "edition", "released_at", "superseded_at")

    def listings():
        return set(Listing.objects.values_list(*columns).order_by())

    def indexed():
        with connection.cursor() as cursor:
            cursor.execute("SELECT rowid, publishing_search.* FROM publishing_search ORDER BY rowid")
            return cursor.fetchall()

    listed, found = listings(), indexed()
    for document in Document.objects.all():
        shelves.rewrite(document.pk)
        for edition in document.editions.all():
            search.index(edition)
    assert (listings(), indexed()) == (listed, found)


def test_bench_fill_touches_no_archive_that_is_there():
    factories.post()
    with pytest.raises(CommandError, match="holds texts already"):
        call_command("bench_fill", "10")


def test_words_are_the_same_every_time():
    assert Words("es").body() == Words("es").body()


def test_cpu_counts_what_a_process_does():
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as busy:
        try:
            waiting = costs.cpu(busy.pid)
            while costs.cpu(busy.pid) == waiting:
                pass
        finally:
            busy.kill()
    assert costs.cpu(busy.pid) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="it brings its own database")
def test_bench_measures_pages_from_the_database_and_from_the_cache():
    environment = {"DATABASE_URL": "sqlite://", "DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""}
    size = ["--editions", "120", "--databases", "sqlite", "--requests", "10", "--only", "list"]
    command = [sys.executable, "manage.py", "bench", *size]
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    rows = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in run.stdout.splitlines() if line.startswith("|")
    ]
    measured = {row[0]: row[1:] for row in rows[2:]}
    assert list(measured) == ["list, first page", "list, after 50 “older”", "admin list"]
    assert all(0 < int(row[0]) < 20 and float(row[2]) > 1 for row in measured.values())
    assert [row[3] == "–" for row in measured.values()] == [False, False, True]


def test_table_says_nothing_where_nothing_is_kept():
    assert table([]).splitlines()[0] == "| page | queries | ms | × | kept, ms | × | 304, ms | × |"
