"""What the site writes to people who work here, in their own language. The outbox sends it."""

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import MEMBER, AccountRequest, Invitation, Person
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
    """Tell somebody who wanted to come in that there is no account, in the language they asked in."""
    lines = [
        _("Somebody wanted to come in with this address, by a new password or a code, to an account with %(site)s.")
        % {"site": site_name()},
        _("There is none. If it was you, try the address to which your invitation came. If not, do nothing."),
    ]
    post(email, _("There is no account with %(site)s under this address") % {"site": site_name()}, lines)


def code(user: User, digits: str) -> None:
    """Send the code with which somebody logs in."""
    with translation.override(language_of(user)):
        lines = [
            _("Somebody wants to log in to %(site)s with your address. This is the code:") % {"site": site_name()},
            digits,
            _("It works once, for ten minutes, on the page where it was asked for. Give it to nobody."),
            _("If it was not you who asked, do nothing."),
        ]
        post(user.email, _("Your code for %(site)s") % {"site": site_name()}, lines)


def confirm_request(asked: AccountRequest, url: str) -> None:
    """Send the link with which somebody who asks for an account confirms their address."""
    with translation.override(asked.language):
        lines = [
            _("Somebody asked for an account with %(site)s under this address. Confirm here that it was you:")
            % {"site": site_name()},
            url,
            _("The link works for seven days. Then a moderator reads what you wrote, and you get an answer by mail."),
            _("If it was not you who asked, do nothing: what was written is deleted."),
        ]
        post(asked.email, _("Your request for an account with %(site)s") % {"site": site_name()}, lines)


def to_decide(asked: AccountRequest, person: User) -> None:
    """Tell somebody who decides that a request waits: whose it is, and nothing of what they write."""
    with translation.override(language_of(person)):
        told = {"name": f"{asked.first_name} {asked.last_name}", "organisation": asked.organisation}
        lines = [
            _("%(name)s (%(organisation)s) asks for an account and has confirmed the address. Decide here:") % told,
            f"{settings.SITE_URL}{reverse('admin:accounts_accountrequest_change', args=[asked.pk])}",
        ]
        post(person.email, _("Somebody asks for an account: %(name)s") % told, lines)


def has_account(user: User) -> None:
    """Tell somebody who asks for an account that they have one."""
    with translation.override(language_of(user)):
        lines = [
            _("Somebody asked for an account with %(site)s under this address. You have one. Log in here:")
            % {"site": site_name()},
            f"{settings.SITE_URL}{reverse('account_login')}",
            _("If you have forgotten your password, let us send you a code. If it was not you who asked, do nothing."),
        ]
        post(user.email, _("Your request for an account with %(site)s") % {"site": site_name()}, lines)


def declined(asked: AccountRequest) -> None:
    """Tell somebody that there is no account for them, and why."""
    with translation.override(asked.language):
        lines = [
            _("%(name)s, thank you for asking for an account with %(site)s. We cannot give you one, and say why:")
            % {"name": asked.first_name, "site": site_name()},
            asked.comment,
        ]
        post(asked.email, _("Your request for an account with %(site)s") % {"site": site_name()}, lines)


def invitation(invited: Invitation, url: str, comment: str = "") -> None:
    """Send the link with which somebody makes their account; `sent_at` says when the mail server took it."""
    with translation.override(invited.language):
        until = formats.date_format(invited.expires_at, "DATE_FORMAT")
        lines = (_to_write if invited.role.name == MEMBER else _to_work)(invited, url, until)
        if comment:
            lines += [_("A moderator writes:"), comment]
        lines.append(_("If you do not know what this is about, do nothing."))
        post(invited.email, _("Your invitation to %(site)s") % {"site": site_name()}, lines, invitation=invited)


def _to_work(invited: Invitation, url: str, until: str) -> list[str]:
    return [
        _("%(name)s, you are invited to work on the site of %(site)s. Set your password here:")
        % {"name": invited.first_name, "site": site_name()},
        url,
        _("The link works once, until %(date)s. After the password you will be asked for a second factor.")
        % {"date": until},
    ]


def _to_write(invited: Invitation, url: str, until: str) -> list[str]:
    return [
        _("%(name)s, you can write for %(site)s. Your account is ready; set its password here:")
        % {"name": invited.first_name, "site": site_name()},
        url,
        _("The link works once, until %(date)s. After that you log in with your address and the password, or a code.")
        % {"date": until},
    ]
