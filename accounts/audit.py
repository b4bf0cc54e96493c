"""The only writer of the audit trail of accounts, requests, invitations and roles, and how its entries read."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import guesses
from .models import AccountRequest, AuditEntry, BlockedAddress, Person

Act = AuditEntry.Act
Changes = dict[str, list[Any]]
EVENT = "event"  # the key in `changes` of something that happened without a field that says so
FLAGS = ("is_active", "is_staff", "is_superuser")
NAMES = ("username", "email", "first_name", "last_name")

# allauth's names of what people do to their own accounts, and ours for what others do.
EVENTS: dict[str, tuple[str, Promise]] = {
    "account/email/password_changed": (Act.PASSWORD, gettext_lazy("by the person themselves")),
    "account/email/password_set": (Act.PASSWORD, gettext_lazy("by the person themselves")),
    "account/email/password_reset": (Act.PASSWORD, gettext_lazy("by a link that was mailed")),
    "accounts/password_by_another": (Act.PASSWORD, gettext_lazy("by somebody else")),
    "mfa/email/totp_activated": (Act.FACTOR, gettext_lazy("authenticator app added")),
    "mfa/email/totp_deactivated": (Act.FACTOR, gettext_lazy("authenticator app removed")),
    "mfa/email/webauthn_added": (Act.FACTOR, gettext_lazy("passkey added")),
    "mfa/email/webauthn_removed": (Act.FACTOR, gettext_lazy("passkey removed")),
    "mfa/email/recovery_codes_generated": (Act.FACTOR, gettext_lazy("new recovery codes")),
    "accounts/second_factor_reset": (Act.FACTOR, gettext_lazy("reset by an administrator")),
}


def write(
    act: str, about: str, *, by: User | None = None, account: User | None = None, changes: Changes | None = None
) -> None:
    """Add an entry, in the transaction of what it tells."""
    AuditEntry.objects.create(
        act=act, about=about, by=by, by_name=name_of(by), account=account, changes=changes or {}, at=timezone.now()
    )


def happened(event: str, user: User, *, by: User | None) -> None:
    """Something of `EVENTS` happened to an account."""
    write(EVENTS[event][0], name_of(user), by=by, account=user, changes={EVENT: [event]})


def locked(name: str) -> None:
    """Too many passwords were tried. Said once in a while for each account, so that nobody can fill the trail; what was
    typed where there is no account may be a password, and is not kept."""
    user = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).first()
    since = timezone.now() - guesses.WINDOW
    if not AuditEntry.objects.filter(act=Act.LOCK, account=user, at__gt=since).exists():
        write(Act.LOCK, name_of(user), account=user)


def name_of(user: User | None) -> str:
    """Somebody as the trail names them for good."""
    if user is None:
        return ""
    full = user.get_full_name()
    return f"{full} ({user.get_username()})" if full else user.get_username()


def state_of_account(user: User) -> dict[str, Any]:
    """What of an account the trail keeps an eye on."""
    permissions = user.user_permissions.values_list("content_type__app_label", "codename")
    return {
        **{name: getattr(user, name) for name in (*NAMES, *FLAGS)},
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "user_permissions": sorted(".".join(each) for each in permissions),
    }


def state_of_role(role: Group) -> dict[str, Any]:
    """What of a role the trail keeps an eye on."""
    permissions = role.permissions.values_list("content_type__app_label", "codename")
    return {"name": role.name, "permissions": sorted(".".join(each) for each in permissions)}


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """From one state to the next; of a list, what was taken away and what was added."""
    changes: Changes = {}
    for name, new in after.items():
        old = before.get(name, [] if isinstance(new, list) else "")
        if old == new:
            continue
        changes[name] = [sorted({*old} - {*new}), sorted({*new} - {*old})] if isinstance(new, list) else [old, new]
    return changes


def describe(changes: Changes) -> str:
    """Changes as somebody reads them, in one order on either database."""
    return "; ".join(part for name, pair in sorted(changes.items()) for part in _parts(name, pair))


def _parts(name: str, pair: list[Any]) -> list[str]:
    if name == EVENT:
        return [str(EVENTS[pair[0]][1]) if pair[0] in EVENTS else str(pair[0])]
    old, new = pair
    label = _label(name)
    if isinstance(new, list):
        words = ((_("%(what)s added: %(names)s"), new), (_("%(what)s removed: %(names)s"), old))
        return [text % {"what": label, "names": ", ".join(names)} for text, names in words if names]
    return [f"{label}: {_value(old)} → {_value(new)}"]


def _label(name: str) -> str:
    for model in (User, Group, AccountRequest, BlockedAddress, Person):
        try:
            return str(model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
    return name


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) or "–"
