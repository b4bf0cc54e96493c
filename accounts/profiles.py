"""What somebody says about themselves, and its way to the author whom readers see."""

import re
from datetime import timedelta
from html import unescape
from typing import IO, Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext as _

from blog.models import LONGEST_NAME, Author
from publishing import html, languages, pictures, usage
from publishing.desk import slugs
from publishing.models import Picture, Stamp

from . import audit, limits
from .models import AuditEntry, Person

PUBLISH = "accounts.publish_profile"
BIOS = tuple(f"bio_{code}" for code in languages.CODES)
PHOTOS = 10  # an hour, of one person


class ChangedError(Exception):
    """It was taken over already, or its owner has changed it since it was looked at."""


def of(user: User) -> Person:
    """What this person says; of somebody who never said anything, what readers know of them, unsaved."""
    person = Person.objects.select_related("photo").filter(user=user).first() or Person(language=languages.current())
    person.user = user
    said = person.photo or person.profile_waits or any(getattr(person, bio) for bio in BIOS)
    if not said and (author := Author.objects.select_related("photo").filter(user=user).first()):
        person.photo = author.photo
        for bio in BIOS:
            setattr(person, bio, plain(getattr(author, bio)))
    return person


@transaction.atomic
def save(user: User, *, photo: IO[bytes] | None, without_photo: bool, **said: Any) -> None:
    """Keep what somebody says about themselves; a changed name, biography or photo waits for a moderator.

    Raises ValidationError, with a sentence about the photo.
    """
    User.objects.select_for_update().get(pk=user.pk)
    user.refresh_from_db()
    person, before = of(user), audit.state_of_account(user)
    public = _public(person)
    user.first_name, user.last_name = said.pop("first_name"), said.pop("last_name")
    for name, value in said.items():
        setattr(person, name, value.replace("\r\n", "\n"))
    former = person.photo
    if photo:
        person.photo = _take_in(photo, user)
    elif without_photo:
        person.photo = None
    if _public(person) != public:
        person.profile_waits = timezone.now()
    user.save(update_fields=["first_name", "last_name"])
    person.save()
    if changes := audit.difference(before, audit.state_of_account(user)):
        audit.write(AuditEntry.Act.CHANGE, audit.name_of(user), by=user, account=user, changes=changes)
    if former and former != person.photo:
        _forget(former)


@transaction.atomic
def take_over(person: Person, *, seen: str, by: User) -> Author:
    """Copy name, biography and photo to the person's author, who is made where there is none; readers see it at once.

    `seen` is the `version` of what was looked at. Raises ChangedError, PermissionDenied.
    """
    if not by.has_perm(PUBLISH):
        raise PermissionDenied
    row = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if row.profile_waits is None or version(row) != seen:
        raise ChangedError
    author = Author.objects.filter(user=row.user).first() or Author(user=row.user)
    was = author.photo
    for name, value in shown(row).items():
        setattr(author, name, value)
    author.slug = author.slug or slugs.from_title(author.name, _is_taken) or f"author-{row.user_id}"
    author.save()
    row.profile_waits = None
    row.save(update_fields=["profile_waits"])
    audit.write(AuditEntry.Act.PROFILE, audit.name_of(row.user), by=by, account=row.user)
    if was and was != author.photo:
        _forget(was)
    Stamp.objects.replace()
    return author


def version(person: Person) -> str:
    """A word for what waits, other when its owner changes it."""
    return person.profile_waits.isoformat() if person.profile_waits else ""


def shown(person: Person) -> dict[str, Any]:
    """What an author would have of this person."""
    name = person.user.get_full_name() or person.user.get_username().partition("@")[0]
    return {
        "name": name[:LONGEST_NAME],
        **{bio: paragraphs(getattr(person, bio)) for bio in BIOS},
        "photo": person.photo,
    }


def paragraphs(text: str) -> str:
    """Plain text as a biography: a blank line begins a paragraph."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return html.sanitize("".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts))


def plain(bio: str | None) -> str:
    """A biography without its tags, for comparing: a blank line between paragraphs."""
    text = re.sub(r"</(p|li|h[2-4])>", "\n\n", re.sub(r"<br>", "\n", bio or ""))
    return unescape(strip_tags(text)).strip()


def _public(person: Person) -> tuple[Any, ...]:
    user = person.user
    return (user.first_name, user.last_name, *(getattr(person, bio) for bio in BIOS), person.photo_id)


def _is_taken(slug: str) -> bool:
    return Author.objects.filter(slug=slug).exists()


def _take_in(file: IO[bytes], user: User) -> Picture:
    if limits.take({("photo", str(user.pk)): PHOTOS}, timedelta(hours=1)) is None:
        raise ValidationError(_("You have sent many photos. Try again in an hour."))
    name = user.get_full_name() or _("Portrait")
    return pictures.take_in(file, name=name, **{f"alt_{code}": name[:500] for code in languages.CODES})


def _forget(photo: Picture) -> None:
    """A portrait that nothing shows any more goes, with its files."""
    if not usage.is_used(photo):
        photo.delete()
        transaction.on_commit(lambda: pictures.remove_files(photo))
