"""Copies of published texts, row for row as the workflow wrote them, with another number in the title, another address
and another date. What hangs on these, the digests, is worked out anew."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState

from blog.models import Byline, Post
from publishing import digests
from publishing.models import Address, Decision, DeskListing, Document, Edition, Listing, Seal, TopicDocument
from statements.models import Affiliation, Issuer, Reference, Signature, Statement

BEGINNING = datetime(2015, 1, 1, tzinfo=UTC)
Keys = Mapping[Any, Any]  # from the key of a row to its copy's


class Originals:
    """The rows of all texts that were published so far."""

    def __init__(self) -> None:
        self.documents = list(Document.objects.order_by("pk"))
        self.editions = list(Edition.objects.order_by("pk"))
        copied: list[type[Model]] = [
            *(DeskListing, Post, Statement, TopicDocument, Byline, Issuer, Reference, Seal, Address, Decision, Listing),
            *(Signature, Affiliation, Edition.pictures.through),
        ]
        self.rows: dict[type[Model], list[Any]] = {
            model: list(model._default_manager.all().order_by("pk")) for model in copied
        }

    def copy(self, numbers: Mapping[int, int], step: timedelta) -> None:
        """Copy texts: `numbers` gives for each one's place among the originals the number of its copy."""
        by_document = {self.documents[place].pk: number for place, number in numbers.items()}

        def number_document(row: Any) -> None:
            for code in ("en", "es"):
                _number(row, by_document[row.pk], f"title_{code}", f"slug_{code}")

        documents = _insert(self.documents, {"id": by_document}, number_document)
        _insert_children([*self.rows[Post], *self.rows[Statement]], documents)
        _insert(self.rows[TopicDocument], {"content_object_id": documents})
        _insert(self.rows[Byline], {"post_id": documents})
        for model in (Issuer, Reference):
            _insert(self.rows[model], {"statement_id": documents})
        self._copy_press(documents, by_document, step)

    def _copy_press(self, documents: Keys, numbers: Mapping[int, int], step: timedelta) -> None:
        renewed = {}
        for edition in self.editions:
            if edition.document_id in documents:
                number = numbers[edition.document_id]
                renewed[edition.pk] = _renewed(edition, number, BEGINNING + number * step)
        by_seal: dict[int, dict[str, str]] = {}
        for edition in renewed.values():
            by_seal.setdefault(edition.seal_id, {})[edition.language] = edition.digest

        def seal(row: Any) -> None:
            row.digest = digests.of_seal(by_seal[row.pk])

        seals = _insert(self.rows[Seal], {"document_id": documents}, seal)
        editions: dict[Any, Any] = {None: None}
        # The original first: its translation names it.
        for translations in (False, True):
            rows = [row for row in renewed.values() if (row.made_from_id is not None) is translations]
            editions |= _insert(rows, {"document_id": documents, "seal_id": seals, "made_from_id": editions})
        of_edition = {"document_id": documents, "edition_id": editions}

        def date(row: Any) -> None:
            row.dated = renewed[row.edition_id].dated

        _insert(self.rows[Listing], of_edition, date)
        _insert(
            self.rows[Address], {"document_id": documents}, lambda row: _number(row, numbers[row.document_id], "slug")
        )

        def dated(row: Any) -> None:
            row.dated = BEGINNING + numbers[row.document_id] * step

        _insert(self.rows[DeskListing], {"document_id": documents}, dated)
        _insert(self.rows[Decision], {"document_id": documents, "seal_id": seals})
        _insert(self.rows[Edition.pictures.through], {"edition_id": editions})
        signatures = _insert(self.rows[Signature], {"statement_id": documents, "seal_id": seals})
        _insert(self.rows[Affiliation], {"signature_id": signatures})


def _number(row: Any, number: int, *columns: str) -> None:
    """Put a number at the end of a title or an address in the place of the one that is there."""
    for column in columns:
        setattr(row, column, re.sub(r"\d+$", str(number), getattr(row, column)))


def _renewed(edition: Edition, number: int, dated: datetime) -> Edition:
    new = copy(edition)
    new.dated = dated
    _number(new, number, "title", "slug")
    texts = {name: getattr(new, name) for name in digests.TEXTS}
    new.digest = digests.of_edition(new.language, texts, new.matter)
    return new


def _insert(rows: Iterable[Any], keys: Mapping[str, Keys], change: Callable[[Any], None] | None = None) -> Keys:
    """Save a copy of each row that hangs on rows that were copied, by these columns; give the copies' keys."""
    originals = [row for row in rows if all(getattr(row, column) in known for column, known in keys.items())]
    copies = [_copy(row) for row in originals]
    for original, new in zip(originals, copies, strict=True):
        if change:
            change(new)
        for column, known in keys.items():
            setattr(new, column, known[getattr(original, column)])
        new.pk = None
    if copies:
        type(copies[0])._default_manager.bulk_create(copies, batch_size=100)
    return {original.pk: new.pk for original, new in zip(originals, copies, strict=True)}


def _copy(row: Model) -> Any:
    new = copy(row)
    new._state = ModelState()  # without what was cached of the other row's relations
    return new


def _insert_children(rows: Iterable[Any], documents: Keys) -> None:
    """Save what a kind of document adds to its base: Django refuses to create these in bulk."""
    for row in rows:
        if row.pk in documents:
            new = _copy(row)
            new.pk = new.id = documents[row.pk]
            new.save_base(raw=True, force_insert=True)
