"""The field that asks for a minute to come, in the site's time zone, and says what is wrong with one that cannot be."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import dating

INPUT = "%Y-%m-%dT%H:%M"


class MinuteField(forms.DateTimeField):
    """A minute that is still to come."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INPUT)
    default_error_messages = {
        "invalid": gettext_lazy("This is not a date and a time. Choose both, such as 24 December, 09:30."),
        "passed": gettext_lazy("This minute has passed: now it is %(now)s. Choose a later one."),
    }

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                raise self._clocks_change(error.params["datetime"]) from error  # type: ignore[index]
            raise
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value <= timezone.now():
            now = dating.say(timezone.now())
            raise ValidationError(self.error_messages["passed"], code="passed", params={"now": now})

    def _clocks_change(self, minute: datetime) -> ValidationError:
        """Why a minute does not exist, or is there twice, and which to choose instead."""
        zone = timezone.get_current_timezone()
        before, after = (minute.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta() for fold in (0, 1))
        told = {"minute": f"{minute:%H:%M}", "zone": timezone.get_current_timezone_name()}
        if before < after:
            told |= {"after": f"{minute + (after - before):%H:%M}"}
            text = _(
                "%(minute)s does not exist on that day: clocks in %(zone)s skip it. Choose %(after)s or another one."
            )
        elif before > after:
            told |= {"first": f"{minute - (before - after):%H:%M}", "last": f"{minute + (before - after):%H:%M}"}
            text = _("%(minute)s comes twice on that day in %(zone)s. Choose one up to %(first)s, or from %(last)s on.")
        else:
            text = self.error_messages["invalid"]
        return ValidationError(text, code="ambiguous_timezone", params=told)
