"""The only writer of seals, editions, listings, addresses, stages and the stamp.

Every act is atomic, takes `by=user`, checks the permission, locks the document's row before it takes a number, and
replaces the stamp last, so that every page and cache is right with the next request.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import checks, dating, digests, kinds, languages, search, shelves, standing
from .composing import compose, first_dated
from .models import Address, Check, Decision, Document, Edition, Seal, Stamp

PUBLISH = "publishing.publish_document"
WITHDRAW = "publishing.withdraw_document"


def require(user: User, permission: str) -> None:
    """Raise PermissionDenied unless this active user holds the permission."""
    if not user.has_perm(permission):
        raise PermissionDenied(_("You may not do this."))


def publish(
    document: Document,
    *,
    languages: Sequence[str],
    change: str,
    note: Mapping[str, str] | None = None,
    at: datetime | None = None,
    dated: datetime | None = None,
    by: User,
) -> Seal:
    """Seal the working copy in these languages and release it, now or at a minute to come.

    `note` is the public note per language. `dated` sets the date of first publication of a text that moves in from
    elsewhere. Raises PermissionDenied, or ValidationError with everything that blocks.
    """
    require(by, PUBLISH)
    with transaction.atomic():
        document = kinds.specific(Document.objects.select_for_update().get(pk=document.pk))
        now = timezone.now()
        release = at if at and at > now else now
        if refused := kinds.refusals(document, by):
            raise ValidationError(refused)
        editions = _ready_to_seal(document, list(languages), change, release)
        brought = dated or dating.brought(document.pk)
        seal = _seal(document, change, note or {}, editions, by, now)
        for edition in editions:
            _release(edition, seal, release, dated)
        dating.settle(document.pk, brought, now)
        _after_sealing(document, seal, by, release if release > now else None)
    return seal


def succeed(document: Document, *, editions: Sequence[Edition], change: str, note: Mapping[str, str], by: User) -> Seal:
    """Seal editions that were made from those shown, the original first, and release them in their places.

    The working copy has no part in it, nor what waits for its next seal. A translation stays made from what it was made
    from, unless it had followed the original so far. Raises PermissionDenied and ValidationError as `publish` does.
    """
    require(by, PUBLISH)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        now = timezone.now()
        followed = {edition.language: _followed(document, edition.language) for edition in editions}
        seal = _seal(document, change, note, editions, by, now)
        for edition in editions:
            _release(edition, seal, now, None, made_from=followed[edition.language])
        _decide(document, seal, by)
    return seal


def _followed(document: Document, language: str) -> Edition | None:
    """What the translation shown was made from, None where it has followed the original to where it is now."""
    shown = Edition.objects.public().filter(document=document.pk, language=language).select_related("made_from__seal")
    edition = shown.first()
    return edition.made_from if edition and out_of_date(edition) else None


def _ready_to_seal(document: Document, codes: list[str], change: str, release: datetime) -> list[Edition]:
    """The editions to seal, the original first. Raises ValidationError with every reason against it."""
    codes = sorted(dict.fromkeys(codes), key=lambda code: code != document.original_language)
    if not codes:
        raise ValidationError(_("Choose at least one language."))
    if change == Seal.Change.WITHDRAWAL:
        raise ValidationError(_("Withdrawing is an act of its own."))
    if change != Seal.Change.FIRST and not document.seals.exists():
        raise ValidationError(_("This is the first publication."))
    # A seal whose minute never came leaves the next one to be the first that readers meet.
    if change == Seal.Change.FIRST and document.editions.not_cancelled().filter(released_at__lt=release).exists():
        raise ValidationError(_("This text was published before: say what kind of change it is."))
    blocking = [
        f"{languages.own_name_of(item.language)}: {item.message}"
        for item in checks.look(document, codes)
        if item.blocks
    ]
    if blocking:
        raise ValidationError(blocking)
    return [compose(document, code) for code in codes]


def _seal(
    document: Document,
    change: str,
    note: Mapping[str, str],
    editions: Sequence[Edition],
    by: User,
    now: datetime,
) -> Seal:
    number = (document.seals.aggregate(last=Max("number"))["last"] or 0) + 1
    notes = {f"note_{code}": note.get(code, "").strip() for code in languages.CODES}
    seal = Seal(
        document_id=document.pk,
        number=number,
        change=change,
        digest=digests.of_seal({edition.language: edition.digest for edition in editions}),
        by=by,
        at=now,
        **notes,
    )
    seal.full_clean(exclude=["document", "by"])
    seal.save()
    return seal


def _release(
    edition: Edition, seal: Seal, release: datetime, dated: datetime | None, made_from: Edition | None = None
) -> None:
    """Save an edition and let it follow the one shown, both at the same moment."""
    edition.seal = seal
    edition.released_at = release
    edition.made_from = made_from or _original_of(edition, release)
    _end(edition.document_id, [edition.language], seal, release)
    first = first_dated(edition.document)
    edition.dated = min(first, release) if first else dated or release
    edition.save()
    edition.pictures.set(_picture_ids(edition))
    _give_address(edition)
    search.index(edition)


def _give_address(edition: Edition) -> None:
    """Raises ValidationError where another text was published at this address a moment before."""
    try:
        Address.objects.get_or_create(
            kind=edition.kind, language=edition.language, slug=edition.slug, document_id=edition.document_id
        )
    except IntegrityError as error:
        message = _("Another text has, or once had, the address “%(slug)s”. Choose another, or leave it empty.")
        raise ValidationError(message % {"slug": edition.slug}) from error


def _picture_ids(edition: Edition) -> list[int]:
    cover = edition.matter.get("cover")
    return [int(pk) for pk in edition.matter["pictures"]] + ([cover["id"]] if cover else [])


def _original_of(edition: Edition, release: datetime) -> Edition | None:
    """The original's edition that readers will see beside this translation."""
    original = edition.matter["original_language"]
    if edition.language == original:
        return None
    return Edition.objects.public(release).filter(document=edition.document_id, language=original).first()


def _end(document_id: int, codes: Sequence[str], seal: Seal, moment: datetime) -> int:
    """End, at a moment, what is shown in these languages then; what was scheduled for later never appears."""
    rows = Edition.objects.not_cancelled().filter(
        Q(superseded_at=None) | Q(superseded_at__gt=moment), document_id=document_id, language__in=codes
    )
    ended = rows.filter(released_at__gt=moment).update(superseded_at=F("released_at"), superseded_by=seal)
    return ended + rows.filter(released_at__lte=moment).update(superseded_at=moment, superseded_by=seal)


def withdraw(document: Document, *, languages: Sequence[str], note: Mapping[str, str], by: User) -> Seal:
    """Take a text away in these languages, with the reason that readers of its address will be told (410).

    Raises PermissionDenied, or ValidationError where nothing is shown in these languages or the note is missing.
    """
    require(by, WITHDRAW)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        now = timezone.now()
        codes = list(dict.fromkeys(languages))
        current = Edition.objects.not_cancelled().filter(
            Q(superseded_at=None) | Q(superseded_at__gt=now), document=document, language__in=codes
        )
        if not current.exists():
            raise ValidationError(_("Nothing is published in the languages you chose."))
        seal = _seal(document, Seal.Change.WITHDRAWAL, note, [], by, now)
        _end(document.pk, codes, seal, now)
        _after_withdrawal(document, seal, by)
    return seal


def _after_sealing(document: Document, seal: Seal, by: User, minute: datetime | None) -> None:
    kinds.get(document.kind).sealed(seal)
    published = seal.editions.values("language")
    document.translations.filter(language__in=published, ready=True).update(ready=False)
    _decide(document, seal, by, minute, to_stage=Document.Stage.ACCEPTED)
    Document.objects.filter(pk=document.pk).update(stage=Document.Stage.ACCEPTED)
    for companion in kinds.companions():
        companion.sealed(seal)


def _decide(document: Document, seal: Seal, by: User, minute: datetime | None = None, *, to_stage: str = "") -> None:
    Decision.objects.create(
        document_id=document.pk,
        act=Decision.Act.SCHEDULE if minute else Decision.Act.PUBLISH,
        seal=seal,
        comment=dating.spell(minute) if minute else "",
        from_stage=document.stage,
        to_stage=to_stage or document.stage,
        by=by,
    )
    shelves.rewrite(document.pk)
    Stamp.objects.replace()


def _after_withdrawal(document: Document, seal: Seal, by: User) -> None:
    Decision.objects.create(
        document=document,
        act=Decision.Act.WITHDRAW,
        seal=seal,
        from_stage=document.stage,
        to_stage=document.stage,
        comment=seal.note_en or seal.note_es,  # type: ignore[attr-defined]
        by=by,
    )
    search.forget_ended(document.pk)
    shelves.rewrite(document.pk)
    Stamp.objects.replace()


def mend_note(seal: Seal, *, note: Mapping[str, str], by: User) -> Seal:
    """Put a seal's public note in other words, as `note` gives it per language. The text and its digest stay; what the
    note said before is kept with the decision. Nothing happens where nothing is changed.

    Raises PermissionDenied, or ValidationError where a change that is said in the open would be left without a note.
    """
    require(by, PUBLISH)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=seal.document_id)
        seal = Seal.objects.get(pk=seal.pk)
        before = {code: languages.in_language(seal, "note", code) for code in languages.CODES}
        after = {code: note.get(code, before[code]).strip() for code in languages.CODES}
        if after == before:
            return seal
        for code, text in after.items():
            setattr(seal, f"note_{code}", text)
        seal.full_clean(exclude=["document", "by"])
        seal.save(update_fields=[f"note_{code}" for code in languages.CODES])
        said = [f"{languages.own_name_of(code)}: {text or '–'}" for code, text in before.items() if text != after[code]]
        Decision.objects.create(
            document_id=seal.document_id, act=Decision.Act.MEND, seal=seal, comment="\n".join(said), by=by
        )
        Stamp.objects.replace()
    return seal


def check_translation(translation: Edition, *, by: User) -> Check:
    """Say that a translation was read against the original as it is now shown and is still right."""
    require(by, PUBLISH)
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=translation.document_id)
        original = Edition.objects.public().get(
            document=translation.document_id, language=translation.matter["original_language"]
        )
        check, _made = Check.objects.get_or_create(translation=translation, original=original, defaults={"by": by})
        Decision.objects.create(document_id=translation.document_id, act=Decision.Act.CHECK, seal=original.seal, by=by)
        standing.rewrite(translation.document_id)
        Stamp.objects.replace()
    return check


def out_of_date(translation: Edition) -> Seal | None:
    """The newest change of the original, a typing error apart, that this translation has not followed; else None."""
    if not translation.made_from_id:
        return None
    checked = (
        translation.checks.order_by("-original__seal__number").values_list("original__seal__number", flat=True).first()
    )
    known = max(translation.made_from.seal.number, checked or 0)  # type: ignore[union-attr]
    return (
        Seal.objects.filter(
            document=translation.document_id,
            number__gt=known,
            editions__in=Edition.objects.seen().filter(
                document=translation.document_id, language=translation.matter["original_language"]
            ),
        )
        .exclude(change__in=[Seal.Change.TYPO, Seal.Change.TRANSLATION])
        .order_by("-number")
        .first()
    )
