"""The page cache, the first middleware: one query for the stamp, then 304, the kept page, or the view.

A page may be kept only if its view says so (`public_page`), and then it must be a function of the path, the cursor of a
list and the stamp alone. Why it is our own: docs/decisions/0008-a-page-cache-of-our-own.md.
"""

import functools
import gzip
import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from .. import languages
from . import pieces, unavailable
from .freshness import NOTHING_YET, freshness_of

logger = logging.getLogger(__name__)

PUBLIC = re.compile(rf"/({'|'.join(languages.CODES)})/|/sitemap")
CURSOR = "before"  # the one query parameter on which a kept page may depend
PAGES = "pages"  # the cache that they are kept in
SECONDS = 3600  # what nobody can ask for any more, since the stamp has changed, leaves by itself
LEVEL = 4  # of compression: the next ones take twice the time for a fiftieth less
MOST_BYTES = 512 * 1024  # with the number of entries that the cache allows, this bounds what is kept
SOURCES = ("*.py", "*.html", "*.mo", "*.css", "*.js", "*.json")


class Kept(NamedTuple):
    """A page as it is kept: its headers, its body, and once somebody has asked for it, the body compressed."""

    headers: dict[str, str]
    body: bytes
    zipped: bytes = b""


def public_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view whose answers to GET and HEAD are the same for everybody, so that 200s may be kept.

    A view takes its answer out by setting `press = False` on it.
    """

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not hasattr(response, "press"):
            response.press = True  # type: ignore[attr-defined]
        return response

    return require_safe(inner)


class PressCacheMiddleware:
    """Answers from the cache where it can, and says 503 in the visitor's language where the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._answer(request) if _may_be_public(request) else self.get_response(request)
        # Without a word about it browsers keep a 301, 404 or 410 as long as they like.
        response.headers.setdefault("Cache-Control", "no-cache")
        return response

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        error = getattr(request, "database_error", None)
        return unavailable.response(request, error) if error else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable.response(request, exception) if isinstance(exception, unavailable.ERRORS) else None

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            freshness = freshness_of(request)
        except unavailable.ERRORS as error:
            # Said further in, by `process_view`, so that the answer gets every header and nobody asks a second time.
            request.database_error = error  # type: ignore[attr-defined]
            return self.get_response(request)
        key = _key(request, freshness)
        etag = f'W/"{key}"'
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            return _not_modified(etag)
        kept = had = _get(key)
        if kept is None:
            response = self.get_response(request)
            if not _may_be_kept(request, response) or freshness == NOTHING_YET:
                return response
            kept = _keep(response, etag)
        takes_gzip = _takes_gzip(request.headers.get("Accept-Encoding", ""))
        if takes_gzip and not kept.zipped:
            # mtime=0: the same page gives the same bytes.
            kept = kept._replace(zipped=gzip.compress(kept.body, compresslevel=LEVEL, mtime=0))
        if kept is not had:
            _set(key, kept)
        return _serve(kept, request, takes_gzip)


def _may_be_public(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD") or not PUBLIC.match(request.path_info) or settings.DEBUG:
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _key(request: HttpRequest, freshness: str) -> str:
    scheme = request.scheme or ""
    parts = (release(), scheme, request.path_info, request.GET.get(CURSOR, ""), freshness)
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()[:40]


@functools.cache
def release() -> str:
    """A word for the code and the settings that make pages: RELEASE, or when a source last changed."""
    made_by = settings.RELEASE or str(max((path.stat().st_mtime_ns for path in _sources()), default=0))
    return f"{made_by} {settings.SITE_URL} {settings.SITE_NAME} {settings.SITE_TAGLINE}"


def _sources() -> Iterable[Path]:
    rooms = ("config", "publishing", "blog", "statements", "signatories", "pages", "templates", "locale")
    for folder in (*(settings.BASE_DIR / room for room in rooms), *settings.STATICFILES_DIRS, settings.STATIC_ROOT):
        for pattern in SOURCES:
            yield from Path(folder).rglob(pattern)


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Only what a view has marked, and with a cursor only one that is real: invented ones would fill the cache."""
    return (
        getattr(response, "press", False)
        and (not request.GET.get(CURSOR) or getattr(request, "cursor_is_real", False))
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "cookie" not in response.headers.get("Vary", "").lower()
    )


def _keep(response: HttpResponse, etag: str) -> Kept:
    response.headers["ETag"] = etag
    response.headers.setdefault("Cache-Control", "no-cache")
    patch_vary_headers(response, ("Accept-Encoding",))
    headers = {name: value for name, value in response.headers.items() if name.lower() != "content-length"}
    return Kept(headers, response.content)


def _serve(kept: Kept, request: HttpRequest, zipped: bool) -> HttpResponse:
    body = kept.zipped if zipped else kept.body
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=kept.headers)
    response.headers["Content-Length"] = str(len(body))
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not to refuse it (RFC 9110, 12.5.3)."""
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if name == "gzip":
            return not re.fullmatch(r"q=0(\.0*)?", weight)
    return False


def _not_modified(etag: str) -> HttpResponse:
    return HttpResponseNotModified(
        headers={"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"},
    )


def _get(key: str) -> Kept | None:
    """A kept page. A cache that is down, or holds what another release put there, is as good as an empty one."""
    try:
        found = caches[PAGES].get(key)
        return Kept(*found) if found else None
    except Exception as error:  # whatever a cache's driver raises: readers get their page all the same
        logger.warning("The page cache does not answer: %s", error)
        return None


def _set(key: str, kept: Kept) -> None:
    if len(kept.body) + len(kept.zipped) > MOST_BYTES:
        return
    try:
        caches[PAGES].set(key, tuple(kept), SECONDS)
    except Exception as error:
        logger.warning("The page cache does not take a page: %s", error)


def forget() -> None:
    """Throw away every kept page. Readers get no page of another stamp anyway; what was struck must not lie about."""
    pieces.forget()
    try:
        caches[PAGES].clear()
    except Exception as error:
        logger.warning("The page cache does not forget its pages: %s", error)
