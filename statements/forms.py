"""What staff put in about signatures: who signs, and as whom, in one row each, with rows of affiliations inside it."""

import re
from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from publishing.desk import slugs
from publishing.languages import CODES, name_of
from publishing.models import Stamp
from publishing.ordering import OrderedForm, OrderedFormSet
from signatories.models import Signatory

from .countries import CountryNameField, country_names
from .models import Affiliation, Signature


class AffiliationForm(OrderedForm):
    """A role, an organisation, or both, and perhaps a country."""

    country = CountryNameField(label=gettext_lazy("country"), required=False)

    class Meta:
        model = Affiliation
        fields = [*(f"{name}_{code}" for name in ("role", "organisation") for code in CODES), "country", "position"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        names = [cleaned.get(f"{name}_{code}") for name in ("role", "organisation") for code in CODES]
        if not any(names) and not cleaned.get("DELETE"):
            raise ValidationError(_("Say a role or an organisation, or remove this affiliation."))
        return cleaned

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        """The visible fields in order, each with the language it is in and a label that says so."""
        parts = []
        for name, label in (("role", _("Role")), ("organisation", _("Organisation"))):
            parts += [
                {"field": self[f"{name}_{code}"], "language": code, "label": f"{label} ({name_of(code)})"}
                for code in CODES
            ]
        return [*parts, {"field": self["country"], "language": "", "label": _("Country")}]


class _Affiliations(OrderedFormSet):
    def get_queryset(self) -> Any:
        """The rows that were fetched with the signatures: a query for each of forty would be forty."""
        if not hasattr(self, "_queryset"):
            self._queryset = list(self.instance.affiliations.all()) if self.instance.pk else []
        return self._queryset


AffiliationFormSet = inlineformset_factory(
    Signature, Affiliation, form=AffiliationForm, formset=_Affiliations, extra=2, can_delete=True
)
_WITH_ADDRESS = re.compile(r"(?P<name>.+) \[(?P<slug>[a-z0-9-]+)\]")


class SignatureForm(OrderedForm):
    """One signature. A new one names its signatory: somebody on record, or somebody who is put on record by it."""

    may_add_signatories = False

    name = forms.CharField(
        label=gettext_lazy("name"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "desk-signatories", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"), choices=Signatory.Kind.choices, initial=Signatory.Kind.PERSON, required=False
    )

    class Meta:
        model = Signature
        fields = [
            *("position", "personal_capacity", "authority", "language_read"),
            *(f"group_heading_{code}" for code in CODES),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.affiliations = AffiliationFormSet(data, instance=self.instance, prefix=f"{self.prefix}-affiliations")
        self.nested = (self.affiliations,)
        if self.instance.pk:
            del self.fields["name"], self.fields["kind"]

    @cached_property
    def changed_data(self) -> list[str]:
        return [*super().changed_data, *(["affiliations"] if self.affiliations.has_changed() else [])]

    def clean_name(self) -> str:
        """The name as it is to stand; `instance.signatory` is set where it is somebody on record."""
        typed = " ".join(self.cleaned_data["name"].split())
        if match := _WITH_ADDRESS.fullmatch(typed):
            found = list(Signatory.objects.filter(slug=match["slug"]))
        else:
            found = list(Signatory.objects.filter(name__iexact=typed)[:2])
        if len(found) > 1:
            raise ValidationError(_("More than one signatory has this name: choose the one with the right address."))
        if found:
            self.instance.signatory = found[0]
        elif match or not self.may_add_signatories:
            raise ValidationError(_("No signatory of this name is on record."))
        return typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.affiliations.is_valid():
            raise ValidationError(_("An affiliation of this signature is not right."))
        return cleaned

    def save(self, commit: bool = True) -> Signature:
        """Save the signature with its affiliations, and a newcomer before it."""
        if not self.instance.signatory_id:
            self.instance.signatory = _put_on_record(self.cleaned_data["name"], self.cleaned_data["kind"])
        signature = super().save(commit)
        if commit:
            self.affiliations.save()
        return signature

    @property
    def is_new(self) -> bool:
        return not self.instance.pk

    @property
    def affiliation_texts(self) -> list[str]:
        return [str(affiliation) for affiliation in self.affiliations.get_queryset()]

    @property
    def waits(self) -> bool:
        """Not bound to a sealed text yet: it can still be taken away."""
        return self.instance.seal_id is None

    @cached_property
    def more(self) -> list[dict[str, Any]]:
        """The fields that most signatures leave empty."""
        heading = _("Group heading")
        headings = [
            {"field": self[f"group_heading_{code}"], "language": code, "label": f"{heading} ({name_of(code)})"}
            for code in CODES
        ]
        others = [
            {"field": self[name], "language": "", "label": self.fields[name].label}
            for name in ("authority", "language_read")
        ]
        return [*headings, *others]

    @property
    def has_more(self) -> bool:
        return any(part["field"].value() or part["field"].errors for part in self.more)


def _put_on_record(name: str, kind: str) -> Signatory:
    taken = Signatory.objects.filter
    slug = slugs.from_title(name, lambda slug: taken(slug=slug).exists()) or slugs.from_title(
        "signatory", lambda slug: taken(slug=slug).exists()
    )
    return Signatory.objects.create(name=name, kind=kind or Signatory.Kind.PERSON, slug=slug)


class SignatureFormSet(OrderedFormSet):
    """The signatures of a statement. Nobody waits twice; what is bound to a sealed text cannot be deleted."""

    MOST_SUGGESTIONS = 1000

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if not form.waits:
            form.fields.pop("DELETE", None)

    def clean(self) -> None:
        super().clean()
        formset: Any = self
        waiting: set[Any] = set()
        for form in formset.forms:
            if not form.waits or formset._should_delete_form(form):
                continue
            who = form.instance.signatory_id or getattr(form, "cleaned_data", {}).get("name", "").casefold()
            if who in waiting:
                form.add_error(None, _("This signatory stands here already."))
            waiting |= {who} - {""}

    def save(self, commit: bool = True) -> list[Signature]:
        saved = super().save(commit)
        if saved or self.deleted_objects:
            Stamp.objects.replace()  # readers see the roles and the order of signatures that are bound
        return saved

    @cached_property
    def suggestions(self) -> list[dict[str, str]]:
        """Signatories on record, those who share a name with their addresses behind it."""
        rows = list(Signatory.objects.values("name", "slug", "kind").order_by("name", "slug")[: self.MOST_SUGGESTIONS])
        bearers = Counter(row["name"].casefold() for row in rows)
        return [
            {
                "kind": row["kind"],
                "name": f"{row['name']} [{row['slug']}]" if bearers[row["name"].casefold()] > 1 else row["name"],
            }
            for row in rows
        ]

    @cached_property
    def countries(self) -> list[str]:
        return list(country_names(get_language() or CODES[0]).values())

    @cached_property
    def blank_affiliation(self) -> AffiliationForm:
        """The pattern from which the script makes further affiliations."""
        return AffiliationFormSet(prefix="__signature__-affiliations").empty_form
