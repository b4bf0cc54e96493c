"""Sealing, releasing, withdrawing: who may, what is refused, what readers see at which moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from publishing import workflow
from publishing.composing import compose
from publishing.models import Address, Decision, Edition, Listing, Seal, Stamp
from tests import factories

pytestmark = pytest.mark.django_db


def shown(document, language="en", now=None):
    return Edition.objects.public(now).filter(document=document.pk, language=language).first()


def test_publish_shows_the_text_in_the_languages_chosen(secretariat):
    post = factories.post()
    seal = workflow.publish(post, languages=["en"], change="first", by=secretariat)
    assert seal.number == 1
    assert shown(post).title == post.title_en
    assert shown(post, "es") is None
    assert post.decisions.get().act == Decision.Act.PUBLISH


@pytest.mark.parametrize("role", ["translator", "read-only", None])
def test_publish_is_refused_without_the_right(role):
    post = factories.post()
    with pytest.raises(PermissionDenied):
        workflow.publish(post, languages=["en"], change="first", by=factories.user(role))
    assert not Edition.objects.exists()


def test_publish_puts_the_original_first(secretariat):
    post = factories.post(original_language="es")
    workflow.publish(post, languages=["en", "es"], change="first", by=secretariat)
    assert shown(post, "en").made_from == shown(post, "es")
    assert shown(post, "es").made_from is None


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title_en": ""}, "There is no title."),
        ({"body_en": ""}, "There is no text."),
        ({"slug_en": ""}, "There is no address."),
        ({"slug_en": "2018"}, "cannot be an address"),
        ({"slug_en": "feed"}, "cannot be an address"),
        ({"body_en": '<p>x<span data-footnote-again="aaaa"></span></p>'}, "A note is cited again"),
        ({"body_en": '<p>x<span data-footnote="aaaa"></span></p>'}, "A footnote is empty"),
        ({"body_en": '<p>x<img src="/media/pictures/gone/1.jpg" alt="y"></p>'}, "no longer in the library"),
    ],
)
def test_publish_says_what_blocks(secretariat, fields, reason):
    post = factories.post(**fields)
    with pytest.raises(ValidationError) as error:
        workflow.publish(post, languages=["en"], change="first", by=secretariat)
    assert reason in " ".join(error.value.messages)
    assert not Seal.objects.exists()


def test_publish_refuses_the_address_of_another_text_even_a_former_one(secretariat):
    other = factories.post(slug_en="the-dam")
    factories.published(other)
    other.slug_en = "the-old-dam"
    other.save()
    factories.published(other)
    with pytest.raises(ValidationError, match="Another text has"):
        factories.published(factories.post(slug_en="the-dam"))


def test_publish_again_follows_the_edition_shown_before(secretariat):
    post = factories.post()
    factories.published(post)
    before = shown(post)
    post.title_en = "Better"
    post.save()
    seal = factories.published(post, languages=("en",), change="correction")
    before.refresh_from_db()
    assert before.superseded_at == shown(post).released_at
    assert before.superseded_by == seal
    assert (shown(post).title, shown(post).seal.number) == ("Better", 2)
    assert shown(post).dated == before.dated


@pytest.mark.parametrize("change", ["clarification", "correction", "amendment", "retraction"])
def test_publish_asks_for_a_note_where_the_class_is_said_in_the_open(secretariat, change):
    post = factories.post()
    factories.published(post)
    with pytest.raises(ValidationError, match="write what changed"):
        workflow.publish(post, languages=["en"], change=change, note={"en": "  "}, by=secretariat)
    assert post.seals.count() == 1


@pytest.mark.parametrize("change", ["typo", "translation"])
def test_publish_asks_for_no_note_for_small_things(secretariat, change):
    post = factories.post()
    factories.published(post)
    assert workflow.publish(post, languages=["en"], change=change, by=secretariat).number == 2


def test_publish_knows_whether_it_is_the_first_time(secretariat):
    post = factories.post()
    with pytest.raises(ValidationError):
        workflow.publish(post, languages=["en"], change="typo", by=secretariat)
    factories.published(post)
    with pytest.raises(ValidationError):
        workflow.publish(post, languages=["en"], change="first", by=secretariat)


def test_publish_at_a_minute_to_come_shows_nothing_before(secretariat):
    post = factories.post()
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, at=minute)
    assert shown(post) is None
    assert shown(post, now=minute).title == post.title_en
    assert not Listing.objects.on("post", "en").exists()
    assert Listing.objects.on("post", "en", now=minute).count() == 1


def test_publish_at_a_minute_changes_hands_at_that_minute(secretariat):
    post = factories.post()
    factories.published(post)
    minute = timezone.now() + timedelta(hours=1)
    post.title_en = "Later"
    post.save()
    factories.published(post, at=minute)
    assert shown(post).title != "Later"
    assert shown(post, now=minute).title == "Later"
    assert [row.edition.title for row in Listing.objects.on("post", "en", now=minute)] == ["Later"]


def test_publish_now_takes_the_place_of_what_was_scheduled(secretariat):
    post = factories.post()
    factories.published(post)
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, at=minute)
    post.title_en = "Now"
    post.save()
    factories.published(post)
    assert shown(post).title == "Now"
    assert shown(post, now=minute + timedelta(minutes=1)).title == "Now"
    assert Edition.objects.public(minute).filter(document=post.pk, language="en").count() == 1


def in_hours(*hours: int) -> list:
    return [timezone.now() + timedelta(hours=number) for number in hours]


def test_publish_now_ends_everything_that_was_scheduled_one_after_the_other(secretariat):
    post = factories.post(title_en="One")
    factories.published(post)
    for title, minute in zip(("Two", "Three"), in_hours(2, 4), strict=True):
        post.title_en = title
        post.save()
        factories.published(post, at=minute)
    assert [shown(post, now=minute).title for minute in in_hours(0, 3, 5)] == ["One", "Two", "Three"]
    post.title_en = "Now"
    post.save()
    factories.published(post)
    assert [shown(post, now=minute).title for minute in in_hours(0, 3, 5)] == ["Now"] * 3
    assert [Listing.objects.on("post", "en", now=minute).count() for minute in in_hours(0, 3, 5)] == [1] * 3


def test_publish_at_a_minute_between_two_that_are_scheduled_ends_the_later_one(secretariat):
    post = factories.post(title_en="One")
    factories.published(post)
    for title, minute in zip(("Two", "Four", "Three"), in_hours(2, 6, 4), strict=True):
        post.title_en = title
        post.save()
        factories.published(post, at=minute)
    assert [shown(post, now=minute).title for minute in in_hours(1, 3, 5, 7)] == ["One", "Two", "Three", "Three"]


def test_withdraw_ends_everything_that_was_scheduled_one_after_the_other(secretariat):
    post = factories.post()
    for minute in (None, *in_hours(2, 4)):
        factories.published(post, at=minute)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "No."}, by=secretariat)
    assert [Edition.objects.public(minute).count() for minute in in_hours(0, 3, 5)] == [0, 0, 0]


def test_a_minute_that_was_never_reached_does_not_date_the_text(secretariat):
    post = factories.post()
    factories.published(post, at=in_hours(48)[0])
    factories.published(post)
    assert shown(post).dated == shown(post).released_at
    assert shown(post, "es").dated == shown(post).released_at


def test_a_language_published_before_the_one_that_is_scheduled_is_not_dated_later(secretariat):
    post = factories.post()
    factories.published(post, languages=("es",), at=in_hours(48)[0])
    factories.published(post, languages=("en",), change="translation")
    assert shown(post).dated == shown(post).released_at


def test_address_that_was_given_away_meanwhile_is_said(secretariat, monkeypatch):
    """As it happens to the later of two who publish at once: neither saw the other's address when it was looked for."""
    first, second = factories.post(slug_en="the-weir"), factories.post(slug_en="the-other-weir")
    factories.published(first)
    Address.objects.filter(document=first.pk, language="en").update(slug="the-other-weir")
    monkeypatch.setattr(workflow.checks, "look", lambda *_: [])
    with pytest.raises(ValidationError, match="Another text has, or once had, the address “the-other-weir”"):
        factories.published(second)
    assert not Edition.objects.filter(document=second.pk).exists()


def test_publish_replaces_the_stamp(secretariat):
    post = factories.post()
    before = Stamp.objects.freshness()
    factories.published(post)
    assert Stamp.objects.freshness() != before


def test_freshness_changes_when_something_scheduled_comes_due(secretariat):
    minute = timezone.now() + timedelta(hours=1)
    factories.published(factories.post(), at=minute)
    assert Stamp.objects.freshness() != Stamp.objects.freshness(minute)
    assert Stamp.objects.freshness(minute) == Stamp.objects.freshness(minute + timedelta(days=1))


def test_freshness_asks_one_query(django_assert_num_queries):
    factories.published(factories.post())
    Stamp.objects.freshness()  # PostgreSQL is told the statement once for each connection
    with django_assert_num_queries(1):
        Stamp.objects.freshness()


def test_a_draft_that_changes_leaves_readers_what_they_had(secretariat):
    post = factories.post(title_en="As published")
    factories.published(post)
    post.title_en = "Half finished"
    post.save()
    assert shown(post).title == "As published"


def test_withdraw_ends_what_is_shown_and_keeps_the_reason(secretariat):
    post = factories.post()
    factories.published(post)
    seal = workflow.withdraw(post, languages=["en"], note={"en": "At the author's wish."}, by=secretariat)
    assert shown(post) is None
    assert shown(post, "es") is not None
    ended = Edition.objects.get(document=post.pk, language="en")
    assert (ended.superseded_by, seal.change) == (seal, "withdrawal")
    assert [row.edition.language for row in Listing.objects.on("post", "en")] == ["es"]


def test_withdraw_takes_back_what_is_scheduled(secretariat):
    post = factories.post()
    minute = timezone.now() + timedelta(hours=1)
    factories.published(post, at=minute)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "No."}, by=secretariat)
    assert not Edition.objects.public(minute + timedelta(minutes=1)).exists()


def test_withdraw_needs_a_note(secretariat):
    post = factories.post()
    factories.published(post)
    with pytest.raises(ValidationError, match="write what changed"):
        workflow.withdraw(post, languages=["en"], note={}, by=secretariat)
    assert shown(post) is not None


@pytest.mark.parametrize("role", ["moderator", "translator", "read-only"])
def test_withdraw_is_refused_without_the_right(role):
    post = factories.post()
    factories.published(post)
    with pytest.raises(PermissionDenied):
        workflow.withdraw(post, languages=["en"], note={"en": "No."}, by=factories.user(role))


def test_withdraw_says_when_there_is_nothing_to_take_away(secretariat):
    with pytest.raises(ValidationError, match="Nothing is published"):
        workflow.withdraw(factories.post(), languages=["en"], note={"en": "No."}, by=secretariat)


def test_a_withdrawn_text_can_be_published_again(secretariat):
    post = factories.post()
    factories.published(post)
    workflow.withdraw(post, languages=["en", "es"], note={"en": "A mistake."}, by=secretariat)
    factories.published(post, change="clarification")
    assert shown(post).seal.number == 3


def test_addresses_are_kept_for_ever(secretariat):
    post = factories.post(slug_en="first")
    factories.published(post)
    post.slug_en = "second"
    post.save()
    factories.published(post)
    assert set(Address.objects.filter(document=post.pk, language="en").values_list("slug", flat=True)) == {
        "first",
        "second",
    }


def test_translation_is_out_of_date_once_the_original_says_something_else(secretariat):
    post = factories.post()
    factories.published(post)
    assert workflow.out_of_date(shown(post, "es")) is None
    factories.published(post, languages=("en",), change="typo")
    assert workflow.out_of_date(shown(post, "es")) is None
    seal = factories.published(post, languages=("en",), change="amendment")
    assert workflow.out_of_date(shown(post, "es")) == seal


def test_translation_read_again_is_in_step_until_the_next_change(secretariat):
    post = factories.post()
    factories.published(post)
    factories.published(post, languages=("en",), change="correction")
    workflow.check_translation(shown(post, "es"), by=secretariat)
    assert workflow.out_of_date(shown(post, "es")) is None
    seal = factories.published(post, languages=("en",), change="correction")
    assert workflow.out_of_date(shown(post, "es")) == seal


def test_translation_published_again_is_in_step(secretariat):
    post = factories.post()
    factories.published(post)
    factories.published(post, languages=("en",), change="amendment")
    factories.published(post, languages=("es",), change="translation")
    assert workflow.out_of_date(shown(post, "es")) is None


def test_sealing_binds_the_signatures_that_waited(secretariat):
    statement = factories.statement()
    signature = factories.signature(statement)
    seal = factories.published(statement)
    signature.refresh_from_db()
    assert (signature.seal, signature.state) == (seal, "recorded")


def test_signatures_stand_until_an_amendment(secretariat):
    from statements.models import Signature

    statement = factories.statement()
    factories.signature(statement)
    factories.published(statement)
    corrected = factories.published(statement, change="correction")
    assert Signature.objects.standing(corrected).count() == 1
    amended = factories.published(statement, change="amendment")
    assert Signature.objects.standing(amended).count() == 0
    assert Signature.objects.standing(corrected).count() == 1


def test_compose_is_what_publish_seals(secretariat):
    post = factories.post(body_en='<p>x<span data-footnote="">note</span></p><h2>Y</h2>')
    preview = compose(post, "en")
    factories.published(post)
    assert (preview.digest, preview.html) == (shown(post).digest, shown(post).html)
