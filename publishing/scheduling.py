"""What is scheduled: moved to another minute, or stopped. Readers keep what they have until the minute comes.

Like the acts of `workflow.py`: atomic, by a user who may, the document's row locked, a decision, the stamp last.
"""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from . import dating, kinds, search, shelves
from .models import Address, Decision, Document, Edition, Seal, Stamp
from .workflow import PUBLISH, require


def move(seal: Seal, *, at: datetime | None = None, by: User) -> Seal:
    """Release what a seal has scheduled at another minute, or now. What it follows goes on until then.

    Raises PermissionDenied; ValidationError where nothing of the seal waits any longer, the minute has passed, or
    another edition that is scheduled would be overtaken.
    """
    require(by, PUBLISH)
    with transaction.atomic():
        document = _locked(seal, by)
        now = timezone.now()
        editions, release = _waiting(seal, now), at or now
        if release < now:
            raise ValidationError(_("This minute has passed. Choose one that is still to come."))
        before = editions[0].released_at or now
        brought = dating.brought(document.pk)
        for edition in editions:
            _keep_in_order(edition, release)
        _followed_by(seal).update(superseded_at=release)
        dating.settle(document.pk, brought, now, {edition.pk: release for edition in editions})
        _record(document, seal, Decision.Act.MOVE, f"{dating.spell(before)} → {dating.spell(release)}", by)
    return seal


def stop(seal: Seal, *, by: User) -> None:
    """Let what a seal has scheduled never appear: readers keep what they have, as if it had not been sealed.

    The seal and its editions stay on the record, ended at the minute that will not come. Raises PermissionDenied;
    ValidationError where nothing of the seal waits any longer, or another edition was scheduled to follow it.
    """
    require(by, PUBLISH)
    with transaction.atomic():
        document = _locked(seal, by)
        now = timezone.now()
        editions = _waiting(seal, now)
        if next_number := max((each.superseded_by.number for each in editions if each.superseded_by), default=0):
            raise ValidationError(
                _("Number %(number)s is scheduled to follow it and was written against it. Stop that one first.")
                % {"number": next_number}
            )
        brought = dating.brought(document.pk)
        pks = [edition.pk for edition in editions]
        Edition.objects.filter(pk__in=pks).update(superseded_at=F("released_at"), superseded_by=seal)
        _followed_by(seal).update(superseded_at=None, superseded_by=None)
        _give_back_addresses(editions)
        search.forget_ended(document.pk)
        dating.settle(document.pk, brought, now)
        kinds.get(document.kind).stopped(seal)
        _record(document, seal, Decision.Act.STOP, dating.spell(editions[0].released_at or now), by)


def _locked(seal: Seal, by: User) -> Document:
    """The document of a seal, its row locked. Raises ValidationError where it is this person's own."""
    document = Document.objects.select_for_update().get(pk=seal.document_id)
    if kinds.own(by).filter(pk=document.pk).exists():
        raise ValidationError(_("This is your own text: somebody else decides on it."))
    return document


def _waiting(seal: Seal, now: datetime) -> list[Edition]:
    """What a seal has scheduled. Raises ValidationError where that is nothing any longer."""
    found = list(seal.editions.coming(now).select_related("superseded_by").light().order_by("language"))
    if found:
        return found
    if seal.editions.seen(now).exists():
        raise ValidationError(_("Too late: number %(number)s is out already.") % {"number": seal.number})
    raise ValidationError(_("Number %(number)s is no longer scheduled.") % {"number": seal.number})


def _followed_by(seal: Seal) -> QuerySet[Edition]:
    """What the editions of a seal take the place of: shown now, or scheduled for an earlier minute."""
    return Edition.objects.not_cancelled().filter(superseded_by=seal)


def _keep_in_order(edition: Edition, release: datetime) -> None:
    """Raise ValidationError where another edition of this language would be overtaken: each was written against the
    one before it."""
    before = _followed_by(edition.seal).filter(language=edition.language, released_at__gte=release).first()
    if before:
        raise ValidationError(
            _("Number %(number)s comes before it, on %(when)s. Choose a later minute, or move or stop that one first.")
            % {"number": before.seal.number, "when": dating.say(before.released_at or release)}
        )
    if edition.superseded_at and edition.superseded_at <= release:
        raise ValidationError(
            _("Number %(number)s follows it, on %(when)s. Choose an earlier minute, or move or stop that one first.")
            % {"number": edition.superseded_by.number, "when": dating.say(edition.superseded_at)}  # type: ignore[union-attr]
        )


def _give_back_addresses(editions: Sequence[Edition]) -> None:
    """Let other texts have the addresses that only these editions were to have: readers never met them."""
    for edition in editions:
        here = {"document": edition.document_id, "language": edition.language, "slug": edition.slug}
        if not Edition.objects.not_cancelled().filter(**here).exists():
            Address.objects.filter(kind=edition.kind, **here).delete()


def _record(document: Document, seal: Seal, act: str, comment: str, by: User) -> None:
    Decision.objects.create(
        document=document,
        act=act,
        seal=seal,
        from_stage=document.stage,
        to_stage=document.stage,
        comment=comment,
        by=by,
    )
    shelves.rewrite(document.pk)
    Stamp.objects.replace()
