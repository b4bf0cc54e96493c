"""What the site writes to people who work here, in their own language. The outbox sends it."""

from django.conf import settings
from django.contrib.auth.models import User
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Invitation, Person
from .outbox import post, site_name

# allauth's name of an event → what happened. Each is a notice to whoever the account belongs to.
NOTICES: dict[str, Promise] = {
    "account/email/password_changed": gettext_lazy("The password of your account was changed."),
    "account/email/password_set": gettext_lazy("A password was set for your account."),
    "account/email/password_reset": gettext_lazy("The password of your account was reset."),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": gettext_lazy("The authenticator app was taken off your account."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was taken off your account."),
    "mfa/email/recovery_codes_generated": gettext_lazy(
        "Your account has new recovery codes; the old ones no longer count."
    ),
    "accounts/second_factor_reset": gettext_lazy(
        "An administrator has reset the second factor of your account. Log in to set one up again."
    ),
}


def language_of(user: User) -> str:
    """The language in which this person is written to."""
    return Person.objects.filter(user=user).values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def notice(user: User, event: str) -> None:
    """Tell somebody what happened to their account."""
    with translation.override(language_of(user)):
        lines = [
            NOTICES[event],
            _("If that was you, there is nothing to do. If not, write to the secretariat at once."),
        ]
        post(user.email, _("Your account with %(site)s") % {"site": site_name()}, [str(line) for line in lines])


def reset(user: User, url: str) -> None:
    """Send the link with which somebody sets a new password."""
    with translation.override(language_of(user)):
        lines = [
            _("Somebody asked for a new password for your account with %(site)s. Set one here:")
            % {"site": site_name()},
            url,
            _("The link works once, for three hours. If it was not you who asked, do nothing: your password stays."),
        ]
        post(user.email, _("A new password for %(site)s") % {"site": site_name()}, lines)


def unknown(email: str) -> None:
    """Tell somebody who asked for a new password that there is no account, in the language they asked in."""
    lines = [
        _("Somebody asked for a new password for an account with %(site)s under this address.") % {"site": site_name()},
        _("There is none. If it was you, try the address to which your invitation came. If not, do nothing."),
    ]
    post(email, _("A new password for %(site)s") % {"site": site_name()}, lines)


def invitation(invited: Invitation, url: str) -> None:
    """Send the link with which somebody makes their account; `sent_at` says when the mail server took it."""
    with translation.override(invited.language):
        until = formats.date_format(invited.expires_at, "DATE_FORMAT")
        lines = [
            _("%(name)s, you are invited to work on the site of %(site)s. Set your password here:")
            % {"name": invited.first_name, "site": site_name()},
            url,
            _("The link works once, until %(date)s. After the password you will be asked for a second factor.")
            % {"date": until},
            _("If you do not know what this is about, do nothing."),
        ]
        post(invited.email, _("Your invitation to %(site)s") % {"site": site_name()}, lines, invitation=invited)
