"""What staff put in: a text, and what is to happen to it."""

from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AdminTextInputWidget
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import kinds, languages
from .desk import slugs
from .desk.fields import PictureField, TopicsField
from .desk.states import was_sealed
from .editor import split_language
from .models import Document
from .models.desk import RESERVED_SLUGS

EDIT_ORIGINAL = "publishing.edit_original"
BOOKKEEPING = {"seen"}


def keep_to_translation(form: forms.BaseForm, person: AbstractUser, original: str) -> None:
    """Disable every field but those in the languages that are not the original, for people who may only translate.

    A disabled field keeps its stored value whatever is posted.
    """
    if person.has_perm(EDIT_ORIGINAL):
        return
    for name, field in form.fields.items():
        if name not in BOOKKEEPING and split_language(name)[1] in ("", original):
            field.disabled = True


class DocumentForm(forms.ModelForm):
    """A working copy. The admin subclasses it with the person who sits before it."""

    person: AbstractUser
    guard_revision = True
    restoring = False  # what was typed before is brought back, to be looked at and not to be saved

    # The revision that the person saw when the form was opened.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    topics = TopicsField(
        label=gettext_lazy("Topics"), help_text=gettext_lazy("Topics are made in a list of their own.")
    )
    cover = PictureField(label=gettext_lazy("Cover picture"))
    # One field for each language, as modeltranslation would name them.
    vars().update(
        {
            f"translator_{code}": forms.CharField(
                label=format_lazy("{} ({})", gettext_lazy("Translated by"), languages.Language(code).label),
                max_length=200,
                required=False,
                widget=AdminTextInputWidget,
                help_text=gettext_lazy("Shown to readers. Nothing here for the original language."),
            )
            for code in languages.CODES
        }
    )
    vars().update(
        {
            f"ready_{code}": forms.BooleanField(
                label=format_lazy("{} ({})", gettext_lazy("Ready to publish"), languages.Language(code).label),
                required=False,
                help_text=gettext_lazy("Those who publish find it on their start page, until it is published."),
            )
            for code in languages.CODES
        }
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.revision
        self.original = self.instance.original_language if self.instance.pk else ""
        if self.instance.pk:
            for code, translator, ready in self.instance.translations.values_list("language", "translator", "ready"):
                self.initial.update({f"translator_{code}": translator, f"ready_{code}": ready})
            if "original_language" in self.fields and was_sealed(self.instance):
                self.fields["original_language"].disabled = True
        keep_to_translation(self, self.person, self.original)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.guard_revision and self.instance.pk and cleaned.get("seen") != self.instance.revision:
            raise ValidationError(stale(self.instance), code="stale")
        if self.restoring:
            raise ValidationError(_("Not saved yet."), code="restored")
        if self.guard_revision and (locked := self._locked()):
            raise ValidationError(locked, code="locked")
        if not any(cleaned.get(f"title_{code}") for code in languages.CODES):
            original = cleaned.get("original_language") or languages.CODES[0]
            self.add_error(f"title_{original}", _("Give the text a title, in one language at least."))
        for code in languages.CODES:
            self._clean_slug(cleaned, code)
        self._clean_translator(cleaned)
        return cleaned

    def _locked(self) -> list[str]:
        """Why this person may not save it now, whoever else may."""
        said = kinds.beside(self.instance, self.person) if self.instance.pk else []
        return [each.locked for each in said if each.locked]

    def _clean_slug(self, cleaned: dict[str, Any], code: str) -> None:
        name = f"slug_{code}"
        slug = cleaned.get(name)
        if name in self.errors or self.fields[name].disabled:
            return
        if not slug:
            taken = slugs.taken_by_another(self.instance, code)
            cleaned[name] = slugs.from_title(cleaned.get(f"title_{code}") or "", taken) or None
        elif slug in RESERVED_SLUGS:
            self.add_error(name, _("The site itself needs “%(slug)s”: choose another address.") % {"slug": slug})
        elif slugs.given_to_another(self.instance, code, slug):
            self.add_error(
                name,
                _("Another text has, or once had, the address “%(slug)s”. Choose another, or leave it empty.")
                % {"slug": slug},
            )

    def _clean_translator(self, cleaned: dict[str, Any]) -> None:
        name = f"translator_{cleaned.get('original_language') or self.original}"
        if cleaned.get(name) and not self.fields[name].disabled:
            self.add_error(name, _("This is the original language: nobody translated it."))

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        for code in languages.CODES:
            changed = [name for name in ("translator", "ready") if f"{name}_{code}" in self.changed_data]
            if changed:
                defaults = {name: self.cleaned_data[f"{name}_{code}"] for name in changed}
                self.instance.translations.update_or_create(language=code, defaults=defaults)


def stale(document: Document) -> str:
    """Why a save is refused: who saved since, and that nothing is lost."""
    types = [type(document)._meta.model_name, document._meta.model_name]
    last = (
        LogEntry.objects.filter(object_id=str(document.pk), content_type__model__in=types)
        .select_related("user")
        .order_by("-action_time")
        .first()
    )
    who = str(last.user.get_full_name() or last.user.get_username()) if last else _("somebody")
    return _(
        "Not saved: %(who)s has changed this since you opened it. What you typed is all still here. Choose below, "
        "for whatever differs, which of the two stays, and save again."
    ) % {"who": who}
