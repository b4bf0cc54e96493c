"""One person for each role, who can log in. They exist only where somebody loaded the demo."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group, User

from . import reading


@dataclass(frozen=True)
class Login:
    """What to type to be somebody of this role; `password` is "" where it is not known any more."""

    role: str
    username: str
    password: str


def make() -> list[Login]:
    """Make the people and return how they log in. Their groups are there since the first migration."""
    logins = []
    for role, person in reading.table("accounts").items():
        # Passwords that everybody can read here are for somebody's own machine. Elsewhere they are drawn.
        password = local_password(role) if settings.LOCAL else secrets.token_urlsafe(15)
        administrator = role == "administrator"
        user = User.objects.create_user(
            email=person["username"],
            password=password,
            is_staff=role != "member",
            is_superuser=administrator,
            **person,
        )
        if not administrator:
            user.groups.add(Group.objects.get(name=role))
        logins.append(Login(role, user.username, password))
    return logins


def there() -> list[Login]:
    """How those log in who are there already; passwords only where they are still the ones for a local machine."""
    people = {user.username: user for user in User.objects.filter(username__in=usernames().values())}
    return [
        Login(role, name, local_password(role) if people[name].check_password(local_password(role)) else "")
        for role, name in usernames().items()
        if name in people
    ]


def local_password(role: str) -> str:
    """The password of this role where LOCAL is set."""
    return f"{role}-by-the-river"


def usernames() -> dict[str, str]:
    """Role → user name."""
    return {role: person["username"] for role, person in reading.table("accounts").items()}
