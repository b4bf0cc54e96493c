"""Rows on the form of a statement for which Django has no form: signatures, each with its affiliations inside it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from js_asset import Media

from publishing.editor import DeskFieldsMixin, desk_media
from publishing.ordering import OrderedInlineMixin

from .forms import SignatureForm, SignatureFormSet
from .models import Signature


class SignatureInline(OrderedInlineMixin, DeskFieldsMixin, admin.StackedInline):
    """Who signs: new rows name somebody, on record or new; rows that stand keep their signatory."""

    model = Signature
    form = SignatureForm
    formset = SignatureFormSet
    fields = ("name", "kind", *SignatureForm.Meta.fields)
    template = "statements/admin/signature_inline.html"
    extra = 3

    @property
    def media(self) -> Media:
        return super().media + desk_media("signatures")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        return super().get_queryset(request).select_related("signatory").prefetch_related("affiliations")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        may = request.user.has_perm("signatories.add_signatory")
        formset.form = type(formset.form.__name__, (formset.form,), {"may_add_signatories": may})
        return formset
