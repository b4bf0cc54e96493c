"""The lists of texts: what readers have of each, per language, at the same cost for ten texts and for twenty thousand.

Nothing is counted that is not shown, and the order is an index's: see docs/decisions/0019-the-desk-keeps-lists-too.md.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst, slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import languages
from . import bulk
from .filters import DESK_FILTERS
from .states import Held, rows_of

LONG = [f"{name}_{code}" for name in ("summary", "body", "content_notice") for code in languages.CODES]


# What a row shows; a text is long, and the database would carry all of them through its sorting.
SHORT = ("kind", "original_language", "changed_at", "changed_by", *(f"title_{code}" for code in languages.CODES))
WHO = tuple(f"changed_by__{name}" for name in ("first_name", "last_name", "username"))


class NearPaginator(Paginator):
    """Counts no further than a few pages beyond the one that is asked for."""

    AHEAD = 4
    asked_for = 1

    @property
    def most(self) -> int:
        return (self.asked_for + self.AHEAD) * self.per_page + 1

    @cached_property
    def count(self) -> int:
        return self.object_list[: self.most].count()  # type: ignore[union-attr, call-arg]


class DocumentList(ChangeList):
    """A list whose rows carry their states, asked for one page."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        documents = super().get_queryset(request, exclude_parameters).filter(kind=self.model.KIND)
        return documents.select_related("changed_by").only(*SHORT, *WHO, *self.model_admin.list_fields)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        pks = [document.pk for document in self.result_list]
        rows = rows_of(pks, room=max(self.list_per_page, len(pks)))
        for document in self.result_list:
            document.row = rows[document.pk]
        prefetch_related_objects(self.result_list, *self.model_admin.list_prefetch)
        last = self.page_num * self.list_per_page
        self.newer = self.get_query_string({PAGE_VAR: self.page_num - 1}) if self.page_num > 1 else ""
        self.older = self.get_query_string({PAGE_VAR: self.page_num + 1}) if last < self.result_count else ""
        is_all = self.result_count < self.paginator.most
        self.counted = (
            str(self.result_count) if is_all else _("more than %(number)s") % {"number": self.result_count - 1}
        )


class TitledListMixin:
    """A list that is called by what it lists."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)  # type: ignore[attr-defined]
        return super().changelist_view(request, {"title": title, **(extra_context or {})})  # type: ignore[misc]


class DocumentListMixin(TitledListMixin):
    """For the admin of a kind of document."""

    change_list_template = "admin/publishing/document_list.html"
    list_columns: tuple[str, ...] = ()
    # What these columns show: of the text's own row and of rows that are one for each text, and of many rows.
    list_fields: tuple[str, ...] = ()
    list_prefetch: tuple[Any, ...] = ()
    list_filter: tuple[Any, ...] = DESK_FILTERS
    list_per_page = 50
    # The changes that can be made to several texts at once; deleting is none of them.
    bulks: tuple[bulk.Bulk, ...] = bulk.TOPIC_BULKS
    ordering = ("-changed_at", "-id")
    sortable_by = ("changed",)
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Django shows the search field for it; what is looked for where, `get_search_results` says.
    search_fields: tuple[str, ...] = tuple(f"title_{code}" for code in languages.CODES)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DocumentList

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet, per_page: int, *args: Any, **kwargs: Any
    ) -> NearPaginator:
        paginator = NearPaginator(queryset, per_page, *args, **kwargs)
        page = request.GET.get(PAGE_VAR, "1")
        paginator.asked_for = max(1, int(page)) if page.isdecimal() and len(page) < 9 else 1
        return paginator

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return bulk.offered(self, request)  # type: ignore[arg-type]

    def response_action(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        bulk.keys(request)
        return super().response_action(request, queryset)  # type: ignore[misc]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["name", *STATES, *self.list_columns, "changed"]

    @admin.display(description=gettext_lazy("changed"), ordering="changed_at")
    def changed(self, document: Any) -> str:
        """When and by whom, and when readers first had it."""
        lines = []
        if who := document.changed_by:
            lines.append(who.get_full_name() or who.get_username())
        if dated := document.row.dated:
            when = date_format(localtime(dated), "SHORT_DATE_FORMAT")
            lines.append(_("first published %(when)s") % {"when": when})
        more = format_html_join("", " <small>{}</small>", ((line,) for line in lines))
        return format_html("{}{}", date_format(localtime(document.changed_at), "SHORT_DATE_FORMAT"), more)

    @admin.display(description=gettext_lazy("title"))
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
        return format_html('<span class="desk-code">{}</span> {}', code.upper(), badges(document.row.states[code]))

    state.__name__ = f"state_{code}"
    state.short_description = languages.own_name_of(code)  # type: ignore[attr-defined]
    return state


STATES = tuple(_column(code) for code in languages.CODES)


def badges(held: Held) -> str:
    """A state as staff see it, with the minute of an edition that is still to come, and what there is to do."""
    due = ""
    if held.due:
        due = format_html(" <small>→ {}</small>", date_format(localtime(held.due), "SHORT_DATETIME_FORMAT"))
    state = _badge(held.state.value, held.state.label, due)
    behind = _badge("behind", _("out of date")) if held.behind else ""
    ready = _badge("ready", _("ready to publish")) if held.ready else ""
    return format_html("{} {} {}", state, behind, ready) if behind or ready else state


def _badge(name: str, label: Any, more: str = "") -> str:
    return format_html('<span class="desk-state desk-{}">{}{}</span>', name, label, more)
