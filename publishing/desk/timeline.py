"""A text's history: every save, every publication and every other decision in one list, newest first."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin.models import LogEntry
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import history, languages
from ..models import Decision, Document, Edition, Seal
from . import acts, merging, versions

if TYPE_CHECKING:
    from .documents import DocumentAdmin

PER_PAGE = 50
# Whose seal is what was done, not what it was done to.
SEALING = (Decision.Act.PUBLISH, Decision.Act.SCHEDULE, Decision.Act.WITHDRAW)


def timeline(desk: "DocumentAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """The page at `…/history/`. Who may view the text may read it. With `?with=` each version offers its comparison
    with that one."""
    if not merging.is_key(object_id):
        raise Http404(_("This text does not exist."))
    document = acts.find(desk, request, int(object_id), "history")
    rows, older = merging.page(sources(document, request.user), PER_PAGE, request.GET.get("behind", ""))
    chosen = versions.named(document, request.GET.get("with", ""))
    entries, may_bring = [_entry(row) for row in rows], desk.has_change_permission(request, document)
    for entry in entries:
        if entry.key:
            entry.ways = _ways(desk, document, entry, chosen[0] if chosen else "", may_bring)
    kept = {"with": chosen[0]} if chosen else {}
    return acts.page(
        desk,
        request,
        document,
        "timeline",
        _("History"),
        entries=entries,
        chosen=chosen[1] if chosen else "",
        now_url=compare_url(desk, document, chosen[0], versions.NOW) if chosen else "",
        history_url=desk.history_url(document),
        older=f"?{urlencode({**kept, 'behind': older})}" if older else "",
        is_first="behind" not in request.GET,
    )


def sources(document: Document, person: Any) -> list[merging.Source]:
    """Saves and decisions; a publication's editions come in one further query."""
    editions = Prefetch("seal__editions", Edition.objects.light().defer("matter", "contents").order_by("language"))
    decisions = document.decisions.readable_by(person).select_related("seal", "by").prefetch_related(editions)
    return [
        merging.Source(history.saves(document).select_related("user"), "date_created"),
        merging.Source(decisions, "at"),
    ]


def compare_url(desk: "DocumentAdmin", document: Any, before: str, after: str) -> str:
    """The address at which two versions are compared; with "" for the first, a version with the one before it."""
    keys = {"from": before, "to": after} if before else {"to": after}
    return f"{desk.url('compare', document)}?{urlencode(keys)}"


def bring_url(desk: "DocumentAdmin", document: Any, key: str) -> str:
    """The address of the form with a version in it."""
    return f"{desk.change_url(document)}?{urlencode({'bring': key})}"


@dataclass
class Entry:
    """What the page shows of a save or a decision. With a `key` it is a version of the text."""

    at: datetime
    who: str
    what: str
    detail: str = ""
    quote: str = ""
    internal: bool = False
    key: str = ""
    name: str = ""
    seal: Seal | None = None
    languages: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    due: datetime | None = None
    removed: bool = False
    ways: dict[str, str] = field(default_factory=dict)


def _entry(row: merging.Row) -> Entry:
    return _decision(row.row) if row.source else _save(row.row)


def _ways(desk: "DocumentAdmin", document: Any, entry: Entry, chosen: str, may_bring: bool) -> dict[str, str]:
    """Where one goes from a version: while another is chosen, to their comparison alone."""
    if chosen:
        return {"with_chosen": compare_url(desk, document, chosen, entry.key) if entry.key != chosen else ""}
    return {
        "changed": compare_url(desk, document, "", entry.key),
        "since": compare_url(desk, document, entry.key, versions.NOW),
        "with_other": f"?{urlencode({'with': entry.key})}",
        "bring": bring_url(desk, document, entry.key) if may_bring else "",
    }


def _save(save: Any) -> Entry:
    return Entry(
        at=save.date_created,
        who=who(save.user),
        what=_("saved"),
        detail=LogEntry(change_message=save.comment).get_change_message(),
        key=versions.key_of(save),
        name=versions.name_of(save),
    )


def _decision(decision: Decision) -> Entry:
    entry = Entry(at=decision.at, who=who(decision.by), what=decision.get_act_display())
    if decision.seal is None or decision.act not in SEALING:
        entry.detail, entry.quote, entry.internal = decision.comment, decision.quote, decision.internal
        return entry
    editions = list(decision.seal.editions.all())
    entry.seal = decision.seal
    entry.notes = _notes(decision.seal)
    entry.languages = [{"code": each.language, "name": languages.own_name_of(each.language)} for each in editions]
    entry.due = next((each.released_at for each in editions if each.released_at > timezone.now()), None)  # type: ignore[operator]
    entry.removed = any(each.redacted_at for each in editions)
    if editions:
        entry.key, entry.name = versions.key_of(decision.seal), versions.name_of(decision.seal)
    return entry


def _notes(seal: Seal) -> list[dict[str, str]]:
    notes = {code: languages.in_language(seal, "note", code) for code in languages.CODES}
    return [{"code": code, "text": text} for code, text in notes.items() if text]


def who(person: Any) -> str:
    """Somebody's name; "" where nobody is known."""
    return (person.get_full_name() or person.get_username()) if person else ""
