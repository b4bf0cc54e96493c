"""What must always hold, refused by the database itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from publishing.models import Address, Document, Edition, Picture, Seal, Stamp
from statements.models import Signature
from tests import factories

pytestmark = pytest.mark.django_db


def refuse(act):
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 PostgreSQL looks at keys at the end
        act()
        connection.check_constraints()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "Other"),
        ("slug", "other"),
        ("summary", "Other"),
        ("content_notice", "Other"),
        ("source", "<p>Other</p>"),
        ("matter", {"other": 1}),
        ("digest", "0" * 64),
        ("language", "es"),
        ("kind", "page"),
        ("dated", timezone.now()),
    ],
)
def test_edition_is_never_changed(column, value):
    factories.published(factories.post(), languages=("en",))
    refuse(lambda: Edition.objects.update(**{column: value}))


def test_edition_may_be_dated_anew_until_its_minute_comes():
    factories.published(factories.post(), languages=("en",), at=timezone.now() + timedelta(hours=1))
    assert Edition.objects.update(dated=timezone.now() + timedelta(hours=2)) == 1
    refuse(lambda: Edition.objects.update(title="Another"))
    Edition.objects.update(released_at=timezone.now() - timedelta(seconds=5))
    refuse(lambda: Edition.objects.update(dated=timezone.now()))


def test_edition_may_be_rendered_anew():
    factories.published(factories.post(), languages=("en",))
    assert Edition.objects.update(html="<p>Rendered by a better hand</p>", words=5) == 1


@pytest.mark.parametrize("column", ["digest", "language", "kind", "dated"])
def test_edition_keeps_its_identity_even_when_redacted(column):
    factories.published(factories.post(), languages=("en",))
    value = timezone.now() if column == "dated" else "es"
    refuse(lambda: Edition.objects.update(redacted_at=timezone.now(), **{column: value}))


def test_edition_stays_redacted():
    factories.published(factories.post(), languages=("en",))
    Edition.objects.update(redacted_at=timezone.now(), source="<p>[removed for safety]</p>")
    refuse(lambda: Edition.objects.update(redacted_at=None))
    refuse(lambda: Edition.objects.update(source="<p>back</p>"))


def test_only_one_edition_is_current_in_a_language():
    post = factories.post()
    factories.published(post, languages=("en",))
    seal = factories.published(post, languages=("en",))
    old = Edition.objects.get(document=post.pk, seal__number=1)
    assert old.superseded_by == seal
    refuse(lambda: Edition.objects.filter(pk=old.pk).update(superseded_at=None, superseded_by=None))


def test_edition_ends_by_a_seal_and_after_its_release():
    factories.published(factories.post(), languages=("en",))
    refuse(lambda: Edition.objects.update(superseded_at=timezone.now()))
    seal = Seal.objects.get()
    refuse(lambda: Edition.objects.update(superseded_at="2001-01-01T00:00Z", superseded_by=seal))


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 1, "change": "typo"},
        {"number": 0, "change": "first"},
        {"number": 0, "change": "typo"},
        {"number": 2, "change": "correction"},
        {"number": 2, "change": "withdrawal", "note_en": ""},
    ],
)
def test_seal_refuses(fields):
    post = factories.post()
    refuse(lambda: Seal.objects.create(document=post, at=timezone.now(), digest="0" * 64, **fields))


def test_seal_number_is_taken_once():
    post = factories.post()
    factories.published(post)
    refuse(lambda: Seal.objects.create(document=post, number=1, change="first", at=timezone.now(), digest="0"))


@pytest.mark.parametrize("slug", ["2018", "feed", "editions"])
def test_address_refuses(slug):
    post = factories.post()
    refuse(lambda: Address.objects.create(kind="post", language="en", slug=slug, document=post))


def test_address_leads_to_one_document():
    Address.objects.create(kind="post", language="en", slug="dam", document=factories.post())
    refuse(lambda: Address.objects.create(kind="post", language="en", slug="dam", document=factories.post()))


def test_document_has_a_kind():
    refuse(lambda: Document.objects.create(title_en="Of no kind"))


def test_sealed_document_is_not_deleted():
    post = factories.post()
    factories.published(post)
    with pytest.raises(ProtectedError):
        post.delete()


@pytest.mark.parametrize("state", ["confirmed", "recorded", "withdrawn", "anonymised"])
def test_signature_stands_on_a_seal(state):
    signature = factories.signature(factories.statement())
    refuse(lambda: Signature.objects.filter(pk=signature.pk).update(state=state))


def test_signatory_waits_once_under_a_statement():
    statement = factories.statement()
    signature = factories.signature(statement)
    refuse(lambda: factories.signature(statement, signature.signatory))


def test_author_stands_once_in_a_byline():
    post = factories.post()
    byline = factories.byline(post)
    refuse(lambda: factories.byline(post, byline.author))


def test_person_has_no_organisation_of_their_own():
    refuse(lambda: factories.signatory(organisation=factories.organisation()))


def test_stamp_is_one_row():
    refuse(lambda: Stamp.objects.create(pk=2, token="x"))


def test_focal_point_lies_within_the_picture():
    picture = factories.picture()
    for column in ("focus_x", "focus_y"):
        refuse(lambda column=column: Picture.objects.filter(pk=picture.pk).update(**{column: 101}))


def test_picture_is_not_replaced_by_itself():
    picture = factories.picture()
    refuse(lambda: Picture.objects.filter(pk=picture.pk).update(replaced_by=picture))
