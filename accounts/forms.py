"""What people type who come in, and what is asked about those who are invited."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, SetPasswordForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.validators import MaxLengthValidator, validate_email
from django.utils.translation import gettext_lazy as _

from publishing.languages import Language

from . import asking, roles, workflow
from .models import AccountRequest, BlockedAddress, Invitation
from .traps import TrapMixin

# The address becomes the name of the account, and PostgreSQL takes no longer one.
AS_LONG_AS_A_NAME = MaxLengthValidator(User._meta.get_field("username").max_length)


class InvitationForm(forms.ModelForm):
    """Somebody to be invited. `by`, the person who asks, is set on the class that a request gets."""

    by: User

    class Meta:
        model = Invitation
        fields = ("email", "first_name", "last_name", "organisation", "role", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["email"].validators.append(AS_LONG_AS_A_NAME)
            widget: Any = self.fields["role"].widget
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
            groups = Group.objects.order_by("name")
            given = [group.pk for group in groups if workflow.may_give(self.by, group)]
            self.fields["role"].queryset = groups.filter(pk__in=given)  # type: ignore[attr-defined]
            self.fields["role"].label_from_instance = _with_purpose  # type: ignore[attr-defined]

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


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = _("Whether this person can log in with a password.")


class AskForm(TrapMixin, forms.ModelForm):
    """Who asks for an account, for whom they write, and why."""

    class Meta:
        model = AccountRequest
        fields = ("email", "first_name", "last_name", "organisation", "why", "language")
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
            "why": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {
            "why": _("What would you like to write about, and why?"),
            "language": _("Language in which we write to you"),
        }
        help_texts = {"organisation": _("The member of the alliance to which you belong.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].validators.append(AS_LONG_AS_A_NAME)


class DecisionForm(forms.Form):
    """What a moderator answers to a request for an account."""

    decision = forms.ChoiceField(choices=[("approve", ""), ("decline", "")], widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It is mailed to whoever asked, in your words. Needed to decline."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("decision") == "decline" and not data.get("comment") and "comment" not in self.errors:
            self.add_error("comment", _("Say why, so that whoever asked knows what to do."))
        return data


class BlockedAddressForm(forms.ModelForm):
    class Meta:
        model = BlockedAddress
        fields = ("address", "reason")

    def clean_address(self) -> str:
        """In small letters, an address as its mailbox; a domain may come with an @ before it."""
        address = self.cleaned_data["address"].strip().lower().removeprefix("@")
        validate_email(address if "@" in address else f"somebody@{address}")
        return asking.mailbox_of(address) if "@" in address else address


class ProfileForm(forms.Form):
    """What somebody says about themselves. `note` of a field says who sees it."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    bio_en = forms.CharField(label=_("Short biography in English"), max_length=2000, required=False)
    bio_es = forms.CharField(label=_("Short biography in Spanish"), max_length=2000, required=False)
    photo = forms.FileField(label=_("Photo"), required=False)
    without_photo = forms.BooleanField(label=_("Without a photo"), required=False)
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language in which we write to you"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = PUBLIC_LATER if name in PUBLIC_FIELDS else SEEN_BY_STAFF
        for code in ("en", "es"):
            self.fields[f"bio_{code}"].widget = forms.Textarea(attrs={"rows": 6, "lang": code, "maxlength": 2000})
        self.fields["photo"].widget.attrs["accept"] = "image/*"
        self.fields["without_photo"].help_text = ""


PUBLIC_FIELDS = ("first_name", "last_name", "bio_en", "bio_es", "photo")
PUBLIC_LATER = _("Public, once a text of yours is published.")
SEEN_BY_STAFF = _("Seen by moderators and the secretariat only.")


class FirstPasswordForm(SetPasswordForm):
    """The password with which an invited person begins."""

    def __init__(self, invited: Invitation, data: Any = None) -> None:
        nobody = User(username=invited.email, email=invited.email)
        nobody.first_name, nobody.last_name = invited.first_name, invited.last_name
        super().__init__(nobody, data)


def _with_purpose(group: Group) -> str:
    purpose = roles.described(group.name)
    return f"{group.name}: {purpose}" if purpose else group.name
