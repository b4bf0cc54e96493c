"""The page that publishes: per language what changes for readers and what the checks found, the class, the notes."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from .. import dating, kinds, languages, workflow
from ..models import Seal
from . import acts, sides
from .questions import ActForm, PublishForm

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def publish(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may publish and may change this text. A form that was sent before publishes nothing a second time."""
    document = acts.find(desk, request, pk, "publish")
    if request.method != "POST":
        shown = sides.of(document)
        chosen = [side["code"] for side in shown if side["ready"]]
        form = PublishForm(document, sides.with_text(document), initial={"languages": chosen})
        form.initial["change"] = form.likely(chosen)
        return _page(desk, request, document, form, shown)
    with transaction.atomic():
        document = acts.lock(document)
        form = PublishForm(document, sides.with_text(document), request.POST)
        if acts.is_repeated(request, form):
            return HttpResponseRedirect(desk.change_url(document))
        form = acts.brought_up_to_date(form)
        if form.is_valid() and (seal := _publish(request, document, form)):
            _say(desk, request, document, seal)
            return HttpResponseRedirect(desk.change_url(document))
    return _page(desk, request, document, form, sides.of(document))


def _publish(request: HttpRequest, document: Any, form: PublishForm) -> Seal | None:
    try:
        return workflow.publish(document, by=request.user, **form.answer())  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def _say(desk: "DocumentAdmin", request: HttpRequest, document: Any, seal: Seal) -> None:
    editions = list(seal.editions.light().order_by("language"))
    links = format_html_join(
        ", ", '<a href="{}">{}</a>', ((kinds.url_of(each), languages.own_name_of(each.language)) for each in editions)
    )
    released = editions[0].released_at
    if released and released > timezone.now():
        names = ", ".join(languages.own_name_of(each.language) for each in editions)
        said = _("Scheduled for %(when)s: %(names)s.") % {"when": dating.say(released), "names": names}
        url = desk.url("schedule", document)
        messages.success(request, format_html('{} <a href="{}">{}</a>', said, url, _("Move or stop it")))
    else:
        messages.success(request, format_html("{} {}", _("Published:"), links))


def _page(
    desk: "DocumentAdmin", request: HttpRequest, document: Any, form: ActForm, shown: list[dict[str, Any]]
) -> HttpResponse:
    chosen = form["languages"].value() or []
    for side in shown:
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
        sides=shown,
        refusals=kinds.refusals(document, request.user),
        beside=kinds.beside(document, request.user),
        remarks=desk.sealing_remarks(document),
        zone=timezone.get_current_timezone_name(),
        noted=[choice.value for choice in Seal.NOTED],
    )
