"""What the environment must say before the site starts anywhere but on somebody's own machine."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {
    "SECRET_KEY": "at least 50 random characters, for example what this prints: "
    "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'",
    "DATABASE_URL": "postgres://user:password@host/name, or sqlite:////an/absolute/path.sqlite3",
    "ALLOWED_HOSTS": "the site's host names, separated by commas, with no * in them",
    "SITE_URL": "the site's address, beginning with https://, on one of ALLOWED_HOSTS",
    "CACHE_URL": "a cache that all processes share: filecache:///an/absolute/folder, dbcache://a_table or rediscache://…",
    "EMAIL_URL": "the server that sends the site's mail: smtp+tls://user:password@host:587",
    "MEDIA_ROOT": "the absolute path of the folder that keeps the pictures",
}


YES = {"1", "true", "yes", "on", "y", "t", "ok"}


def demand(environment: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured, with a line for each variable that is missing or too weak for production."""
    found = problems(environment)
    if found:
        hint = "On your own machine, set LOCAL=1 instead (`make setup` writes it into .env)."
        raise ImproperlyConfigured("\n".join(["The environment is not fit for production.", *found, hint]))


def problems(environment: Mapping[str, str]) -> list[str]:
    """One line for each needed variable that is missing or too weak, saying what to set."""
    found = []
    for name, hint in NEEDED.items():
        value = environment.get(name, "").strip()
        if not value:
            found.append(f"{name} is missing: set it to {hint}.")
        elif not FIT[name](value, environment):
            found.append(f"{name} will not do: set it to {hint}.")
    if environment.get("MFA_REQUIRED", "on").strip().lower() not in YES:
        found.append("MFA_REQUIRED keeps the desk behind a second factor: take it out, it is on by itself.")
    if environment.get("DEBUG", "").lower() in YES:
        found.append("DEBUG shows the site's insides to everyone: take it out.")
    return found


def _hosts(value: str) -> list[str]:
    return [host.strip() for host in value.split(",") if host.strip()]


def _fit_site_url(value: str, environment: Mapping[str, str]) -> bool:
    address = urlsplit(value)
    allowed = _hosts(environment.get("ALLOWED_HOSTS", ""))
    host = address.hostname or ""
    listed = any(host == name or (name.startswith(".") and f".{host}".endswith(name)) for name in allowed)
    return address.scheme == "https" and bool(host) and address.path in {"", "/"} and (listed or not allowed)


def _fit_database(value: str, _: Mapping[str, str]) -> bool:
    address = urlsplit(value)
    if address.scheme == "sqlite":
        return Path(address.path[1:]).is_absolute()
    return address.scheme in {"postgres", "postgresql"} and address.path not in {"", "/"}


FIT = {
    "SECRET_KEY": lambda value, _: len(value) >= 50 and len(set(value)) >= 10 and "insecure" not in value,
    "DATABASE_URL": _fit_database,
    "ALLOWED_HOSTS": lambda value, _: not any("*" in host for host in _hosts(value)),
    "SITE_URL": _fit_site_url,
    "CACHE_URL": lambda value, _: urlsplit(value).scheme not in {"", "locmemcache", "dummycache"},
    "EMAIL_URL": lambda value, _: urlsplit(value).scheme.startswith("smtp") and bool(urlsplit(value).hostname),
    "MEDIA_ROOT": lambda value, _: Path(value).is_absolute(),
}
