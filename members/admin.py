"""The moderators' queue, and the replies they keep."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from .models import StandardReply, Submission


@admin.register(Submission)
class SubmissionAdmin(admin.ModelAdmin):
    """Who may view submissions sees the queue; nobody adds, changes or deletes one by hand."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible()  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StandardReply)
class StandardReplyAdmin(TranslationAdmin):
    """Those who decide keep them."""

    list_display = ("name",)
