"""The standing pages of the footer."""

from django.contrib import admin

from publishing.desk.documents import DocumentAdmin
from publishing.desk.filters import DESK_FILTERS, TopicFilter

from .models import Page


@admin.register(Page)
class PageAdmin(DocumentAdmin):
    about = ("original_language", "position", "cover")
    list_columns = list_fields = ("position",)
    list_filter = tuple(each for each in DESK_FILTERS if each is not TopicFilter)
    bulks = ()
