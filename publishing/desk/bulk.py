"""One change to several working copies at once: what is safe, because nothing of it reaches readers by itself.

Chosen in a list, counted on a page of its own, done when that is confirmed. Each text is locked, its revision raised,
its history written, as if somebody had saved it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .. import kinds, standing
from ..forms import EDIT_ORIGINAL
from ..models import Document, Topic, TopicDocument
from . import acts

if TYPE_CHECKING:
    from .documents import DocumentAdmin


@dataclass(frozen=True)
class Bulk:
    """A change: its name in the address, its label, the rows one is chosen from, which of some documents it would
    change, and the change itself."""

    name: str
    label: Any
    question: Any
    model: type[Model]
    concerned: Callable[[QuerySet, Any], QuerySet]
    apply: Callable[[Any, Any], None]


def _with_topic(documents: QuerySet, topic: Any) -> QuerySet:
    return documents.filter(Exists(_rows(OuterRef("pk"), topic)))


def _without_topic(documents: QuerySet, topic: Any) -> QuerySet:
    return documents.exclude(Exists(_rows(OuterRef("pk"), topic)))


def _rows(document: Any, topic: Any) -> QuerySet:
    return TopicDocument.objects.filter(content_object=document, tag=topic)


def _add_topic(document: Any, topic: Any) -> None:
    TopicDocument.objects.create(content_object_id=document.pk, tag=topic)


def _remove_topic(document: Any, topic: Any) -> None:
    _rows(document.pk, topic).delete()


TOPIC_BULKS = (
    Bulk("add_topic", gettext_lazy("Add a topic…"), gettext_lazy("Topic"), Topic, _without_topic, _add_topic),
    Bulk("remove_topic", gettext_lazy("Take a topic away…"), gettext_lazy("Topic"), Topic, _with_topic, _remove_topic),
)


def offered(desk: "DocumentAdmin", request: HttpRequest) -> dict[str, Any]:
    """The actions of a list for those who may change these texts and what is not translated in them."""
    if not (desk.has_change_permission(request) and request.user.has_perm(EDIT_ORIGINAL)):
        return {}
    return {bulk.name: (partial(_ask, bulk), bulk.name, bulk.label) for bulk in desk.bulks}


def keys(request: HttpRequest) -> list[int]:
    """The rows that were ticked; never more than a page has. Raises BadRequest for what no list sends."""
    sent = request.POST.getlist(ACTION_CHECKBOX_NAME)
    if len(sent) > 200 or not all(key.isdecimal() and len(key) < 19 for key in sent):
        raise BadRequest("These are no rows of a list.")
    return sorted({int(key) for key in sent})


def _ask(bulk: Bulk, desk: "DocumentAdmin", request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """The page that asks; None, back to the list, once it is done."""
    documents = desk.get_queryset(request).filter(pk__in=keys(request))
    form = _form(bulk)(request.POST if "asked" in request.POST else None)
    chosen = form.cleaned_data["chosen"] if form.is_bound and form.is_valid() else None
    if chosen and "confirm" in request.POST:
        _do(bulk, desk, request, [document.pk for document in documents], chosen)
        return None
    concerned = list(bulk.concerned(documents, chosen).order_by("pk")) if chosen else []
    return acts.page(
        desk,
        request,
        None,
        "bulk",
        str(bulk.label).rstrip("…"),
        form=form,
        bulk=bulk.name,
        chosen=chosen,
        documents=documents,
        concerned=concerned,
        untouched=len(documents) - len(concerned),
    )


def _form(bulk: Bulk) -> type[forms.Form]:
    rows = bulk.model._default_manager.all()
    field = forms.ModelChoiceField(rows, label=bulk.question, widget=forms.Select)
    return type("BulkForm", (forms.Form,), {"chosen": field})


def _do(bulk: Bulk, desk: "DocumentAdmin", request: HttpRequest, pks: list[int], chosen: Any) -> None:
    """Change, in one transaction, those it still concerns once they are locked, and that nobody is writing."""
    with transaction.atomic():
        list(Document.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
        rows = bulk.concerned(desk.get_queryset(request).filter(pk__in=pks), chosen).order_by("pk")
        documents = [row for row in rows if not any(each.locked for each in kinds.beside(row, request.user))]
        for document in documents:
            if not desk.has_change_permission(request, document):
                raise PermissionDenied(_("You may not do this."))
            bulk.apply(document, chosen)
            document.revision += 1
            document.changed_by = request.user
            document.save()
            standing.rewrite(document.pk)
            desk.log_change(request, document, f"{str(bulk.label).rstrip('…')}: {chosen}")
    said = ngettext("%(count)s text was changed.", "%(count)s texts were changed.", len(documents))
    note = _("Readers see it of each text once it is published again.")
    messages.success(request, f"{said % {'count': len(documents)}} {note}")
