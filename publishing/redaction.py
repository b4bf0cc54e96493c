"""Redaction: something struck from every edition, working copy, history, index and cache, for somebody's safety.

The one exception to "a sealed edition is never changed". The digest stays, so that anybody can see that the text is
not the one that was sealed; readers see "[removed for safety]" and no difference. The record says that something was
struck and by whom, never what. `strike.py` finds and replaces; this module knows where to look.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import reversion
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from reversion.models import Revision, Version

from . import history, kinds, languages, pictures, rendering, search, shelves
from .models import Address, BrokenLink, Decision, Document, Edition, OldAddress, Picture, Seal, Stamp
from .press import caching
from .sharing.redacting import previewing, strike_previews
from .strike import Strike
from .workflow import require

REDACT = "publishing.redact_document"
TEXTS = ("title", "summary", "content_notice", "body")


def redact(
    document: Document,
    *,
    passages: Sequence[str] = (),
    pictures: Iterable[Picture] = (),
    authors: Iterable[int] = (),
    by: User,
) -> int:
    """Strike passages, pictures and bylines (ids of authors) from everything that was kept of a document.

    A picture goes from every document that shows it, and its files with it. A byline, a signature or an issuing
    organisation of a name that is struck goes as a whole. Returns the number of places struck.
    Raises PermissionDenied; ValidationError where a passage is too short to be meant, or nothing was found.
    """
    require(by, REDACT)
    places = 0
    strike = Strike(passages, list(pictures), list(authors))
    with transaction.atomic():
        for pk, of_document in _strikes(document, strike):
            _redact(kinds.specific(Document.objects.select_for_update().get(pk=pk)), of_document, by)
            places += of_document.places
        if not places:
            raise ValidationError(_("Nothing of this was found in the text, its editions or its history."))
        files = [picture.folder for picture in strike.pictures]
        for picture in strike.pictures:
            _let_go(picture)
        search.forget_traces()
        Stamp.objects.replace()
        transaction.on_commit(lambda: _leave_nothing_on_disk(strike.pictures, files))
    return places


def survey(
    document: Document,
    *,
    passages: Sequence[str] = (),
    pictures: Iterable[Picture] = (),
    authors: Iterable[int] = (),
) -> int:
    """How many places `redact` would strike, changing nothing. Raises ValidationError as it does for a passage."""
    places = 0
    strike = Strike(passages, list(pictures), list(authors))
    with transaction.atomic():
        for pk, of_document in _strikes(document, strike):
            _strike_everywhere(kinds.specific(Document.objects.get(pk=pk)), of_document)
            places += of_document.places
        transaction.set_rollback(True)
    return places


def _strikes(document: Document, strike: Strike) -> list[tuple[int, Strike]]:
    """What is struck from which document: everything from this one, the pictures alone from the others that show
    them. In the order of their keys, in which their rows are locked."""
    others = _showing(strike.pictures) - {document.pk}
    return sorted(
        [(document.pk, strike), *((pk, Strike([], strike.pictures, [])) for pk in others)], key=lambda pair: pair[0]
    )


def _showing(struck: Sequence[Picture]) -> set[int]:
    """The documents that show one of these pictures, or once did."""
    if not struck:
        return set()
    shown = models.Q(editions__pictures__in=struck) | models.Q(cover__in=struck) | models.Q(pk__in=previewing(struck))
    for picture in struck:
        for code in languages.CODES:
            shown |= models.Q(**{f"body_{code}__contains": picture.folder})
    return set(Document.objects.filter(shown).values_list("pk", flat=True))


def _let_go(picture: Picture) -> None:
    """Delete a picture from under whatever holds it: texts, editions, the photo of an author."""
    picture.editions.clear()
    for relation in Picture._meta.related_objects:
        if relation.one_to_many:
            name = relation.field.name
            relation.related_model._default_manager.filter(**{name: picture.pk}).update(**{name: None})
    _log_of([picture]).delete()  # it calls the picture by its name
    Picture.objects.filter(pk=picture.pk).delete()


def _log_of(shown: Iterable[Picture]) -> models.QuerySet[LogEntry]:
    """What the admin's own log says of pictures."""
    keys = [str(picture.pk) for picture in shown]
    return LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Picture), object_id__in=keys)


def _redact(document: Document, strike: Strike, by: User) -> None:
    _strike_everywhere(document, strike)
    search.forget_ended(document.pk)
    shelves.rewrite(document.pk)
    Decision.objects.create(
        document_id=document.pk,
        act=Decision.Act.REDACT,
        from_stage=document.stage,
        to_stage=document.stage,
        by=by,
    )


def named(document: Any) -> dict[int, str]:
    """The authors that a text names, or that one of its editions named, by their ids."""
    matters = list(Edition.objects.filter(document=document.pk).values_list("matter", flat=True))
    matters += [kinds.get(document.kind).freeze(document, code) for code in languages.CODES]
    return {
        credit["id"]: credit["name"] for matter in matters for credit in matter.get("credits", []) if credit.get("id")
    }


def _strike_everywhere(document: Any, strike: Strike) -> None:
    strike.authors += [pk for pk, name in named(document).items() if strike.finds(name)]
    for edition in Edition.objects.filter(document=document.pk):
        _strike_edition(edition, strike)
    _strike_working_copy(document, strike)
    strike_previews(document, strike)
    kinds.get(document.kind).strike(document, strike)
    for companion in kinds.companions():
        companion.strike(document, strike)
    _strike_topics(document, strike)
    strike_rows(document.translations.all(), ("translator",), strike)
    strike_rows(_pictures(document), ("name", "alt", "caption", "credit"), strike)
    strike_rows(Seal.objects.filter(document=document.pk), ("note",), strike)
    strike_decisions(document, strike)
    _strike_addresses(document, strike)
    # The next check finds them again; where a link of another text leads now may spell what was struck.
    elsewhere = (BrokenLink.Why.MOVED, BrokenLink.Why.LANGUAGE)
    BrokenLink.objects.filter(models.Q(document=document.pk) | models.Q(why__in=elsewhere)).delete()
    _strike_history(document, strike)


def _strike_edition(edition: Edition, strike: Strike) -> None:
    before = strike.places
    for name in ("title", "summary", "content_notice"):
        setattr(edition, name, strike.plain(getattr(edition, name), edition.language))
    edition.slug = strike.slug(edition.slug, edition.document_id)
    edition.source = strike.html(edition.source, edition.language)
    edition.matter = strike.matter(edition.matter, edition.language)
    if strike.places == before:
        return
    rendered = rendering.render(edition.source, edition.language)
    edition.html, edition.text = rendered.html, rendered.text
    edition.contents, edition.words = rendered.contents, rendered.words
    edition.redacted_at = timezone.now()
    edition.save()
    if edition.superseded_at is None or edition.superseded_at > timezone.now():
        Address.objects.get_or_create(
            kind=edition.kind, language=edition.language, slug=edition.slug, document_id=edition.document_id
        )
        search.index(edition)


def _strike_working_copy(document: Any, strike: Strike) -> None:
    before = strike.places
    for code in languages.CODES:
        for name in TEXTS:
            text = languages.in_language(document, name, code)
            struck = strike.html(text, code) if name == "body" else strike.plain(text, code)
            setattr(document, f"{name}_{code}", struck)
        setattr(document, f"slug_{code}", strike.slug(languages.in_language(document, "slug", code), document.pk))
    if document.cover in strike.pictures:
        document.cover = None
        strike.places += 1
    if strike.places != before:
        # A form that was open before must not bring the passage back.
        document.revision += 1
        document.save()


def _pictures(document: Any) -> models.QuerySet[Picture]:
    """The pictures whose words the next edition would take up again."""
    bodies = [languages.in_language(document, "body", code) for code in languages.CODES]
    tokens = {token for body in bodies for token in pictures.tokens(body)}
    return Picture.objects.filter(models.Q(token__in=tokens) | models.Q(pk=document.cover_id))


def _strike_topics(document: Any, strike: Strike) -> None:
    for row in document.topic_documents.select_related("tag"):
        if any(strike.finds(languages.in_language(row.tag, "name", code)) for code in languages.CODES):
            strike.places += 1
            row.delete()


def strike_rows(rows: models.QuerySet, names: Sequence[str], strike: Strike) -> None:
    """Strike columns of rows, in each language where the column is translated."""
    for row in rows:
        before = strike.places
        for name in names:
            for column, code in _columns(row, name):
                setattr(row, column, strike.plain(getattr(row, column) or "", code))
        if strike.places != before:
            row.save()


def strike_decisions(document: Document, strike: Strike) -> None:
    """Strike what was said with decisions; each says when, or the database would refuse it."""
    for decision in Decision.objects.filter(document=document.pk):
        before = strike.places
        decision.comment = strike.plain(decision.comment, languages.CODES[0])
        decision.quote = strike.plain(decision.quote, languages.CODES[0])
        if strike.places != before:
            decision.redacted_at = timezone.now()
            decision.save(update_fields=["comment", "quote", "redacted_at"])


def _columns(row: models.Model, name: str) -> list[tuple[str, str]]:
    translated = [(f"{name}_{code}", code) for code in languages.CODES if hasattr(row, f"{name}_{code}")]
    return translated or [(name, languages.CODES[0])]


def _strike_addresses(document: Document, strike: Strike) -> None:
    for address in Address.objects.filter(document=document.pk):
        if strike.in_slug(address.slug):
            strike.places += 1
            address.delete()
    for old in OldAddress.objects.filter(document=document.pk):
        if strike.in_slug(old.path):
            strike.places += 1
            old.delete()


def _strike_history(document: Document, strike: Strike) -> None:
    for model in reversion.get_registered_models():
        if not issubclass(model, Document):
            _forget_named(document, model, strike)
    for version in Version.objects.filter(revision__in=history.saves(document)):
        _strike_version(version, strike)
    strike_log(document, strike)


def strike_log(document: Document, strike: Strike) -> None:
    """Strike what the record of working copies and the admin's own log say of each save."""
    for save in history.saves(document):
        if (comment := _strike_message(save.comment, strike)) != save.comment:
            Revision.objects.filter(pk=save.pk).update(comment=comment)
    types = ContentType.objects.get_for_models(Document, type(document)).values()
    of_document = LogEntry.objects.filter(content_type__in=types, object_id=str(document.pk))
    for entry in of_document | _log_of(_pictures(document)):
        before = strike.places
        entry.object_repr = strike.plain(entry.object_repr, languages.CODES[0])
        entry.change_message = _strike_message(entry.change_message, strike)
        if strike.places != before:
            entry.save(update_fields=["object_repr", "change_message"])


def _strike_message(message: str, strike: Strike) -> str:
    """What a save changed, in words, or in the admin's JSON, where an accent is spelled as an escape."""
    try:
        said = json.loads(message)
    except ValueError:
        return strike.plain(message, languages.CODES[0])
    before = strike.places
    struck = strike.matter(said, languages.CODES[0])
    return json.dumps(struck) if strike.places != before else message


def forget_rows(document: Document, model: type[models.Model], is_struck: Callable[[dict[str, Any]], bool]) -> int:
    """Take every row whose fields are to be struck from the record of a document, those of the past too; how many."""
    versions = Version.objects.get_for_model(model).filter(revision__in=history.saves(document))
    gone = [each.pk for each in versions if is_struck(json.loads(each.serialized_data)[0]["fields"])]
    versions.filter(pk__in=gone).delete()
    return len(gone)


def _forget_named(document: Document, model: type[models.Model], strike: Strike) -> None:
    """Take the rows that name by a key what has one of the passages in its own name: a topic, an organisation."""
    rows = Version.objects.get_for_model(model).filter(revision__in=history.saves(document))
    kept = [json.loads(row.serialized_data)[0]["fields"] for row in rows]
    for key in history.keys(model):
        named = key.related_model._default_manager.in_bulk({row[key.name] for row in kept if row.get(key.name)})
        struck = {pk for pk, each in named.items() if any(strike.finds(name) for name in _names(each))}
        if struck:
            strike.places += forget_rows(document, model, partial(_names_one_of, key.name, struck))


def _names_one_of(key: str, ids: set[Any], row: dict[str, Any]) -> bool:
    return row.get(key) in ids


def _names(row: models.Model) -> list[str]:
    return [str(row), *(getattr(row, f"name_{code}", None) or "" for code in languages.CODES)]


def _strike_version(version: Version, strike: Strike) -> None:
    before = strike.places
    data = json.loads(version.serialized_data)
    for row in data:
        row["fields"] = {name: _strike_field(name, value, strike) for name, value in row["fields"].items()}
    version.object_repr = strike.plain(version.object_repr, languages.CODES[0])
    if strike.places != before:
        version.serialized_data = json.dumps(data)
        version.save(update_fields=["serialized_data", "object_repr"])


def _strike_field(name: str, value: Any, strike: Strike) -> Any:
    if not isinstance(value, str):
        return value
    code = name[-2:] if name[-2:] in languages.CODES else languages.CODES[0]
    if name.startswith("slug"):
        return "" if strike.in_slug(value) else value
    if name.endswith("url") and strike.in_link(value):
        strike.places += 1
        return ""
    return strike.html(value, code) if "<" in value else strike.plain(value, code)


def _leave_nothing_on_disk(struck: Sequence[Picture], folders: Sequence[str]) -> None:
    """Files go once the rows are gone for certain; SQLite's write-ahead log would keep the old pages for a while, and
    the page cache what was made of them."""
    for picture in struck:
        pictures.remove_files(picture)
    caching.forget()
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
