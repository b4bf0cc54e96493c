"""Taking in a blog in the admin: upload it, see what would come in and what was not understood, take it in."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from publishing import workflow

from . import uploads
from .forms import ChoiceForm, UploadForm
from .reading.blogger import Feed
from .reading.feeds import FeedError, read
from .summary import Summary, facts
from .take_in import IMPORT, take_in

# A proxy before the site waits a minute at most; a large blog is taken in in several goes.
SECONDS = 20


def may_import(request: HttpRequest) -> bool:
    """Whether this person may take in a blog: what is live there is published here at once."""
    return request.user.has_perm(IMPORT) and request.user.has_perm(workflow.PUBLISH)


def _require(request: HttpRequest) -> int:
    """Raise PermissionDenied for who may not; give who may as a number."""
    if not may_import(request) or request.user.pk is None:
        raise PermissionDenied(_("You may not do this."))
    return request.user.pk


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Ask for a feed; one that can be read is kept, and shown next."""
    owner = _require(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read(file, name=file.name)
        except FeedError as error:
            form.add_error("file", str(error))
        else:
            file.seek(0)
            return _to("importing:feed", token=uploads.keep(file, owner=owner))
    return _page(request, "importing/blogger_upload.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an uploaded feed would bring, again after each choice, until it is taken in or thrown away."""
    owner = _require(request)
    path = uploads.find(token, owner=owner)
    if path is None:
        messages.warning(
            request, _("This file is no longer here: taken in, thrown away, or a day old. Upload it again.")
        )
        return _to("importing:upload")
    act = request.POST.get("act", "")
    if act == "forget":
        uploads.forget(token, owner=owner)
        return _to("importing:upload")
    with path.open("rb") as file:
        found = read(file, name=path.name)
    form = ChoiceForm(found, request.POST if act else None)
    takes = act == "take" and form.is_valid()
    wish = form.wish(dry_run=not takes, seconds=SECONDS)
    summary = take_in(found, wish, by=request.user, file=path.name)  # type: ignore[arg-type]
    if takes and not summary.remaining:
        uploads.forget(token, owner=owner)
    template = "importing/blogger_taken.html" if takes else "importing/blogger_feed.html"
    return _page(request, template, form=form, chosen=wish.statements, summary=summary, rows=_rows(summary, found))


def _rows(summary: Summary, found: Feed) -> list[dict[str, Any]]:
    """The entries that are or would be new, as the page lists them."""
    posts = {entry.id for entry in found.entries if entry.kind == "post"}
    return [
        {
            "taken": each,
            "facts": list(facts(each)),
            "may_be_statement": each.entry_id in posts,
            "is_statement": each.kind == "statement",
        }
        for each in summary.new
    ]


def _to(name: str, **words: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, kwargs=words))


def _page(request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
    around = {**admin.site.each_context(request), "title": _("Take in a blog from Blogger"), "subtitle": None}
    return TemplateResponse(request, template, {**around, **context})
