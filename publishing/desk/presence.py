"""Who else has the form of a text open, and whether it was saved since: asked by the open form every few seconds."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import OpenForm
from . import acts

if TYPE_CHECKING:
    from .documents import DocumentAdmin

OLD = timedelta(minutes=1)


def here(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Keep that this person has the form open, or is leaving it; answer with sentences about the others.

    Who may change the text may ask.
    """
    document = acts.find(desk, request, pk, "here")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    own = {"document_id": document.pk, "person": request.user}
    OpenForm.objects.filter(at__lt=timezone.now() - OLD).delete()
    if "leaving" in request.POST:
        OpenForm.objects.filter(**own).delete()
    else:
        OpenForm.objects.update_or_create(**own, defaults={"at": timezone.now()})
    return JsonResponse({"others": _others(request, document), "newer": _newer(request, document)})


def _others(request: HttpRequest, document: Any) -> str:
    rows = document.open_forms.exclude(person=request.user).select_related("person").order_by("pk")
    names = [row.person.get_full_name() or row.person.get_username() for row in rows]
    if not names:
        return ""
    sentence = ngettext("%(names)s has this text open too.", "%(names)s have this text open too.", len(names))
    return sentence % {"names": get_text_list(names, _("and"))}


def _newer(request: HttpRequest, document: Any) -> str:
    if request.POST.get("seen", "") == str(document.revision):
        return ""
    return _("This text was saved after you opened it. When you save, you are shown both versions of what differs.")
