"""What the pages of the acts ask: which languages, which class of change, which note; what is to be struck."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .. import languages, usage
from ..models import Document, Picture, Seal
from .fields import PicturesField
from .minutes import MinuteField

MAX_NOTE = 2000
FIRST = (Seal.Change.FIRST.value, Seal.Change.FIRST.label)


class ActForm(forms.Form):
    """An act upon a document as it stood when the page was opened: at which seal, at which revision."""

    withdraws = False
    note_label: Any = gettext_lazy("What changed and why, for readers (%(language)s)")

    seal = forms.IntegerField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("languages"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one language.")},
    )

    def __init__(self, document: Document, codes: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.document = document
        self.codes = codes
        self.initial.update(now_at(document))
        self.fields["languages"].choices = [(code, languages.own_name_of(code)) for code in codes]  # type: ignore[attr-defined]
        for code in codes:
            self.fields[f"note_{code}"] = forms.CharField(
                label=self.note_label % {"language": languages.own_name_of(code)},
                required=False,
                max_length=MAX_NOTE,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )

    def notes(self) -> dict[str, str]:
        """The note in each language, "" where there is none."""
        return {code: self.cleaned_data.get(f"note_{code}") or "" for code in self.codes}

    def require_notes(self, message: str) -> None:
        for code in self.cleaned_data.get("languages", []):
            name = f"note_{code}"
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, message)

    def renewed(self) -> "ActForm":
        """The same form with everything that was typed, for the document as it stands now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        for name, value in now_at(self.document).items():
            data[name] = str(value)
        form = type(self)(self.document, self.codes, data)
        form.full_clean()
        return form


def now_at(document: Document) -> dict[str, int]:
    """The last seal's number and the revision: what the person who acts has seen."""
    last = document.seals.order_by("-number").values_list("number", flat=True).first()
    return {"seal": last or 0, "revision": document.revision}


class PublishForm(ActForm):
    """Publish: the first time, or again with a class of change."""

    change = forms.ChoiceField(
        label=gettext_lazy("What kind of change is it?"),
        widget=forms.RadioSelect,
        choices=[
            choice for choice in Seal.Change.choices if choice[0] not in (Seal.Change.FIRST, Seal.Change.WITHDRAWAL)
        ],
        error_messages={"required": gettext_lazy("Say what kind of change it is.")},
    )
    at = MinuteField(
        label=gettext_lazy("Later, at"),
        required=False,
        error_messages={
            "passed": gettext_lazy(
                "This minute has passed: now it is %(now)s. Choose a later one, or leave it empty to publish now."
            )
        },
    )
    dated = forms.DateField(
        label=gettext_lazy("It first appeared elsewhere, on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("The text will carry this date. Left empty, it carries the day of publication."),
    )

    def __init__(self, document: Document, *args: Any, **kwargs: Any) -> None:
        super().__init__(document, *args, **kwargs)
        lasting = document.editions.not_cancelled()
        self.first = not lasting.exists()
        self.nothing_read = not lasting.seen().exists()
        del self.fields["change" if self.first else "dated"]
        if self.nothing_read and not self.first:
            # What is scheduled has a class already; what comes before it is the first that readers meet.
            self.fields["change"].choices = [FIRST, *self.fields["change"].choices]  # type: ignore[attr-defined]

    def likely(self, codes: list[str]) -> str:
        """A translation alone is one; of any other change only the person can say what it is."""
        if self.nothing_read:
            return Seal.Change.FIRST.value
        return "" if self.document.original_language in codes or not codes else Seal.Change.TRANSLATION.value

    def clean_dated(self) -> date | None:
        dated = self.cleaned_data["dated"]
        if dated and dated > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return dated

    def clean(self) -> dict[str, Any]:
        if "later" in self.data and not self.cleaned_data.get("at") and "at" not in self.errors:
            self.add_error("at", _("Choose the minute at which it is to be published."))
        if self.cleaned_data.get("change") in Seal.NOTED:
            self.require_notes(_("This kind of change is said in the open: write what changed and why."))
        return self.cleaned_data

    def answer(self) -> dict[str, Any]:
        """What `workflow.publish` wants to know."""
        data = self.cleaned_data
        dated = data.get("dated")
        change = Seal.Change.FIRST.value if self.first else data["change"]
        return {
            "languages": data["languages"],
            "change": change,
            "note": self.notes() if change in Seal.NOTED else {},
            "at": data.get("at"),
            "dated": timezone.make_aware(datetime.combine(dated, time(12))) if dated else None,
        }


class MoveForm(forms.Form):
    """Another minute for what is scheduled."""

    at = MinuteField(
        label=gettext_lazy("Another minute"),
        error_messages={"required": gettext_lazy("Choose the minute at which it is to be published.")},
    )


class WithdrawForm(ActForm):
    """Take a text away in one language or in all, and say why to those who look for it."""

    withdraws = True
    note_label = gettext_lazy("Why, for those who look for it (%(language)s)")

    def clean(self) -> dict[str, Any]:
        self.require_notes(_("Readers who come to this address will find this note: say why the text is gone."))
        return self.cleaned_data


class RedactForm(forms.Form):
    """What is to be struck from everything that was kept of a text."""

    passages = forms.CharField(
        label=gettext_lazy("Passages"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "A name, an address, a sentence; one on each line, in each language as it is written there."
        ),
    )
    pictures = PicturesField(label=gettext_lazy("Pictures"))
    every_file = forms.BooleanField(
        label=gettext_lazy("With every file that they replaced, and that replaced them"), required=False
    )
    authors = forms.MultipleChoiceField(
        label=gettext_lazy("Bylines"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, shown: Any, named: dict[int, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pictures"].queryset = shown  # type: ignore[attr-defined]
        self.fields["authors"].choices = list(named.items())  # type: ignore[attr-defined]

    def answer(self) -> dict[str, Any]:
        """What `redaction.redact` wants to know."""
        data = self.cleaned_data
        pictures: list[Picture] = list(data["pictures"])
        pictures = usage.chain(pictures) if data["every_file"] else pictures
        return {
            "passages": [line for line in map(str.strip, data["passages"].splitlines()) if line],
            "pictures": pictures,
            "authors": [int(pk) for pk in data["authors"]],
        }
