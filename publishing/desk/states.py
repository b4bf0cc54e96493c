"""What readers have of each working copy, per language, read from what `publishing/standing.py` wrote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import kinds, languages
from ..models import DeskListing, Document, Edition, Translation
from ..press.prepared import planned


class State(models.TextChoices):
    """What readers have in one language. Computed, never stored."""

    NONE = "none", _("no text")
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("unpublished changes")
    WITHDRAWN = "withdrawn", _("withdrawn")


@dataclass(frozen=True)
class Held:
    """What readers have in one language: the state, the minute of an edition to come, whether the original says
    something that this translation has not followed, and whether somebody calls it ready to publish."""

    state: State
    due: datetime | None = None
    behind: bool = False
    ready: bool = False


@dataclass(frozen=True)
class Standing:
    """A document's state in one language, with the edition that readers have and the minute of one to come."""

    code: str
    name: str
    state: State
    due: datetime | None
    behind: bool
    ready: bool
    edition: Edition | None
    url: str


States = dict[str, Held]


@dataclass(frozen=True)
class Row:
    """What a list shows of a document: its state per language, and when it was first published."""

    states: States
    dated: datetime | None


def rows_of(pks: Sequence[int], room: int = 1) -> dict[int, Row]:
    """For each document what a list shows of it. One query for up to `room`."""
    asked = _asked(room)(timezone.now(), *pks, *[0] * (room - len(pks)))
    return {
        row.pk: Row({code: _held(row, code) for code in languages.CODES}, getattr(row, f"dated_{languages.CODES[0]}"))
        for row in asked
    }


def states_of(pks: Sequence[int]) -> dict[int, States]:
    """For each document its state per language. One query."""
    return {pk: row.states for pk, row in rows_of(pks, room=len(pks)).items()}


def _held(row: Any, code: str) -> Held:
    state, due, behind, ready = (getattr(row, f"{name}_{code}") for name in ("state", "due", "behind", "ready"))
    return Held(State(state), due, bool(behind), bool(ready))


@cache
def _asked(room: int) -> Callable[..., list[Document]]:
    @planned
    def rows(now: datetime, *pks: int) -> QuerySet[Document]:
        documents: QuerySet[Any] = Document.objects.filter(pk__in=pks).only("pk")
        for code in languages.CODES:
            documents = _with_state(documents, code, now)
        return documents

    return rows


def _with_state(documents: QuerySet, code: str, now: datetime) -> QuerySet:
    row, work = f"row_{code}", f"work_{code}"
    shown = Q(**{f"{row}__released_at__lte": now})
    written = Q(**{f"title_{code}__gt": ""}) | Q(**{f"body_{code}__gt": ""})
    state = Case(
        When(shown & Q(**{f"{row}__differs": True}), then=Value(State.CHANGED.value)),
        When(shown, then=Value(State.PUBLISHED.value)),
        When(**{f"{row}__released_at__isnull": False}, then=Value(State.SCHEDULED.value)),
        When(**{f"{row}__withdrawn": True}, then=Value(State.WITHDRAWN.value)),
        When(written, then=Value(State.DRAFT.value)),
        default=Value(State.NONE.value),
        output_field=models.CharField(),
    )
    coming = coming_at(now).filter(document=OuterRef("pk"), language=code).order_by("released_at")
    return documents.alias(
        **{
            row: FilteredRelation("desk_listings", condition=Q(desk_listings__language=code)),
            work: FilteredRelation("translations", condition=Q(translations__language=code)),
        }
    ).annotate(
        **{
            f"state_{code}": state,
            f"due_{code}": Subquery(coming.values("released_at")[:1]),
            f"behind_{code}": Case(When(shown & Q(**{f"{row}__behind_at__lte": now}), then=True), default=False),
            f"ready_{code}": F(f"{work}__ready"),
            f"dated_{code}": F(f"{row}__dated"),
        }
    )


def coming_at(now: datetime) -> QuerySet[Edition]:
    """The editions that are scheduled."""
    return Edition.objects.not_cancelled().filter(released_at__gt=now)


# Which documents are in a state


class Choice(models.TextChoices):
    """What a list can be asked for."""

    DRAFT = "draft", _("draft")
    READY = "ready", _("ready to publish")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("unpublished changes")
    OUTDATED = "outdated", _("translation out of date")
    WITHDRAWN = "withdrawn", _("withdrawn")


def listed(state: str, now: datetime) -> QuerySet[DeskListing]:
    """The languages of documents that are published, changed, outdated or withdrawn."""
    shown = DeskListing.objects.filter(released_at__lte=now)
    return {
        Choice.PUBLISHED: shown,
        Choice.CHANGED: shown.filter(differs=True),
        Choice.OUTDATED: shown.filter(behind_at__lte=now),
        Choice.WITHDRAWN: DeskListing.objects.filter(withdrawn=True, released_at=None),
    }[Choice(state)]


def lacking(code: str, now: datetime) -> QuerySet[DeskListing]:
    """Documents that readers have in another language and not in this one, and in which nothing is scheduled."""
    elsewhere = DeskListing.objects.filter(document=OuterRef("document"), released_at__lte=now)
    return DeskListing.objects.filter(Exists(elsewhere), language=code, released_at=None, withdrawn=False)


def waiting() -> QuerySet[Translation]:
    """The languages of documents that somebody calls ready to publish."""
    return Translation.objects.filter(ready=True)


def in_state(documents: QuerySet, state: str) -> QuerySet:
    """Those of the documents that are in this state, one of `Choice`, in one language at least."""
    now = timezone.now()
    if state == Choice.DRAFT:
        return documents.filter(Q(pk__in=unpublished().values("pk")) | _drafts_beside_editions())
    if state == Choice.READY:
        return documents.filter(pk__in=waiting().values("document"))
    if state == Choice.SCHEDULED:
        return documents.filter(pk__in=coming_at(now).values("document"))
    if state == Choice.PUBLISHED:  # most are: the first page of them is found on the way
        return documents.filter(Exists(listed(state, now).filter(document=OuterRef("pk"))))
    return documents.filter(pk__in=listed(state, now).values("document"))


def unpublished() -> QuerySet[Document]:
    """Texts that never were published. One that was can be in a new round: it has rows here."""
    open_rounds = [stage for stage in Document.Stage if stage not in (Document.Stage.WRITING, Document.Stage.ACCEPTED)]
    return Document.objects.filter(~Exists(DeskListing.objects.filter(document=OuterRef("pk"))), stage__in=open_rounds)


def _drafts_beside_editions() -> Q:
    """Something is written in a language that was never published, of a text that was sealed in another."""
    rows = DeskListing.objects.filter(released_at=None, withdrawn=False)
    drafts = Q()
    for code in languages.CODES:
        written = Q(**{f"title_{code}__gt": ""}) | Q(**{f"body_{code}__gt": ""})
        drafts |= Q(pk__in=rows.filter(language=code).values("document")) & written
    return drafts


# One document


def was_sealed(document: Any) -> bool:
    """Whether a document was ever sealed; asked once for each object."""
    if not hasattr(document, "_was_sealed"):
        document._was_sealed = document.seals.exists()
    return document._was_sealed


def standing(document: Document) -> list[Standing]:
    """What readers have of one document, in every language. Two queries."""
    states = states_of([document.pk])[document.pk]
    shown = {edition.language: edition for edition in _shown(document.pk, timezone.now())}
    return [
        Standing(
            code=code,
            name=languages.own_name_of(code),
            state=states[code].state,
            due=states[code].due,
            behind=states[code].behind,
            ready=states[code].ready,
            edition=shown.get(code),
            url=kinds.url_of(shown[code]) if code in shown else "",
        )
        for code in languages.CODES
    ]


@planned
def _shown(document: int, now: datetime) -> QuerySet[Edition]:
    return Edition.objects.public(now).filter(document=document).light().defer("matter").select_related("seal")
