"""What is shown when something is not there, not allowed, or broken: in the visitor's language, in the site's dress."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publishing.press import addresses, unavailable


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return unavailable.bare_page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, or where an address of a site that was moved here leads now; 503 where nobody can say."""
    if error := getattr(request, "database_error", None):
        return unavailable.response(request, error)
    return addresses.old_address(request) or render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database went away outside a view, as while a session is being saved."""
    error = sys.exc_info()[1]
    if isinstance(error, unavailable.ERRORS):
        return unavailable.response(request, error)
    return unavailable.bare_page(request, "500.html", 500)
