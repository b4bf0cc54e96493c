"""The public pages on which somebody asks for an account. The answer is the same whoever it is that asks."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from publishing import languages

from . import asking, network
from .forms import AskForm
from .middleware import ASKED
from .models import AccountRequest


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; a POST keeps what is asked for and sends a link."""
    data = request.POST if request.method == "POST" else None
    form, status = AskForm(data, initial={"language": languages.current()}), 200
    # One open request an address is the act's to see to: here it would say who has asked.
    form.validate_constraints = lambda: None  # type: ignore[method-assign]
    if form.is_valid():
        if asking.take_turn(network.network_of(request)):
            asking.ask(**form.cleaned_data)
            return HttpResponseRedirect(reverse("account_asked"))
        status = 429
        form.add_error(None, _("Nothing was sent: too many requests from your network. Try again in an hour."))
    return TemplateResponse(request, "accounts/ask.html", {"form": form}, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/asked.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link that was mailed. Opening it changes nothing; a POST confirms the address."""
    found = AccountRequest.objects.behind(token).first()
    if found and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and ASKED not in request.GET:
        translation.activate(found.language)
    if found and request.method == "POST":
        found = asking.confirm(token)
    if found is None:
        return TemplateResponse(request, "accounts/ask_closed.html", {}, status=404)
    return TemplateResponse(request, "accounts/ask_confirm.html", {"asked": found})
