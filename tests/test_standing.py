"""What the lists know of each text: compared whole with what was sealed, with every act, and never asked row by row."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone

from blog.models import Author, Post
from publishing import redaction, standing, workflow
from publishing.desk.states import Choice, in_state, states_of
from publishing.models import DeskListing, Edition, Topic, Translation
from statements.models import Statement
from tests import factories

pytestmark = pytest.mark.django_db


def shown(document: Any, language: str) -> Edition:
    return Edition.objects.public().get(document=document.pk, language=language)


def row(document: Any, language: str) -> DeskListing:
    return DeskListing.objects.get(document=document.pk, language=language)


def changed(document: Any) -> list[bool]:
    standing.rewrite(document.pk)
    return list(DeskListing.objects.filter(document=document.pk).order_by("language").values_list("differs", flat=True))


@pytest.mark.parametrize("what", ["note", "order", "translator"])
def test_unpublished_change_of_what_stands_with_a_post_is_seen(what: str) -> None:
    post = factories.post()
    first, second = factories.byline(post, note_en="A note"), factories.byline(post)
    factories.published(post)
    assert changed(post) == [False, False]
    acts: dict[str, Callable[[], Any]] = {
        "note": lambda: type(first).objects.filter(pk=first.pk).update(note_en="Another"),
        "order": lambda: type(second).objects.filter(pk=first.pk).update(position=9),
        "translator": lambda: Translation.objects.create(document=post, language="es", translator="Rosa"),
    }
    acts[what]()
    assert changed(post) == {"note": [True, False], "order": [True, True], "translator": [False, True]}[what]


@pytest.mark.parametrize("what", ["reference", "archived copy", "issuer"])
def test_unpublished_change_of_what_stands_with_a_statement_is_seen(what: str) -> None:
    statement = factories.statement()
    reference = statement.references.create(title_en="A report", url="https://river.example/")
    factories.issuer(statement)
    factories.published(statement)
    assert changed(statement) == [False, False]
    acts: dict[str, Callable[[], Any]] = {
        "reference": reference.delete,
        "archived copy": lambda: statement.references.update(archived_url="https://archive.example/1"),
        "issuer": lambda: factories.issuer(statement),
    }
    acts[what]()
    assert changed(statement) == [True, True]


def test_new_name_of_an_author_or_a_topic_is_no_change_of_the_text() -> None:
    post = factories.post()
    factories.byline(post)
    post.topics.add(factories.topic())
    factories.published(post)
    Author.objects.update(name="Another")
    Topic.objects.update(name_en="Another", slug_en="another")
    assert changed(post) == [False, False]


def test_redaction_leaves_no_unpublished_change(administrator: User) -> None:
    post = factories.post(body_en="<p>Ask Rosa Quispe.</p>")
    factories.published(post)
    redaction.redact(post, passages=["Rosa Quispe"], by=administrator)
    assert (row(post, "en").differs, changed(post)) == (False, [False, False])


def test_translation_is_out_of_date_from_the_minute_its_original_changes(administrator: User) -> None:
    post = factories.post()
    factories.published(post)
    Post.objects.update(body_en="<p>Corrected.</p>")
    at = timezone.now() + timedelta(hours=1)
    factories.published(Post.objects.get(), languages=("en",), at=at)
    assert row(post, "es").behind_at == at
    assert not in_state(Post.objects.all(), Choice.OUTDATED).exists()
    factories.published(Post.objects.get(), languages=("en",))
    assert list(in_state(Post.objects.all(), Choice.OUTDATED)) == [post]
    assert states_of([post.pk])[post.pk]["es"].behind
    workflow.check_translation(shown(post, "es"), by=administrator)
    assert row(post, "es").behind_at is None


@pytest.mark.parametrize("change", ["typo", "translation"])
def test_translation_is_not_out_of_date_after_what_says_nothing_new(change: str) -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, languages=("en",), change=change)
    assert row(post, "es").behind_at is None


def test_rows_agree_with_the_workflow_about_what_is_out_of_date() -> None:
    post = factories.post()
    factories.published(post)
    factories.published(post, languages=("en",))
    assert (row(post, "es").behind_at is not None) == bool(workflow.out_of_date(shown(post, "es"))) is True


def test_language_called_ready_waits_until_it_is_published() -> None:
    post = factories.post()
    Translation.objects.create(document=post, language="en", ready=True)
    assert list(in_state(Post.objects.all(), Choice.READY)) == [post]
    assert states_of([post.pk])[post.pk]["en"].ready
    factories.published(post)
    assert not in_state(Post.objects.all(), Choice.READY).exists()


def test_rebuilding_finds_what_was_changed_by_other_means(capsys: pytest.CaptureFixture[str]) -> None:
    post, _draft = factories.post(), factories.statement()
    factories.published(post)
    Post.objects.update(title_en="Changed in the database")
    call_command("rebuild_standing")
    assert capsys.readouterr().out == "1 texts compared.\n"
    assert (row(post, "en").differs, row(post, "es").differs) == (True, False)
    assert not DeskListing.objects.filter(document__in=Statement.objects.all()).exists()
