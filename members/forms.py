"""What members put in: a text with its byline, a picture, a Word file to start with, and what they confirm."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.models import Post
from importing.word.forms import WordForm
from publishing import languages, pictures
from publishing.desk.fields import TopicsField
from publishing.desk.states import was_sealed
from publishing.editor import BodyFormField, NoteFormField
from publishing.models import Document, Picture

from .bylines import Name
from .covers import CoverField

TEXTS = ("title", "summary", "body", "content_notice")
MOST_NAMES = 20


def own_pictures(person: User, post: Post | None) -> Any:
    """The pictures that a member may show: their own, and what stands in their text already."""
    own = Picture.objects.filter(uploaded_by=person, replaced_by=None)
    if post is None or post.pk is None:
        return own
    bodies = " ".join(languages.in_language(post, "body", code) for code in languages.CODES)
    there = Picture.objects.filter(Q(token__in=pictures.tokens(bodies)) | Q(covers=post))
    return (own | there).distinct()


def in_languages(name: str, label: Any, make: Any) -> dict[str, forms.Field]:
    """A field for each language, named as modeltranslation names them."""
    return {
        f"{name}_{code}": make(label=format_lazy("{} ({})", label, languages.Language(code).label))
        for code in languages.CODES
    }


class TextForm(forms.ModelForm):
    """A member's text. `person` is who sits before it."""

    # The revision that the person saw when the form was opened.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    topics = TopicsField(label=gettext_lazy("Topics"))
    cover = CoverField(label=gettext_lazy("Cover picture"))
    vars().update(in_languages("body", gettext_lazy("Text"), lambda label: BodyFormField(label=label, required=False)))

    class Meta:
        model = Post
        fields = (
            "original_language",
            *(f"{name}_{code}" for name in TEXTS for code in languages.CODES),
            *("series", "topics", "cover"),
        )
        help_texts = {
            "original_language": gettext_lazy("In which you write. Its fields come first, once you have saved.")
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.initial["seen"] = self.instance.revision
        self.allowed = own_pictures(person, self.instance)
        self.fields["cover"].queryset = self.allowed  # type: ignore[attr-defined]
        self.fields["series"].empty_label = _("No series")  # type: ignore[attr-defined]
        self.fields["original_language"].disabled = bool(self.instance.pk) and was_sealed(self.instance)
        for code in languages.CODES:
            self.fields[f"body_{code}"].widget.picker = "members:pictures"
            self.fields[f"summary_{code}"].widget.attrs["rows"] = 3
            for name in TEXTS:
                self.fields[f"{name}_{code}"].widget.attrs["lang"] = code
            for name in ("title", "summary", "content_notice"):
                label = capfirst(str(Document._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
                self.fields[f"{name}_{code}"].label = f"{label} ({languages.name_of(code)})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen") != self.instance.revision:
            raise ValidationError(
                _(
                    "Not saved: this text was changed since you opened it, by a moderator or in another window. What "
                    "you typed is all still here. Open the text in another window, and take over there what you "
                    "changed here."
                ),
                code="stale",
            )
        for code in languages.CODES:
            self._clean_pictures(f"body_{code}", cleaned.get(f"body_{code}") or "")
        return cleaned

    def _clean_pictures(self, name: str, body: str) -> None:
        wanted = pictures.tokens(body)
        if wanted and self.allowed.filter(token__in=wanted).count() < len(wanted):
            self.add_error(
                name, _("A picture in the text is not one of yours: take it out, and add it with the picture button.")
            )

    def sides(self) -> list[dict[str, Any]]:
        """The fields of each language, the original's first; whether something is written there, or went wrong."""
        first = self["original_language"].value()
        codes = sorted(languages.CODES, key=lambda code: code != first)
        return [self._side(code) for code in codes]

    def _side(self, code: str) -> dict[str, Any]:
        fields = [self[f"{name}_{code}"] for name in TEXTS]
        return {
            "code": code,
            "name": languages.name_of(code),
            "fields": fields,
            "open": any(field.errors or field.value() for field in fields),
        }


class WriterForm(forms.Form):
    """The member's own line in the byline."""

    named = forms.BooleanField(label=gettext_lazy("My name stands in the byline"), required=False, initial=True)
    place = forms.IntegerField(
        label=gettext_lazy("Place in the byline"), min_value=1, max_value=MOST_NAMES, required=False, initial=1
    )
    vars().update(
        in_languages(
            "note", gettext_lazy("About you, with a star"), lambda label: NoteFormField(label=label, required=False)
        )
    )


class CoAuthorForm(forms.Form):
    """Somebody else in the byline. They need no account."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy(
            "Never shown to readers. The text is sent there for them to agree to before it is published."
        ),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in the byline"), min_value=1, max_value=MOST_NAMES, required=False
    )
    vars().update(
        in_languages(
            "note", gettext_lazy("About them, with a star"), lambda label: NoteFormField(label=label, required=False)
        )
    )

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.has_changed() and not cleaned.get("name") and not cleaned.get("DELETE") and "name" not in self.errors:
            self.add_error("name", _("Write their name, or take them out."))
        return cleaned


class _CoAuthors(BaseFormSet):
    def clean(self) -> None:
        names = [name.name.casefold() for _place, name in self.placed()]
        if len(names) > len(set(names)):
            raise ValidationError(_("Somebody is named twice."))

    def placed(self) -> Iterator[tuple[int, Name]]:
        """Those who are named, each with their place. Who was given none comes after those who were."""
        for form in self.forms:
            if form.is_valid() and form.cleaned_data.get("name") and not form.cleaned_data.get("DELETE"):
                name = Name(form.cleaned_data["name"], notes_of(form), form.cleaned_data["email"])
                yield form.cleaned_data["place"] or MOST_NAMES, name


CoAuthors = formset_factory(
    CoAuthorForm, formset=_CoAuthors, extra=2, can_delete=True, can_delete_extra=False, max_num=MOST_NAMES
)


def notes_of(form: forms.Form) -> dict[str, str]:
    return {code: form.cleaned_data[f"note_{code}"] for code in languages.CODES}


class PictureForm(forms.ModelForm):
    """A picture of a member's: what it shows, whose it is, and that it may be published."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("What the camera wrote into it (place, time, device) is taken out."),
    )
    rights = forms.BooleanField(
        label=gettext_lazy("I have the right to publish this picture, and the people shown agree."),
        error_messages={"required": gettext_lazy("Without this it cannot be taken in.")},
    )

    class Meta:
        model = Picture
        fields = ("name", *(f"alt_{code}" for code in languages.CODES), "decorative", "credit")

    field_order = ("file", "name", *(f"alt_{code}" for code in languages.CODES), "decorative", "credit", "rights")

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        self.fields["name"].required = False
        self.fields["name"].help_text = _("For finding it again. Left empty, it is the file's.")
        self.fields["file"].widget.attrs["accept"] = "image/jpeg,image/png,image/webp,image/avif,image/gif"
        for code in languages.CODES:
            self.fields[f"alt_{code}"].label = f"{_('Description')} ({languages.name_of(code)})"
            self.fields[f"alt_{code}"].widget.attrs["lang"] = code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("decorative") and not any(cleaned.get(f"alt_{code}") for code in languages.CODES):
            self.add_error(f"alt_{self.language}", _("Describe the picture, or mark it as decorative."))
        return cleaned


class StartForm(WordForm):
    """A Word file, and where it holds pictures, that they may be published."""

    rights = forms.BooleanField(
        label=gettext_lazy("I have the right to publish the pictures in it, and the people shown agree."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("What is not understood is named on the next page. Only you see the text.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        word = cleaned.get("file")
        if word and word.pictures and not cleaned.get("rights"):
            self.add_error("rights", _("There are pictures in this file: confirm this, or take them out of it."))
        return cleaned


class SendForm(forms.Form):
    """What a member confirms before a text goes to the moderators; the rules when it goes there for the first time."""

    rules = forms.BooleanField(
        label=gettext_lazy("I have read the rules. The opinions in this text are its authors’ own."),
        error_messages={"required": gettext_lazy("Please confirm this before you send the text.")},
    )
    consent = forms.BooleanField(
        label=gettext_lazy("The people named or shown in it, who could be harmed by that, agree."),
        error_messages={"required": gettext_lazy("Please confirm this before you send the text.")},
    )

    def __init__(self, data: Any = None, *, again: bool) -> None:
        super().__init__(data)
        if again:
            del self.fields["rules"]
