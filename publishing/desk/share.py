"""The page of a text's preview links: who made which, until when, and what was answered; a new one; an end to one."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from .. import kinds, languages
from ..models import PreviewAnswer, PreviewCopy, PreviewLink
from ..sharing import links, showing
from ..sharing.forms import LinkForm
from . import acts
from .fields import scripts

if TYPE_CHECKING:
    from .documents import DocumentAdmin

SHARE = links.SHARE


def share(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may share and may change this text. With POST makes a link, or revokes the one that is named."""
    document = acts.find(desk, request, pk, "share")
    if request.method == "POST" and "revoke" in request.POST:
        return _revoke(desk, request, document)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _make(request, document, form):
        return HttpResponseRedirect(desk.url("share", document))
    response = acts.page(
        desk,
        request,
        document,
        "share",
        _("Share a preview"),
        form=form,
        links=[_row(desk, document, link) for link in _links(document)],
        languages=[languages.own_name_of(code) for code in showing.written_in(document)],
        zone=get_current_timezone_name(),
        media=scripts("copy"),
    )
    add_never_cache_headers(response)
    return response


def _make(request: HttpRequest, document: Any, form: LinkForm) -> bool:
    living, days = form.cleaned_data["shows"] == "living", form.cleaned_data["days"]
    try:
        links.make(document, living=living, days=days, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, _("The link is made. Copy it below and send it to whom it is for."))
    return True


def _revoke(desk: "DocumentAdmin", request: HttpRequest, document: Any) -> HttpResponse:
    chosen = request.POST["revoke"]
    link = _links(document).filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 19 else None
    if link is None:
        raise Http404(_("This link does not exist."))
    links.revoke(link, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The link no longer works."))
    return HttpResponseRedirect(desk.url("share", document))


def _links(document: Any) -> Any:
    shared = document.preview_links.filter(purpose=PreviewLink.Purpose.SHARE)
    return shared.select_related("made_by", "revoked_by").prefetch_related("answers")


def _row(desk: "DocumentAdmin", document: Any, link: PreviewLink) -> dict[str, Any]:
    return {
        "link": link,
        "url": links.url_of(link) if link.is_open else "",
        "made_by": _name(link.made_by),
        "revoked_by": _name(link.revoked_by),
        "answers": [
            {
                "answer": answer,
                "language": languages.name_of(answer.language),
                "is_now": link.living and answer.revision == document.revision,
                "copy_url": desk.url("share_copy", document, copy=answer.copy_id) if answer.copy_id else "",
            }
            for answer in link.answers.all()
        ],
    }


def _name(person: Any) -> str:
    return (person.get_full_name() or str(person)) if person else ""


def copy(desk: "DocumentAdmin", request: HttpRequest, pk: int, copy: int) -> HttpResponse:
    """What somebody had read who answered, for whoever may see the answer."""
    document = acts.find(desk, request, pk, "share")
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    kept = PreviewCopy.objects.select_related("link__document").filter(pk=copy, link__document=document.pk).first()
    if kept is None:
        raise Http404(_("This text does not exist."))
    response = kinds.get(document.kind).page(request, showing.edition_of(kept))
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response


def on_form(desk: "DocumentAdmin", request: HttpRequest, document: Any) -> dict[str, Any]:
    """How many have answered, and where their answers are, for people who may share this text."""
    if document is None or not desk.may(request, "share", document):
        return {"answers": 0, "url": ""}
    answers = PreviewAnswer.objects.filter(link__in=_links(document)).count()
    return {"answers": answers, "url": desk.url("share", document)}
