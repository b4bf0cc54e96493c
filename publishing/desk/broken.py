"""The report of links to mend, for whoever may see texts; each row leads to the form where it is mended."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import LinkCheck
from .record import RecordAdmin

VIEW = "publishing.view_document"


class BrokenLinkAdmin(RecordAdmin):
    list_display = ("of", "language", "where", "words", "url", "reason")
    list_display_links = None
    list_filter = ("why",)
    search_fields = ("words", "url")
    fields = ("of", "language", "where", "words", "url", "reason", "checked_at")
    sortable_by = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(VIEW)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without what stood in an edition that readers no longer have."""
        lasts = Q(edition=None) | Q(edition__superseded_at=None) | Q(edition__superseded_at__gt=timezone.now())
        return super().get_queryset(request).filter(lasts)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        checks = LinkCheck.objects.order_by("-at")
        looked = {"checked": checks.first(), "asked": checks.filter(external=True).first()}
        return super().changelist_view(request, {**looked, **(extra_context or {})})

    @admin.display(description=_("where"))
    def where(self, link: Any) -> str:
        place = link.get_place_display()
        mended = _("mended, not yet published")
        return f"{place} · {mended}" if link.edition_id else place

    @admin.display(description=_("why"))
    def reason(self, link: Any) -> str:
        return f"{link.get_why_display()} → {link.detail}" if link.detail else link.get_why_display()
