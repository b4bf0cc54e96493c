"""What people type who come in, and what is asked about those who are invited."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.utils.translation import gettext_lazy as _

from . import workflow
from .models import Invitation


class InvitationForm(forms.ModelForm):
    """Somebody to be invited. `by`, the person who asks, is set on the class that a request gets."""

    by: User

    class Meta:
        model = Invitation
        fields = ("email", "first_name", "last_name", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            widget: Any = self.fields["role"].widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
            groups = Group.objects.order_by("name")
            given = [group.pk for group in groups if workflow.may_give(self.by, group)]
            self.fields["role"].queryset = groups.filter(pk__in=given)  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists() or User.objects.filter(username__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this address."))
        # One at a time, so that a double click finds what the first one made.
        Group.objects.order_by("pk").select_for_update().first()
        if Invitation.objects.waiting().filter(email=email).exists():
            raise forms.ValidationError(_("This person is invited already. Send that invitation again."))
        return email


class AccountForm(UserChangeForm):
    """An account as an administrator changes it."""

    by: User

    def clean_email(self) -> str:
        """Small letters, as it is looked up when somebody logs in; and nobody else's."""
        email = self.cleaned_data["email"].lower()
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."))
        return email

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.instance.pk == self.by.pk:
            for name in ("is_active", "is_staff", "is_superuser"):
                if name in self.changed_data:
                    self.add_error(name, _("Nobody can do this to their own account."))
        for group in data.get("groups") or ():
            if not workflow.may_give(self.by, group) and group not in self.instance.groups.all():
                self.add_error("groups", _("This role may more than you may."))
        return data


class FirstPasswordForm(SetPasswordForm):
    """The password with which an invited person begins."""

    def __init__(self, invited: Invitation, data: Any = None) -> None:
        nobody = User(username=invited.email, email=invited.email)
        nobody.first_name, nobody.last_name = invited.first_name, invited.last_name
        super().__init__(nobody, data)
