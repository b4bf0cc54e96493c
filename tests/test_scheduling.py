"""What is scheduled is moved and stopped: who may, what is refused, and that readers have what they had."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from blog.models import Post
from publishing import scheduling, search, workflow
from publishing.models import Address, Decision, Document, Edition, Listing, Seal, Stamp
from publishing.press import corrections
from statements.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db


def hours(number: float) -> datetime:
    return timezone.now() + timedelta(hours=number)


def scheduled(post: Any, title: str = "Next", *, at: datetime | None = None, **how: Any) -> Seal:
    """Another edition of a text, for a minute to come."""
    type(post).objects.filter(pk=post.pk).update(title_en=title, title_es=f"{title}, en español")
    post.refresh_from_db()
    return factories.published(post, at=at or hours(5), **how)


def read(post: Any, after: float = 0, code: str = "en") -> str | None:
    """The title that readers have after so many hours, and that each list then shows."""
    now = hours(after)
    titles = {row.edition.title for row in Listing.objects.on("all", code, now).filter(document=post.pk)}
    edition = Edition.objects.public(now).filter(document=post.pk, language=code).first()
    assert titles == ({edition.title} if edition else set())
    return edition.title if edition else None


def public_rows(document: Document) -> list[dict[str, Any]]:
    """Everything that the press holds of a text for its readers."""
    rows: list[Any] = [
        *Edition.objects.not_cancelled().filter(document=document.pk).order_by("pk").values(),
        *Address.objects.filter(document=document.pk).order_by("pk").values(),
        *Listing.objects.filter(document=document.pk)
        .order_by("shelf", "language", "edition", "dated")
        .values("shelf", "language", "edition", "dated", "released_at", "superseded_at"),
    ]
    return rows


# Stopping


def test_stopped_edition_never_appears_and_what_it_was_to_follow_goes_on(secretariat: User) -> None:
    post = factories.post(title_en="Now")
    factories.published(post)
    before, spanish = public_rows(post), post.title_es
    seal = scheduled(post)
    assert (read(post, 4), read(post, 6)) == ("Now", "Next")
    scheduling.stop(seal, by=secretariat)
    assert (read(post), read(post, 6), read(post, 6, "es")) == ("Now", "Now", spanish)
    assert public_rows(post) == before
    assert list(seal.editions.values_list("superseded_by", flat=True)) == [seal.pk, seal.pk]


def test_stopped_first_publication_leaves_a_draft_with_nothing_taken(secretariat: User) -> None:
    post = factories.post(slug_en="the-weir")
    seal = factories.published(post, at=hours(5))
    scheduling.stop(seal, by=secretariat)
    assert public_rows(post) == []
    assert Edition.objects.public(hours(6)).count() == 0
    other = factories.post(slug_en="the-weir")
    assert workflow.publish(other, languages=["en"], change="first", by=secretariat).number == 1


def test_stopping_keeps_the_address_that_readers_know(secretariat: User) -> None:
    post = factories.post()
    factories.published(post)
    known = set(Address.objects.values_list("slug", flat=True))
    Post.objects.update(slug_en="another-one")
    seal = scheduled(post)
    assert Address.objects.filter(slug="another-one").exists()
    scheduling.stop(seal, by=secretariat)
    assert set(Address.objects.values_list("slug", flat=True)) == known


def test_text_whose_first_publication_was_stopped_is_published_the_first_time(secretariat: User) -> None:
    post = factories.post()
    scheduling.stop(factories.published(post, at=hours(5)), by=secretariat)
    seal = workflow.publish(post, languages=["en", "es"], change="first", by=secretariat)
    edition = post.editions.public().get(language="en")
    assert (seal.number, edition.dated) == (2, edition.released_at)


def test_stopping_one_language_leaves_the_other(secretariat: User) -> None:
    post = factories.post(title_en="Now", title_es="Ahora")
    factories.published(post)
    english = scheduled(post, languages=("en",))
    scheduled(post, "Next", languages=("es",), change="translation", at=hours(7))
    scheduling.stop(english, by=secretariat)
    assert (read(post, 8), read(post, 8, "es")) == ("Now", "Next, en español")


def test_stopping_brings_back_nothing_that_was_overtaken(secretariat: User) -> None:
    post = factories.post(title_en="Now")
    factories.published(post)
    scheduled(post, "Overtaken", at=hours(8))
    scheduling.stop(scheduled(post, "Stopped", at=hours(4)), by=secretariat)
    assert [read(post, after) for after in (0, 5, 9)] == ["Now"] * 3


def test_one_in_the_middle_is_not_stopped(secretariat: User) -> None:
    post = factories.post(title_en="One")
    factories.published(post)
    middle, last = scheduled(post, "Two", at=hours(2)), scheduled(post, "Three", at=hours(4))
    with pytest.raises(ValidationError, match=r"Number 3 is scheduled to follow it .* Stop that one first"):
        scheduling.stop(middle, by=secretariat)
    scheduling.stop(last, by=secretariat)
    assert [read(post, after) for after in (1, 3, 5)] == ["One", "Two", "Two"]
    scheduling.stop(middle, by=secretariat)
    assert [read(post, after) for after in (1, 3, 5)] == ["One"] * 3


def test_what_is_out_is_not_stopped_or_moved(secretariat: User) -> None:
    post = factories.post()
    seal = factories.published(post)
    for act in (lambda: scheduling.stop(seal, by=secretariat), lambda: scheduling.move(seal, by=secretariat)):
        with pytest.raises(ValidationError, match="Too late: number 1 is out already"):
            act()


def test_what_was_stopped_or_overtaken_is_not_stopped_again(secretariat: User) -> None:
    post = factories.post()
    seal = factories.published(post, at=hours(5))
    scheduling.stop(seal, by=secretariat)
    with pytest.raises(ValidationError, match="Number 1 is no longer scheduled"):
        scheduling.stop(seal, by=secretariat)
    assert post.decisions.filter(act="stop").count() == 1


# Moving


@pytest.mark.parametrize("to", [2, 9])
def test_moved_edition_changes_hands_at_the_new_minute(secretariat: User, to: int) -> None:
    post = factories.post(title_en="Now")
    factories.published(post)
    seal = scheduled(post)
    scheduling.move(seal, at=hours(to), by=secretariat)
    assert [read(post, to - 0.1), read(post, to + 0.1), read(post, to + 0.1, "es")] == [
        *("Now", "Next", "Next, en español")
    ]


def test_scheduled_edition_is_published_now(secretariat: User) -> None:
    post = factories.post(title_en="Now")
    factories.published(post)
    seal = scheduled(post)
    scheduling.move(seal, by=secretariat)
    assert [read(post), read(post, 6)] == ["Next", "Next"]
    assert seal.editions.public().count() == 2


@pytest.mark.parametrize("to", [0, 2, 9])
def test_date_of_a_first_publication_moves_with_it(secretariat: User, to: int) -> None:
    post = factories.post()
    seal = factories.published(post, at=hours(5))
    minute = hours(to) if to else None
    scheduling.move(seal, at=minute, by=secretariat)
    for edition in post.editions.all():
        assert edition.dated == edition.released_at
        assert minute in (None, edition.released_at)
    assert {row.dated for row in Listing.objects.all()} == {edition.dated}
    found = search.find("English", "en").hits
    assert [hit.edition.language for hit in found] == ([] if to else ["en"])


def test_date_that_a_text_brought_along_stays(secretariat: User) -> None:
    post, dated = factories.post(), factories.moment("2018-08-15T12:00")
    seal = factories.published(post, at=hours(5), dated=dated)
    scheduling.move(seal, at=hours(9), by=secretariat)
    scheduling.move(seal, by=secretariat)
    assert set(post.editions.values_list("dated", flat=True)) == {dated}


def test_date_follows_the_language_that_comes_first(secretariat: User) -> None:
    post = factories.post()
    english = factories.published(post, languages=("en",), at=hours(2))
    spanish = factories.published(post, languages=("es",), change="translation", at=hours(4))
    scheduling.move(english, at=hours(6), by=secretariat)
    minute = spanish.editions.get().released_at
    assert set(post.editions.values_list("dated", flat=True)) == {minute}
    scheduling.stop(spanish, by=secretariat)
    edition = english.editions.get()
    assert edition.dated == edition.released_at


def test_date_of_what_waits_follows_what_is_published_before_it(secretariat: User) -> None:
    post = factories.post()
    factories.published(post, languages=("es",), at=hours(5))
    factories.published(post, languages=("en",), change="translation")
    out = post.editions.get(language="en")
    assert set(post.editions.values_list("dated", flat=True)) == {out.released_at}


def test_search_finds_a_moved_text_once_and_at_its_minute(secretariat: User, monkeypatch: pytest.MonkeyPatch) -> None:
    post = factories.post(body_en="<p>Barracuda.</p>")
    seal = factories.published(post, at=hours(5))
    scheduling.move(seal, at=hours(2), by=secretariat)
    assert search.find("barracuda", "en").hits == []
    later = hours(3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert len(search.find("barracuda", "en").hits) == 1


def test_minute_that_has_passed_is_refused(secretariat: User) -> None:
    seal = factories.published(factories.post(), at=hours(5))
    with pytest.raises(ValidationError, match="This minute has passed"):
        scheduling.move(seal, at=hours(-1), by=secretariat)


def test_scheduled_editions_stay_in_their_order(secretariat: User) -> None:
    post = factories.post(title_en="One")
    factories.published(post)
    second, third = scheduled(post, "Two", at=hours(2)), scheduled(post, "Three", at=hours(4))
    with pytest.raises(ValidationError, match="Number 3 follows it"):
        scheduling.move(second, at=hours(4), by=secretariat)
    with pytest.raises(ValidationError, match="Number 2 comes before it"):
        scheduling.move(third, at=hours(1.9), by=secretariat)
    with pytest.raises(ValidationError, match="Number 2 comes before it"):
        scheduling.move(third, by=secretariat)
    scheduling.move(second, at=hours(3), by=secretariat)
    assert [read(post, after) for after in (2.5, 3.5, 4.5)] == ["One", "Two", "Three"]


# Who may, and what is kept


@pytest.mark.parametrize("role", ["translator", "read-only", None])
def test_moving_and_stopping_are_refused_without_the_right(role: str | None) -> None:
    post = factories.post()
    seal = factories.published(post, at=hours(5))
    before, person = public_rows(post), factories.user(role)
    for act in (lambda: scheduling.stop(seal, by=person), lambda: scheduling.move(seal, at=hours(6), by=person)):
        with pytest.raises(PermissionDenied):
            act()
    assert public_rows(post) == before


def test_moving_and_stopping_are_decisions_and_replace_the_stamp(moderator: User) -> None:
    post = factories.post()
    seal = factories.published(post, at=factories.moment("2099-01-02T10:00"))
    acts: list[Callable[[], Any]] = [
        lambda: scheduling.move(seal, at=factories.moment("2099-01-03T11:30"), by=moderator),
        lambda: scheduling.stop(seal, by=moderator),
    ]
    for act in acts:
        before = Stamp.objects.get().token
        act()
        assert Stamp.objects.get().token != before
    kept = post.decisions.order_by("pk").values_list("act", "seal", "comment")
    assert list(kept) == [
        (Decision.Act.SCHEDULE, seal.pk, "2099-01-02 10:00 (UTC)"),
        (Decision.Act.MOVE, seal.pk, "2099-01-02 10:00 (UTC) → 2099-01-03 11:30 (UTC)"),
        (Decision.Act.STOP, seal.pk, "2099-01-03 11:30 (UTC)"),
    ]
    assert set(post.decisions.exclude(act="schedule").values_list("by", flat=True)) == {moderator.pk}


def test_corrections_page_and_article_say_nothing_of_what_was_stopped(client: Client, secretariat: User) -> None:
    post = factories.post(title_en="Now")
    factories.published(post)
    seal = scheduled(post, change="correction", note={"en": "Barracuda.", "es": "Barracuda."})
    moved = hours(-0.5)
    scheduling.stop(seal, by=secretariat)
    Edition.objects.filter(seal=seal).update(released_at=moved, superseded_at=moved)
    for path in ("/en/corrections/", f"/en/blog/{post.slug_en}/", f"/en/blog/{post.slug_en}/editions/"):
        response = client.get(path)
        assert (response.status_code, b"Barracuda" in response.content) == (200, False)
    assert client.get(f"/en/blog/{post.slug_en}/editions/2/").status_code == 404
    assert workflow.out_of_date(post.editions.public().get(language="es")) is None


def test_moved_correction_stands_on_the_corrections_page_from_its_minute(
    client: Client, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = factories.post()
    factories.published(post)
    seal = scheduled(post, change="correction", note={"en": "Barracuda.", "es": "Barracuda."})
    scheduling.move(seal, at=hours(2), by=secretariat)
    assert b"Barracuda" not in client.get("/en/corrections/").content
    later = hours(3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert b"Barracuda" in client.get("/en/corrections/").content


def test_scheduled_correction_is_dated_by_its_minute_on_the_article_and_in_lists(
    client: Client, secretariat: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = factories.post()
    factories.published(post)
    minute = factories.moment("2099-01-03T11:30")
    scheduling.move(scheduled(post, change="correction"), at=minute, by=secretariat)
    monkeypatch.setattr(timezone, "now", lambda: minute + timedelta(days=1))
    (article,) = client.get(f"/en/blog/{post.slug_en}/").context["corrections"]
    (listed,) = corrections.of_many([post.editions.public().get(language="en")])[post.pk]
    assert (article["at"], listed["at"]) == (minute, minute)


# Signatures


def test_signatures_bound_to_what_was_stopped_wait_again(secretariat: User) -> None:
    statement = factories.statement()
    signature = factories.signature(statement)
    scheduling.stop(factories.published(statement, at=hours(5)), by=secretariat)
    signature.refresh_from_db()
    assert (signature.seal, signature.state) == (None, "pending")
    seal = workflow.publish(statement, languages=["en"], change="first", by=secretariat)
    signature.refresh_from_db()
    assert (signature.seal, signature.state) == (seal, "recorded")


def test_signatures_stay_under_a_text_whose_amendment_was_stopped(secretariat: User) -> None:
    statement = factories.statement()
    factories.signature(statement)
    factories.published(statement)
    amended = scheduled(statement, change="amendment")
    added = factories.signature(statement)
    assert Signature.objects.standing(amended).count() == 0
    scheduling.stop(amended, by=secretariat)
    typo = factories.published(statement, change="typo")
    assert Signature.objects.standing(typo).count() == 2
    added.refresh_from_db()
    assert added.seal == typo


def test_signature_of_an_earlier_seal_is_not_let_go(secretariat: User) -> None:
    statement = factories.statement()
    signature = factories.signature(statement)
    first = factories.published(statement)
    scheduling.stop(scheduled(statement), by=secretariat)
    signature.refresh_from_db()
    assert signature.seal == first


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_one_who_stops_and_one_who_moves_at_the_same_moment_do_one_or_the_other() -> None:
    post, people = factories.post(title_en="Now"), [factories.user("secretariat") for _ in range(2)]
    factories.published(post)
    seal = scheduled(post)
    start, refused = threading.Barrier(2), []

    def act(run: Callable[[], Any]) -> None:
        try:
            start.wait()
            run()
        except ValidationError as error:
            refused.append(error.messages)
        finally:
            connection.close()

    acts: list[Callable[[], Any]] = [
        lambda: scheduling.stop(seal, by=people[0]),
        lambda: scheduling.move(seal, at=hours(2), by=people[1]),
    ]
    threads = [threading.Thread(target=act, args=[run]) for run in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Stopped first, there is nothing to move; moved first, it is stopped all the same.
    assert refused in ([], [["Number 2 is no longer scheduled."]])
    assert [read(post, after) for after in (0, 3, 6)] == ["Now"] * 3
