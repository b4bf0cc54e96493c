"""The lists of texts: what readers have of each, per language, in the list's own query."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst, slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from .. import languages
from .states import Hung, State, in_state, states_of

LONG = [f"{name}_{code}" for name in ("summary", "body", "content_notice") for code in languages.CODES]


# What a row shows; a text is long, and the database would carry all of them through its sorting.
SHORT = ("kind", "original_language", "changed_at", *(f"title_{code}" for code in languages.CODES))


class DocumentList(ChangeList):
    """A list whose rows carry their states, asked for one page: else the database would work out every row's."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        return super().get_queryset(request, exclude_parameters).only(*SHORT, *self.model_admin.list_fields)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        pks = [document.pk for document in self.result_list]
        states = states_of(pks, self.model_admin.hung, room=max(self.list_per_page, len(pks)))
        for document in self.result_list:
            document.states = states[document.pk]


class StateFilter(admin.SimpleListFilter):
    """Texts that are in a state in one language at least."""

    title = _("what readers have")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in State if state != State.NONE]

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.hung = model_admin.hung

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        wanted = self.value()
        return in_state(queryset, wanted, self.hung) if wanted in State.values else queryset


class TitledListMixin:
    """A list that is called by what it lists."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": title, **(extra_context or {})})  # type: ignore[misc]


class DocumentListMixin(TitledListMixin):
    """For the admin of a kind of document."""

    hung: tuple[Hung, ...] = ()
    list_columns: tuple[str, ...] = ()
    # What these columns show.
    list_fields: tuple[str, ...] = ()
    list_filter: tuple[Any, ...] = (StateFilter, "original_language")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    # Django shows the search field for it; what is looked for where, `get_search_results` says.
    search_fields: tuple[str, ...] = tuple(f"title_{code}" for code in languages.CODES)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DocumentList

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["name", *STATES, *self.list_columns, "changed"]

    @admin.display(description=_("changed"), ordering="changed_at")
    def changed(self, document: Any) -> str:
        return date_format(localtime(document.changed_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("title"))
    def name(self, document: Any) -> str:
        return str(document)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Every word in a title of either language or in an address, which is a title without accents."""
        for word in search_term.split():
            queryset = queryset.filter(self.matching(word))
        return queryset, False

    def matching(self, word: str) -> Q:
        """Where one word of a search may stand."""
        found = Q()
        for code in languages.CODES:
            found |= Q(**{f"title_{code}__icontains": word})
            if folded := slugify(word):
                found |= Q(**{f"slug_{code}__contains": folded})
        return found


def _column(code: str) -> Callable[[Any], str]:
    def state(document: Any) -> str:
        return format_html('<span class="desk-code">{}</span> {}', code.upper(), badge(*document.states[code]))

    state.__name__ = f"state_{code}"
    state.short_description = languages.own_name_of(code)  # type: ignore[attr-defined]
    return state


STATES = tuple(_column(code) for code in languages.CODES)


def badge(state: State, due: Any = None) -> str:
    """A state as staff see it, with the minute of an edition that is still to come."""
    if not due:
        return format_html('<span class="desk-state desk-{}">{}</span>', state.value, state.label)
    when = date_format(localtime(due), "SHORT_DATETIME_FORMAT")
    return format_html('<span class="desk-state desk-{}">{} <small>→ {}</small></span>', state.value, state.label, when)
