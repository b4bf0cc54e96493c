"""The page on which a submission is read, talked about and decided. Who may view submissions reads it."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from blog.models import Post
from publishing.desk import acts, sides
from publishing.desk.fields import scripts
from publishing.desk.merging import is_key
from publishing.models import Decision, Document

from .. import companion
from ..models import Submission
from ..workflow import REVIEW
from . import about, changes, forms, queue

METHODS = ("GET", "HEAD", "POST")


def find(desk: ModelAdmin, request: HttpRequest, key: str) -> Submission:
    """The submission of this key. Raises PermissionDenied, Http404."""
    if not desk.has_view_permission(request):
        raise PermissionDenied(_("You may not do this."))
    rows = desk.get_queryset(request).select_related("post__series", "by", "taken_by", "approved_by")
    submission = rows.filter(pk=key).first() if is_key(key) else None
    if submission is None:
        raise Http404(_("This text does not exist."))
    return submission


def review(desk: ModelAdmin, request: HttpRequest, key: str) -> HttpResponse:
    """The page; with POST an act upon the submission, done once and by whoever has seen what it stands upon."""
    submission = find(desk, request, key)
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    if request.method != "POST":
        return _page(desk, request, submission)
    if not request.user.has_perm(REVIEW):
        raise PermissionDenied(_("You may not do this."))
    act = request.POST.get("act", "")
    if act not in forms.FORMS:
        return _page(desk, request, submission)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=submission.post_id)
        submission = find(desk, request, key)
        form = forms.build(act, submission, request.POST)
        since = _since(submission, request.POST.get("seen", ""))
        if _is_repeated(request, form, since):
            messages.info(request, _("Done already. It was not done a second time."))
            return HttpResponseRedirect(request.path)
        form, said = _do(request, submission, form, since)
    if said:
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:members_submission_changelist") if form.leaves else request.path)
    return _page(desk, request, find(desk, request, key), form)


def _do(request: HttpRequest, submission: Submission, form: Any, since: list[Decision]) -> tuple[Any, str]:
    """Do what was sent. The form with what was done, in words; "" where nothing was, with the reason in the form."""
    if isinstance(form, forms.AcceptForm):
        form = acts.brought_up_to_date(form)
    valid = form.is_valid()
    if since:
        form.add_error(None, _happened(since[-1]))
    elif valid:
        try:
            return form, form.do(submission, request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return form, ""


def _is_repeated(request: HttpRequest, form: Any, since: list[Decision]) -> bool:
    """Whether this form was sent before: by a double click, the Back button, a reload."""
    mine = [each for each in since if each.by_id == request.user.pk]
    said = form.data.get("comment", "").split()  # browsers send line breaks of their own
    return any(each.act == form.done for each in mine) and said in [[], *(each.comment.split() for each in mine)]


def _since(submission: Submission, seen: str) -> list[Decision]:
    """What was decided after the person opened the page."""
    last = int(seen) if is_key(seen) else 0
    rows = Decision.objects.filter(document=submission.post_id, pk__gt=last)
    return list(rows.select_related("by").order_by("pk"))


def _happened(decision: Decision) -> str:
    told = {"name": queue.name_of(decision.by) or _("somebody"), "act": decision.get_act_display()}
    return _("Not done: something happened since you opened this page. %(name)s: %(act)s. Look at it again.") % told


def _page(desk: ModelAdmin, request: HttpRequest, submission: Submission, sent: Any = None) -> HttpResponse:
    person: Any = request.user
    post, decides = submission.post, person.has_perm(REVIEW)
    shown, own = sides.of(post), companion.own(submission, person)
    refusals = companion.refuses(post, person) if decides else []
    request.current_app = desk.admin_site.name
    context = {
        **desk.admin_site.each_context(request),
        "title": str(submission),
        "subtitle": None,
        "opts": desk.opts,
        "submission": submission,
        "post": post,
        "waits": queue.waits(submission),
        "claimant": queue.name_of(submission.claimant()),
        "author": about.author(submission),
        "own": own,
        "sides": [{**side, **about.reading(post, side["code"])} for side in shown],
        **changes.of(submission, request.GET.get("round", "")),
        "conversation": about.conversation(submission, person),
        "seen": submission.post.decisions.order_by("-pk").values_list("pk", flat=True).first() or 0,
        "authors": about.authors(submission, decides),
        "replies": about.replies(submission) if decides and not own else [],
        "acts": _acts(submission, person, shown, sent, refusals),
        "mend_url": _mend_url(person, post),
        "history_url": reverse("admin:blog_post_history", args=[post.pk]),
        "media": scripts("review"),
    }
    return TemplateResponse(request, "admin/members/submission_review.html", context)


def _acts(submission: Submission, person: Any, shown: list[Any], sent: Any, refusals: list[str]) -> list[Any]:
    """The forms of what may be done, with that of what was sent and not done, open."""
    names = forms.offered(submission, person)
    if sent and sent.name not in names:
        names.append(sent.name)
    rows = []
    for name in names:
        is_sent = bool(sent) and sent.name == name
        form = sent if is_sent else forms.build(name, submission, shown=shown)
        row = {"name": name, "form": form, "open": is_sent, "refusals": refusals if name == "accept" else []}
        rows.append(row | {"chosen": _chosen(form, shown)} if name == "accept" else row)
    return rows


def _chosen(form: Any, shown: list[Any]) -> list[dict[str, Any]]:
    """What accepting asks for each language."""
    chosen = form["languages"].value() or []
    return [{**side, "chosen": side["code"] in chosen, "note": form[f"note_{side['code']}"]} for side in shown]


def _mend_url(person: Any, post: Post) -> str:
    return reverse("admin:blog_post_change", args=[post.pk]) if person.has_perm("blog.change_post") else ""
