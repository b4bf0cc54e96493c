"""What every test gets without asking: no network, no leftovers, no gaps in pages; and people, and a browser."""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.template.base import Variable
from django.test import Client
from django.utils import translation
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import chromium, factories, templates
from tests.browsing import is_here, log_in, watch
from tests.settings import SCRATCH

ROLES = ("administrator", "secretariat", "moderator", "translator", "read-only")


def pytest_configure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(mode=0o700)
    (SCRATCH / "static").mkdir()


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test that fails is run once more, as a busy machine can keep a browser waiting; the summary says so."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def _only_this_machine() -> Iterator[None]:
    """Whatever reaches for another machine fails."""

    def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6} and not is_here(address[0]):
                raise AssertionError(f"A test reached for the network: {address}")
            return method(self, address)

        return connect

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_gaps_in_pages() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Variable, "resolve", templates.strict_resolve)
        yield


@pytest.fixture(autouse=True)
def _nothing_left_in_the_index(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A test that commits has its tables emptied afterwards; the search index belongs to no model and is forgotten."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = bool(marker and marker.kwargs.get("transaction"))
    if commits or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM publishing_search")


@pytest.fixture(scope="session", autouse=True)
def _static_files(django_test_environment: None) -> None:
    """Pages name their style sheets and scripts by hash, as in production; one that is missing is an error."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """A request leaves its language active in the thread; the next test begins in English all the same."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _fresh_places(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Each test has its own media folder and an empty cache."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    for name in settings.CACHES:
        caches[name].clear()
    yield
    for name in settings.CACHES:
        caches[name].clear()


@pytest.fixture
def secretariat(db: None) -> User:
    return factories.user("secretariat")


@pytest.fixture
def moderator(db: None) -> User:
    return factories.user("moderator")


@pytest.fixture
def translator(db: None) -> User:
    return factories.user("translator")


@pytest.fixture
def reader(db: None) -> User:
    """Somebody of the group "read-only"."""
    return factories.user("read-only")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.user("administrator")


@pytest.fixture
def login(db: None) -> Callable[[User], Client]:
    """A function: a client in which this person is logged in."""

    def as_person(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return as_person


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, _static_files: None) -> Iterator[LiveServer]:
    """The site itself, static files by whitenoise and media by its own view: Django's shortcuts for both are out.

    It starts after the database is made: before, SQLite's is in memory and would be shared between the threads.
    """
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = lambda media_handler: media_handler.application  # type: ignore[assignment]
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": chromium.find(), "args": chromium.FLAGS}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    return {"locale": "en-GB", "reduced_motion": "reduce"}


@pytest.fixture
def context(context: BrowserContext) -> Iterator[BrowserContext]:
    """A browser in which no page may ask another host for anything, or break its own content policy."""
    problems = watch(context)
    yield context
    assert problems == []


@pytest.fixture
def browser_as(context: BrowserContext, live_server: LiveServer) -> Callable[[User], Page]:
    """A function: a page in which this person is logged in."""

    def as_person(person: User) -> Page:
        log_in(context, live_server.url, person)
        return context.new_page()

    return as_person
