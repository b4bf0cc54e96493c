"""The acts that have a page of their own, and what those pages share."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import languages
from ..models import Document, Seal
from .questions import ActForm, now_at

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def find(desk: "DocumentAdmin", request: HttpRequest, pk: int, act: str) -> Any:
    """The document whose page this is. Raises Http404, and PermissionDenied for people who may not do this to it."""
    document = desk.get_queryset(request).filter(pk=pk).first() if pk < 2**63 else None
    if not desk.may(request, act, document):
        raise PermissionDenied(_("You may not do this."))
    if document is None:
        raise Http404(_("This text does not exist."))
    return document


def lock(document: Document) -> Any:
    """The same document, fresh, its row locked until the transaction ends."""
    Document.objects.select_for_update().get(pk=document.pk)
    return type(document)._default_manager.get(pk=document.pk)


def is_repeated(request: HttpRequest, form: ActForm) -> bool:
    """Whether this form was sent before: by a double click, the back button, a reload. Says so to the person."""
    last = form.document.seals.order_by("-number").first()
    if last is None or form.data.get("seal") == str(last.number) or last.by_id != request.user.pk:
        return False
    if (last.change == Seal.Change.WITHDRAWAL) != form.withdraws:
        return False
    messages.info(
        request,
        _("Done already, as number %(number)s (%(change)s). It was not done a second time.")
        % {"number": last.number, "change": last.get_change_display()},
    )
    return True


def brought_up_to_date(form: ActForm) -> ActForm:
    """The form itself, or, where somebody else was faster, one for what is there now, with all that was typed."""
    seen, now = {name: form.data.get(name) for name in ("seal", "revision")}, now_at(form.document)
    if seen == {name: str(value) for name, value in now.items()}:
        return form
    form = form.renewed()
    form.add_error(
        None,
        _("Not done: somebody published this text in the meantime. Look at it again.")
        if seen["seal"] != str(now["seal"])
        else _("Not done: this text was saved again after you opened this page. Look at it again."),
    )
    return form


def page(
    desk: "DocumentAdmin", request: HttpRequest, document: Any, template: str, title: str, **context: Any
) -> TemplateResponse:
    """A page of the admin about one document."""
    request.current_app = desk.admin_site.name  # type: ignore[attr-defined]
    return TemplateResponse(
        request,
        f"admin/publishing/{template}.html",
        {
            **desk.admin_site.each_context(request),
            "title": title,
            "subtitle": str(document) if document else None,
            "opts": desk.opts,
            "original": document,
            "list_url": reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist"),
            "change_url": desk.change_url(document) if document else "",
            **context,
        },
    )


def offered(desk: "DocumentAdmin", request: HttpRequest, document: Any) -> list[dict[str, str]]:
    """Links to the acts that this person may do to this document now."""
    if document is None:
        return []
    labels = {
        "publish": _("Publish…"),
        "share": _("Share a preview…"),
        "withdraw": _("Withdraw…"),
        "redact": _("Redact…"),
    }
    return [
        {"name": act, "label": label, "url": desk.url(act, document)}
        for act, label in labels.items()
        if desk.may(request, act, document)
    ]


def previews(desk: "DocumentAdmin", document: Any) -> list[dict[str, str]]:
    """For each language the address that shows the text as it will be read."""
    name = "preview" if document else "preview_new"
    return [
        {"code": code, "name": languages.own_name_of(code), "url": desk.url(name, document, language=code)}
        for code in languages.CODES
    ]
