"""The library of pictures: found again, described, chosen for a text."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import languages, pictures
from ..models import Picture
from . import uploads
from .naming import fold

PER_PAGE = 24
TEXTS = [*(f"{name}_{code}" for name in ("alt", "caption") for code in languages.CODES), "credit", "decorative"]


class DescriptionForm(forms.ModelForm):
    """A picture's name and what it says to those who cannot see it, in every language, or that it need not."""

    class Meta:
        model = Picture
        fields = ("name", *TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alt", "caption"):
            for code in languages.CODES:
                if field := self.fields.get(f"{name}_{code}"):
                    label = Picture._meta.get_field(name).verbose_name  # type: ignore[union-attr]
                    field.label = f"{capfirst(str(label))} ({languages.name_of(code)})"
                    field.widget.attrs["lang"] = code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decorative"):
            return cleaned
        for code in languages.CODES:
            if not cleaned.get(f"alt_{code}"):
                self.add_error(f"alt_{code}", _("Describe the picture, or mark it as decorative."))
        return cleaned


class PictureForm(DescriptionForm):
    """A picture of the library, with its focal point; the crops are made when all else is right."""

    class Meta:
        model = Picture
        fields = ("name", *TEXTS, "focus_x", "focus_y")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.instance.pk and not self.errors:
            try:
                pictures.crop(self.instance)
            except ValidationError as error:
                self.add_error(None, error)


class FileForm(DescriptionForm):
    """A picture with its file, which is read and stored when all else is right."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
        help_text=gettext_lazy("What the camera wrote into it (place, time, device) is taken out."),
    )

    def full_clean(self) -> None:
        super().full_clean()
        file = self.cleaned_data.get("file") if self.is_bound and not self._errors else None  # type: ignore[has-type]
        if not file:
            return
        texts = {name: self.cleaned_data[name] or "" for name in TEXTS}
        texts["decorative"] = bool(texts["decorative"])
        try:
            self.instance = pictures.take_in(file, name=self.cleaned_data["name"], **texts)
        except ValidationError as error:
            self.add_error("file", error)


def search(queryset: QuerySet, words: str) -> QuerySet:
    """Pictures whose name, descriptions, captions or credit hold every word, accents and case apart."""
    wanted = fold(words).split()
    if not wanted:
        return queryset
    rows = queryset.values_list("pk", "name", *TEXTS[:-1])
    found = [pk for pk, *texts in rows if all(word in fold(" ".join(filter(None, texts))) for word in wanted)]
    return queryset.filter(pk__in=found)


def picker(desk: Any, request: HttpRequest) -> HttpResponse:
    """The library as the editor opens it, `?language=es`, to choose a picture; `new` names those just taken in.

    Who may view pictures may choose; who may add them may upload.
    """
    if not desk.has_view_permission(request):
        raise PermissionDenied
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    code = request.GET.get("language", "")
    code = code if code in languages.CODES else languages.current()
    words = request.GET.get("q", "")
    new = uploads.named(request.GET.getlist("new"))
    rows = Picture.objects.shared().filter(replaced_by=None).exclude(pk__in=[picture.pk for picture in new])
    page = Paginator(search(rows, words), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Choose a picture"),
        "is_popup": True,
        "language": code,
        "words": words,
        "page": page,
        "choices": _choices(page, code),
        "new": _choices(new, code),
        "upload": uploads.offered(desk, request, picker=code),
        "describe_url": uploads.describe_url(picker=code) if desk.has_change_permission(request) else "",
    }
    return TemplateResponse(request, "admin/publishing/picker.html", context)


def _choices(rows: Any, code: str) -> list[dict[str, Any]]:
    """Pictures as the editor takes them, in one language."""
    return [
        {
            "picture": picture,
            "src": pictures.url(picture),
            "thumbnail": pictures.url(picture, picture.widths[0]),
            "alt": "" if picture.decorative else languages.in_language(picture, "alt", code),
            "caption": pictures.line(picture, code),
            "ready": picture.is_described,
        }
        for picture in rows
    ]


def listed(rows: Sequence[Any]) -> str:
    """Items as an HTML list."""
    items = format_html("{}" * len(rows), *(format_html("<li>{}</li>", row) for row in rows))
    return format_html('<ul class="desk-uses">{}</ul>', items)
