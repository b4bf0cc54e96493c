"""The audit trail in the admin: read in pages, taken along as a file, changed by nobody."""

import csv
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.desk import merging

from . import trail

PER_PAGE = 100
FORMULA = "=+-@"
BOM = "\ufeff"  # by which a spreadsheet knows that accents are UTF-8


class AuditTrailAdmin(admin.ModelAdmin):
    """Who may: `accounts.view_auditentry`, which no role has. There is no page that could change an entry."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("", view(require_safe(self.read)), name="accounts_auditentry_changelist"),
            path("export/", view(require_safe(self.export)), name="accounts_auditentry_export"),
        ]

    def read(self, request: HttpRequest) -> HttpResponse:
        form = self._asked(request)
        answer = form.cleaned_data if form.is_valid() else {}
        rows, older = merging.page(trail.sources(**answer), PER_PAGE, request.GET.get("behind", ""))
        query = request.GET.copy()
        query.pop("behind", None)
        kept = query.urlencode()
        query["behind"] = older
        request.current_app = self.admin_site.name
        page = {
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "form": form,
            "lines": [trail.line(row) for row in rows],
            "older": f"?{query.urlencode()}" if older else "",
            "newest": f"?{kept}" if "behind" in request.GET else "",
            "export_url": f"{reverse('admin:accounts_auditentry_export')}?{kept}",
            "zone": timezone.get_current_timezone_name(),
        }
        return TemplateResponse(request, "admin/accounts/trail.html", {**self.admin_site.each_context(request), **page})

    def export(self, request: HttpRequest) -> Any:
        """What the page shows, all of it, as CSV."""
        form = self._asked(request)
        if not form.is_valid():
            back = reverse("admin:accounts_auditentry_changelist")
            return HttpResponseRedirect(f"{back}?{request.GET.urlencode()}")
        lines = _in_language(get_language(), merging.every(trail.sources(**form.cleaned_data)))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit-trail-{timezone.now():%Y-%m-%d}.csv"'
        return response

    def _asked(self, request: HttpRequest) -> trail.TrailForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return trail.TrailForm(request.GET)


def _in_language(code: str | None, rows: Iterable[merging.Row]) -> Iterator[str]:
    """The file line by line, in the language of whoever asked for it: it is sent when the request is over."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    with override(code):
        header = [_("when (UTC)"), _("who"), _("act"), _("what"), _("detail")]
    yield BOM + writer.writerow(header)
    for row in rows:
        with override(code):
            line = trail.line(row)
        when = line.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        yield writer.writerow([when, *map(harmless, (line.who, line.act, line.what, line.detail))])


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one, blanks apart, is put behind an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    begins = cell.strip()[:1]
    return f"'{cell}" if (begins and begins in FORMULA) or cell.startswith(("\t", "\r", "\n")) else cell


class _Echo:
    """A file for the csv module that gives back what is written into it."""

    def write(self, text: str) -> str:
        return text
