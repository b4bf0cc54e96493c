"""/<language>/write/: beginning a text, changing it, seeing it as it will be read. HTTP only."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from publishing import kinds, languages
from publishing.composing import compose
from publishing.desk import unsaved
from publishing.press import context
from publishing.sharing import showing

from . import access, writing
from .access import for_members, own
from .forms import StartForm
from .models import Submission
from .sheet import Sheet
from .views import page, previews

with_editor = csp_update(settings.ADMIN_CONTENT_SECURITY_POLICY)


@require_http_methods(["GET", "HEAD", "POST"])
@with_editor
@for_members
def new(request: HttpRequest) -> HttpResponseBase:
    """The form of a text that nobody has begun; a POST begins it."""
    code = request.GET.get("language", "")
    language = code if code in languages.CODES else languages.current()
    data = request.POST if request.method == "POST" else None
    return _answer(request, Sheet(request.user, None, data, language=language))  # type: ignore[arg-type]


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def word(request: HttpRequest) -> HttpResponseBase:
    """A Word file as the start of a text."""
    form, status = StartForm(), 200
    if request.method == "POST" and not access.may_again(request, "word"):
        messages.error(request, access.too_many())
        status = 429
    elif request.method == "POST":
        form = StartForm(request.POST, request.FILES)
        if form.is_valid():
            return HttpResponseRedirect(_begun(request, form))
    response = page(request, "members/word.html", {"form": form}, "word")
    response.status_code = status
    return response


def _begun(request: HttpRequest, form: StartForm) -> str:
    found = form.cleaned_data["file"]
    submission = writing.begin(found, form.cleaned_data["language"], by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Your Word file is taken in. Look it over before you send it."))
    for remark in found.remarks:
        messages.warning(request, remark)
    return reverse("members:edit", args=[submission.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@with_editor
@for_members
@transaction.atomic
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The form of the member's own text, while it is with them."""
    submission = own(request, pk)
    if not submission.is_with_author and request.method != "POST":
        return HttpResponseRedirect(reverse("members:text", args=[pk]))
    data = request.POST if request.method == "POST" else None
    return _answer(request, Sheet(request.user, submission, data))  # type: ignore[arg-type]


def _answer(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    if unsaved.ASKED in request.POST:
        said = _("Brought back into the form, not saved yet: what you typed before. Save to keep it.")
        messages.warning(request, said)
        return _form(request, sheet)
    saved = sheet.save() if request.method == "POST" and sheet.is_valid() else None
    if saved:
        unsaved.is_saved(request)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(_onward(request, saved))
    return _form(request, sheet)


def _onward(request: HttpRequest, saved: Submission) -> str:
    """Where the button that was pressed leads."""
    code = request.POST.get("_preview", "")
    if code in showing.written_in(saved.post):
        return reverse("members:preview", args=[saved.pk, code])
    return reverse("members:send" if "_send" in request.POST else "members:edit", args=[saved.pk])


def _form(request: HttpRequest, sheet: Sheet) -> TemplateResponse:
    submission = sheet.submission
    shown: dict[str, Any] = {
        "sheet": sheet,
        "form": sheet.text,
        "media": sheet.media(request),
        "submission": submission,
        "unsaved": unsaved.on_form(request, Submission._meta, submission.post if submission else None),
        "languages": [(code, languages.own_name_of(code)) for code in languages.CODES],
    }
    place = {"name": "edit", "pk": submission.pk} if submission else {"name": "new"}
    return page(request, "members/edit.html", shown, **place)


@require_safe
@for_members
def preview(request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    """The member's own working copy as readers will see it."""
    submission = own(request, pk)
    if language not in showing.written_in(submission.post):
        raise Http404("There is no text in this language.")
    back = "members:edit" if submission.is_with_author else "members:text"
    urls = {each["code"]: each["url"] for each in previews(submission)}
    # The ways to the same text in its other languages, and back.
    request.shared = {  # type: ignore[attr-defined]
        "back_url": reverse(back, args=[pk]),
        "language_links": context.language_links(language, urls),
        "others": [{"language": code, "url": url} for code, url in urls.items() if code != language],
        "missing": [
            {"code": code, "name": languages.own_name_of(code)} for code in languages.CODES if code not in urls
        ],
    }
    return kinds.get("post").page(request, compose(submission.post, language))
