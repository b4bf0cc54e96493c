"""The standing pages of the footer."""

from django.contrib import admin

from publishing.desk.documents import DocumentAdmin

from .models import Page


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    about = ("original_language", "position", "cover")
    list_columns = list_fields = ("position",)
