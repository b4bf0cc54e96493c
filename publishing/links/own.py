"""Where a link within the site leads: the page is asked for, here in the process, as a reader would ask for it."""

import io
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from .. import kinds, languages, pictures
from ..models import BrokenLink, Document, Picture

Why = BrokenLink.Why
Verdict = tuple[str, str]  # why a link is to be mended, and a detail: a status, where it leads now


def path_of(url: str) -> str | None:
    """The path, query and fragment of an address of this site; None for any other."""
    own = urlsplit(settings.SITE_URL).netloc.lower()
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme.lower() not in ("", "http", "https") or (parts.netloc and parts.netloc.lower() != own):
        return None
    if not parts.netloc and not url.startswith("/"):
        return None
    return parts._replace(scheme="", netloc="").geturl() or "/"


class Site:
    """The site as readers have it; each page is asked for once."""

    def __init__(self) -> None:
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._pages: dict[str, tuple[Verdict | None, str]] = {}

    def verdict(self, path: str) -> Verdict | None:
        """Why a link that leads here is to be mended; None where all is well."""
        page, _hash, fragment = path.partition("#")
        if page not in self._pages:
            self._pages[page] = self._look(page)
        verdict, content = self._pages[page]
        if verdict is None and fragment and not has_part(content, fragment):
            return Why.FRAGMENT, ""
        return verdict

    def _look(self, page: str) -> tuple[Verdict | None, str]:
        path = page.partition("?")[0]
        if path.startswith((reverse("admin:index"), reverse("account_login").removesuffix("login/"))):
            return (Why.DESK, ""), ""
        if path.startswith(settings.MEDIA_URL):
            there = Picture.objects.filter(token__in=pictures.tokens(f'<img src="{path}">')).exists()
            return (None if there else (Why.NOWHERE, "")), ""
        response = self._ask(page)
        content = response.content.decode(errors="replace") if not response.streaming else ""
        return _judge(path, response), content

    def _ask(self, page: str) -> Any:
        path, _mark, query = page.partition("?")
        site = urlsplit(settings.SITE_URL)
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(path, encoding="latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": site.hostname,
            "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": site.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(),
        }
        with translation.override(translation.get_language()):
            return self._handler.get_response(WSGIRequest(environ))


def has_part(content: str, fragment: str) -> bool:
    """Whether a page's HTML has the part that an address names after its #."""
    return re.search(rf'\sid="{re.escape(unquote(fragment))}"', content) is not None


def _judge(path: str, response: Any) -> Verdict | None:
    status = response.status_code
    if status in (200, 304) or path == "/":
        return None
    if status in (301, 308):
        return Why.MOVED, response.headers["Location"]
    if status == 302:
        return Why.LANGUAGE, response.headers["Location"]
    if status == 410:
        return Why.WITHDRAWN, ""
    if getattr(response, "template_name", "") == "publishing/not_in_language.html":
        return Why.LANGUAGE, ""
    if status >= 500:
        return Why.BROKEN, str(status)
    if _is_written(path):
        return Why.UNPUBLISHED, ""
    return Why.NOWHERE, "" if status == 404 else str(status)


def _is_written(path: str) -> bool:
    """Whether a working copy is to stand at this address once it is published."""
    for code in languages.CODES:
        with translation.override(code):
            try:
                match = resolve(path)
            except Resolver404:
                continue
        for kind in kinds.every():
            if match.view_name == kind.url_name:
                return Document.objects.filter(kind=kind.name, **{f"slug_{code}": match.kwargs["slug"]}).exists()
    return False
