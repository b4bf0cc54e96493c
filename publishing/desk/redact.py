"""The page that redacts: what is to be struck, in how many places, and then for ever."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import languages, pictures, redaction, traces
from ..models import Picture
from . import acts
from .questions import RedactForm
from .record import link_to

if TYPE_CHECKING:
    from .documents import DocumentAdmin

REDACT = redaction.REDACT


def redact(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may redact and may view this text. First counts the places; strikes them when that is confirmed."""
    document = acts.find(desk, request, pk, "redact")
    form = RedactForm(shown(document), redaction.named(document), request.POST if request.method == "POST" else None)
    places, answer = None, {}
    if form.is_bound and form.is_valid() and "again" not in request.POST:
        try:
            if "confirm" in request.POST:
                return _strike(desk, request, document, form)
            answer = form.answer()
            places = redaction.survey(document, **answer)
        except ValidationError as error:
            form.add_error(None, error.messages)
    answer["elsewhere"] = [link_to(each) for each in traces.elsewhere(answer.get("passages", []), besides=document)]
    answer["names"] = [name for pk, name in redaction.named(document).items() if pk in answer.get("authors", [])]
    return acts.page(desk, request, document, "redact", _("Redact"), form=form, places=places, answer=answer)


def _strike(desk: "DocumentAdmin", request: HttpRequest, document: Any, form: RedactForm) -> HttpResponse:
    places = redaction.redact(document, by=request.user, **form.answer())  # type: ignore[arg-type]
    text = ngettext("Struck in %(places)s place.", "Struck in %(places)s places.", places) % {"places": places}
    messages.success(request, text)
    return HttpResponseRedirect(desk.change_url(document))


def shown(document: Any) -> QuerySet[Picture]:
    """The pictures that a text shows, or that one of its editions showed."""
    tokens = {
        token for code in languages.CODES for token in pictures.tokens(languages.in_language(document, "body", code))
    }
    used = Q(token__in=tokens) | Q(editions__document=document.pk) | Q(pk=document.cover_id)
    return Picture.objects.filter(used).distinct()
