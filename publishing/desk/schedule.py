"""The page on which what is scheduled of a text is moved to another minute, published at once, or stopped."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .. import dating, kinds, languages, scheduling
from ..models import Edition, Seal
from . import acts
from .questions import MoveForm

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def schedule(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may publish this text. An act upon a minute that somebody else has changed meanwhile is not done."""
    document = acts.find(desk, request, pk, "publish")
    if request.method != "POST":
        return _page(desk, request, document, _waiting(document))
    with transaction.atomic():
        document = acts.lock(document)
        waiting = _waiting(document)
        sent = next((each for each in waiting if str(each["seal"].pk) == request.POST.get("seal")), None)
        if sent is None:
            messages.warning(request, _("Not done: this is no longer scheduled. It is out, or somebody stopped it."))
            return HttpResponseRedirect(desk.change_url(document))
        form = sent["form"] = MoveForm(request.POST, auto_id=sent["form"].auto_id)
        if _do(desk, request, sent, form):
            return HttpResponseRedirect(desk.change_url(document))
    return _page(desk, request, document, waiting)


def _waiting(document: Any) -> list[dict[str, Any]]:
    """What each seal has scheduled, the next first, with a form for another minute."""
    editions = Edition.objects.coming().filter(document=document.pk).select_related("seal", "seal__by").light()
    found: dict[Seal, list[Edition]] = {}
    for edition in editions.order_by("released_at", "language"):
        found.setdefault(edition.seal, []).append(edition)
    return [_of_seal(seal, own) for seal, own in found.items()]


def _of_seal(seal: Seal, editions: list[Edition]) -> dict[str, Any]:
    minute = editions[0].released_at or timezone.now()
    notes = [(code, languages.in_language(seal, "note", code)) for code in languages.CODES]
    return {
        "seal": seal,
        "editions": [{"title": each.title, "code": each.language, "name": _name(each)} for each in editions],
        "was": minute.isoformat(),
        "when": dating.say(minute),
        "by": seal.by.get_full_name() or str(seal.by) if seal.by else "–",
        "notes": [note for note in notes if note[1]],
        "form": MoveForm(initial={"at": minute}, auto_id=f"id_{seal.number}_%s"),
    }


def _name(edition: Edition) -> str:
    return languages.own_name_of(edition.language)


def _do(desk: "DocumentAdmin", request: HttpRequest, sent: dict[str, Any], form: MoveForm) -> bool:
    """Do what the button says. What cannot be done is said beside the minute."""
    valid = form.is_valid()
    if request.POST.get("was") != sent["was"]:
        form.add_error(None, _("Not done: somebody moved it to %(when)s meanwhile.") % {"when": sent["when"]})
        return False
    act = next((name for name in ("stop", "now") if name in request.POST), "move")
    if act == "move" and not valid:
        return False
    try:
        said = ACTS[act](request, sent, form)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    messages.success(request, said)
    return True


def _stop(request: HttpRequest, sent: dict[str, Any], form: MoveForm) -> str:
    scheduling.stop(sent["seal"], by=request.user)  # type: ignore[arg-type]
    return _("Stopped. Readers keep what they have; what you wrote stays in the form.")


def _now(request: HttpRequest, sent: dict[str, Any], form: MoveForm) -> str:
    seal = scheduling.move(sent["seal"], by=request.user)  # type: ignore[arg-type]
    edition = seal.editions.light().order_by("language")[0]
    return format_html('{} <a href="{}">{}</a>', _("Published:"), kinds.url_of(edition), edition.title)


def _move(request: HttpRequest, sent: dict[str, Any], form: MoveForm) -> str:
    at = form.cleaned_data["at"]
    scheduling.move(sent["seal"], at=at, by=request.user)  # type: ignore[arg-type]
    return _("Moved from %(before)s to %(after)s.") % {"before": sent["when"], "after": dating.say(at)}


ACTS: dict[str, Callable[[HttpRequest, dict[str, Any], MoveForm], str]] = {"stop": _stop, "now": _now, "move": _move}


def _page(desk: "DocumentAdmin", request: HttpRequest, document: Any, waiting: list[dict[str, Any]]) -> HttpResponse:
    zone = timezone.get_current_timezone_name()
    return acts.page(desk, request, document, "schedule", _("Scheduled"), waiting=waiting, zone=zone)
