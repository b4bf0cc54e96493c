"""What staff put in: a feed, and what is to become of its entries."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.models.desk import validate_slug

from .around import find_series, series_slug
from .reading.blogger import Feed
from .take_in import Wish


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Feed"),
        help_text=_(
            "The file feed.atom of an unpacked Google Takeout, or the XML file that Blogger's own backup made. "
            "Nothing is taken in yet."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".atom,.xml,application/atom+xml,text/xml"}),
        error_messages={"empty": _("The file is empty.")},
    )


class ChoiceForm(forms.Form):
    """Which entries are joint statements, and which series the posts join."""

    statements = forms.MultipleChoiceField(required=False)
    series = forms.CharField(
        label=_("Series that the posts join"),
        max_length=80,
        required=False,
        validators=[validate_slug],
        help_text=_(
            "The last part of its address. It is made if there is none yet. Statements and pages join no series."
        ),
    )

    def __init__(self, feed: Feed, data: Any = None) -> None:
        series = find_series(feed)
        slug = (series.slug if series else "") or series_slug(feed)
        super().__init__(data, initial={"series": slug})
        self.fields["statements"].choices = [  # type: ignore[attr-defined]
            (entry.id, entry.title) for entry in feed.entries if entry.kind == "post"
        ]

    def wish(self, **how: Any) -> Wish:
        """What was chosen; before anything was, what the form suggests."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wish(
            statements=frozenset(chosen.get("statements", ())),
            series=chosen.get("series") or "",
            **how,
        )
