"""Public pages. HTTP only: what readers see comes from editions."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from publishing.models import Edition
from publishing.press import addresses, reading
from publishing.press.caching import public_page


@public_page
def page(request: HttpRequest, slug: str) -> HttpResponseBase:
    return addresses.answer(request, "page", slug)


def page_page(request: HttpRequest, edition: Edition) -> TemplateResponse:
    """Show an edition, published or previewed."""
    return reading.show(request, "pages/page_detail.html", edition, json_ld={"@type": "WebPage"})
