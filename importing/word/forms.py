"""What staff put in to begin a post with a Word file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing import languages
from publishing.languages import Language

from . import WordError, WordText, read


class WordForm(forms.Form):
    """A file that is read while the form is checked: `cleaned_data["file"]` is what it holds, a WordText."""

    file = forms.FileField(
        label=_("Word file"),
        help_text=_(
            "What is not understood is named on the next page. Nothing is public before somebody publishes it."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"empty": _("The file is empty.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = languages.current()

    def clean_file(self) -> WordText:
        file = self.cleaned_data["file"]
        try:
            word = read(file, file.name)
        except WordError as error:
            raise forms.ValidationError(str(error)) from error
        if not word.title and not word.html:
            raise forms.ValidationError(_("There is no text in this file."))
        return word
