"""The rows of signatures on the form of a statement, as Django gets them: the same fields with and without script."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from publishing.models import Stamp
from signatories.models import Signatory
from statements.countries import CountryNameField
from statements.inlines import SignatureInline
from statements.models import Affiliation, Signature, Statement
from tests import factories

pytestmark = pytest.mark.django_db


def formset_for(statement: Statement, person: User, data: dict[str, Any] | None = None) -> Any:
    request = RequestFactory().get("/")
    request.user = person
    inline = SignatureInline(Statement, admin.site)
    formset = inline.get_formset(request, statement)
    return formset(data, instance=statement, queryset=inline.get_queryset(request), prefix="signatures")


def posted(*signatures: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """What a browser sends for these rows; each may have "affiliations", a list of rows of its own."""
    data: dict[str, Any] = management("signatures", len(signatures), initial)
    for number, signature in enumerate(signatures):
        row = {"position": number, "kind": "person", **signature}
        affiliations = row.pop("affiliations", [])
        prefix = f"signatures-{number}"
        known = sum(1 for each in affiliations if each.get("id"))
        data |= management(f"{prefix}-affiliations", len(affiliations), known)
        data |= {f"{prefix}-{name}": value for name, value in row.items()}
        for place, affiliation in enumerate(affiliations):
            fields = {"position": place, **affiliation}
            data |= {f"{prefix}-affiliations-{place}-{name}": value for name, value in fields.items()}
    return data


def management(prefix: str, total: int, initial: int) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


def rows_of(signature: Signature) -> list[tuple[str, str, str]]:
    return [
        (each.role_en or "", each.organisation_en or "", str(each.country)) for each in signature.affiliations.all()
    ]


def test_new_row_puts_its_signatory_on_record(administrator: User) -> None:
    statement = factories.statement()
    data = posted(
        {
            "name": "  Ana   Díaz ",
            "affiliations": [
                {"role_en": "Director", "organisation_en": "River Union", "country": "Perú"},
                {"role_en": "Member", "country": "CL"},
            ],
        },
        {"name": "River Union", "kind": "organisation"},
    )
    formset = formset_for(statement, administrator, data)
    assert formset.is_valid(), formset.errors
    formset.save()
    ana, union = statement.signatures.all()
    assert (ana.signatory.name, ana.signatory.slug, ana.signatory.kind) == ("Ana Díaz", "ana-diaz", "person")
    assert (union.signatory.name, union.signatory.kind) == ("River Union", "organisation")
    assert rows_of(ana) == [("Director", "River Union", "PE"), ("Member", "", "CL")]
    assert (ana.state, ana.seal, ana.via) == (Signature.State.PENDING, None, Signature.Via.STAFF)


def test_new_row_finds_who_is_on_record_whatever_the_case(administrator: User) -> None:
    known = factories.signatory("Ana Diaz")
    statement = factories.statement()
    formset = formset_for(statement, administrator, posted({"name": "ana diaz", "kind": "organisation"}))
    assert formset.is_valid(), formset.errors
    formset.save()
    assert [each.signatory for each in statement.signatures.all()] == [known]
    assert Signatory.objects.count() == 1


def test_bearers_of_one_name_are_told_apart_by_their_address(administrator: User) -> None:
    Signatory.objects.create(name="Ana Diaz", slug="one")
    second = Signatory.objects.create(name="Ana Diaz", slug="two")
    statement = factories.statement()
    ambiguous = formset_for(statement, administrator, posted({"name": "Ana Diaz"}))
    assert not ambiguous.is_valid()
    assert list(ambiguous.forms[0].errors) == ["name"]
    assert [each["name"] for each in ambiguous.suggestions] == ["Ana Diaz [one]", "Ana Diaz [two]"]
    chosen = formset_for(statement, administrator, posted({"name": "Ana Diaz [two]"}))
    assert chosen.is_valid(), chosen.errors
    chosen.save()
    assert statement.signatures.get().signatory == second


def test_nobody_is_put_on_record_by_those_who_may_not(translator: User) -> None:
    formset = formset_for(factories.statement(), translator, posted({"name": "Somebody New"}))
    formset.is_valid()
    assert Signatory.objects.count() == 0


@pytest.mark.parametrize("name", ["Ana Diaz", "Somebody New"])
def test_nobody_waits_twice(administrator: User, name: str) -> None:
    statement = factories.statement()
    factories.signatory("Ana Diaz")
    formset = formset_for(statement, administrator, posted({"name": name}, {"name": name.upper()}))
    assert not formset.is_valid()
    assert [bool(form.errors) for form in formset.forms] == [False, True]


def test_errors_of_an_affiliation_stand_beside_it_with_what_was_typed(administrator: User) -> None:
    data = posted({"name": "Ana", "affiliations": [{"role_en": "Chair", "country": "Atlantis"}, {"country": "Peru"}]})
    formset = formset_for(factories.statement(), administrator, data)
    assert not formset.is_valid()
    first, second = formset.forms[0].affiliations.forms
    assert list(first.errors) == ["country"]
    assert first["country"].value() == "Atlantis"
    assert len(second.non_field_errors()) == 1
    assert formset.total_error_count() > 0


def test_spare_rows_left_blank_are_nothing(administrator: User) -> None:
    statement = factories.statement()
    spare = {"name": "", "position": 7, "affiliations": [{"position": 3}, {}]}
    formset = formset_for(statement, administrator, posted(spare, spare))
    assert formset.is_valid(), formset.errors
    assert formset.save() == []


def test_affiliations_alone_are_a_change_and_move_by_their_positions(administrator: User) -> None:
    statement = factories.statement()
    signature = factories.signature(statement, roles=2)
    first, second = signature.affiliations.all()
    data = posted(
        {
            "id": signature.pk,
            "affiliations": [
                {"id": first.pk, "position": 1, "role_en": first.role_en},
                {"id": second.pk, "position": 0, "role_en": "Changed"},
                {"role_en": "Third"},
            ],
        },
        initial=1,
    )
    formset = formset_for(statement, administrator, data)
    assert formset.is_valid(), formset.errors
    formset.save()
    assert formset.forms[0].changed_data == ["affiliations"]
    assert [role for role, _organisation, _country in rows_of(signature)] == ["Changed", first.role_en, "Third"]


def test_affiliation_ticked_for_deletion_goes_and_may_be_wrong(administrator: User) -> None:
    statement = factories.statement()
    signature = factories.signature(statement, roles=2)
    first, second = signature.affiliations.all()
    data = posted(
        {
            "id": signature.pk,
            "affiliations": [
                {"id": first.pk, "role_en": "", "country": "Atlantis", "DELETE": "on"},
                {"id": second.pk, "role_en": second.role_en, "country": "Peru"},
            ],
        },
        initial=1,
    )
    formset = formset_for(statement, administrator, data)
    assert formset.is_valid(), formset.errors
    formset.save()
    assert list(signature.affiliations.all()) == [second]


def test_somebody_elses_affiliation_cannot_be_taken(administrator: User) -> None:
    statement = factories.statement()
    signature, other = factories.signature(statement), factories.signature(factories.statement())
    foreign = other.affiliations.get()
    data = posted({"id": signature.pk, "affiliations": [{"id": foreign.pk, "role_en": "Taken"}]}, initial=1)
    formset = formset_for(statement, administrator, data)
    formset.is_valid()
    assert Affiliation.objects.get(pk=foreign.pk).role_en == foreign.role_en


def test_signature_that_waits_can_be_deleted_and_one_that_is_bound_cannot(administrator: User) -> None:
    statement = factories.statement()
    factories.signature(statement)
    factories.published(statement)
    bound, waiting = statement.signatures.get(), factories.signature(statement)
    rows = {
        made.pk: [{"id": each.pk, "role_en": each.role_en, "country": "PE"} for each in made.affiliations.all()]
        for made in (bound, waiting)
    }
    data = posted(*({"id": pk, "DELETE": "on", "affiliations": rows[pk]} for pk in rows), initial=2)
    formset = formset_for(statement, administrator, data)
    assert formset.is_valid(), formset.errors
    formset.save()
    assert list(statement.signatures.all()) == [bound]


def test_saving_what_readers_see_replaces_the_stamp(administrator: User) -> None:
    statement = factories.statement()
    signature = factories.signature(statement)
    factories.published(statement)
    before = Stamp.objects.get().token
    affiliation = signature.affiliations.get()
    row = {"id": affiliation.pk, "role_en": "New role", "country": "Peru"}
    formset = formset_for(statement, administrator, posted({"id": signature.pk, "affiliations": [row]}, initial=1))
    assert formset.is_valid(), formset.errors
    formset.save()
    assert Stamp.objects.get().token != before


@pytest.mark.parametrize("number", [1, 3])
def test_rows_are_read_with_as_many_queries_whatever_their_number(
    administrator: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    statement = factories.statement()
    for _ in range(number):
        factories.signature(statement, roles=2)
    formset = formset_for(statement, administrator)
    with django_assert_num_queries(2):
        texts = [form.affiliation_texts for form in formset.initial_forms]
        rows = [[str(part["field"]) for part in row.parts] for form in formset.forms for row in form.affiliations.forms]
    assert len(texts) == number
    assert len(rows) == 4 * number + 2 * 3


@pytest.mark.parametrize(
    ("typed", "code"), [("Peru", "PE"), ("perú", "PE"), ("pe", "PE"), ("España", "ES"), ("Spain", "ES"), ("", "")]
)
def test_country_is_known_by_its_name_in_either_language(typed: str, code: str) -> None:
    assert CountryNameField(required=False).clean(typed) == code


def test_country_is_shown_by_its_name_in_the_persons_language() -> None:
    with override("es"):
        assert CountryNameField().prepare_value("ES") == "España"
    assert CountryNameField().prepare_value("Atlantis") == "Atlantis"
