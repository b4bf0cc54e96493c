"""The page that takes a text away, in one language or in all, with the note that readers will find there."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import languages, workflow
from ..models import Edition
from . import acts
from .questions import WithdrawForm

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def withdraw(desk: "DocumentAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Who may withdraw and may change this text. A form that was sent before withdraws nothing a second time."""
    document = acts.find(desk, request, pk, "withdraw")
    if request.method != "POST":
        codes = shown(document)
        form = WithdrawForm(document, codes, initial={"languages": codes if len(codes) == 1 else []})
        return _page(desk, request, document, form)
    with transaction.atomic():
        document = acts.lock(document)
        form = WithdrawForm(document, shown(document), request.POST)
        if acts.is_repeated(request, form):
            return HttpResponseRedirect(desk.change_url(document))
        form = acts.brought_up_to_date(form)
        if form.is_valid() and _withdraw(request, document, form):
            names = ", ".join(languages.own_name_of(code) for code in form.cleaned_data["languages"])
            messages.success(request, _("Withdrawn: %(names)s.") % {"names": names})
            return HttpResponseRedirect(desk.change_url(document))
    return _page(desk, request, document, form)


def shown(document: Any) -> list[str]:
    """The languages in which readers have the text, or will have it."""
    lasting = Q(superseded_at=None) | Q(superseded_at__gt=timezone.now())
    held = set(Edition.objects.filter(lasting, document=document.pk).values_list("language", flat=True))
    return [code for code in languages.CODES if code in held]


def _withdraw(request: HttpRequest, document: Any, form: WithdrawForm) -> bool:
    chosen = form.cleaned_data["languages"]
    try:
        workflow.withdraw(document, languages=chosen, note=form.notes(), by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _page(desk: "DocumentAdmin", request: HttpRequest, document: Any, form: WithdrawForm) -> HttpResponse:
    chosen = form["languages"].value() or []
    sides = [
        {
            "code": code,
            "name": languages.own_name_of(code),
            "chosen": code in chosen,
            "note": form[f"note_{code}"],
        }
        for code in form.codes
    ]
    return acts.page(desk, request, document, "withdraw", _("Withdraw"), form=form, sides=sides)
