"""The page that lists everything scheduled, the next first. Who may view editions may see it."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import dating, kinds, languages
from ..models import Edition


def scheduled(record: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """One row for each text and minute. One query, however many they are."""
    if not record.has_view_permission(request):
        raise PermissionDenied
    coming = Edition.objects.coming().select_related("seal", "seal__by").light().defer("matter", "contents")
    rows: dict[int, list[Edition]] = {}
    for edition in coming.order_by("released_at", "seal", "language"):
        rows.setdefault(edition.seal_id, []).append(edition)
    context = {
        **record.admin_site.each_context(request),
        "title": _("Everything that is scheduled"),
        "opts": record.opts,
        "rows": [_row(record, request, editions) for editions in rows.values()],
        "zone": timezone.get_current_timezone_name(),
    }
    request.current_app = record.admin_site.name  # type: ignore[attr-defined]
    return TemplateResponse(request, "admin/publishing/scheduled.html", context)


def _row(record: ModelAdmin, request: HttpRequest, editions: list[Edition]) -> dict[str, Any]:
    first = editions[0]
    model = kinds.get(first.kind).model
    desk: Any = record.admin_site.get_model_admin(model)
    document = model(pk=first.document_id)
    return {
        "when": dating.say(first.released_at or timezone.now()),
        "kind": model._meta.verbose_name,
        "titles": [{"code": each.language, "text": each.title} for each in editions],
        "names": ", ".join(languages.own_name_of(each.language) for each in editions),
        "change": first.seal.get_change_display(),
        "by": _name_of(first.seal.by),
        "url": desk.change_url(document),
        "move_url": desk.url("schedule", document) if desk.may(request, "publish", document) else "",
    }


def _name_of(person: Any) -> str:
    return person.get_full_name() or str(person) if person else "–"
