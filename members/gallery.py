"""/<language>/write/pictures/: a member's own pictures, chosen for a text or taken in. HTTP only."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from publishing import intake, languages, pictures
from publishing.models import Picture

from . import access
from .access import for_members
from .forms import PictureForm
from .views import page

PER_PAGE = 24
KEPT = ("name", "decorative", "credit", *(f"alt_{code}" for code in languages.CODES))


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def gallery(request: HttpRequest) -> HttpResponseBase:
    """The member's own pictures, `?language=es` for the editor that asks; a POST takes one in."""
    code = request.GET.get("language", "")
    code = code if code in languages.CODES else languages.current()
    form, status = PictureForm(language=code), 200
    if request.method == "POST":
        form = PictureForm(request.POST, request.FILES, language=code)
        if form.is_valid():
            if not access.may_again(request, "upload"):
                form.add_error(None, access.too_many())
                status = 429
            elif taken := _take_in(request, form):
                query = urlencode({"language": code, "new": taken.token})
                return HttpResponseRedirect(f"{reverse('members:pictures')}?{query}")
    response = page(request, "members/pictures.html", _shown(request, code, form), "pictures")
    response.status_code = status
    return response


def _take_in(request: HttpRequest, form: PictureForm) -> Picture | None:
    """The picture, or None with the reason in the form."""
    file: UploadedFile = form.cleaned_data["file"]
    fields = {name: form.cleaned_data[name] or "" for name in KEPT} | {"decorative": form.cleaned_data["decorative"]}
    name = fields.pop("name") or _name_of(file)
    try:
        return pictures.take_in(file, name=name, uploaded_by=request.user, private=True, **fields)
    except ValidationError as error:
        form.add_error("file", error)
        return None


def _name_of(file: UploadedFile) -> str:
    """A file's name without its ending and without what nobody can see."""
    name = "".join(character for character in file.name or "" if character.isprintable())
    return name.rpartition(".")[0] or name or _("picture")


def _shown(request: HttpRequest, code: str, form: PictureForm) -> dict[str, Any]:
    rows = Picture.objects.filter(uploaded_by=request.user.pk, replaced_by=None)
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    new = request.GET.get("new", "")
    return {
        "form": form,
        "code": code,
        "page": found,
        "choices": [{**_choice(row, code), "new": row.token == new} for row in found],
        "megabytes": intake.MAX_BYTES // 1024**2,
    }


def _choice(row: Picture, code: str) -> dict[str, Any]:
    """A picture as the editor takes it, in one language."""
    alt = languages.in_language(row, "alt", code) or languages.in_any(row, "alt")
    return {
        "name": row.name,
        "token": row.token,
        "src": pictures.url(row),
        "thumbnail": pictures.url(row, row.widths[0]),
        "alt": "" if row.decorative else alt,
        "caption": pictures.line(row, code),
        "decorative": row.decorative,
    }
