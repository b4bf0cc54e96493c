"""See a text as it will be read, in one language: as it was saved, or as it stands in the form."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import AdminErrorList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import all_valid
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import override

from .. import kinds, languages
from ..composing import compose
from . import acts

if TYPE_CHECKING:
    from .documents import DocumentAdmin


def show(desk: "DocumentAdmin", request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The saved working copy; with POST, what is typed in the form. Who may view the text may see it."""
    document = acts.find(desk, request, pk, "preview")
    if request.method == "POST":
        if not desk.has_change_permission(request, document):
            raise PermissionDenied
        return _never_kept(_typed(desk, request, document, language))
    return _never_kept(_page(desk, request, document, language))


def show_new(desk: "DocumentAdmin", request: HttpRequest, language: str) -> HttpResponse:
    """What is typed in the form of a text that was never saved."""
    if not desk.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        raise Http404
    return _never_kept(_typed(desk, request, None, language))


def _typed(desk: "DocumentAdmin", request: HttpRequest, document: Any, language: str) -> HttpResponse:
    """Save the form, look, and take everything back."""
    with transaction.atomic():
        try:
            return _saved(desk, request, document, language)
        finally:
            transaction.set_rollback(True)


def _saved(desk: "DocumentAdmin", request: HttpRequest, document: Any, language: str) -> HttpResponse:
    change = document is not None
    form = desk.get_form(request, document, change=change)(request.POST, request.FILES, instance=document)
    form.guard_revision = False
    formsets, _inlines = desk._create_formsets(request, form.instance, change=change)
    valid = form.is_valid()
    if valid:
        form.instance = desk.save_form(request, form, change=change)
    if not (all_valid(formsets) and valid):
        errors = AdminErrorList(form, formsets)
        return acts.page(desk, request, document, "not_shown", _("This cannot be shown yet"), errors=errors).render()
    desk.save_model(request, form.instance, form, change)
    desk.save_related(request, form, formsets, change)
    return _page(desk, request, form.instance, language)


def _page(desk: "DocumentAdmin", request: HttpRequest, document: Any, language: str) -> HttpResponse:
    if language not in languages.CODES:
        raise Http404
    title, body = (languages.in_language(document, name, language) for name in ("title", "body"))
    if not (title or body):
        message = _("There is no text in %(language)s yet.") % {"language": languages.name_of(language)}
        return acts.page(desk, request, document, "not_shown", message, errors=[]).render()
    with override(language):
        edition = compose(document, language)
        response = kinds.get(document.kind).page(request, edition)
        response.context_data = {**(response.context_data or {}), "preview": True}
        return response.render()


def _never_kept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
