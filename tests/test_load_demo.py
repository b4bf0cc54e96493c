"""The command `load_demo` where it must not load: on a server, or over texts that are there."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from config.demo import accounts
from config.roles import make_groups
from publishing.models import Document, Picture, Stamp
from tests import factories


@pytest.mark.django_db
def test_load_demo_is_refused_where_it_is_not_local(settings: Any) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match="--force"):
        call_command("load_demo")
    assert (User.objects.count(), Document.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_load_demo_draws_passwords_where_it_is_not_local(settings: Any) -> None:
    settings.LOCAL = False
    make_groups(apps)
    logins = accounts.make()
    assert [login for login in logins if login.password == accounts.local_password(login.role)] == []
    assert [login.password for login in accounts.there()] == [""] * 6


@pytest.mark.django_db
def test_load_demo_leaves_nothing_behind_where_it_fails(settings: Any) -> None:
    make_groups(apps)
    factories.published(factories.post(slug_en="the-board-on-the-pier"))
    people, token = User.objects.count(), Stamp.objects.get().token
    with pytest.raises(CommandError, match="the-board-on-the-pier"):
        call_command("load_demo")
    assert (User.objects.count(), Document.objects.count(), Picture.objects.count()) == (people, 1, 0)
    assert (Stamp.objects.get().token, list(Path(settings.MEDIA_ROOT).rglob("*.*"))) == (token, [])
