"""The door of the desk, and what all pages under /accounts/ have in common."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation

from publishing import languages
from publishing.press import context

from . import second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]
PLACE = "/accounts/"
ASKED = "language"  # the parameter with which a page under /accounts/ is asked for in another language


class SecondFactorMiddleware:
    """Nobody who may open the desk gets anywhere in it before they have a second factor and have shown it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if self._guards(request) else None
        if user and user.is_active and user.is_staff:
            if not second_factor.has(user):
                return HttpResponseRedirect(reverse("mfa_index"))
            if not second_factor.is_shown(request):
                back = urlencode(
                    {"next": request.get_full_path() if request.method == "GET" else reverse("admin:index")}
                )
                return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{back}")
        return self.get_response(request)

    def _guards(self, request: HttpRequest) -> bool:
        return settings.MFA_REQUIRED and request.path_info.startswith(reverse("admin:index"))


class AccountPagesMiddleware:
    """Pages that nobody keeps and that tell nobody where they were; each in the language that it is asked for in."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PLACE):
            return self.get_response(request)
        asked = _asked(request)
        if asked in languages.CODES:
            translation.activate(asked)
            request.LANGUAGE_CODE = asked
        response = self.get_response(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "same-origin"
        if asked in languages.CODES:
            remember(response, asked)
        return response

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        if request.path_info.startswith(PLACE):
            data = response.context_data = response.context_data or {}
            data.pop("site", None)  # allauth's word for the host; the pages mean the alliance
            data.update(context.shown_in({code: _in(request, code) for code in languages.CODES}))
        return response


def remember(response: HttpResponse, language: str) -> None:
    """Let the browser keep a language, as Django's own `set_language` does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )


def _asked(request: HttpRequest) -> str:
    """The language that a page is asked for in; else, where the browser keeps none, that of the page to go on to."""
    asked = request.GET.get(ASKED, "")
    if asked or settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return asked
    return translation.get_language_from_path(request.GET.get("next", "")) or ""


def _in(request: HttpRequest, language: str) -> str:
    query = request.GET.copy()
    query[ASKED] = language
    return f"{request.path}?{query.urlencode()}"
