"""The record of working copies, kept by django-reversion as a record only.

Each model is registered by itself, after modeltranslation has added its columns, and never through VersionAdmin, which
registers inlines on its own. `revert()` is never called: it would set a published text back to a draft. Signatures are
not recorded: they belong to the seal that was signed; nor who translated a text, which its editions say.
"""

import copy
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import reversion
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core import serializers
from django.db.models import ForeignKey, Model, QuerySet
from reversion.models import Revision, Version

from .models import Document, TopicDocument

Rows = dict[type[Model], list[Any]]


@dataclass
class Copy:
    """A working copy as it once was: a document and rows that nobody saves. `lost` counts what they named and what is
    gone since."""

    document: Any
    rows: Rows = field(default_factory=dict)
    lost: int = 0


def register(document: type[Document], *rows: type[Model]) -> None:
    """Record a kind of document with the rows that are edited on its form. Called from the app's `ready`."""
    if not reversion.is_registered(Document):
        reversion.register(Document)
        reversion.register(TopicDocument)
    reversion.register(document, follow=["document_ptr"])
    for model in rows:
        reversion.register(model)


def record(document: Document, rows: Iterable[Model], *, by: AbstractUser | AnonymousUser, comment: str) -> None:
    """Keep a working copy and the rows on its form as they now stand."""
    with reversion.create_revision(manage_manually=True):
        reversion.set_user(by)
        reversion.set_comment(comment)
        for kept in (document, *rows):
            reversion.add_to_revision(kept)


def saves(document: Document) -> QuerySet[Revision]:
    """Every save of a document that was kept."""
    kept = Version.objects.get_for_object_reference(Document, str(document.pk))
    return Revision.objects.filter(pk__in=kept.values("revision"))


def recall(document: Document, save: int) -> Copy | None:
    """The working copy as it was kept with a save; None where that is no save of this document."""
    versions = Version.objects.filter(revision=save, revision__in=saves(document)).order_by("pk")
    was = copy.copy(document)
    rows: Rows = {}
    for obj, names in _objects(versions):
        if not isinstance(obj, Document):
            if _hangs_on(obj, document):
                rows.setdefault(type(obj), []).append(obj)
        elif obj.pk == document.pk:
            for name in names:
                setattr(was, name, getattr(obj, name))
    return checked(was, rows) if versions else None


def forget(document: Document) -> None:
    """Take away all that was kept of a document that is deleted: no redaction could find it any more."""
    saves(document).delete()


def _objects(versions: Iterable[Version]) -> Iterator[tuple[Any, list[str]]]:
    """What was kept, as objects that are not saved, each with the names of the attributes that were kept."""
    for version in versions:
        for row in json.loads(version.serialized_data):
            obj = next(iter(serializers.deserialize("python", [row], ignorenonexistent=True))).object
            yield obj, [each.attname for each in obj._meta.local_concrete_fields if each.name in row["fields"]]


def checked(was: Any, rows: Rows) -> Copy:
    """A copy of which document and rows hold what they name, each kind of row in its order, without what is gone."""
    kept = Copy(was)
    for key in keys(type(was)):
        if getattr(was, key.attname) not in _named(key, [was]):
            setattr(was, key.attname, None)
            kept.lost += 1
    for model, found in rows.items():
        kept.rows[model] = there = _naming(model, found)
        kept.lost += len(found) - len(there)
    return kept


def _naming(model: type[Model], rows: list[Any]) -> list[Any]:
    """Rows with the objects that they name, without those that name what is gone."""
    for key in keys(model):
        named = _named(key, rows)
        rows = [row for row in rows if getattr(row, key.attname) in named]
        for row in rows:
            setattr(row, key.name, named[getattr(row, key.attname)])
    return sorted(rows, key=lambda row: getattr(row, "position", 0))


def keys(model: type[Model]) -> list[ForeignKey]:
    """By what a document or a row names people, topics, pictures; not the document that a row hangs on."""
    found = [each for each in model._meta.concrete_fields if isinstance(each, ForeignKey) and each.editable]
    return [key for key in found if not issubclass(key.related_model, Document)]


def _named(key: ForeignKey, rows: list[Any]) -> dict[Any, Any]:
    """What rows name by a key, by its id, and None for those that name nothing. One query."""
    ids = {getattr(row, key.attname) for row in rows} - {None}
    return {None: None, **key.related_model._default_manager.in_bulk(ids)}


def _hangs_on(row: Any, document: Document) -> bool:
    found = [each for each in row._meta.concrete_fields if isinstance(each, ForeignKey)]
    return all(getattr(row, key.attname) == document.pk for key in found if issubclass(key.related_model, Document))
