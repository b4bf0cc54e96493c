"""/<language>/write/: how writing for the site works, and what members see of their own texts and do with them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from publishing import languages
from publishing.press import context, meta
from publishing.press.paths import in_every_language
from publishing.sharing import showing

from . import access, figures, telling, workflow, writing
from .access import for_members, own
from .forms import SendForm
from .models import Submission


def page(request: HttpRequest, template: str, shown: dict[str, Any], name: str = "", **kwargs: Any) -> TemplateResponse:
    """A page of these; `name` with its arguments says where it is in the other language."""
    urls = in_every_language(f"members:{name}", **kwargs) if name else {}
    days = {name: getattr(Submission, name.upper()).days for name in ("claim", "untouched", "silence")}
    return TemplateResponse(request, template, {"days": days, **context.shown_in(urls), **shown})


@require_safe
def start(request: HttpRequest) -> HttpResponseBase:
    """How writing for the site works; for people with an account, their texts."""
    urls = in_every_language("members:start")
    code = languages.current()
    shown: dict[str, Any] = {
        "years": figures.years(),
        "ask_url": reverse("account_ask", query={"language": code}),
        "login_url": reverse("account_login", query={"language": code, "next": request.path}),
    }
    if not request.user.is_authenticated:
        title = _("Write for us")
        said = _("How members of the alliance publish on this site: the rules, what happens next, how long it takes.")
        shown |= {"meta": meta.of_list(request, title, urls, description=said), "texts": []}
        return page(request, "members/start.html", shown, "start")
    texts = (
        Submission.objects.filter(by=request.user.pk)
        .select_related("post", "taken_by")
        .order_by("-post__changed_at", "-pk")
    )
    response = page(request, "members/start.html", {**shown, "texts": telling.listed(texts)}, "start")
    return access.private(response)


@require_safe
@for_members
def text(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One of the member's own texts: where it stands, what was decided, what was changed."""
    submission = own(request, pk)
    shown = {
        "submission": submission,
        "stands": telling.stands(submission),
        "next": telling.next_step(submission),
        "may": telling.acts(submission),
        "steps": telling.steps(submission, request.user),  # type: ignore[arg-type]
        "changes": telling.changes(submission),
        "editions": telling.editions(submission),
        "previews": previews(submission),
    }
    return page(request, "members/text.html", shown, "text", pk=pk)


def previews(submission: Submission) -> list[dict[str, str]]:
    """Where to see a text as it will be read, in each language that it has."""
    return [
        {"code": code, "name": languages.name_of(code), "url": reverse("members:preview", args=[submission.pk, code])}
        for code in showing.written_in(submission.post)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def send(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rules, what the checks found, and what happens next; with POST the text goes to the moderators."""
    submission = own(request, pk)
    if not submission.is_with_author:
        return HttpResponseRedirect(reverse("members:text", args=[pk]))
    data = request.POST if request.method == "POST" else None
    form, status = SendForm(data, again=submission.submitted_at is not None), 200
    if form.is_bound and form.is_valid():
        if not access.may_again(request, "submit"):
            form.add_error(None, access.too_many())
            status = 429
        else:
            try:
                workflow.submit(submission, by=request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Your text is with the moderators. You will get a mail about each step."))
                return HttpResponseRedirect(reverse("members:text", args=[pk]))
    shown = {
        "submission": submission,
        "form": form,
        "remarks": telling.remarks(submission.post),
        "previews": previews(submission),
    }
    response = page(request, "members/send.html", shown, "send", pk=pk)
    response.status_code = status
    return response


@require_POST
@for_members
def take_back(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a text back that nobody has taken up."""
    return _act(request, pk, workflow.take_back, _("It is yours again: nobody decides on it until you send it."))


@require_POST
@for_members
def correct(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Begin a correction of a published text."""
    said = _("Change what is wrong and send it to the moderators. Readers keep the published text until then.")
    return _act(request, pk, workflow.correct, said, "members:edit")


def _act(request: HttpRequest, pk: int, act: Any, said: str, to: str = "members:text") -> HttpResponseRedirect:
    submission = own(request, pk)
    try:
        act(submission, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        to = "members:text"
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse(to, args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def delete(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Delete a text that was never sent, after one question."""
    submission = own(request, pk)
    if request.method != "POST":
        return page(
            request, "members/delete.html", {"submission": submission, "may": telling.acts(submission)}, "delete", pk=pk
        )
    try:
        writing.delete(submission, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("members:text", args=[pk]))
    messages.success(request, _("Deleted."))
    return HttpResponseRedirect(reverse("members:start"))
