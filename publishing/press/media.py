"""Pictures, served only while something public shows them; to staff who may see the library, and to members their own.

Asked anew each time: what is withdrawn or redacted is gone with the next request. Names are those that we give.
"""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from .. import kinds, usage
from ..models import Edition, Picture

FILE = r"(?P<file>(?:full|[0-9]{1,5}|card-[0-9]{1,3}-[0-9]{1,3})\.(?:avif|webp|jpg|png))"
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}


@require_safe
def picture(request: HttpRequest, token: str, file: str) -> HttpResponseBase:
    """A rendition of a picture, 404 for whoever may not see it and for one that is not there."""
    found = Picture.objects.filter(token=token).first()
    if found is None:
        raise Http404("There is no such picture.")
    public = _is_public(found)
    if not public and not _may_see(request.user, found):
        raise Http404("Nothing public shows this picture.")
    response = rendition(request, found, file)
    response.headers["Cache-Control"] = "no-cache" if public else "private, no-store"
    return response


def _is_public(found: Picture) -> bool:
    """Whether a reader may meet it: in a text that is shown, around one, or in an earlier edition of one."""
    of_picture = Edition.objects.filter(pictures=found)
    shown = of_picture.public().exists() or any(kind.shows(found) for kind in kinds.every())
    return shown or of_picture.readable().exists()


def _may_see(user: Any, found: Picture) -> bool:
    """Staff see the library; a member sees what they uploaded, and what stands in a text that they write."""
    if user.is_staff and not found.private and user.has_perm("publishing.view_picture"):
        return True
    return user.is_authenticated and (found.uploaded_by_id == user.pk or usage.is_shown_to_writer(found, user))


def rendition(request: HttpRequest, found: Picture, file: str) -> HttpResponseBase:
    """The file, or 304 for whoever holds it. A file is never changed, so the picture's digest tells. Raises Http404."""
    try:
        path = _path(found, file)
        modified = int(default_storage.get_modified_time(path).timestamp())
        etag = f'"{found.digest[:24]}-{file}"'
        held = get_conditional_response(request, etag=etag, last_modified=modified)
        headers = {"ETag": etag, "Last-Modified": http_date(modified)}
        content_type = TYPES[path.rpartition(".")[2]]
        return held or FileResponse(default_storage.open(path), content_type=content_type, headers=headers)
    except OSError as error:
        raise Http404("There is no such rendition.") from error


def _path(found: Picture, file: str) -> str:
    """Where a file lies. For a crop around another focal point, or of before there were any, the picture uncut."""
    path = f"{found.folder}/{file}"
    if file.startswith("card-") and not default_storage.exists(path):
        return f"{found.folder}/{found.widths[-1]}.{found.extension}"
    return path
