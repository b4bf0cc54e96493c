"""The record of working copies, kept by django-reversion as a record only.

Each model is registered by itself, after modeltranslation has added its columns, and never through VersionAdmin, which
registers inlines on its own. `revert()` is never called: it would set a published text back to a draft. Signatures are
not recorded: they belong to the seal that was signed.
"""

from collections.abc import Iterable

import reversion
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db.models import Model

from .models import Document, TopicDocument


def register(document: type[Document], *rows: type[Model]) -> None:
    """Record a kind of document with the rows that are edited on its form. Called from the app's `ready`."""
    if not reversion.is_registered(Document):
        reversion.register(Document)
        reversion.register(TopicDocument)
    reversion.register(document, follow=["document_ptr"])
    for model in rows:
        reversion.register(model)


def record(document: Document, rows: Iterable[Model], *, by: AbstractUser | AnonymousUser, comment: str) -> None:
    """Keep a working copy and the rows on its form as they now stand."""
    with reversion.create_revision(manage_manually=True):
        reversion.set_user(by)
        reversion.set_comment(comment)
        for kept in (document, *rows):
            reversion.add_to_revision(kept)
