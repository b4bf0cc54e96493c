"""From the content to the site, by the same acts that staff use."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify

from blog.models import Author, Series
from publishing import languages
from publishing.models import Topic
from signatories.models import Organisation

from . import accounts, documents, reading, submissions
from .accounts import Login
from .clock import turned_to
from .gallery import Gallery

BEGINNING = datetime(2024, 3, 1, 9, tzinfo=UTC)


def load() -> list[Login]:
    """Load the whole demo, or nothing of it, and return how its people log in.

    Raises ValidationError where the site has texts of its own at the demo's addresses.
    """
    gallery = Gallery()
    try:
        with transaction.atomic():
            return _load(gallery)
    except BaseException:
        gallery.remove_files()
        raise


def _load(gallery: Gallery) -> list[Login]:
    with turned_to(BEGINNING):
        logins = accounts.make()
        around = documents.Around(
            series=_series(),
            topics={key: _topic(names) for key, names in reading.table("topics").items()},
            authors={key: _author(key, who) for key, who in reading.table("authors").items()},
            organisations={
                key: Organisation.objects.create(**what) for key, what in reading.table("organisations").items()
            },
            pictures=gallery,
            secretariat=User.objects.get(username=accounts.usernames()["secretariat"]),
        )
    for kind in ("page", "post", "statement"):
        for content in reading.documents(kind):
            documents.publish(kind, content, around)
    for content in reading.documents("submission"):
        submissions.enter(content, around)
    return logins


def _author(slug: str, who: dict[str, str]) -> Author:
    """An author; one has an account too, and writes as a member."""
    user = User.objects.filter(username=who.pop("account", "")).first()
    return Author.objects.create(slug=slug, user=user, **who)


def _series() -> Series:
    content = reading.table("series")
    texts: dict[str, Any] = {
        f"{name}_{code}": text.strip() for code in languages.CODES for name, text in content[code].items()
    }
    return Series.objects.create(link=content["link"], **texts)


def _topic(names: dict[str, str]) -> Topic:
    slugs = {f"slug_{code}": slugify(name) for code, name in names.items()}
    return Topic.objects.create(**slugs, **{f"name_{code}": name for code, name in names.items()})
