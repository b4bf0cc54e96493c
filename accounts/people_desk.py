"""Requests for accounts, profiles and blocked addresses, as moderators and the secretariat see them."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import languages, pictures

from . import asking, profiles
from .audited import AuditedMixin
from .forms import BlockedAddressForm, DecisionForm
from .models import AccountRequest, AuditEntry, BlockedAddress, Person


class ReadAdmin(admin.ModelAdmin):
    """Rows that nobody writes by hand: a list, and a page of our own in the place of the form.

    Who sees them: `view`. Whoever posts to the page needs `act` as well.
    """

    actions = None
    act = ""
    page = ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        may_act = request.user.has_perm(self.act)
        if not self.has_view_permission(request) or (request.method == "POST" and not may_act):
            raise PermissionDenied
        rows = self.get_queryset(request)
        row: Any = get_object_or_404(rows, pk=object_id) if object_id.isdecimal() else get_object_or_404(rows.none())
        return self.answer(request, row, {"may_act": may_act, "original": row, "title": str(row), "opts": self.opts})

    def answer(self, request: HttpRequest, row: Any, shown: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    def show(self, request: HttpRequest, shown: dict[str, Any]) -> HttpResponse:
        around = {
            **self.admin_site.each_context(request),
            "list_url": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
        return TemplateResponse(request, self.page, {**around, **shown})

    def back(self, request: HttpRequest, text: str, level: int = messages.SUCCESS) -> HttpResponse:
        self.message_user(request, text, level)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


class AccountRequestAdmin(ReadAdmin):
    """Who asks for an account; those that wait first. What nobody has confirmed is nobody's to see."""

    act = asking.DECIDE
    page = "admin/accounts/request.html"
    list_display = ("name", "email", "organisation", "state", "confirmed_at", "decider")
    list_select_related = ("decided_by",)
    search_fields = ("email", "first_name", "last_name", "organisation")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(confirmed_at__isnull=False)

    @admin.display(description=gettext_lazy("name"))
    def name(self, asked: AccountRequest) -> str:
        return f"{asked.first_name} {asked.last_name}"

    @admin.display(description=gettext_lazy("state"))
    def state(self, asked: AccountRequest) -> Any:
        return asked.state()

    @admin.display(description=gettext_lazy("decided by"))
    def decider(self, asked: AccountRequest) -> str:
        return (asked.decided_by.get_full_name() or str(asked.decided_by)) if asked.decided_by else ""

    def answer(self, request: HttpRequest, row: Any, shown: dict[str, Any]) -> HttpResponse:
        form = DecisionForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return self._decided(request, row, form.cleaned_data)
        return self.show(request, {**shown, "form": form})

    def _decided(self, request: HttpRequest, row: AccountRequest, answer: dict[str, str]) -> HttpResponse:
        by: Any = request.user
        act: Any = asking.approve if answer["decision"] == "approve" else asking.decline
        try:
            act(row, comment=answer["comment"], by=by)
        except asking.DecidedError:
            return self.back(request, _("Somebody else has decided this already: nothing was changed."), messages.ERROR)
        except asking.KnownError:
            text = _("This address has an account by now, or an invitation with another role. You can only decline.")
            return self.back(request, text, messages.ERROR)
        done = _("Approved: an invitation goes to %(email)s.") if act is asking.approve else DECLINED
        return self.back(request, str(done) % {"email": row.email})


DECLINED = gettext_lazy("Declined: your comment goes to %(email)s.")


class PersonAdmin(ReadAdmin):
    """What people say about themselves beside what readers see; those that wait first."""

    act = profiles.PUBLISH
    page = "admin/accounts/profile.html"
    list_display = ("name", "organisation", "language", "profile_waits")
    list_select_related = ("user",)
    search_fields = ("user__first_name", "user__last_name", "user__email", "organisation")

    @admin.display(description=gettext_lazy("name"))
    def name(self, person: Person) -> str:
        return person.user.get_full_name() or person.user.get_username()

    def answer(self, request: HttpRequest, row: Any, shown: dict[str, Any]) -> HttpResponse:
        by: Any = request.user
        if request.method != "POST":
            old = getattr(row.user, "author", None)
            said = {"rows": sides(row, old), "version": profiles.version(row), "author": old}
            return self.show(request, {**shown, **said})
        try:
            author = profiles.take_over(row, seen=request.POST.get("version", ""), by=by)
        except profiles.ChangedError:
            text = _("Nothing was taken over: it was done already, or its owner has changed it. Look at it again.")
            return self.back(request, text, messages.ERROR)
        return self.back(request, _("Taken over: readers see %(name)s so from now on.") % {"name": author.name})


def sides(person: Person, author: Any) -> list[dict[str, Any]]:
    """Name, biographies and photo: what readers have, and what they would have."""
    new = profiles.shown(person)
    old = {name: getattr(author, name, None) for name in new}
    labels = {"name": _("Name"), "photo": _("Photo")}
    labels |= {
        f"bio_{code}": _("Biography (%(language)s)") % {"language": languages.name_of(code)} for code in languages.CODES
    }
    return [
        {
            "label": labels[name],
            "is_photo": name == "photo",
            "language": name.removeprefix("bio_") if name.startswith("bio_") else "",
            "old": _side(name, old[name]),
            "new": _side(name, new[name]),
            "is_changed": (old[name] or "") != (new[name] or ""),
        }
        for name in new
    ]


def _side(name: str, value: Any) -> Any:
    """A photo as its address, a biography as plain text: what somebody wrote is not run in a moderator's browser."""
    if name == "photo":
        return pictures.url(value, value.widths[0]) if value else ""
    return profiles.plain(value) if name.startswith("bio_") else value or ""


class BlockedAddressAdmin(AuditedMixin, admin.ModelAdmin):
    """Whose requests are not answered. Each change is in the audit trail."""

    form = BlockedAddressForm
    changed_act, deleted_act = AuditEntry.Act.BLOCK, AuditEntry.Act.UNBLOCK
    list_display = ("address", "reason", "blocked_at")
    search_fields = ("address", "reason")

    def state(self, obj: BlockedAddress) -> dict[str, Any]:
        return {"address": obj.address, "reason": obj.reason}
