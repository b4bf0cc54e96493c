"""Who can sign: organisations and people. What they signed, and as whom, is in `statements`."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from publishing import languages
from publishing.models.desk import validate_slug


class Organisation(models.Model):
    """A member, partner or issuing organisation."""

    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    country = CountryField(_("country"), blank=True)
    site = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return languages.in_any(self, "name") or self.acronym


class Signatory(models.Model):
    """A person or an organisation that can sign. Public once a signature of theirs stands on a public statement."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200, help_text=_("As it is to stand under a statement."))
    slug = models.SlugField(_("address"), max_length=200, unique=True, validators=[validate_slug])
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text=_("Where the signatory is itself an organisation that is on record."),
    )

    class Meta:
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(organisation=None) | models.Q(kind="organisation"),
                name="signatory_only_organisations_have_one",
                violation_error_message=_("A person has affiliations in each signature, not an organisation here."),
            )
        ]

    def __str__(self) -> str:
        return self.name
