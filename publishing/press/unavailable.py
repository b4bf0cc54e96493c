"""The page for when the database is away: it asks nothing of it, and tells browsers and robots when to come again."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request, override

from . import context

logger = logging.getLogger(__name__)

ERRORS = (OperationalError, InterfaceError)
SECONDS = 10


def response(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    """503 in the visitor's language, with Retry-After. The cause goes to the log, not to the visitor."""
    if error:
        logger.error("The database does not answer: %s", error)
    page = bare_page(request, "503.html", 503)
    page.headers["Retry-After"] = str(SECONDS)
    return page


def bare_page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """An error page that needs no database; in plain words if not even the template can be shown."""
    code = get_language_from_request(request, check_path=True)[:2]
    with override(code):
        try:
            body: str = render_to_string(template, context.bare())
        except Exception:
            logger.exception("%s cannot be shown", template)
            body = f"<!doctype html><title>{status}</title><h1>{status}</h1>"
    return HttpResponse(body, status=status, headers={"Cache-Control": "no-store", "Content-Language": code})
