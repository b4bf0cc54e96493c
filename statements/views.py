"""Public pages. HTTP only: what readers see comes from editions and listings."""

from django.http import HttpRequest
from django.template.response import TemplateResponse

from publishing.models import Edition


def statement_page(request: HttpRequest, edition: Edition) -> TemplateResponse:
    """Show an edition, published or previewed."""
    return TemplateResponse(request, "statements/statement_detail.html", {"edition": edition})
