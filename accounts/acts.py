"""What administrators do to an invitation or an account, beside changing its fields. Each is in the admin's history."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from . import workflow


def on_invitation(desk: ModelAdmin, request: HttpRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    """Do something to an invitation and go back to it."""
    if not desk.has_change_permission(request):
        raise PermissionDenied
    invitation = get_object_or_404(desk.get_queryset(request), pk=pk)
    try:
        with transaction.atomic():
            act(invitation, by=request.user)
            desk.log_change(request, invitation, done)
    except workflow.ClosedError:
        desk.message_user(request, _("Nobody waits for this invitation any more."), messages.ERROR)
    else:
        desk.message_user(request, f"{invitation}: {done}", messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:accounts_invitation_change", args=[pk]))


def on_second_factor(desk: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether somebody's second factor shall be reset, and do it."""
    user: Any = get_object_or_404(desk.get_queryset(request), pk=pk)
    if not desk.has_change_permission(request, user):
        raise PermissionDenied
    if request.method != "POST":
        page = {"title": _("Reset the second factor"), "original": user, "opts": desk.opts}
        return TemplateResponse(
            request, "admin/accounts/second_factor.html", {**desk.admin_site.each_context(request), **page}
        )
    by: Any = request.user
    with transaction.atomic():
        workflow.reset_second_factor(user, by=by)
        desk.log_change(request, user, _("second factor reset"))
    desk.message_user(request, _("The second factor is reset, and every session has ended."), messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:auth_user_change", args=[pk]))
