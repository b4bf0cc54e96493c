"""What the site writes to people who work here, in their own language. Sent when the transaction has come through."""

import logging
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing import languages

from .models import MEMBER, AccountRequest, Invitation, Person

logger = logging.getLogger(__name__)

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
        _send(user.email, _("Your account with %(site)s") % {"site": _site()}, [str(line) for line in lines])


def reset(user: User, url: str) -> None:
    """Send the link with which somebody sets a new password."""
    with translation.override(language_of(user)):
        lines = [
            _("Somebody asked for a new password for your account with %(site)s. Set one here:") % {"site": _site()},
            url,
            _("The link works once, for three hours. If it was not you who asked, do nothing: your password stays."),
        ]
        _send(user.email, _("A new password for %(site)s") % {"site": _site()}, lines)


def unknown(email: str) -> None:
    """Tell somebody who asked for a new password that there is no account, in the language they asked in."""
    lines = [
        _("Somebody asked for a new password for an account with %(site)s under this address.") % {"site": _site()},
        _("There is none. If it was you, try the address to which your invitation came. If not, do nothing."),
    ]
    _send(email, _("A new password for %(site)s") % {"site": _site()}, lines)


def code(user: User, digits: str) -> None:
    """Send the code with which somebody logs in."""
    with translation.override(language_of(user)):
        lines = [
            _("Somebody wants to log in to %(site)s with your address. This is the code:") % {"site": _site()},
            digits,
            _("It works once, for ten minutes, on the page where it was asked for. Give it to nobody."),
            _("If it was not you who asked, do nothing."),
        ]
        _send(user.email, _("Your code for %(site)s") % {"site": _site()}, lines)


def confirm_request(asked: AccountRequest, url: str) -> None:
    """Send the link with which somebody who asks for an account confirms their address."""
    with translation.override(asked.language):
        lines = [
            _("Somebody asked for an account with %(site)s under this address. Confirm here that it was you:")
            % {"site": _site()},
            url,
            _("The link works for seven days. Then a moderator reads what you wrote, and you get an answer by mail."),
            _("If it was not you who asked, do nothing: what was written is deleted."),
        ]
        _send(asked.email, _("Your request for an account with %(site)s") % {"site": _site()}, lines)


def has_account(user: User) -> None:
    """Tell somebody who asks for an account that they have one."""
    with translation.override(language_of(user)):
        lines = [
            _("Somebody asked for an account with %(site)s under this address. You have one. Log in here:")
            % {"site": _site()},
            f"{settings.SITE_URL}{reverse('account_login')}",
            _("If you have forgotten your password, let us send you a code. If it was not you who asked, do nothing."),
        ]
        _send(user.email, _("Your request for an account with %(site)s") % {"site": _site()}, lines)


def declined(asked: AccountRequest) -> None:
    """Tell somebody that there is no account for them, and why."""
    with translation.override(asked.language):
        lines = [
            _("%(name)s, thank you for asking for an account with %(site)s. We cannot give you one, and say why:")
            % {"name": asked.first_name, "site": _site()},
            asked.comment,
        ]
        _send(asked.email, _("Your request for an account with %(site)s") % {"site": _site()}, lines)


def invitation(invited: Invitation, url: str, *, sent: Callable[[], None], comment: str = "") -> None:
    """Send the link with which somebody makes their account; `sent` is called if the server took it."""
    with translation.override(invited.language):
        until = formats.date_format(invited.expires_at, "DATE_FORMAT")
        lines = (_to_write if invited.role.name == MEMBER else _to_work)(invited, url, until)
        if comment:
            lines += [_("A moderator writes:"), comment]
        lines.append(_("If you do not know what this is about, do nothing."))
        _send(invited.email, _("Your invitation to %(site)s") % {"site": _site()}, lines, sent)


def _to_work(invited: Invitation, url: str, until: str) -> list[str]:
    return [
        _("%(name)s, you are invited to work on the site of %(site)s. Set your password here:")
        % {"name": invited.first_name, "site": _site()},
        url,
        _("The link works once, until %(date)s. After the password you will be asked for a second factor.")
        % {"date": until},
    ]


def _to_write(invited: Invitation, url: str, until: str) -> list[str]:
    return [
        _("%(name)s, you can write for %(site)s. Your account is ready; set its password here:")
        % {"name": invited.first_name, "site": _site()},
        url,
        _("The link works once, until %(date)s. After that you log in with your address and the password, or a code.")
        % {"date": until},
    ]


def _site() -> str:
    return settings.SITE_NAME[languages.current()]


def _send(to: str, subject: str, lines: list[str], sent: Callable[[], None] | None = None) -> None:
    text = "\n\n".join([*lines, f"{_site()}\n{settings.SITE_URL}"])
    mail = EmailMultiAlternatives(subject, f"{text}\n", to=[to], headers={"Auto-Submitted": "auto-generated"})
    page = {"subject": subject, "lines": lines, "site_name": _site(), "site_url": settings.SITE_URL}
    mail.attach_alternative(render_to_string("accounts/mail.html", page), "text/html")
    transaction.on_commit(partial(_deliver, mail, sent))


def _deliver(mail: EmailMultiAlternatives, sent: Callable[[], None] | None) -> None:
    try:
        mail.send()
    except OSError as error:  # every failure of smtplib is one; addresses stay out of the log
        logger.error("A mail could not be sent: %s", type(error).__name__)
    else:
        if sent:
            sent()
