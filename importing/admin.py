"""What was taken in, as a list to be read, with the way to taking in a blog."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from publishing.desk.record import RecordAdmin

from .models import ImportedEntry
from .take_in import IMPORT


@admin.register(ImportedEntry)
class ImportedEntryAdmin(RecordAdmin):
    """Who may import may see it; nobody adds, changes or deletes a row."""

    change_list_template = "importing/importedentry_list.html"
    list_display = ("of", "entry_id", "imported_at")
    list_display_links = None
    search_fields = ("entry_id",)
    ordering = ("-imported_at", "-pk")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(IMPORT)  # type: ignore[union-attr]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(IMPORT)  # type: ignore[union-attr]
