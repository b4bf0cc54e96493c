"""Joint statements: a text, what it refers to, and who signed which edition of it, as whom."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from publishing import languages
from publishing.languages import Language
from publishing.models import Document, Seal
from signatories.models import Organisation, Signatory


class Statement(Document):
    """A joint statement, issued by organisations and signed by signatories."""

    KIND = "statement"

    issuers = models.ManyToManyField(
        Organisation, through="Issuer", verbose_name=_("issuing organisations"), related_name="statements"
    )
    sign_by = models.DateField(_("open for signing until"), null=True, blank=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")


class Issuer(models.Model):
    """An organisation that issues a statement, in order."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="issuings")
    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("issuing organisation")
        verbose_name_plural = _("issuing organisations")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["statement", "organisation"], name="issuer_once_per_statement")]

    def __str__(self) -> str:
        return str(self.organisation)


class Reference(models.Model):
    """A link that a statement rests on."""

    class List(models.TextChoices):
        REPORTING = "reporting", _("original reporting")
        RESOURCES = "resources", _("further references and resources")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="references")
    list = models.CharField(_("list"), max_length=20, choices=List.choices, default=List.REPORTING)
    position = models.PositiveIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=1000)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["list", "position", "pk"]

    def __str__(self) -> str:
        return languages.in_any(self, "title") or self.url


class SignatureQuerySet(models.QuerySet["Signature"]):
    def named(self) -> "SignatureQuerySet":
        """Signatures whose name may be shown: confirmed with that consent, or recorded by staff."""
        return self.filter(
            Q(state=Signature.State.RECORDED) | Q(state=Signature.State.CONFIRMED, consent_name_at__isnull=False)
        )

    def standing(self, seal: Seal) -> "SignatureQuerySet":
        """Those that stand under a page that shows this seal, in order: signed on it or before, not amended since."""
        amended = (
            Seal.objects.not_cancelled()
            .filter(document=seal.document_id, number__lte=seal.number, change=Seal.Change.AMENDMENT)
            .order_by("-number")
            .values("number")[:1]
        )
        floor = Coalesce(models.Subquery(amended), 1)
        return (
            self.named()
            .filter(statement=seal.document_id, seal__number__lte=seal.number, seal__number__gte=floor)
            .order_by("position", "pk")
        )


class Signature(models.Model):
    """A name under a statement, bound to the seal that was signed.

    While staff prepare a statement its signatures wait without a seal; sealing binds them, and only then are they
    signatures that anybody can see.
    """

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        PENDING = "pending", _("waiting for the text to be sealed, or for confirmation")
        CONFIRMED = "confirmed", _("confirmed by the signatory")
        RECORDED = "recorded", _("recorded by staff")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ANONYMISED = "anonymised", _("anonymised")

    SEALED = (State.CONFIRMED, State.RECORDED, State.WITHDRAWN, State.ANONYMISED)

    class Via(models.TextChoices):
        STAFF = "staff", _("entered by staff")
        FORM = "form", _("the form on the website")
        IMPORT = "import", _("taken in from another site")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="signatures")
    signatory = models.ForeignKey(
        Signatory, verbose_name=_("signatory"), on_delete=models.PROTECT, related_name="signatures"
    )
    seal = models.ForeignKey(Seal, null=True, editable=False, on_delete=models.PROTECT, related_name="signatures")
    language_read = models.CharField(_("language read"), max_length=2, choices=Language.choices, blank=True)
    group_heading = models.CharField(
        _("group heading"), max_length=200, blank=True, help_text=_("Stands above this name and those that follow it.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    personal_capacity = models.BooleanField(_("in a personal capacity"), default=False)
    authority = models.CharField(
        _("authority"), max_length=300, blank=True, help_text=_("How we know that they agreed. Not shown to readers.")
    )
    consent_signing_at = models.DateTimeField(_("consent to sign"), null=True, editable=False)
    consent_name_at = models.DateTimeField(_("consent to show the name"), null=True, editable=False)
    consent_contact_at = models.DateTimeField(_("consent to be written to"), null=True, editable=False)
    via = models.CharField(_("how it came"), max_length=20, choices=Via.choices, default=Via.STAFF, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PENDING, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seal__isnull=False) | ~Q(state__in=["confirmed", "recorded", "withdrawn", "anonymised"]),
                name="signature_stands_on_a_seal",
                violation_error_message=_("A signature stands on a sealed text: seal the text first."),
            ),
            models.UniqueConstraint(
                fields=["signatory", "seal"], name="signature_once_per_seal", condition=Q(seal__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["statement", "signatory"],
                name="signature_waiting_once",
                condition=Q(seal=None),
                violation_error_message=_("This signatory is already waiting under this statement."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.signatory)


class Affiliation(models.Model):
    """A role in an organisation, as it stood when signing. In order; a signature may have several."""

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="affiliations")
    position = models.PositiveIntegerField(_("position"), default=0)
    role = models.CharField(_("role"), max_length=200, blank=True)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    country = CountryField(_("country"), blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.role, self.organisation, str(self.country.name)) if part)  # type: ignore[attr-defined]
