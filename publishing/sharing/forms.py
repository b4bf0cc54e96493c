"""What a visitor answers, and what staff choose when they make a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import PreviewLink
from . import answers, links

LONGEST_NAME, LONGEST_COMMENT = 100, 5000


class AnswerForm(forms.Form):
    """A name with a comment, or with "I agree", about the text that was shown."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Say who you are, so that it is known whose answer this is.")},
    )
    agrees = forms.BooleanField(label=gettext_lazy("I agree with this text as it stands here."), required=False)
    comment = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, link: PreviewLink, data: Any = None) -> None:
        super().__init__(data)
        self.link = link
        self.said: dict[str, Any] | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.said = answers.read(self.link, cleaned.get("shown") or "")
        if self.said is None:
            self.add_error(None, _("Nothing was kept: it is not clear which text you have read. Send it again."))
        if not (cleaned.get("agrees") or cleaned.get("comment") or "comment" in self.errors):
            self.add_error("comment", _("Write a comment, or say that you agree."))
        return cleaned


class LinkForm(forms.Form):
    """What a new link shows, and how long."""

    shows = forms.ChoiceField(
        label=gettext_lazy("What it shows"),
        choices=[
            ("copy", gettext_lazy("The text as it is now: a copy that stays as it is")),
            ("living", gettext_lazy("The text as it is whenever the link is opened")),
        ],
        initial="copy",
        widget=forms.RadioSelect,
    )
    days = forms.IntegerField(
        label=gettext_lazy("For how many days"),
        min_value=1,
        max_value=links.MOST_DAYS,
        initial=links.DEFAULT_DAYS,
        widget=forms.NumberInput(attrs={"min": 1, "max": links.MOST_DAYS}),
    )
