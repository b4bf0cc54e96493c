"""Where a picture is used: in which texts and languages, by the working copy and by which editions; and around them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from . import languages, pictures
from .models import Document, Edition, Picture

# What is read of a text to name it and to link it; its long columns stay where they are.
SHORT = ("kind", "original_language", "cover", *(f"title_{code}" for code in languages.CODES))


@dataclass
class Side:
    """A text in one language: whether its working copy shows the picture, and which of its editions do."""

    language: str
    in_working_copy: bool
    editions: list[Edition] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.in_working_copy or bool(self.editions)

    def shown(self, now: datetime) -> list[Edition]:
        """The edition that readers have, as a list of at most one."""
        return [each for each in self._lasting(now) if each.released_at <= now]  # type: ignore[operator]

    def coming(self, now: datetime) -> list[Edition]:
        """What is scheduled."""
        return [each for each in self._lasting(now) if each.released_at > now]  # type: ignore[operator]

    def earlier(self, now: datetime) -> list[Edition]:
        """What readers no longer have, or never had."""
        lasting = self._lasting(now)
        return [each for each in self.editions if each not in lasting]

    def _lasting(self, now: datetime) -> list[Edition]:
        return [
            each
            for each in self.editions
            if each.released_at and (each.superseded_at is None or each.superseded_at > max(now, each.released_at))
        ]


@dataclass
class Text:
    """A text that uses a picture, with its languages in which it does."""

    document: Document
    sides: list[Side]


def texts(picture: Picture) -> list[Text]:
    """Every text that the desk knows and that uses a picture, newest first. Two queries."""
    known = _with_bodies(picture).exclude(stage=Document.Stage.WRITING)
    documents = list(known.only(*SHORT).order_by("-changed_at", "-pk"))
    editions = defaultdict(list)
    for edition in picture.editions.select_related("seal").light().order_by("-seal__number"):
        editions[edition.document_id, edition.language].append(edition)
    return [Text(document, _sides(document, picture, editions)) for document in documents]


def _with_bodies(picture: Picture) -> QuerySet[Document]:
    """The texts, each with `shows_en` and so on: whether the working copy's body shows the picture."""
    rows, shown = Document.objects.all(), Q(cover=picture) | Q(editions__pictures=picture)
    for code in languages.CODES:
        body = Q(**{f"body_{code}__contains": f"/{picture.folder}/"})
        rows = rows.annotate(**{f"shows_{code}": Case(When(body, then=Value(True)), default=Value(False))})
        shown |= body
    return rows.filter(shown).distinct()


def _sides(document: Any, picture: Picture, editions: dict[tuple[int, str], list[Edition]]) -> list[Side]:
    covered = document.cover_id == picture.pk
    sides = [
        Side(
            code,
            getattr(document, f"shows_{code}")
            or (covered and bool(languages.in_language(document, "title", code) or code == document.original_language)),
            editions.get((document.pk, code), []),
        )
        for code in languages.CODES
    ]
    return [side for side in sides if side]


def around(picture: Picture) -> list[Any]:
    """What else has a picture, such as an author whose portrait it is."""
    return [
        row
        for relation in relations()
        for row in relation.related_model._default_manager.filter(**{relation.field.name: picture})
    ]


def relations() -> list[Any]:
    """The columns of other tables that name a picture, texts and pictures apart."""
    return [
        relation
        for relation in Picture._meta.related_objects
        if relation.one_to_many and relation.related_model not in (Document, Picture)
    ]


def is_shown_to_writer(picture: Picture, user: AbstractUser) -> bool:
    """Whether a working copy that this person began shows a picture."""
    return _with_bodies(picture).filter(created_by=user.pk).exists()


def is_used(picture: Picture) -> bool:
    return _with_bodies(picture).exists() or any(
        relation.related_model._default_manager.filter(**{relation.field.name: picture}).exists()
        for relation in relations()
    )


def counts(rows: Collection[Picture]) -> dict[int, int]:
    """In how many texts, and around them, each of these pictures is used. As many queries for one as for a hundred.

    A body is read only where it holds a picture and was saved after its last edition: what that shows is on record.
    """
    by_token = {picture.token: picture.pk for picture in rows}
    pks = list(by_token.values())
    used: dict[int, set[Any]] = {pk: set() for pk in pks}
    shown = Edition.pictures.through._default_manager.filter(picture__in=pks)
    for pk, document in shown.values_list("picture", "edition__document").distinct():
        used[pk].add(document)
    covered = Document.objects.exclude(stage=Document.Stage.WRITING).filter(cover__in=pks)
    for pk, document in covered.values_list("cover", "pk"):
        used[pk].add(document)
    for document, *bodies in _unsealed_bodies():
        for token in pictures.tokens(" ".join(filter(None, bodies))) & by_token.keys():
            used[by_token[token]].add(document)
    for relation in relations():
        found = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": pks})
        for pk, row in found.values_list(relation.field.name, "pk"):
            used[pk].add((relation.name, row))
    return {pk: len(places) for pk, places in used.items()}


def _unsealed_bodies() -> Any:
    """The bodies, one for each language, of working copies that may show another picture than their editions do."""
    names = [f"body_{code}" for code in languages.CODES]
    unsealed = Q()
    for code, name in zip(languages.CODES, names, strict=True):
        editions = Edition.objects.filter(document=OuterRef("pk"), language=code)
        sealed_since = Exists(editions.filter(seal__at__gte=OuterRef("changed_at")))
        unsealed |= Q(**{f"{name}__contains": f"{settings.MEDIA_URL}pictures/"}) & ~Q(sealed_since)
    known = Document.objects.exclude(stage=Document.Stage.WRITING)
    return known.filter(unsealed).values_list("pk", *names).iterator()


def with_scheduled(documents: Collection[int]) -> set[int]:
    """Those of these texts of which an edition waits for its minute."""
    return set(Edition.objects.coming().filter(document__in=documents).values_list("document", flat=True))


def chain(rows: Iterable[Picture]) -> list[Picture]:
    """These pictures, with every file that they replaced, and that replaced them."""
    found: dict[int, Picture] = {}
    nearest = {picture.pk: picture for picture in rows}
    while nearest:
        found |= nearest
        beside = Picture.objects.filter(Q(replaced_by__in=nearest) | Q(former__in=nearest))
        nearest = {row.pk: row for row in beside.exclude(pk__in=found)}
    return list(found.values())
