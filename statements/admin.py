"""Joint statements: who issues them, what they rest on, who signed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import ngettext
from modeltranslation.admin import TranslationStackedInline

from publishing.desk.documents import DocumentAdmin
from publishing.desk.inlines import RowForm, RowsInline
from publishing.desk.naming import OneNameForm

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
        waiting = document.signatures.filter(seal=None, state=Signature.State.PENDING).exclude(via=Signature.Via.FORM)
        names = [signature.signatory.name for signature in waiting.select_related("signatory")]
        bound = document.signatures.named().count()
        remarks = []
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
