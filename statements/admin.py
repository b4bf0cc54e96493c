"""Joint statements: who issues them, what they rest on, who signed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationStackedInline

from publishing.desk.documents import DocumentAdmin
from publishing.desk.inlines import RowForm, RowsInline
from publishing.desk.naming import OneNameForm

from . import signing
from .inlines import SignatureInline
from .models import Issuer, Reference, Signature, Statement


class IssuerInline(RowsInline, admin.StackedInline):
    model = Issuer
    fields = ("organisation", "position")
    chosen = ("organisation",)


class ReferenceForm(OneNameForm, RowForm):
    one = "title"


class ReferenceInline(RowsInline, TranslationStackedInline):
    model = Reference
    form = ReferenceForm
    fields = ("list", "title", "url", "publisher", "date", "archived_url", "position")


@admin.register(Statement)
class StatementAdmin(DocumentAdmin):
    about = ("original_language", "cover", "topics")
    inlines = (IssuerInline, SignatureInline, ReferenceInline)

    def rows(self, document: Any) -> Iterable[Model]:
        return [*super().rows(document), *document.issuings.all(), *document.references.all()]

    def sealing_remarks(self, document: Any) -> list[str]:
        """Which signatures this seal binds, and which an amendment would leave behind."""
        last = document.seals.order_by("-number").first()
        standing = Signature.objects.standing(last).order_by() if last else Signature.objects.none()
        waiting = signing.waiting_for(document.pk).select_related("signatory")
        names = [row.signatory.name for row in waiting.exclude(signatory__in=standing.values("signatory"))]
        again = [row.signatory.name for row in waiting.filter(signatory__in=standing.values("signatory"))]
        bound = standing.count()
        remarks = []
        if again:
            remarks.append(
                _("These names stand here already, and only an amendment binds them anew: %(names)s.")
                % {"names": ", ".join(again)}
            )
        if names:
            remarks.append(
                ngettext(
                    "This signature waits and will be bound to what you publish now: %(names)s.",
                    "These %(count)s signatures wait and will be bound to what you publish now: %(names)s.",
                    len(names),
                )
                % {"count": len(names), "names": ", ".join(names)}
            )
        if bound:
            remarks.append(
                ngettext(
                    "An amendment says something that was not signed: the signature given before will no longer stand.",
                    "An amendment says something that was not signed: the %(count)s signatures given before will no "
                    "longer stand.",
                    bound,
                )
                % {"count": bound}
            )
        return remarks
