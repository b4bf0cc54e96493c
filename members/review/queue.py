"""The queue: what waits for the moderators, their own language first, and of that the longest waiting."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.models import Series
from publishing import languages
from publishing.desk.filters import ChoiceFilter, NamedFilter
from publishing.desk.lists import LONG
from publishing.desk.start import MOST, Block, Row
from publishing.models import PreviewLink

from ..models import TO_DECIDE, Reviewer, Stage, Submission
from ..workflow import REVIEW


class StandingFilter(ChoiceFilter):
    """What waits, unless something else is asked for."""

    title = gettext_lazy("show")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("waiting", gettext_lazy("what waits")),
            ("author", gettext_lazy("with its author")),
            ("decided", gettext_lazy("decided")),
            ("all", gettext_lazy("everything")),
        ]

    def value(self) -> str:
        return super().value() or "waiting"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        stages = {"author": (Stage.DRAFT, Stage.CHANGES_REQUESTED), "decided": (Stage.ACCEPTED, Stage.DECLINED)}
        return queryset.filter(post__stage__in=stages.get(self.value(), TO_DECIDE))

    def choices(self, changelist: Any) -> Any:
        """Without a choice of nothing: something is always shown."""
        return ({**choice, "always": True} for choice in super().choices(changelist))


class LanguageFilter(ChoiceFilter):
    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(languages.Language.choices)

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(post__original_language=value)


class SeriesFilter(NamedFilter):
    title = gettext_lazy("series")
    parameter_name = "series"
    model = Series

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        return documents.filter(post__series=value)


class TakenFilter(ChoiceFilter):
    title = gettext_lazy("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", gettext_lazy("taken up by me")),
            ("nobody", gettext_lazy("taken up by nobody")),
            ("secretariat", gettext_lazy("handed to the secretariat")),
        ]

    def narrowed(self, request: HttpRequest, documents: QuerySet, value: str) -> QuerySet:
        held = documents.claimed()  # type: ignore[attr-defined]
        if value == "mine":
            return held.filter(taken_by=request.user.pk)
        if value == "nobody":
            return documents.exclude(pk__in=held.values("pk"))
        return documents.filter(handed_over_at__isnull=False)


FILTERS = (StandingFilter, LanguageFilter, TakenFilter, SeriesFilter)


class Queue(ChangeList):
    """Rows with all that is shown of them, in one query."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet:
        return shown(super().get_queryset(request, exclude_parameters))


def shown(submissions: QuerySet) -> QuerySet:
    """Submissions with the rows that a list shows, without the texts, and in which round each is."""
    rounds = PreviewLink.objects.filter(document=OuterRef("post"), purpose=PreviewLink.Purpose.ROUND)
    counted = rounds.order_by().values("document").annotate(number=Count("pk")).values("number")
    return (
        submissions.select_related("post__series", "by", "taken_by", "approved_by")
        .defer(*(f"post__{name}" for name in LONG), *(f"post__series__intro_{code}" for code in languages.CODES))
        .annotate(round_number=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    )


def own_language_first() -> list[Any]:
    """The order of the queue for whoever asks."""
    theirs = Case(When(post__original_language=languages.current(), then=Value(0)), default=Value(1))
    return [theirs, F("submitted_at").asc(nulls_last=True), "pk"]


def waits(submission: Submission, now: datetime | None = None) -> str:
    """For how many days a text has waited; "" for one that does not wait."""
    if submission.post.stage not in TO_DECIDE or submission.submitted_at is None:
        return ""
    days = ((now or timezone.now()) - submission.submitted_at).days
    if not days:
        return _("less than a day")
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def mails(desk: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Who decides chooses how to hear of what comes in: a mail for each text, or one a week."""
    if not request.user.has_perm(REVIEW):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    person: Any = request.user
    weekly = request.POST.get("weekly") == "1"
    Reviewer.objects.update_or_create(user=person, defaults={"weekly": weekly})
    said = _("You will have one mail a week.") if weekly else _("You will have a mail for each text.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:members_submission_changelist"))


def blocks(request: HttpRequest) -> dict[str, list[Block]]:
    """What the start page says of the queue: to those who decide that it waits for them, to others what is there."""
    if not request.user.has_perm("members.view_submission"):
        return {}
    waiting = Submission.objects.waiting()
    rows = shown(waiting).order_by(*own_language_first())[:MOST]
    found = [_row(submission) for submission in rows]
    if not found:
        return {}
    every = [{"url": reverse("admin:members_submission_changelist"), "name": _("The queue")}]
    title = _("Submissions waiting: %(number)s") % {"number": waiting.count()}
    return {"mine" if request.user.has_perm(REVIEW) else "others": [Block("submissions", title, found, every)]}


def _row(submission: Any) -> Row:
    return Row(
        title=str(submission),
        url=reverse("admin:members_submission_change", args=[submission.pk]),
        code=submission.post.original_language,
        what=waits(submission),
        at=submission.submitted_at,
        who=name_of(submission.by),
    )


def name_of(person: Any) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""
