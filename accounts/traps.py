"""Two traps for programs that fill in forms: a field that people do not see, and the time that people take.

Neither asks anything of a person or of another site. Whoever is caught gets the form back with what they typed.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FASTEST = timedelta(seconds=2)
LONGEST = timedelta(days=1)
SALT = "accounts.traps"


class _Unseen(forms.BoundField):
    """A field that only programs find; where there is no style sheet, its label says what to do."""

    def css_classes(self, extra_classes: Any = None) -> str:
        return "unseen"


class _Bait(forms.CharField):
    bound_field_class = _Unseen


class TrapMixin(forms.Form):
    """For a form that anybody may send: `homepage` must stay empty, and `opened` says when the form was given out."""

    homepage = _Bait(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = opened_at(timezone.now().timestamp())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.pop("homepage", ""):
            self._refill(homepage="")
            self.add_error(None, _("Nothing was sent: a field that should stay empty was filled in. Send it again."))
        opened = _read(data.pop("opened", ""))
        age = None if opened is None else timedelta(seconds=timezone.now().timestamp() - opened)
        if age is None or age > LONGEST:
            self._refill(opened=str(self.fields["opened"].initial))
            self.add_error(None, _("Nothing was sent: this page was open for more than a day. Send it again."))
        elif age < FASTEST:
            self.add_error(None, _("Nothing was sent: that was faster than people type. Wait a moment, send it again."))
        return data

    def _refill(self, **values: str) -> None:
        """Give the form back with other values than those that came."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data.update({self.add_prefix(name): value for name, value in values.items()})
        self.data = data


def opened_at(moment: float) -> str:
    """What a form carries that was given out at this moment (a Unix time)."""
    return signing.dumps(round(moment, 1), salt=SALT)


def _read(signed: str) -> float | None:
    """The moment; None for what we have not signed."""
    try:
        return float(signing.loads(signed, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
