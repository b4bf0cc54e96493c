"""What a text was at one moment: with a save, with a publication, or as it is now. Each has a key for addresses."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .. import history, kinds, languages
from ..composing import compose, compose_kept
from ..history import Copy, Rows
from ..models import Document, Edition, Seal, TopicDocument
from ..templatetags.typography import change_noun

NOW = "now"
KEY = re.compile(r"(save|seal)-([1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True)
class Version:
    """A text at one moment, by language as the edition that it made or would have made."""

    key: str
    name: str
    at: datetime
    editions: dict[str, Edition]

    @property
    def removed(self) -> bool:
        """Whether something was struck from it for somebody's safety since it was published."""
        return any(edition.redacted_at for edition in self.editions.values())


@dataclass
class Filling:
    """What is put into the form: a document and its rows as they were, and who translated it, by language."""

    kept: Copy
    translators: dict[str, str] = field(default_factory=dict)


def key_of(row: Any) -> str:
    """The key of a save or of a publication."""
    return f"seal-{row.number}" if isinstance(row, Seal) else f"save-{row.pk}"


def name_of(row: Any) -> str:
    """A save or a publication as it stands in a sentence."""
    if isinstance(row, Seal):
        when = date_format(localtime(row.at), "SHORT_DATETIME_FORMAT")
        words = {"number": row.number, "change": change_noun(row.change), "when": when}
        return _("number %(number)s of %(when)s (%(change)s)") % words
    when = date_format(localtime(row.date_created), "SHORT_DATETIME_FORMAT")
    who = (row.user.get_full_name() or row.user.get_username()) if row.user else _("somebody")
    return _("the save of %(when)s by %(who)s") % {"when": when, "who": who}


def find(document: Any, key: str) -> Version | None:
    """The version of a document that has this key, if there is one."""
    if key == NOW:
        editions = {code: compose(document, code) for code in _with_text(document)}
        return Version(NOW, _("the text as it is now"), timezone.now(), editions)
    row = _row(document, key)
    if isinstance(row, Seal):
        found = {edition.language: edition for edition in row.editions.all()}
        return Version(key, name_of(row), row.at, {code: found[code] for code in languages.CODES if code in found})
    kept = history.recall(document, row.pk) if row else None
    if row is None or kept is None:
        return None
    editions = {code: compose_kept(kept, code) for code in _with_text(kept.document)}
    return Version(key, name_of(row), row.date_created, editions)


def named(document: Any, key: str) -> tuple[str, str] | None:
    """A key and the name of what it stands for; None where it stands for nothing."""
    row = _row(document, key)
    return (key, name_of(row)) if row else None


def before(document: Any, key: str) -> str:
    """The key of the save before a save, of the publication before a publication; "" for the first."""
    row = _row(document, key)
    if isinstance(row, Seal):
        earlier = _published(document).filter(number__lt=row.number).order_by("-number").first()
    else:
        at = row.date_created if row else timezone.now()
        pk = row.pk if row else 0
        rows = history.saves(document).filter(date_created__lte=at).exclude(pk=pk)
        earlier = rows.order_by("-date_created", "-pk").first()
    return key_of(earlier) if earlier else ""


def filling(document: Any, key: str) -> Filling | None:
    """What bringing a save or a publication back puts into the form, if there is one of this key.

    Of a publication in one language, what stands in the other stays as it is now.
    """
    row = _row(document, key)
    if isinstance(row, Seal):
        return _thawed(document, list(row.editions.all()))
    kept = history.recall(document, row.pk) if row else None
    return Filling(kept) if kept else None


def _thawed(document: Any, editions: list[Edition]) -> Filling:
    was = type(document)._default_manager.get(pk=document.pk)
    for edition in editions:
        for name in ("title", "slug", "summary", "content_notice"):
            setattr(was, f"{name}_{edition.language}", getattr(edition, name))
        setattr(was, f"body_{edition.language}", edition.source)
    matter = editions[0].matter
    was.cover_id = matter["cover"]["id"] if matter["cover"] else None
    rows: Rows = {TopicDocument: _topics(matter)}
    rows |= kinds.get(document.kind).thaw(was, {edition.language: edition.matter for edition in editions})
    translators = {edition.language: edition.matter["translator"] for edition in editions}
    return Filling(history.checked(was, rows), translators)


def _topics(matter: dict[str, Any]) -> list[TopicDocument]:
    return [TopicDocument(tag_id=topic["id"]) for topic in matter["topics"]]


def _row(document: Document, key: str) -> Any:
    """The save or the publication of this key."""
    match = KEY.fullmatch(key)
    if not match:
        return None
    number = int(match[2])
    if match[1] == "seal":
        return _published(document).filter(number=number).first() if number < 2**31 else None
    return history.saves(document).filter(pk=number).select_related("user").first()


def _published(document: Document) -> Any:
    """The seals of a document that published something: a withdrawal does not."""
    return document.seals.filter(pk__in=Edition.objects.filter(document=document.pk).values("seal"))


def _with_text(document: Any) -> list[str]:
    return [
        code
        for code in languages.CODES
        if languages.in_language(document, "title", code) or languages.in_language(document, "body", code)
    ]
