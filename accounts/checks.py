"""What must hold of the settings where strangers can reach the site."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004


@register(Tags.security)
def second_factor_is_required(**_: Any) -> list[CheckMessage]:
    if settings.LOCAL or settings.MFA_REQUIRED:
        return []
    return [
        Error(
            "MFA_REQUIRED is off: a stolen password would open the desk.",
            hint="Take MFA_REQUIRED out of the environment. Only LOCAL=1, on somebody's own machine, may do without.",
            id="accounts.E001",
        )
    ]


@register(Tags.security, deploy=True)
def proxies_are_named(**_: Any) -> list[CheckMessage]:
    if settings.LOCAL or settings.TRUSTED_PROXIES:
        return []
    return [
        Warning(
            "TRUSTED_PROXIES is empty: behind a proxy, everybody's wrong passwords count as one network's.",
            hint="Name the proxy, such as TRUSTED_PROXIES=127.0.0.1,::1, or `unix` where it comes through a socket.",
            id="accounts.W001",
        )
    ]
