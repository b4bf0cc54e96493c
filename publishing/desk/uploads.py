"""Pictures taken in, several at once, and the rows in which they are named and described before a text may use them."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import intake, languages, pictures
from ..models import Picture, Stamp

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"
MOST = 50  # rows on a page
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,32}")


def add(desk: Any, request: HttpRequest) -> HttpResponse:
    """Take in every file sent, each by itself: one that is refused, with the reason, does not hold up the others.

    A script sends them one by one and is answered in JSON; a form is led on to the rows to fill in.
    """
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return _page(desk, request, _("Add pictures"), [])
    taken, refused = _take_in_all(desk, request)
    if request.headers.get("Accept") == "application/json":
        rows = [_row(desk, request, picture) for picture in taken]
        return JsonResponse({"taken": rows, "refused": [reason for _name, reason in refused]})
    for name, reason in refused:
        messages.error(request, f"“{name}”: {reason}")
    if not taken:
        if not refused:
            messages.error(request, _("Choose one file at least."))
        return _page(desk, request, _("Add pictures"), [])
    if not desk.has_change_permission(request):
        return HttpResponseRedirect(reverse("admin:publishing_picture_changelist"))
    return HttpResponseRedirect(describe_url(taken, picker=_picker(request)))


def _take_in_all(desk: Any, request: HttpRequest) -> tuple[list[Picture], list[tuple[str, str]]]:
    taken, refused = [], []
    for file in request.FILES.getlist("files"):
        name = _name_of(file)
        try:
            taken.append(_take_in(desk, request, file, name))
        except ValidationError as error:
            refused.append((name, " ".join(error.messages)))
    return taken, refused


def _take_in(desk: Any, request: HttpRequest, file: UploadedFile, name: str) -> Picture:
    with transaction.atomic():
        picture = pictures.take_in(file, name=name.rpartition(".")[0] or name)  # type: ignore[arg-type]
        try:
            desk.log_addition(request, picture, [{"added": {}}])
        except BaseException:
            pictures.remove_files(picture)
            raise
    return picture


def _name_of(file: UploadedFile) -> str:
    """A file's name without what nobody can see."""
    return "".join(character for character in file.name or "" if character.isprintable()) or _("picture")


def describe(desk: Any, request: HttpRequest) -> HttpResponse:
    """The rows of the pictures that `pictures` names, or of all that wait for a description. Who may change pictures.

    Every row that is right is saved; those that are not come back with what is missing.
    """
    if not desk.has_change_permission(request):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    rows = named(asked.getlist("pictures"))
    if request.method != "POST":
        rows = rows or list(Picture.objects.shared().undescribed().filter(replaced_by=None)[:MOST])
        return _page(desk, request, _("Describe pictures"), [_form(picture) for picture in rows])
    forms = [_form(picture, request.POST) for picture in rows]
    saved = _save(desk, request, [form for form in forms if form.is_valid()])
    left = [form for form in forms if form.errors]
    if saved:
        text = ngettext("%(count)s picture is described.", "%(count)s pictures are described.", len(saved))
        messages.success(request, text % {"count": len(saved)})
    if left:
        return _page(desk, request, _("Describe pictures"), left)
    return HttpResponseRedirect(_after(request, saved))


def _save(desk: Any, request: HttpRequest, forms: list[Any]) -> list[Picture]:
    with transaction.atomic():
        for form in forms:
            form.save()
            desk.log_change(request, form.instance, desk.construct_change_message(request, form, []))
        if forms:
            Stamp.objects.replace()
    return [form.instance for form in forms]


def _after(request: HttpRequest, saved: list[Picture]) -> str:
    if code := _picker(request):
        query = urlencode([("language", code), *(("new", picture.token) for picture in saved)])
        return f"{reverse('admin:publishing_picture_picker')}?{query}"
    return reverse("admin:publishing_picture_changelist")


def _form(picture: Picture, data: Any = None) -> Any:
    from .library import DescriptionForm

    return DescriptionForm(data, instance=picture, prefix=picture.token)


def _row(desk: Any, request: HttpRequest, picture: Picture) -> str:
    """The HTML in which a picture is named and described."""
    if not desk.has_change_permission(request):
        return ""
    return render_to_string("admin/publishing/picture_row.html", shown(_form(picture)), request)


def shown(form: Any) -> dict[str, Any]:
    """A row as its template wants it."""
    picture = form.instance
    names = {part: [form[f"{part}_{code}"] for code in languages.CODES] for part in ("alt", "caption")}
    more = [*names["caption"], form["credit"]]
    return {
        "token": picture.token,
        "thumbnail": pictures.url(picture, picture.widths[0]),
        "name": form["name"],
        "alts": names["alt"],
        "decorative": form["decorative"],
        "more": more,
        "open": any(field.errors for field in more),
    }


def named(tokens: Iterable[str]) -> list[Picture]:
    """The pictures of these tokens, in their order, as many as fit on a page."""
    wanted = [token for token in dict.fromkeys(tokens) if TOKEN.fullmatch(token)][:MOST]
    found = {picture.token: picture for picture in Picture.objects.shared().filter(token__in=wanted)} if wanted else {}
    return [found[token] for token in wanted if token in found]


def describe_url(rows: Iterable[Picture] = (), *, picker: str = "") -> str:
    """The address of the rows of these pictures; `picker` is the language of the editor that waits for one of them."""
    query = [*_query(picker), *(("pictures", picture.token) for picture in rows)]
    return reverse("admin:publishing_picture_describe") + (f"?{urlencode(query)}" if query else "")


def _query(picker: str) -> list[tuple[str, str]]:
    return [("picker", picker)] if picker else []


def _picker(request: HttpRequest) -> str:
    """The language of the editor for which pictures are taken in, or ""."""
    code = request.GET.get("picker", "")
    return code if code in languages.CODES else ""


def offered(desk: Any, request: HttpRequest, *, picker: str = "", forms: Iterable[Any] = ()) -> dict[str, Any]:
    """What the part of a page that takes pictures in wants to know."""
    query = f"?{urlencode(_query(picker))}" if picker else ""
    return {
        "may": desk.has_add_permission(request),
        "may_describe": desk.has_change_permission(request),
        "add_url": reverse("admin:publishing_picture_add") + query,
        "describe_url": describe_url(picker=picker),
        "accepted": ACCEPTED,
        "most_bytes": intake.MAX_BYTES,
        "most_megabytes": intake.MAX_BYTES // 1024**2,
        "rows": [shown(form) for form in forms],
        "for_picker": bool(picker),
    }


def _page(desk: Any, request: HttpRequest, title: str, forms: list[Any]) -> HttpResponse:
    picker = _picker(request)
    context = {
        **desk.admin_site.each_context(request),
        "title": title,
        "opts": desk.opts,
        "is_popup": bool(picker),
        "upload": offered(desk, request, picker=picker, forms=forms),
        "failed": any(form.errors for form in forms),
        "library_url": reverse("admin:publishing_picture_changelist"),
    }
    return TemplateResponse(request, "admin/publishing/picture_upload.html", context)
