"""Invitations and accounts, as administrators see them."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from . import acts, roles, second_factor, sessions, workflow
from .audited import AuditedAccounts, AuditedRoles
from .forms import AccountForm, InvitationForm, PasswordForm
from .models import AccountRequest, AuditEntry, BlockedAddress, Invitation, Mail, Person
from .people_desk import AccountRequestAdmin, BlockedAddressAdmin, PersonAdmin
from .rights import RightsMixin
from .trail_pages import AuditTrailAdmin

# allauth's tables: addresses are on the account itself, and nobody reads the others' secrets.
admin.site.unregister([User, Group, EmailAddress, Authenticator])
admin.site.register(AuditEntry, AuditTrailAdmin)
admin.site.register(AccountRequest, AccountRequestAdmin)
admin.site.register(Person, PersonAdmin)
admin.site.register(BlockedAddress, BlockedAddressAdmin)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who was invited. An invitation is sent, sent again and revoked; what it says is not changed."""

    form = InvitationForm
    change_form_template = "admin/accounts/invitation_form.html"
    fields = ("email", "first_name", "last_name", "organisation", "role", "language")
    sent = ("state", "invited_by", "invited_at", "sent_at", "expires_at", "accepted_at", "revoked_at")
    list_display = ("email", "first_name", "last_name", "role", "state", "invited_by", "invited_at", "expires_at")
    list_select_related = ("role", "invited_by")
    search_fields = ("email", "first_name", "last_name")

    @admin.display(description=gettext_lazy("state"))
    def state(self, invitation: Invitation) -> Any:
        return invitation.state()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, *self.sent) if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*self.fields, *self.sent) if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return type("InvitationForm", (super().get_form(request, obj, change=change, **kwargs),), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            made = workflow.invite(**form.cleaned_data, by=_who(request))
            obj.__dict__.update(made.__dict__)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, _("An invitation goes to %(email)s.") % {"email": obj.email}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:accounts_invitation_changelist"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/resend/", view(require_POST(self.resend)), name="accounts_invitation_resend"),
            path("<int:pk>/revoke/", view(require_POST(self.revoke)), name="accounts_invitation_revoke"),
            *super().get_urls(),
        ]

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        return acts.on_invitation(self, request, pk, workflow.resend, _("sent again"))

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        return acts.on_invitation(self, request, pk, workflow.revoke, _("revoked"))


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):
    """What waits and what was given up. Nobody reads the text of a mail here: its link may let somebody in."""

    list_display = ("to", "subject", "state", "made_at", "tries", "due_at")
    list_filter = (("failed_at", admin.EmptyFieldListFilter),)
    fields = ("to", "subject", "state", "made_at", "tries", "due_at", "failed_at")
    search_fields = ("to", "subject")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("text", "html")

    @admin.display(description=gettext_lazy("state"), ordering="failed_at")
    def state(self, mail: Mail) -> Any:
        return mail.state

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _who(request: HttpRequest) -> Any:
    """Whoever asks: in the admin always somebody."""
    return request.user


class PersonInline(admin.StackedInline):
    model = Person
    fields = ("language", "organisation")
    can_delete = False
    verbose_name_plural = gettext_lazy("mails")


@admin.register(Group)
class RoleAdmin(RightsMixin, AuditedRoles, GroupAdmin):
    """Django's own, with what each role is for; what a role may is written down when it changes."""

    list_display = ("name", "purpose")
    readonly_fields = ("purpose",)
    fields = ("name", "purpose", "permissions")

    @admin.display(description=gettext_lazy("what it is for"))
    def purpose(self, group: Group) -> str:
        return roles.described(group.name)


@admin.register(User)
class AccountAdmin(RightsMixin, AuditedAccounts, UserAdmin):
    """Accounts. They come from invitations alone; nobody but an administrator changes an administrator's."""

    form = AccountForm
    change_password_form = PasswordForm
    change_form_template = "admin/accounts/account_form.html"
    change_list_template = "admin/accounts/account_list.html"
    inlines = (PersonInline,)
    readonly_fields = ("last_login", "date_joined", "has_second_factor")
    list_display = ("username", "get_full_name", "role", "has_second_factor", "is_suspended", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    fieldsets = (
        (None, {"fields": ("username", "email", "password", "has_second_factor")}),
        (gettext_lazy("Name"), {"fields": ("first_name", "last_name")}),
        (
            gettext_lazy("Rights"),
            {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")},
        ),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).prefetch_related("groups")
        return rows.annotate(with_second_factor=second_factor.exists())

    @admin.display(description=gettext_lazy("name"), ordering="last_name")
    def get_full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=gettext_lazy("role"))
    def role(self, user: User) -> str:
        names = [_("administrator")] if user.is_superuser else []
        return ", ".join([*names, *(group.name for group in user.groups.all())])

    @admin.display(description=gettext_lazy("second factor"), boolean=True, ordering="with_second_factor")
    def has_second_factor(self, user: Any) -> bool:
        return user.with_second_factor

    @admin.display(description=gettext_lazy("suspended"), ordering="is_active")
    def is_suspended(self, user: User) -> str:
        return "" if user.is_active else _("suspended")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or workflow.may_change(_who(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        superior = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_delete_permission(request, obj) and not superior and obj != request.user

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        above = () if request.user.is_superuser else ("is_superuser", "user_permissions")
        return (*self.readonly_fields, *above)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return type("AccountForm", (super().get_form(request, obj, change=change, **kwargs),), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            sessions.end(obj)

    def get_urls(self) -> list[URLPattern]:
        view = require_http_methods(["GET", "HEAD", "POST"])(self.second_factor)
        return [
            path("<int:pk>/second-factor/", self.admin_site.admin_view(view), name="auth_user_second_factor"),
            *super().get_urls(),
        ]

    def second_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        return acts.on_second_factor(self, request, pk)
