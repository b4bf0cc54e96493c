"""What a list of texts can be asked for: each a field of one form, answered in the database."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from .. import languages
from ..models import DeskListing, Topic, TopicDocument
from .states import Choice, in_state, lacking


class ChoiceFilter(admin.SimpleListFilter):
    """One of a few; what is not among them asks for nothing."""

    template = "admin/publishing/filter_choice.html"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        known = {str(value) for value, _label in self.lookup_choices}
        value = self.value()
        return self.narrowed(request, queryset, value) if value in known else queryset

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        raise NotImplementedError

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for value, label in self.lookup_choices:
            yield {"value": str(value), "display": label, "selected": str(value) == self.value()}


class StateFilter(ChoiceFilter):
    """Texts that are in a state in one language at least."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Choice.choices)

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return in_state(documents, value)


class LackingFilter(ChoiceFilter):
    """Texts that readers have in another language only, or in which nothing is written in one."""

    title = _("missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(code, languages.Language(code).label) for code in languages.CODES]

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(pk__in=lacking(value, timezone.now()).values("document"))


class OriginalFilter(ChoiceFilter):
    title = _("original language")
    parameter_name = "original"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(languages.Language.choices)

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(original_language=value)


class MineFilter(ChoiceFilter):
    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("made by me, or changed last"))]

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(Q(created_by=request.user.pk) | Q(changed_by=request.user.pk))


class NamedFilter(ChoiceFilter):
    """Texts that stand with one of the rows of a table, each called by its name."""

    model: type[Model]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(str(row.pk), str(row)) for row in self.rows()]

    def rows(self) -> QuerySet:
        return self.model._default_manager.all()


class TopicFilter(NamedFilter):
    title = _("topic")
    parameter_name = "topic"
    model = Topic

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(Exists(TopicDocument.objects.filter(content_object=OuterRef("pk"), tag=value)))


class DatesFilter(admin.ListFilter):
    """From one day to another, both of them included. What is no date asks for nothing."""

    template = "admin/publishing/filter_dates.html"
    parameter_name = ""

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.names = [f"{self.parameter_name}_{end}" for end in ("from", "to")]
        for name in self.names:
            self.used_parameters[name] = parse_day(params.pop(name, [""])[-1])

    def expected_parameters(self) -> list[str]:
        return self.names

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for name, label in zip(self.names, (_("from"), _("to")), strict=True):
            day = self.used_parameters[name]
            yield {"name": name, "label": label, "value": day.date().isoformat() if day else ""}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days: list[Any] = [self.used_parameters[name] for name in self.names]
        first, last = days
        bounds: dict[str, datetime] = {"gte": first} if first else {}
        if last:
            bounds["lt"] = last + timedelta(days=1)
        return self.between(queryset, bounds) if bounds else queryset

    def between(self, documents: QuerySet, bounds: dict[str, datetime]) -> QuerySet:
        raise NotImplementedError


def parse_day(text: str) -> datetime | None:
    """The beginning of a day written 2018-08-15; None for anything else, and for the ends of the calendar."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) if day and 1 < day.year < 9999 else None


class PublishedFilter(DatesFilter):
    """When a text was first published."""

    title = _("first published")
    parameter_name = "published"

    def between(self, documents: QuerySet, bounds: dict[str, datetime]) -> QuerySet:
        dated = {f"dated__{bound}": moment for bound, moment in bounds.items()}
        return documents.filter(Exists(DeskListing.objects.filter(document=OuterRef("pk"), **dated)))


class ChangedFilter(DatesFilter):
    """When a text was saved last."""

    title = _("changed")
    parameter_name = "changed"

    def between(self, documents: QuerySet, bounds: dict[str, datetime]) -> QuerySet:
        return documents.filter(**{f"changed_at__{bound}": moment for bound, moment in bounds.items()})


DESK_FILTERS = (StateFilter, LackingFilter, OriginalFilter, MineFilter, TopicFilter, PublishedFilter, ChangedFilter)
