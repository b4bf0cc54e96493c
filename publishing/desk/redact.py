"""The page that redacts: what is to be struck, in how many places, and then for ever."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import kinds, languages, redaction
from ..models import Edition
from . import acts
from .questions import RedactForm

if TYPE_CHECKING:
    from .documents import DocumentAdmin

REDACT = redaction.REDACT


def redact(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may redact and may view this text. First counts the places; strikes them when that is confirmed."""
    document = acts.find(desk, request, pk, "redact")
    form = RedactForm(
        redaction.pictures_of(document), named(document), request.POST if request.method == "POST" else None
    )
    places, answer = None, {}
    if form.is_bound and form.is_valid() and "again" not in request.POST:
        try:
            if "confirm" in request.POST:
                return _strike(desk, request, document, form)
            answer = form.answer()
            places = redaction.survey(document, **answer)
        except ValidationError as error:
            form.add_error(None, error.messages)
    answer["names"] = [name for pk, name in named(document).items() if pk in answer.get("authors", [])]
    return acts.page(desk, request, document, "redact", _("Redact"), form=form, places=places, answer=answer)


def _strike(desk: "DocumentAdmin", request: HttpRequest, document: Any, form: RedactForm) -> HttpResponse:
    places = redaction.redact(document, by=request.user, **form.answer())  # type: ignore[arg-type]
    text = ngettext("Struck in %(places)s place.", "Struck in %(places)s places.", places) % {"places": places}
    messages.success(request, text)
    return HttpResponseRedirect(desk.change_url(document))


def named(document: Any) -> dict[int, str]:
    """The authors that a text names, or that one of its editions named, by their ids."""
    matters = list(Edition.objects.filter(document=document.pk).values_list("matter", flat=True))
    matters += [kinds.get(document.kind).freeze(document, code) for code in languages.CODES]
    return {
        credit["id"]: credit["name"] for matter in matters for credit in matter.get("credits", []) if credit.get("id")
    }
