"""The page that publishes: per language what readers have and what the checks found, the class of change, the notes."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .. import checks, kinds, languages, workflow
from ..composing import compose
from ..models import Edition, Seal
from . import acts
from .questions import ActForm, PublishForm

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def publish(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may publish and may change this text. A form that was sent before publishes nothing a second time."""
    document = acts.find(desk, request, pk, "publish")
    if request.method != "POST":
        sides = [_side(document, code) for code in with_text(document)]
        chosen = [side["code"] for side in sides if side["ready"]]
        initial = {"languages": chosen, "change": _likely(document, chosen)}
        form = PublishForm(document, with_text(document), initial=initial)
        return _page(desk, request, document, form, sides)
    with transaction.atomic():
        document = acts.lock(document)
        form = PublishForm(document, with_text(document), request.POST)
        if acts.is_repeated(request, form):
            return HttpResponseRedirect(desk.change_url(document))
        form = acts.brought_up_to_date(form)
        if form.is_valid() and (seal := _publish(request, document, form)):
            _say(request, seal)
            return HttpResponseRedirect(desk.change_url(document))
    return _page(desk, request, document, form, [_side(document, code) for code in with_text(document)])


def with_text(document: Any) -> list[str]:
    """The languages in which there is something to publish."""
    return [
        code
        for code in languages.CODES
        if languages.in_language(document, "title", code) or languages.in_language(document, "body", code)
    ]


def _side(document: Any, code: str) -> dict[str, Any]:
    """What to know about publishing in one language."""
    findings = checks.look(document, [code])
    last = Edition.objects.filter(document=document.pk, language=code).light().order_by("-seal__number").first()
    current = last if last and last.superseded_at is None else None
    same = current is not None and current.digest == compose(document, code).digest
    return {
        "code": code,
        "name": languages.own_name_of(code),
        "blocking": [finding.message for finding in findings if finding.blocks],
        "warnings": [finding.message for finding in findings if not finding.blocks],
        "what": _what(last, current, same),
        "ready": not same and not any(finding.blocks for finding in findings),
    }


def _what(last: Edition | None, current: Edition | None, same: bool) -> str:
    if last is None:
        return _("Readers have no text in this language yet.")
    if current is None:
        return _("Withdrawn. Publishing brings it back.")
    when = date_format(localtime(current.released_at), "SHORT_DATETIME_FORMAT")
    if current.released_at > timezone.now():  # type: ignore[operator]
        if same:
            return _("Scheduled for %(when)s just as it is. Publishing now replaces that.") % {"when": when}
        return _("Another version is scheduled for %(when)s. Publishing now replaces it.") % {"when": when}
    if same:
        return _("Nothing has changed since what readers have, of %(when)s.") % {"when": when}
    return _("Changed since what readers have, of %(when)s.") % {"when": when}


def _likely(document: Any, codes: list[str]) -> str:
    """A translation alone is one; of any other change only the person can say what it is."""
    return "" if document.original_language in codes or not codes else Seal.Change.TRANSLATION.value


def _publish(request: HttpRequest, document: Any, form: PublishForm) -> Seal | None:
    try:
        return workflow.publish(document, by=request.user, **form.answer())  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def _say(request: HttpRequest, seal: Seal) -> None:
    editions = list(seal.editions.light().order_by("language"))
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((kinds.url_of(each), languages.own_name_of(each.language)) for each in editions)
    )
    released = editions[0].released_at
    if released > timezone.now():  # type: ignore[operator]
        when = date_format(localtime(released), "SHORT_DATETIME_FORMAT")
        names = ", ".join(languages.own_name_of(each.language) for each in editions)
        messages.success(request, _("Scheduled for %(when)s: %(names)s.") % {"when": when, "names": names})
    else:
        messages.success(request, format_html("{} {}", _("Published:"), links))


def _page(
    desk: "DocumentAdmin", request: HttpRequest, document: Any, form: ActForm, sides: list[dict[str, Any]]
) -> HttpResponse:
    chosen = form["languages"].value() or []
    for side in sides:
        side |= {
            "chosen": side["code"] in chosen,
            "note": form[f"note_{side['code']}"],
            "preview": desk.url("preview", document, language=side["code"]),
        }
    return acts.page(
        desk,
        request,
        document,
        "publish",
        _("Publish"),
        form=form,
        sides=sides,
        remarks=desk.sealing_remarks(document),
        zone=timezone.get_current_timezone_name(),
        noted=[choice.value for choice in Seal.NOTED],
    )
