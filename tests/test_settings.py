"""The settings: what production refuses, and what it tells browsers."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import environ
import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from config.environment import NEEDED, demand, problems
from tests import factories

EXAMPLE = project.BASE_DIR / ".env.example"


@pytest.fixture
def production() -> dict[str, str]:
    """The environment of `.env.example`, with the key that it leaves to be filled in."""
    lines = [line for line in EXAMPLE.read_text().splitlines() if line and not line.startswith("#")]
    return {**dict(line.split("=", 1) for line in lines), "SECRET_KEY": "kJ8-vN2_wQ5xZ7rT1yU4" * 3}


@pytest.fixture
def loaded(production: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What config/settings.py makes of that environment."""
    monkeypatch.delenv("LOCAL")
    for name, value in production.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(project.BASE_DIR / "config" / "settings.py"))


@pytest.fixture
def secure(loaded: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """This site with production's cookies, redirects and headers."""
    wanted = ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE", "SECURE_")
    changed = {name: value for name, value in loaded.items() if name.startswith(wanted)}
    with override_settings(**changed):
        yield loaded


def test_example_is_fit_for_production(production: dict[str, str]) -> None:
    assert problems(production) == []


def test_example_names_every_variable_that_settings_read() -> None:
    text = (project.BASE_DIR / "config" / "settings.py").read_text()
    read = {
        part.split('"')[1]
        for part in text.split("env.")[1:]
        if part.split("(", 1)[0].isidentifier() and '("' in part[:20]
    }
    assert {"SECRET_KEY", "MEDIA_ROOT", "SITE_NAME_ES"} <= read
    assert {name for name in read if f"{name}=" not in EXAMPLE.read_text()} == set()


@pytest.mark.parametrize("name", NEEDED)
def test_production_names_what_is_missing(production: dict[str, str], name: str) -> None:
    del production[name]
    assert [line.split(":")[0] for line in problems(production)] == [f"{name} is missing"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-" + "kJ8-vN2_wQ5xZ7rT1yU4" * 3),
        ("DATABASE_URL", "mysql://root@127.0.0.1/communique"),
        ("DATABASE_URL", "postgres://communique@127.0.0.1"),
        ("DATABASE_URL", "sqlite:///here.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("ALLOWED_HOSTS", "communique.example.org,*"),
        ("SITE_URL", "http://communique.example.org"),
        ("SITE_URL", "https://elsewhere.example.org"),
        ("SITE_URL", "https://communique.example.org/path"),
        ("CACHE_URL", "locmemcache://"),
        ("CACHE_URL", "dummycache://"),
        ("EMAIL_URL", "consolemail://"),
        ("EMAIL_URL", "smtp://"),
        ("MEDIA_ROOT", "media"),
    ],
)
def test_production_refuses_what_is_too_weak(production: dict[str, str], name: str, value: str) -> None:
    production[name] = value
    assert [line.split(":")[0] for line in problems(production)] == [f"{name} will not do"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://communique@//run/postgresql/communique"),
        ("DATABASE_URL", "sqlite:////srv/communique/db.sqlite3"),
        ("ALLOWED_HOSTS", ".example.org"),
        ("CACHE_URL", "dbcache://page_cache"),
        ("EMAIL_URL", "smtp://127.0.0.1:25"),
    ],
)
def test_production_takes_the_other_ways(production: dict[str, str], name: str, value: str) -> None:
    production[name] = value
    assert problems(production) == []


def test_production_refuses_debug(production: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="DEBUG shows the site's insides"):
        demand({**production, "DEBUG": "True"})


@pytest.mark.parametrize("command", [["manage.py", "check"], ["-c", "import config.wsgi"]])
def test_start_without_an_environment_says_what_to_set(command: list[str]) -> None:
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": ""}
    run = subprocess.run(
        [sys.executable, *command], env=environment, cwd=project.BASE_DIR, capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    for name in NEEDED:
        assert f"{name} is missing: set it to " in run.stderr


def test_production_settings_come_from_the_environment(loaded: dict[str, Any]) -> None:
    assert loaded["DEBUG"] is False
    assert loaded["ALLOWED_HOSTS"] == ["communique.example.org"]
    assert loaded["EMAIL_HOST"] == "mail.example.org"
    assert loaded["EMAIL_USE_TLS"] is True
    assert loaded["CACHES"]["default"]["LOCATION"] == "/var/cache/communique"
    assert loaded["MEDIA_ROOT"] == "/var/lib/communique/media"
    assert loaded["STORAGES"]["staticfiles"]["BACKEND"] == "config.static.StaticStorage"


def test_postgresql_is_given_up_on_and_checked(loaded: dict[str, Any]) -> None:
    database = loaded["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["CONN_HEALTH_CHECKS"], database["CONN_MAX_AGE"]) == (True, 60)
    assert database["OPTIONS"]["connect_timeout"] == 5
    assert "statement_timeout=10s" in database["OPTIONS"]["options"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
@pytest.mark.django_db(transaction=True)
def test_sqlite_waits_and_writes_through() -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1, "busy_timeout": 20000}
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
    assert found == wanted
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own settings")
@pytest.mark.django_db
def test_postgresql_gives_up_on_a_statement() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("10s",)


def test_driver_is_psycopg2() -> None:
    """Django takes psycopg 3 silently as soon as anything brings it along."""
    assert not is_psycopg3


def test_environ_leaves_real_variables_alone(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "env").write_text("SITE_URL=https://file.example.org\n")
    monkeypatch.setenv("SITE_URL", "https://real.example.org")
    environ.Env.read_env(tmp_path / "env")
    assert os.environ["SITE_URL"] == "https://real.example.org"


HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/en/", "/es/blog/", "/admin/login/", "/healthz", "/no-such-page"])
def test_every_response_carries_the_headers(secure: dict[str, Any], path: str) -> None:
    response = Client().get(path, secure=True)
    assert {name: response.get(name) for name in HEADERS} == HEADERS
    assert policy(response)["frame-ancestors"] == "'none'"


@pytest.mark.django_db
def test_page_from_the_cache_carries_the_headers(
    secure: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.published(factories.post(slug_en="rivers"))
    fresh = Client().get("/en/blog/rivers/", secure=True)
    with django_assert_num_queries(1):  # the stamp: the page itself is kept
        kept = Client().get("/en/blog/rivers/", secure=True)
    assert {name: kept.get(name) for name in HEADERS} == HEADERS
    assert policy(kept) == policy(fresh) == STRICT
    assert not kept.cookies


def policy(response: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.django_db
def test_public_site_has_the_strict_policy(client: Client) -> None:
    assert policy(client.get("/en/")) == STRICT
    assert policy(client.get("/no-such-page")) == STRICT


@pytest.mark.django_db
def test_admin_adds_to_the_policy_only_what_the_editor_needs(client: Client) -> None:
    found = policy(client.get("/admin/"))
    assert {name: value for name, value in found.items() if STRICT.get(name) != value} == {
        "style-src-attr": "'unsafe-inline'"
    }


def test_media_may_be_shown_by_feed_readers(client: Client, db: None) -> None:
    response = client.get("/media/pictures/none.webp")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.django_db
def test_http_is_sent_to_https_but_for_the_health_check(secure: dict[str, Any]) -> None:
    client = Client()
    moved = client.get("/admin/login/")
    assert (moved.status_code, moved["Location"]) == (301, "https://testserver/admin/login/")
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_cookies_are_bound_to_the_host_and_to_https(secure: dict[str, Any], administrator: Any) -> None:
    client = Client()
    page = client.get("/accounts/login/", secure=True)
    credentials = {"login": administrator.username, "password": "a long password"}
    token = {"csrfmiddlewaretoken": page.cookies["__Host-csrf"].value}
    client.post("/accounts/login/", credentials | token, secure=True, headers={"referer": "https://testserver/"})
    assert sorted(client.cookies) == ["__Host-csrf", "__Host-session"]
    for cookie in client.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["path"], cookie["domain"]) == (True, True, "/", "")
        assert cookie["samesite"] == "Lax"
