"""Coming in by an invitation, and what allauth's own pages lack."""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.views import i18n
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from publishing import languages

from . import second_factor, workflow
from .forms import FirstPasswordForm
from .middleware import ASKED, remember
from .models import Invitation


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link. Opening it changes nothing; only a POST makes the account."""
    invited = Invitation.objects.behind(token).first()
    if invited is None:
        return _closed(request)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and ASKED not in request.GET:
        translation.activate(invited.language)
    form = FirstPasswordForm(invited, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return TemplateResponse(request, "accounts/invitation.html", {"form": form, "invited": invited})
    try:
        user = workflow.accept(token, form.cleaned_data["new_password1"])
    except workflow.ClosedError:
        return _closed(request)
    return _come_in(request, user, invited.language)


def _closed(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "accounts/invitation_closed.html", {}, status=404)


def _come_in(request: HttpRequest, user: User, language: str) -> HttpResponse:
    logout(request)  # whoever else was logged in here; their session would take what is known of this one
    onward = reverse("mfa_index") if user.is_staff else get_account_adapter().members_start()
    response = perform_password_login(request, {}, Login(user=user, redirect_url=onward))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        remember(response, language)
    return response


class ActivateTOTP(ActivateTOTPView):
    """allauth's page for an authenticator app; whoever has set one up has shown it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.was_added(self.request)
        return response


class AddPasskey(AddWebAuthnView):
    """allauth's page for a passkey; whoever has made one has shown it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.was_added(self.request)
        return response


@login_required
@require_safe
def totp_picture(request: HttpRequest) -> HttpResponse:
    """The square that an app reads, as a picture of its own: the pages allow none from within themselves."""
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adapter = get_adapter()
    return HttpResponse(
        adapter.build_totp_svg(adapter.build_totp_url(request.user, secret)), content_type="image/svg+xml"
    )


def set_language(request: HttpRequest) -> HttpResponse:
    """Django's view of this name; who is logged in is also written to in that language from now on."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in languages.CODES:
        workflow.speak(request.user, language)
    return i18n.set_language(request)
