"""The library of pictures: taken in with descriptions, found again, chosen for a text, kept while they are used."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import languages, pictures
from ..models import Document, Picture
from .naming import fold

PER_PAGE = 24
TEXTS = [*(f"{name}_{code}" for name in ("alt", "caption") for code in languages.CODES), "credit", "decorative"]


class PictureForm(forms.ModelForm):
    """A picture's name and descriptions; a new one with its file, which is read and stored when all else is right."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,image/gif"}),
        help_text=gettext_lazy("What the camera wrote into it (place, time, device) is taken out."),
    )

    class Meta:
        model = Picture
        fields = ("name", *TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("file", None)
        elif "name" in self.fields:
            self.fields["name"].required = False
            self.fields["name"].help_text = _("For finding it again. Left empty, it is the file's.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decorative"):
            return cleaned
        for code in languages.CODES:
            if not cleaned.get(f"alt_{code}"):
                self.add_error(f"alt_{code}", _("Describe the picture, or mark it as decorative."))
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        file = self.cleaned_data.get("file") if self.is_bound and not self._errors else None  # type: ignore[has-type]
        if not file:
            return
        texts = {name: self.cleaned_data[name] or "" for name in TEXTS}
        texts["decorative"] = bool(texts["decorative"])
        try:
            name = self.cleaned_data["name"] or file.name.rpartition(".")[0] or file.name
            self.instance = pictures.take_in(file, name=name, **texts)
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


def using(picture: Picture) -> list[Any]:
    """Where a picture is used: texts and editions that show it, and whoever has it for a portrait."""
    shown = Q(cover=picture) | Q(editions__pictures=picture)
    for code in languages.CODES:
        shown |= Q(**{f"body_{code}__contains": f"/{picture.folder}/"})
    found: list[Any] = list(Document.objects.filter(shown).distinct())
    for relation in Picture._meta.related_objects:
        if relation.one_to_many and relation.related_model is not Document:
            found += relation.related_model._default_manager.filter(**{relation.field.name: picture})
    return found


def picker(desk: Any, request: HttpRequest) -> HttpResponse:
    """The library as the editor opens it, `?language=es`, to choose a picture or to take one in.

    Who may view pictures may choose; who may add them may upload.
    """
    if not desk.has_view_permission(request):
        raise PermissionDenied
    code = request.GET.get("language", "")
    code = code if code in languages.CODES else languages.current()
    may_add, chosen = desk.has_add_permission(request), None
    form = PictureForm(request.POST or None, request.FILES or None) if may_add else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            chosen = form.instance
            desk.log_addition(request, chosen, [{"added": {}}])
            form = PictureForm()
    return _picker_page(desk, request, code, form, chosen)


def _picker_page(
    desk: Any, request: HttpRequest, code: str, form: PictureForm | None, chosen: Picture | None
) -> HttpResponse:
    words = request.GET.get("q", "")
    pages = Paginator(search(Picture.objects.all(), words), PER_PAGE)
    page = pages.get_page(request.GET.get("p"))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Choose a picture"),
        "is_popup": True,
        "language": code,
        "words": words,
        "page": page,
        "choices": [_choice(picture, code) for picture in page],
        "form": form,
        "chosen": _choice(chosen, code) if chosen else None,
        "uploading": form is not None and form.is_bound and chosen is None,
    }
    return TemplateResponse(request, "admin/publishing/picker.html", context)


def _choice(picture: Picture, code: str) -> dict[str, Any]:
    """A picture as the editor takes it, in one language."""
    return {
        "picture": picture,
        "src": pictures.url(picture),
        "thumbnail": pictures.url(picture, picture.widths[0]),
        "alt": "" if picture.decorative else languages.in_language(picture, "alt", code),
        "caption": _caption(picture, code),
    }


def _caption(picture: Picture, code: str) -> str:
    """Caption and credit in one line, as they stand under a picture in a text."""
    parts = (languages.in_language(picture, "caption", code), picture.credit)
    return " ".join(part for part in parts if part)
