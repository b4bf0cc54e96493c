"""What everything is compared with: a Django view that returns 20 kB, without middleware and without a database."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bare",  # noqa: S106 - guards nothing
    ALLOWED_HOSTS=["127.0.0.1"],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    LOGGING_CONFIG=None,
)
CONTENT = "A line of twenty.. \n" * 1024


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CONTENT)


urlpatterns = [path("", bare)]
application = get_wsgi_application()
