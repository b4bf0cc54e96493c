"""The moderators' queue, the page on which they decide, and the replies they keep."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.admin import TranslationAdmin

from publishing import languages
from publishing.desk.lists import TitledListMixin
from publishing.desk.naming import BothNamesForm
from publishing.editor import DeskFieldsMixin

from .models import StandardReply, Submission
from .review import page, queue
from .workflow import REVIEW


@admin.register(Submission)
class SubmissionAdmin(TitledListMixin, admin.ModelAdmin):
    """Who may view submissions sees the queue and its pages, who may review them decides there; a form for changing
    rows by hand has nobody."""

    change_list_template = "admin/members/submission_list.html"
    list_display = ("title", "author", "waits", "taken", "language", "series", "round_number")
    list_filter = queue.FILTERS
    list_per_page = 50
    sortable_by = ()
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).visible()  # type: ignore[attr-defined]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return queue.own_language_first()

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return queue.Queue

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        person: Any = request.user
        decides = person.has_perm(REVIEW)
        context = {
            "decides": decides,
            "weekly": decides and hasattr(person, "reviewer") and person.reviewer.weekly,
            "decided_url": reverse("admin:publishing_decision_changelist", query={"by": "me"}),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        mails = self.admin_site.admin_view(partial(queue.mails, self))
        return [path("mails/", mails, name="members_submission_mails"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return page.review(self, request, object_id)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A submission's history is its text's."""
        submission = page.find(self, request, object_id)
        return HttpResponseRedirect(reverse("admin:blog_post_history", args=[submission.post_id]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Columns

    @admin.display(description=gettext_lazy("title"))
    def title(self, submission: Any) -> str:
        return str(submission)

    @admin.display(description=gettext_lazy("submitted by"))
    def author(self, submission: Any) -> str:
        return queue.name_of(submission.by)

    @admin.display(description=gettext_lazy("waits"))
    def waits(self, submission: Any) -> str:
        return queue.waits(submission) or submission.post.get_stage_display()

    @admin.display(description=gettext_lazy("taken up by"))
    def taken(self, submission: Any) -> str:
        """Who has it and until when; what else there is to know of who decides."""
        said = []
        if claimant := submission.claimant():
            until = date_format(localtime(submission.taken_until), "SHORT_DATETIME_FORMAT")
            said.append(_("%(name)s, until %(when)s") % {"name": queue.name_of(claimant), "when": until})
        if submission.approval:
            name = queue.name_of(submission.approval)
            said.append(_("approved by %(name)s, a second one decides") % {"name": name})
        if submission.handed_over_at:
            said.append(_("handed to the secretariat"))
        return format_html("{}", "; ".join(said)) if said else ""

    @admin.display(description=gettext_lazy("language"))
    def language(self, submission: Any) -> str:
        return languages.name_of(submission.post.original_language)

    @admin.display(description=gettext_lazy("series"))
    def series(self, submission: Any) -> str:
        return str(submission.post.series or "")

    @admin.display(description=gettext_lazy("round"))
    def round_number(self, submission: Any) -> str:
        return _("round %(number)s") % {"number": submission.round_number}


class ReplyForm(BothNamesForm):
    both = ("name", "text")


@admin.register(StandardReply)
class StandardReplyAdmin(TitledListMixin, DeskFieldsMixin, TranslationAdmin):
    """Those who decide keep them, in every language."""

    form = ReplyForm
    list_display = tuple(f"name_{code}" for code in languages.CODES)
    list_display_links = list_display
    actions = None
