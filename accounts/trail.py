"""The audit trail: what was done to texts, accounts and rights, from publishing's decisions and our own entries."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import kinds
from publishing.desk.lists import LONG
from publishing.desk.merging import Row, Source
from publishing.models import Decision
from publishing.templatetags.typography import change_noun

from . import audit
from .models import AuditEntry

TEXT, ACCOUNT = "text", "account"


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return audit.name_of(obj)


class TrailForm(forms.Form):
    """What of the trail to show: everything, unless something is asked for."""

    person = _Person(
        label=gettext_lazy("Person"),
        queryset=User.objects.order_by("first_name", "last_name", "username"),
        required=False,
        empty_label=gettext_lazy("everybody"),
        help_text=gettext_lazy("Who did it, or whose account it was done to."),
    )
    act = forms.ChoiceField(
        label=gettext_lazy("Act"),
        required=False,
        choices=[
            ("", gettext_lazy("everything")),
            (gettext_lazy("Texts"), [(f"{TEXT}-{act}", label) for act, label in Decision.Act.choices]),
            (
                gettext_lazy("Accounts and roles"),
                [(f"{ACCOUNT}-{act}", label) for act, label in AuditEntry.Act.choices],
            ),
        ],
    )
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@dataclass(frozen=True)
class Line:
    """One act: when, by whom, which, upon what, and what more there is to know. `url` leads to the text's history."""

    at: datetime
    who: str
    act: str
    what: str
    detail: str
    url: str = ""


def sources(
    person: User | None = None, act: str = "", since: date | None = None, until: date | None = None
) -> list[Source]:
    """What is asked for, of both tables."""
    long = [f"document__{name}" for name in LONG]
    decisions = Decision.objects.select_related("document", "seal", "by").defer(*long)
    entries = AuditEntry.objects.all()
    if person:
        decisions, entries = decisions.filter(by=person), entries.filter(Q(by=person) | Q(account=person))
    of, _dash, name = act.partition("-")
    if name:
        decisions = decisions.filter(act=name) if of == TEXT else decisions.none()
        entries = entries.filter(act=name) if of == ACCOUNT else entries.none()
    within = {}
    if since:
        within["at__gte"] = timezone.make_aware(datetime.combine(since, time.min))
    if until:
        within["at__lte"] = timezone.make_aware(datetime.combine(until, time.max))
    return [Source(decisions.filter(**within), "at"), Source(entries.filter(**within), "at")]


def line(row: Row) -> Line:
    """A decision or an entry as the page and the file tell it."""
    return _of_text(row.row) if isinstance(row.row, Decision) else _of_account(row.row)


def _of_text(decision: Decision) -> Line:
    sealed = ""
    if decision.seal:
        words = {"number": decision.seal.number, "change": change_noun(decision.seal.change)}
        sealed = _("number %(number)s (%(change)s)") % words
    options = kinds.get(decision.document.kind).model._meta
    return Line(
        at=decision.at,
        who=audit.name_of(decision.by),
        act=decision.get_act_display(),
        what=str(decision.document),
        detail=" · ".join(part for part in (sealed, decision.comment) if part),
        url=reverse(f"admin:{options.app_label}_{options.model_name}_history", args=[decision.document_id]),
    )


def _of_account(entry: AuditEntry) -> Line:
    return Line(
        at=entry.at,
        who=entry.by_name,
        act=entry.get_act_display(),
        what=entry.about,
        detail=audit.describe(entry.changes),
    )
