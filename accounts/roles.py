"""What each role is for, in plain words. What it may do is told in `config/roles.py`, which makes the groups."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

DESCRIPTIONS: dict[str, Promise] = {
    "member": gettext_lazy("Writes texts and submits them, and sees nothing of the desk."),
    "moderator": gettext_lazy(
        "Decides on account requests and on what members submit, never on their own text. Edits, publishes and shares "
        "posts. Does not touch statements, signatures or pages."
    ),
    "translator": gettext_lazy("Edits the language that is not the original’s, in every text. Publishes nothing."),
    "secretariat": gettext_lazy(
        "Edits and publishes everything, signatures included; withdraws, redacts for somebody’s safety, moves blogs in."
    ),
    "read-only": gettext_lazy("Sees the whole desk and changes nothing."),
    "administrator": gettext_lazy(
        "All that the secretariat may, and invitations, accounts, roles and the audit trail."
    ),
}


def described(name: str) -> str:
    """What the role of this name is for; "" for a group that somebody made by hand."""
    return str(DESCRIPTIONS.get(name, ""))
