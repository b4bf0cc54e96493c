"""The byline as a member writes it: themselves, and co-authors by name.

Who is named gets the `Author` that is public under that name, or that the same member has named before; else a new one.
So nothing that a member writes tells them who else stands in the tables.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import LONGEST_NAME, Author, Byline, Post
from publishing import languages
from publishing.desk import slugs
from publishing.models import PreviewLink
from publishing.press import standing

from .models import Consent, Submission

PROVISIONAL = (
    "author-of-a-draft-"  # an address until the text is submitted: one made from the name would tell of others
)


@dataclass(frozen=True)
class Name:
    """One line of a byline: a name, the starred note in each language, and where they are written to."""

    name: str
    notes: dict[str, str] = field(default_factory=dict)
    email: str = ""
    is_writer: bool = False


def name_of(user: User) -> str:
    """The name under which a member writes. Never their address."""
    author = Author.objects.filter(user=user).first()
    return author.name if author else (user.get_full_name()[:LONGEST_NAME] or _("Name to follow"))


def write(submission: Submission, names: Sequence[Name]) -> None:
    """Make a text's byline say this. Called in the transaction of a save."""
    post, kept = submission.post, []
    for position, name in enumerate(names):
        author = _writer(submission.by) if name.is_writer else _named(submission, name.name)
        notes = {f"note_{code}": name.notes.get(code, "") for code in languages.CODES}
        Byline.objects.update_or_create(post=post, author=author, defaults={"position": position, **notes})
        if not name.is_writer:
            Consent.objects.update_or_create(submission=submission, author=author, defaults={"email": name.email})
        kept.append(author.pk)
    drop(submission, keep=kept)


def drop(submission: Submission, *, keep: Sequence[int] = ()) -> None:
    """Take everybody else out: their address, their link, and they themselves where nothing else names them."""
    bylines = submission.post.bylines.exclude(author__in=keep)
    gone = list(bylines.values_list("author", flat=True))
    bylines.delete()
    consents = submission.consents.exclude(author__in=keep)
    PreviewLink.objects.filter(consent__in=consents, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=submission.by
    )
    consents.delete()
    unnamed = Author.objects.filter(pk__in=gone, user=None, bylines=None, consents=None)
    unnamed.filter(slug__startswith=PROVISIONAL).delete()


def give_addresses(post: Post) -> None:
    """Give those whom a draft named for the first time the addresses of their public pages."""
    for author in Author.objects.filter(bylines__post=post, slug__startswith=PROVISIONAL):
        author.slug = slugs.from_title(author.name, _is_taken) or author.slug
        author.save(update_fields=["slug"])


def _is_taken(slug: str) -> bool:
    return Author.objects.filter(slug=slug).exists()


def of(submission: Submission) -> list[Name]:
    """The byline as it stands, for the form."""
    emails = dict(submission.consents.values_list("author", "email"))
    return [
        Name(
            byline.author.name,
            {code: languages.in_language(byline, "note", code) for code in languages.CODES},
            emails.get(byline.author_id, ""),
            byline.author.user_id == submission.by_id,
        )
        for byline in submission.post.bylines.select_related("author")
    ]


def _writer(user: User) -> Author:
    User.objects.select_for_update().get(pk=user.pk)  # two first texts at the same moment make one author
    author = Author.objects.filter(user=user).first()
    if author is None:
        name = name_of(user)
        slug = slugs.from_title(name, _is_taken) or f"author-{user.pk}"
        author = Author.objects.create(name=name, slug=slug, user=user)
    return author


def _named(submission: Submission, name: str) -> Author:
    called = Author.objects.filter(name__iexact=name).exclude(user=submission.by).order_by("pk")
    mine = Q(bylines__post__submission__by=submission.by) | Q(consents__submission__by=submission.by)
    return (
        called.filter(bylines__post=submission.post_id).first()
        or called.filter(mine).distinct().first()
        or standing.with_public(called, "author").first()
        or Author.objects.create(name=name, slug=f"{PROVISIONAL}{secrets.token_hex(6)}")
    )
