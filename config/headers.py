"""The response headers that Django does not set by itself."""

from collections.abc import Callable
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse


class HeadersMiddleware:
    """Permissions-Policy and Cross-Origin-Resource-Policy on every response, files included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        # Whoever reads the feed in another site's reader sees its pictures there.
        shared = request.path_info.startswith(settings.MEDIA_URL)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        return response


class PolicyMiddleware(CSPMiddleware):
    """The Content-Security-Policy; the admin gets what the editor needs on top of it."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(reverse("admin:index")):
            more: dict[str, Any] = settings.ADMIN_CONTENT_SECURITY_POLICY
            parts.update = {**more, **(parts.update or {})}
        return parts
