"""Where a passage stands that a redaction of one text does not touch: other texts, and what texts stand with.

A redaction is of one text. Whoever does it for somebody's safety needs to know of the others.
"""

import functools
import operator
from collections.abc import Iterable, Sequence

from django.apps import apps
from django.db import models
from django.db.models import Q

from .models import Document

OURS = ("publishing", "blog", "statements", "signatories", "pages")
OWNERS = ("document", "post", "statement", "signature")  # what a row belongs to, where it is not a thing of its own
MOST = 20


def elsewhere(passages: Sequence[str], *, besides: Document) -> list[models.Model]:
    """The texts besides one, and the topics, series, authors, signatories, organisations and pictures, in which a
    passage stands as it is written; twenty at most."""
    found: dict[tuple[str, int], models.Model] = {}
    for model in (model for label in OURS for model in apps.get_app_config(label).get_models()):
        for row in _holding(model, passages):
            owner = _owner(row)
            if not (isinstance(owner, Document) and owner.pk == besides.pk):
                found.setdefault((owner._meta.label, owner.pk), owner)
    return list(found.values())[:MOST]


def _holding(model: type[models.Model], passages: Iterable[str]) -> Iterable[models.Model]:
    text = (models.CharField, models.TextField)
    columns = [field.attname for field in model._meta.local_fields if isinstance(field, text) and not field.choices]
    if not columns or not passages:
        return []
    wanted = [Q(**{f"{column}__icontains": passage}) for passage in passages for column in columns]
    # Not by the model's own manager, which would look into the columns of the language in use alone.
    return models.QuerySet(model).filter(functools.reduce(operator.or_, wanted))[: MOST * 10]


def _owner(row: models.Model) -> models.Model:
    if isinstance(row, Document):
        return Document.objects.get(pk=row.pk)
    owner = next(filter(None, (getattr(row, name, None) for name in OWNERS)), None)
    return _owner(owner) if owner else row
