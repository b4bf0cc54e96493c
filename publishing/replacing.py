"""A picture replaced by another: in every working copy and around the texts, and with the next edition of each text.

The next edition is made from the one that is shown and differs from it in the picture alone: a working copy that is
half rewritten is not published by the way. Earlier editions keep the file that they were sealed with.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from . import digests, footnotes, html, kinds, languages, pictures, rendering, usage, workflow
from .composing import TEXTS, digests_of_pictures
from .models import Document, Edition, Picture, Seal, Stamp

OUTDATED = "outdated"
CHANGE_PICTURE = "publishing.change_picture"
EDIT_ORIGINAL = "publishing.edit_original"
# Of a picture: the same in better quality, a better one, a wrong one.
CHANGES = (Seal.Change.TYPO, Seal.Change.CLARIFICATION, Seal.Change.CORRECTION)


@dataclass
class Next:
    """A text that uses the picture: the editions shown that will be followed by new ones, the languages in which the
    working copy changes, what stands in the way, and the words that stay because they were written in the text."""

    document: Any
    editions: list[Edition]
    copies: list[str]
    obstacles: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """What replacing a picture comes to: in texts, and `around` them, some of it `forbidden` to the person. `seen` is a
    word that is the same as long as this is."""

    texts: list[Next]
    around: list[Any]
    forbidden: list[Any]

    @property
    def published(self) -> list[Next]:
        return [text for text in self.texts if text.editions]

    @property
    def drafts(self) -> list[Next]:
        return [text for text in self.texts if not text.editions]

    @property
    def stands_in_the_way(self) -> bool:
        """Whether something does, so that nothing can be done."""
        return bool(self.forbidden) or any(text.obstacles for text in self.texts)

    @property
    def languages(self) -> list[str]:
        """Those in which readers get a new edition."""
        codes = {edition.language for text in self.texts for edition in text.editions}
        return [code for code in languages.CODES if code in codes]

    @property
    def seen(self) -> str:
        parts = [
            (text.document.pk, text.document.revision, sorted(edition.pk for edition in text.editions))
            for text in self.texts
        ]
        around = [(row._meta.label, row.pk) for row in self.around]
        return hashlib.sha256(repr((sorted(parts), sorted(around))).encode()).hexdigest()[:24]


@dataclass
class Done:
    """What was done: the seals made, the texts and other rows that now use the new picture."""

    seals: list[Seal]
    documents: list[Any]


def plan(picture: Picture, by: User) -> Plan:
    """What replacing a picture would do, for the person who is to do it. As many queries for one text as for many."""
    now = timezone.now()
    used = {text.document.pk: text for text in usage.texts(picture)}
    documents = _whole(used)
    scheduled = usage.with_scheduled(used)
    own = set(kinds.own(by).filter(pk__in=used).values_list("pk", flat=True))
    shown = {pk: _shown(text, now) for pk, text in used.items()}
    keys = [edition.pk for editions in shown.values() for edition in editions]
    sources = dict(Edition.objects.filter(pk__in=keys).values_list("pk", "source"))
    found = []
    for pk, text in used.items():
        copies = [side.language for side in text.sides if side.in_working_copy]
        if shown[pk] or copies or any(side.coming(now) for side in text.sides):
            next_ = Next(documents[pk], shown[pk], copies, _obstacles(documents[pk], pk in scheduled, pk in own, by))
            next_.words = _own_words(next_, sources, picture)
            found.append(next_)
    around = usage.around(picture)
    return Plan(found, around, [row for row in around if not may_change(row, by)])


def _whole(pks: Collection[int]) -> dict[int, Any]:
    """Texts as their own kinds, by key."""
    return {pk: row for kind in kinds.every() for pk, row in kind.model._default_manager.in_bulk(list(pks)).items()}


def _shown(text: usage.Text, now: datetime) -> list[Edition]:
    """The editions that readers have, the original first."""
    return sorted((edition for side in text.sides for edition in side.shown(now)), key=lambda each: each.is_translation)


def _obstacles(document: Any, scheduled: bool, own: bool, by: User) -> list[str]:
    found = [_("This is your own text: somebody else decides on it.")] if own else []
    if not may_change(document, by):
        found.append(_("You may not change this text: ask somebody who may."))
    if scheduled:
        found.append(_("An edition is scheduled, and a new one would take its place. Stop it first, or wait."))
    return found


def may_change(row: Any, by: User) -> bool:
    """Whether somebody may change a text, or what stands around one, all of it."""
    options = row._meta
    allowed = by.has_perm(f"{options.app_label}.{get_permission_codename('change', options)}")
    return allowed and (not isinstance(row, Document) or by.has_perm(EDIT_ORIGINAL))


def replace(old: Picture, *, new: Picture, change: str, note: Mapping[str, str], seen: str, by: User) -> Done:
    """Put `new` in the place of `old` everywhere, as `plan` showed it when it said `seen`, in one transaction.

    Raises PermissionDenied; ValidationError where the plan is another by now (OUTDATED), something stands in the way,
    or a note is missing that the class of change needs.
    """
    workflow.require(by, workflow.PUBLISH)
    workflow.require(by, CHANGE_PICTURE)
    with transaction.atomic():
        # Texts before pictures, as publishing does it: two who wait for each other would both be turned away.
        used = sorted(text.document.pk for text in usage.texts(old))
        list(Document.objects.select_for_update().filter(pk__in=used).order_by("pk"))
        old = Picture.objects.select_for_update(no_key=True).get(pk=old.pk)
        what = plan(old, by)
        _look(old, new, what, change, seen)
        seals = [_republish(text, old, new, change, note, by) for text in what.published]
        for text in what.texts:
            _rewrite(text.document, old, new)
        for relation in usage.relations():
            rows = relation.related_model._default_manager.filter(**{relation.field.name: old})
            rows.update(**{relation.field.name: new})
        Picture.objects.filter(pk=old.pk).update(replaced_by=new)
        Stamp.objects.replace()
    return Done(seals, [text.document for text in what.texts if text.copies])


def _look(old: Picture, new: Picture, what: Plan, change: str, seen: str) -> None:
    if old.replaced_by_id or new.replaced_by_id or old.pk == new.pk:
        raise ValidationError(_("This picture was replaced already."))
    if not new.is_described:
        raise ValidationError(_("Describe the new picture first, or mark it as decorative."))
    if what.seen != seen:
        sentence = _("Not done: one of the texts was saved or published in the meantime. Look at the list again.")
        raise ValidationError(sentence, code=OUTDATED)
    if what.published and change not in CHANGES:
        raise ValidationError(_("Say what kind of change it is."))
    if what.stands_in_the_way:
        raise ValidationError(_("Not done: something stands in the way of one of the texts."))


def _republish(text: Next, old: Picture, new: Picture, change: str, note: Mapping[str, str], by: User) -> Seal:
    codes = [edition.language for edition in text.editions]
    own = {code: note.get(code, "") for code in codes} if change in Seal.NOTED else {}
    shown = Edition.objects.in_bulk([edition.pk for edition in text.editions])
    editions = [with_picture(shown[edition.pk], old, new) for edition in text.editions]
    return workflow.succeed(text.document, editions=editions, change=change, note=own, by=by)


def with_picture(edition: Edition, old: Picture, new: Picture) -> Edition:
    """The edition that would follow this one with another picture in the place of one, unsaved."""
    source = footnotes.normalise(html.sanitize(swapped(edition.source, old, new, edition.language)))
    cover = edition.matter.get("cover")
    if cover and cover["id"] == old.pk:
        cover = pictures.frozen(new, edition.language)
    matter = {**edition.matter, "cover": cover, "pictures": digests_of_pictures(source)}
    texts = {name: getattr(edition, name) for name in TEXTS}
    rendered = rendering.render(source, edition.language)
    return Edition(
        document_id=edition.document_id,
        kind=edition.kind,
        language=edition.language,
        source=source,
        matter=matter,
        digest=digests.of_edition(edition.language, {**texts, "source": source}, matter),
        html=rendered.html,
        text=rendered.text,
        contents=rendered.contents,
        words=rendered.words,
        dated=edition.dated,
        **texts,
    )


def _rewrite(document: Any, old: Picture, new: Picture) -> None:
    """The working copy; a form that is open must not bring the old picture back."""
    for code in languages.CODES:
        body = languages.in_language(document, "body", code)
        setattr(document, f"body_{code}", swapped(body, old, new, code))
    if document.cover_id == old.pk:
        document.cover = new
    document.revision += 1
    document.save()


def swapped(source: str, old: Picture, new: Picture, language: str) -> str:
    """A body with another picture. Words that came from the library change along; those written in the text stay."""
    if old.token not in pictures.tokens(source):
        return source
    root = footnotes.parse(source)
    for image in _images(root, old):
        image.set("src", pictures.url(new))
        if image.get("alt", "") == _alt(old, language):
            image.set("alt", _alt(new, language))
        _swap_caption(image, pictures.line(old, language), pictures.line(new, language))
    return footnotes.serialise(root)


def _images(root: HtmlElement, picture: Picture) -> list[HtmlElement]:
    return [image for image in root.xpath(".//img[@src]") if f"/{picture.folder}/" in image.get("src")]


def _alt(picture: Picture, language: str) -> str:
    return "" if picture.decorative else languages.in_language(picture, "alt", language)


def _caption(image: HtmlElement) -> HtmlElement | None:
    return next(iter(image.xpath("ancestor::figure[1]/figcaption")), None)


def _swap_caption(image: HtmlElement, before: str, after: str) -> None:
    caption = _caption(image)
    if _said(caption) != before or before == after:
        return
    if caption is None:
        caption = image.makeelement("figcaption")
        image.getparent().append(caption)
    if not after:
        caption.drop_tree()
        return
    for child in list(caption):
        child.drop_tag()
    caption.text = after


def _said(caption: HtmlElement | None) -> str:
    return "" if caption is None else " ".join(caption.text_content().split())


def _own_words(text: Next, sources: Mapping[int, str], picture: Picture) -> list[str]:
    """Descriptions and captions that were written in a text and not taken over from the library."""
    bodies = [(languages.in_language(text.document, "body", code), code) for code in text.copies]
    bodies += [(sources[edition.pk], edition.language) for edition in text.editions]
    return list(dict.fromkeys(word for source, code in bodies for word in _own_words_in(source, picture, code)))


def _own_words_in(source: str, picture: Picture, language: str) -> Iterator[str]:
    if picture.token not in pictures.tokens(source):
        return
    for image in _images(footnotes.parse(source), picture):
        if (alt := image.get("alt", "")) and alt != _alt(picture, language):
            yield alt
        if (said := _said(_caption(image))) and said != pictures.line(picture, language):
            yield said
