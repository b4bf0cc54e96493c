"""The start page: what waits for the person who opens it, what is on its way, what was decided last.

Blocks of a few rows, each answered by an index; every list of them all is one of the admin's, filtered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import kinds, languages, workflow
from ..models import Decision, Document
from .states import Choice, coming_at, lacking, listed, unpublished, waiting

MOST = 7
SHOWN = ("kind", "original_language", "changed_at", *(f"title_{code}" for code in languages.CODES))
OF = tuple(f"document__{name}" for name in SHOWN)


@dataclass(frozen=True)
class Row:
    """A text, linked to its form: in which language something is to be done, when something happens, by whom."""

    title: str
    url: str
    code: str = ""
    what: str = ""
    at: datetime | None = None
    is_minute: bool = False
    who: str = ""


@dataclass(frozen=True)
class Block:
    """A few rows under a heading, and where all of them are."""

    name: str
    title: str
    rows: list[Row]
    every: list[dict[str, str]] = field(default_factory=list)


def blocks(request: HttpRequest) -> dict[str, list[Block]]:
    """What the start page shows this person besides the lists: `mine` waits for them, `others` is good to know."""
    desk = _Desk(request)
    outdated = desk.outdated()
    mine = [desk.drafts(), desk.ready(), *([outdated] if desk.changeable else []), *desk.lacking()]
    others = [desk.scheduled(), desk.changed(), *([] if desk.changeable else [outdated]), desk.decisions()]
    return {name: [block for block in found if block.rows] for name, found in (("mine", mine), ("others", others))}


class _Desk:
    """What one person may see and do, by the kinds of documents."""

    def __init__(self, request: HttpRequest) -> None:
        self.person: Any = request.user
        self.now = timezone.now()
        self.seen = self._allowed("view")
        self.changeable = self._allowed("change")
        self.publishable = self.changeable if self.person.has_perm(workflow.PUBLISH) else []

    def _allowed(self, act: str) -> list[str]:
        def permission(options: Any) -> str:
            return f"{options.app_label}.{get_permission_codename(act, options)}"

        return [kind.name for kind in kinds.every() if self.person.has_perm(permission(kind.model._meta))]

    def drafts(self) -> Block:
        """What this person made or changed last and readers do not have so."""
        own = Q(created_by=self.person.pk) | Q(changed_by=self.person.pk)
        never = unpublished().filter(own, kind__in=self.changeable).only(*SHOWN).order_by("-changed_at")[:MOST]
        changed = self._of(listed(Choice.CHANGED, self.now), self.changeable).filter(document__changed_by=self.person)
        since = [row.document for row in changed.order_by("-document__changed_at")[:MOST]]
        found = {document.pk: document for document in chain(never, since)}
        rows = sorted(found.values(), key=lambda document: document.changed_at, reverse=True)[:MOST]
        return self._block(
            "drafts",
            _("Your drafts"),
            [_row(document, at=document.changed_at) for document in rows],
            {"whose": "mine"},
            self.changeable,
        )

    def ready(self) -> Block:
        """What somebody has handed to those who publish."""
        rows = self._of(waiting(), self.publishable).order_by("document__changed_at")[:MOST]
        found = [_row(row.document, row.language, at=row.document.changed_at) for row in rows]
        return self._block("ready", _("Ready to publish"), found, {"state": Choice.READY}, self.publishable)

    def outdated(self) -> Block:
        """Translations that have not followed their original."""
        behind = self._of(listed(Choice.OUTDATED, self.now), self.seen).order_by("-behind_at")[:MOST]
        found = [_row(row.document, row.language, at=row.behind_at) for row in behind]
        return self._block("outdated", _("Translations out of date"), found, {"state": Choice.OUTDATED}, self.seen)

    def lacking(self) -> list[Block]:
        """What readers have in another language only."""
        blocks = []
        for code in languages.CODES if self.changeable else ():
            missing = self._of(lacking(code, self.now), self.changeable).order_by("-dated")[:MOST]
            title = _("Not yet in %(language)s") % {"language": languages.name_of(code)}
            found = [_row(row.document, code, at=row.dated) for row in missing]
            blocks.append(self._block(f"lacks-{code}", title, found, {"lacks": code}, self.changeable))
        return blocks

    def scheduled(self) -> Block:
        editions = coming_at(self.now).filter(document__kind__in=self.seen).select_related("document")
        rows = editions.only("language", "released_at", *OF).order_by("released_at", "pk")[:MOST]
        found = [_row(row.document, row.language, at=row.released_at, is_minute=True) for row in rows]
        return self._block("scheduled", _("Scheduled"), found, {"state": Choice.SCHEDULED}, self.seen)

    def changed(self) -> Block:
        rows = self._of(listed(Choice.CHANGED, self.now), self.seen).select_related("document__changed_by")
        rows = rows.only("language", *OF, *(f"document__changed_by__{name}" for name in WHO))
        found = [
            _row(row.document, row.language, at=row.document.changed_at, who=_name(row.document.changed_by))
            for row in rows.order_by("-document__changed_at")[:MOST]
        ]
        return self._block("changed", _("Unpublished changes"), found, {"state": Choice.CHANGED}, self.seen)

    def decisions(self) -> Block:
        if not self.person.has_perm("publishing.view_decision"):
            return Block("decisions", "", [])
        decisions = Decision.objects.filter(document__kind__in=self.seen).select_related("document", "by")
        rows = decisions.only("act", "at", *OF, *(f"by__{name}" for name in WHO))[:MOST]
        found = [
            _row(row.document, what=row.get_act_display(), at=row.at, is_minute=True, who=_name(row.by)) for row in rows
        ]
        every = [
            {"url": reverse("admin:publishing_decision_changelist"), "name": str(Decision._meta.verbose_name_plural)}
        ]
        return Block("decisions", _("Decided last"), found, every)

    def _of(self, rows: QuerySet[Any], seen: list[str]) -> QuerySet[Any]:
        """Rows of documents that may be seen, each with what is shown of its document."""
        own = [field.name for field in rows.model._meta.concrete_fields if field.name != "document"]
        return rows.filter(document__kind__in=seen).select_related("document").only(*own, *OF)

    def _block(self, name: str, title: str, rows: list[Row], query: dict[str, str], seen: Iterable[str]) -> Block:
        every = []
        for kind in kinds.every():
            if rows and kind.name in seen:
                options = kind.model._meta
                url = reverse(f"admin:{options.app_label}_{options.model_name}_changelist", query=query)
                every.append({"url": url, "name": str(options.verbose_name_plural)})
        return Block(name, title, rows, every)


WHO = ("first_name", "last_name", "username")


def _row(document: Document, code: str = "", **more: Any) -> Row:
    options = kinds.get(document.kind).model._meta
    url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[document.pk])
    return Row(title=str(document), url=url, code=code, **more)


def _name(person: Any) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""
