"""What readers have of each working copy, per language, read from the press in the query of the list itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import kinds, languages
from ..models import Document, Edition, Listing, TopicDocument
from ..press.prepared import planned

# The working copy's translated fields, and the columns in which an edition keeps them.
TEXTS = {"title": "title", "slug": "slug", "summary": "summary", "content_notice": "content_notice", "body": "source"}


class State(models.TextChoices):
    """What readers have in one language. Computed, never stored."""

    NONE = "none", _("no text")
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("unpublished changes")
    WITHDRAWN = "withdrawn", _("withdrawn")


@dataclass(frozen=True)
class Standing:
    """A document's state in one language, with the edition that readers have and the minute of one to come."""

    code: str
    name: str
    state: State
    due: datetime | None
    edition: Edition | None
    url: str


@dataclass(frozen=True)
class Hung:
    """Rows of a document that put its editions on a shelf each: topics on `topic:5`, authors on `author:9`."""

    model: type[models.Model]
    document: str
    named: str
    prefix: str


TOPICS = Hung(TopicDocument, "content_object", "tag", "topic:")


def in_state(documents: QuerySet, state: str, hung: tuple[Hung, ...] = ()) -> QuerySet:
    """Those of the documents that are in this state in one language at least."""
    now = timezone.now()
    documents = documents.alias(**{f"state_{code}": _state(code, (TOPICS, *hung), now) for code in languages.CODES})
    wanted = Q()
    for code in languages.CODES:
        wanted |= Q(**{f"state_{code}": state})
    return documents.filter(wanted)


States = dict[str, tuple[State, datetime | None]]


def states_of(pks: Sequence[int], hung: tuple[Hung, ...] = (), room: int = 1) -> dict[int, States]:
    """For each document its state per language, with the minute of a scheduled edition. One query for up to `room`.

    `hung` names the rows, besides topics, whose change is a change that readers do not see yet.
    """
    asked = _asked(hung, room)(timezone.now(), *pks, *[0] * (room - len(pks)))
    return {
        row.pk: {code: (State(getattr(row, f"state_{code}")), getattr(row, f"due_{code}")) for code in languages.CODES}
        for row in asked
    }


@cache
def _asked(hung: tuple[Hung, ...], room: int) -> Callable[..., list[Document]]:
    @planned
    def rows(now: datetime, *pks: int) -> QuerySet[Document]:
        documents = Document.objects.filter(pk__in=pks).only("pk")
        for code in languages.CODES:
            state, due = _state(code, (TOPICS, *hung), now), _due(code, now)
            documents = documents.annotate(**{f"state_{code}": state, f"due_{code}": due})
        return documents

    return rows


def was_sealed(document: Any) -> bool:
    """Whether a document was ever sealed; asked once for each object."""
    if not hasattr(document, "_was_sealed"):
        document._was_sealed = document.seals.exists()
    return document._was_sealed


def standing(document: Document, hung: tuple[Hung, ...] = ()) -> list[Standing]:
    """What readers have of one document, in every language. Two queries."""
    states = states_of([document.pk], hung)[document.pk]
    shown = {edition.language: edition for edition in _shown(document.pk, timezone.now())}
    return [
        Standing(
            code=code,
            name=languages.own_name_of(code),
            state=states[code][0],
            due=states[code][1],
            edition=shown.get(code),
            url=kinds.url_of(shown[code]) if code in shown else "",
        )
        for code in languages.CODES
    ]


@planned
def _shown(document: int, now: datetime) -> QuerySet[Edition]:
    return Edition.objects.public(now).filter(document=document).light().defer("matter").select_related("seal")


def _state(code: str, hung: tuple[Hung, ...], now: datetime) -> Case:
    editions = Edition.objects.filter(document=OuterRef("pk"), language=code)
    shown = editions.public(now)
    return Case(
        When(_as_shown(code, shown, hung, now), then=Value(State.PUBLISHED.value)),
        When(Exists(shown), then=Value(State.CHANGED.value)),
        When(Exists(_coming(editions, now)), then=Value(State.SCHEDULED.value)),
        When(Exists(editions.filter(released_at__lt=F("superseded_at"))), then=Value(State.WITHDRAWN.value)),
        When(Q(**{f"title_{code}__gt": ""}) | Q(**{f"body_{code}__gt": ""}), then=Value(State.DRAFT.value)),
        default=Value(State.NONE.value),
        output_field=models.CharField(),
    )


def _due(code: str, now: datetime) -> Subquery:
    coming = _coming(Edition.objects.filter(document=OuterRef("pk"), language=code), now)
    return Subquery(coming.order_by("released_at").values("released_at")[:1])


def _coming(editions: Any, now: datetime) -> Any:
    """Scheduled, and not replaced or withdrawn before its minute."""
    return editions.filter(released_at__gt=now).filter(Q(superseded_at=None) | Q(superseded_at__gt=F("released_at")))


def _as_shown(code: str, shown: QuerySet, hung: tuple[Hung, ...], now: datetime) -> Q:
    """Whether the working copy says what readers read: its texts, its cover, and what it stands with."""
    texts = {column: _text(OuterRef(f"{name}_{code}")) for name, column in TEXTS.items()}
    same = Q(
        Exists(shown.annotate(covered=_text(KT("matter__cover__id"))).filter(covered=_text(OuterRef("cover")), **texts))
    )
    for rows in hung:
        same &= _hung_as_shown(code, rows, now)
    return same


def _text(value: Any) -> Coalesce:
    return Coalesce(Cast(value, models.TextField()), Value(""), output_field=models.TextField())


def _hung_as_shown(code: str, hung: Hung, now: datetime) -> Q:
    """Whether the shelves of the edition shown are those that these rows give."""
    current = Q(released_at__lte=now) & (Q(superseded_at=None) | Q(superseded_at__gt=now))
    listings = Listing.objects.filter(current, language=code, edition__language=code)
    rows = hung.model._base_manager.filter(**{f"{hung.named}__isnull": False})
    shelf = Concat(Value(hung.prefix), Cast(hung.named, models.TextField()), output_field=models.TextField())
    added = (
        rows.filter(**{hung.document: OuterRef("pk")})
        .annotate(hung_on=shelf)
        .exclude(Exists(listings.filter(document=OuterRef(hung.document), shelf=OuterRef("hung_on"))))
    )
    gone = listings.filter(document=OuterRef("pk"), shelf__startswith=hung.prefix).exclude(
        Exists(
            rows.annotate(hung_on=shelf).filter(**{hung.document: OuterRef("document"), "hung_on": OuterRef("shelf")})
        )
    )
    return ~Q(Exists(added)) & ~Q(Exists(gone))
