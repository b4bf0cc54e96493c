"""When something is not there, not allowed, or broken: said in the visitor's language, in the site's dress."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config import urls
from publishing.press import unavailable
from tests import factories

pytestmark = pytest.mark.django_db

IN_BOTH = pytest.mark.parametrize("code", ["en", "es"])


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("canary of the inside")


def lose_the_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("canary of the inside")


urlpatterns = [
    path("en/forbidden/", forbid),
    path("es/forbidden/", forbid),
    path("en/broken/", fail),
    path("es/broken/", fail),
    path("desk/away/", lose_the_database),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

HERE = pytest.mark.urls("tests.test_press_errors")


def says(response: Any, status: int, code: str) -> str:
    """The page's text, after what every error page has."""
    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{code}"' in text
    assert response.headers["Content-Language"] == code
    assert response.headers["Cache-Control"] in ("no-cache", "no-store")
    assert "canary" not in text
    assert 'href="/static/press/' in text
    assert not response.cookies
    return text


@pytest.fixture
def visitor() -> Client:
    """A client that sees what a visitor sees, not the exception."""
    return Client(raise_request_exception=False)


@IN_BOTH
def test_what_is_not_there(visitor: Client, code: str) -> None:
    assert f'href="/{code}/"' in says(visitor.get(f"/{code}/nothing/"), 404, code)
    assert f'href="/{code}/"' in says(visitor.get(f"/{code}/blog/nothing/"), 404, code)
    for anywhere in ("/nothing", "/static/nothing.css", "/media/nothing.jpg"):
        says(visitor.get(anywhere, headers={"Accept-Language": code}), 404, code)


@HERE
@IN_BOTH
def test_what_is_not_allowed(visitor: Client, code: str) -> None:
    says(visitor.get(f"/{code}/forbidden/"), 403, code)


@IN_BOTH
def test_form_without_its_token(code: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    says(strict.post("/accounts/login/", headers={"Accept-Language": code}), 403, code)


@HERE
@IN_BOTH
def test_what_is_broken_says_nothing_of_the_inside(visitor: Client, code: str) -> None:
    says(visitor.get(f"/{code}/broken/"), 500, code)


@IN_BOTH
def test_request_that_cannot_be_understood(visitor: Client, code: str) -> None:
    says(visitor.get("/en/", headers={"Host": "bad host", "Accept-Language": code}), 400, "en")
    says(visitor.get("/nothing/", headers={"Host": "bad host", "Accept-Language": code}), 400, code)


@contextmanager
def database_away(error: type[Exception]) -> Iterator[list[str]]:
    """Every query fails, as it does when the server is gone; gives what was asked for."""
    asked: list[str] = []

    def refuse(execute: Any, sql: str, *arguments: Any) -> None:
        asked.append(sql)
        raise error("server closed the connection: canary of the inside")

    with connection.execute_wrapper(refuse):
        yield asked


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@IN_BOTH
def test_database_that_is_away(visitor: Client, code: str, error: type[Exception]) -> None:
    post = factories.post()
    factories.published(post)
    pages = ["", "blog/", f"blog/{getattr(post, f'slug_{code}')}/", "feed/", "search/?q=word", "nothing/"]
    for page in pages:
        with database_away(error) as asked:
            response = visitor.get(f"/{code}/{page}")
        says(response, 503, code)
        assert response.headers["Retry-After"] == "10"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"]
        assert len(asked) == 1, "a server that stalls is not waited for twice"
    assert visitor.get(f"/{code}/blog/").status_code == 200


def test_database_away_for_pages_without_a_language(visitor: Client) -> None:
    for page in ("/sitemap.xml", "/media/pictures/abc/full.jpg", "/2018/08/old.html", "/admin/login/?next=/"):
        with database_away(OperationalError):
            response = visitor.get(page, headers={"Accept-Language": "es"})
        if page.startswith("/admin"):
            continue
        says(response, 503, "es")
        assert response.headers["Retry-After"] == "10"


@HERE
def test_database_lost_in_a_view_of_the_desk(visitor: Client) -> None:
    says(visitor.get("/desk/away/", headers={"Accept-Language": "es"}), 503, "es")


def test_start_needs_no_database(visitor: Client) -> None:
    with database_away(OperationalError):
        assert visitor.get("/").status_code == 302
        assert visitor.get("/robots.txt").status_code == 200


def test_not_even_a_template_can_be_shown(rf: Any, settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    response = unavailable.bare_page(rf.get("/es/"), "nothing.html", 500)
    assert (response.status_code, response.content) == (500, b"<!doctype html><title>500</title><h1>500</h1>")
    assert "nothing.html cannot be shown" in caplog.text


def test_cause_goes_to_the_log(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    with database_away(OperationalError):
        visitor.get("/en/")
    assert "The database does not answer: server closed the connection" in caplog.text


@pytest.fixture
def strangers(rf: Any) -> Callable[[str], int]:
    return lambda method: getattr(Client(), method)("/en/").status_code


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace", "options"])
def test_pages_are_for_reading(strangers: Callable[[str], int], method: str) -> None:
    assert strangers(method) == 405
