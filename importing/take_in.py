"""Taking a feed in: each entry in a transaction of its own, so that a run which was stopped can be run again."""

import time
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import Byline, Post, Series
from pages.models import Page
from publishing import footnotes, history, html, kinds, workflow
from publishing import pictures as library
from publishing.desk import slugs
from publishing.models import Document, OldAddress, Seal, TopicDocument
from statements.models import Affiliation, Reference, Signature, Statement

from . import pictures
from .around import MAX_TOPIC, Around, find_series, make_series, series_slug
from .models import ImportedEntry
from .pictures import Folder
from .reading import entries
from .reading.blocks import Figure, Serialiser, line_html, words_of
from .reading.blogger import Entry, Feed
from .reading.cleaning import CleaningError
from .reading.doubts import Doubt
from .reading.entries import Item, Text
from .reading.names import name_key
from .reading.words import shortened
from .summary import KINDS, LeftOut, Summary, Taken

IMPORT = "importing.import_blog"
MODELS: dict[str, type[Document]] = {"post": Post, "page": Page, "statement": Statement}


@dataclass
class Wish:
    """What somebody wants of a feed: which entries (by id) are statements, the series' address, where pictures are.

    After `seconds`, if they are given, the run stops between two entries and says how many are left.
    """

    statements: Set[str] = frozenset()
    series: str = ""
    pictures: Folder | None = None
    dry_run: bool = False
    seconds: float = 0


def take_in(feed: Feed, wish: Wish, *, by: User, file: str = "") -> Summary:
    """Take in what is not here yet, and say what was done; in a dry run write nothing and say what would be done.

    What was taken in before is left as it is. Raises PermissionDenied before anything is written.
    """
    workflow.require(by, IMPORT)
    workflow.require(by, workflow.PUBLISH)
    return _Run(feed, wish, by, Summary(file, feed.title, wish.dry_run, comments=feed.comments)).all()


@dataclass
class _Run:
    feed: Feed
    wish: Wish
    by: User
    summary: Summary
    around: Around = field(default_factory=Around.looked_up)
    series: Series | None = None

    def all(self) -> Summary:
        self.own_addresses = {entry.path for entry in self.feed.entries if entry.path}
        self.series = find_series(self.feed, self.wish.series)
        met = set(self.around.authors)
        end = time.monotonic() + self.wish.seconds if self.wish.seconds else float("inf")
        for entry in self.feed.entries:
            if reason := _left_out(entry):
                self._leave_out(entry, reason)
            elif known := _known(entry):
                self.summary.taken.append(self._of_known(entry, known))
            elif time.monotonic() > end:
                self.summary.remaining += 1
            else:
                self._read(entry, met)
        return self.summary

    def _read(self, entry: Entry, met: set[str]) -> None:
        statement = entry.id in self.wish.statements
        try:
            item = entries.read(entry, statement=statement, known=met, own_addresses=self.own_addresses)
        except CleaningError:
            self._leave_out(entry, "out_of_proportion")
            return
        met |= {name_key(credit.name) for credit in item.credits}
        self._name_series(item)
        taken = _described(item)
        files = self._files(item, taken)
        if not self.wish.dry_run:
            taken = self._write(item, taken, files)
        self.summary.taken.append(taken)

    def _leave_out(self, entry: Entry, reason: str) -> None:
        self.summary.left_out.append(LeftOut(entry.id, entry.title, entry.path, reason))

    def _of_known(self, entry: Entry, document: Document) -> Taken:
        taken = Taken(entry.id, document.kind, str(document), entry.path, "known")
        if entry.id in self.wish.statements and document.kind != "statement":
            taken.doubts.append(Doubt("known_otherwise", str(KINDS[document.kind])))
        return taken

    def _name_series(self, item: Item) -> None:
        if item.kind != "post" or self.summary.series:
            return
        self.summary.series_is_new = self.series is None
        if self.series:
            self.summary.series = self.series.slug or self.wish.series
            self.summary.series_title = str(self.series)
        else:
            self.summary.series = self.wish.series or series_slug(self.feed)
            self.summary.series_title = self.feed.title or self.summary.series

    # ── pictures ──

    def _files(self, item: Item, taken: Taken) -> dict[Figure, Path]:
        """The files of the pictures that were found; the others are named."""
        found: dict[Figure, Path] = {}
        for figure in dict.fromkeys(item.figures):
            file = self.wish.pictures.find(figure) if self.wish.pictures else None
            if file:
                found[figure] = file
            else:
                taken.doubts.append(Doubt("picture_missing", pictures.address_of(figure)))
        taken.pictures = len(found)
        return found

    def _store(self, item: Item, taken: Taken, files: Mapping[Figure, Path]) -> dict[Figure, str]:
        """Our own copies, made before the text's transaction: encoding takes long, and others want to write."""
        addresses: dict[Figure, str] = {}
        for figure, file in files.items():
            try:
                addresses[figure] = library.url(pictures.take_in(file, figure, item.original.language))
            except ValidationError as error:
                taken.doubts.append(Doubt("picture_refused", f"{file.name}: {' '.join(error.messages)}"))
        taken.pictures = len(addresses)
        return addresses

    # ── the text ──

    def _write(self, item: Item, taken: Taken, files: Mapping[Figure, Path]) -> Taken:
        addresses = self._store(item, taken, files)
        try:
            with transaction.atomic():
                document = self._document(item, addresses)
                self._hang(item, document)
                self._remember(item.entry, document)
                if item.entry.status == "live":
                    self._publish(item, document, taken)
        except IntegrityError:
            # Somebody else takes in the same feed at this moment and was faster with this entry.
            self.around = Around.looked_up()
            if known := _known(item.entry):
                return self._of_known(item.entry, known)
            raise
        return taken

    def _document(self, item: Item, addresses: Mapping[Figure, str]) -> Document:
        document = MODELS[item.kind](original_language=item.original.language, created_by=self.by)
        serialiser = Serialiser(addresses)
        for text in item.texts:
            code = text.language
            taken = slugs.taken_by_another(document, code)
            setattr(document, f"title_{code}", text.title)
            setattr(document, f"body_{code}", footnotes.normalise(html.sanitize(serialiser.html(text.blocks))))
            setattr(document, f"slug_{code}", _slug(item, text, taken))
        if isinstance(document, Post):
            document.series = self._series()
        document.save()
        return document

    def _series(self) -> Series:
        self.series = self.series or make_series(self.feed, self.wish.series)
        return self.series

    def _hang(self, item: Item, document: Document) -> None:
        """Give the document its topics, and a post its authors or a statement its links and signatories."""
        for topic in dict.fromkeys(self.around.topic(label) for label in item.entry.labels):
            TopicDocument.objects.create(tag=topic, content_object=document)
        rows: list[Any] = []
        if isinstance(document, Post):
            rows = self._bylines(item, document)
        elif isinstance(document, Statement):
            rows = self._references(item, document)
            self._signatures(item, document)
        rows += document.topic_documents.all()
        history.record(document, rows, by=self.by, comment=_("Taken in from Blogger."))

    def _bylines(self, item: Item, post: Post) -> list[Byline]:
        return [
            Byline.objects.create(
                post=post,
                author=self.around.author(credit.name),
                position=position,
                **{f"note_{code}": html.sanitize(line_html(line), inline=True) for code, line in credit.notes.items()},
            )
            for position, credit in enumerate(item.credits)
        ]

    def _references(self, item: Item, statement: Statement) -> list[Reference]:
        return [
            Reference.objects.create(
                statement=statement,
                list=link.list,
                position=position,
                url=link.url,
                **{f"title_{code}": title for code, title in link.titles.items()},
            )
            for position, link in enumerate(item.links)
        ]

    def _signatures(self, item: Item, statement: Statement) -> None:
        for position, signer in enumerate(item.signers):
            signature = Signature.objects.create(
                statement=statement,
                signatory=self.around.signatory(signer.name),
                language_read=item.original.language,
                position=position,
                authority=_("Stands under the statement on the blog from which it was taken in."),
                via=Signature.Via.IMPORT,
            )
            for place, roles in enumerate(signer.roles):
                Affiliation.objects.create(signature=signature, position=place, **_role(roles))

    def _remember(self, entry: Entry, document: Document) -> None:
        ImportedEntry.objects.create(entry_id=entry.id, document_id=document.pk)
        if entry.path:
            OldAddress.objects.create(path=entry.path, document_id=document.pk)

    def _publish(self, item: Item, document: Document, taken: Taken) -> None:
        try:
            seal = workflow.publish(
                document,
                languages=[text.language for text in item.texts],
                change=Seal.Change.FIRST,
                dated=item.entry.published,
                by=self.by,
            )
        except ValidationError as error:
            taken.draft = True
            taken.doubts.append(Doubt("not_published", " ".join(error.messages)))
            return
        taken.addresses = [kinds.url_of(edition) for edition in seal.editions.order_by("pk")]


def _left_out(entry: Entry) -> str:
    """Why an entry stays out, "" for one that is taken in."""
    if entry.status in ("scheduled", "trashed"):
        return entry.status
    later = entry.status == "live" and entry.published is not None and entry.published > timezone.now()
    return "scheduled" if later else ""


def _known(entry: Entry) -> Document | None:
    """The document that this entry became in an earlier run, by its id or its old address."""
    imported = ImportedEntry.objects.filter(entry_id=entry.id).select_related("document").first()
    if imported:
        return imported.document
    old = OldAddress.objects.filter(path=entry.path).select_related("document").first() if entry.path else None
    return old.document if old else None


def _described(item: Item) -> Taken:
    """An item as the summary has it, before anything is written."""
    translation = item.texts[1] if len(item.texts) > 1 else None
    labels = [shortened(label, MAX_TOPIC) for label in item.entry.labels]
    long = [Doubt("label_shortened", label) for label in item.entry.labels if len(label) > MAX_TOPIC]
    return Taken(
        entry_id=item.entry.id,
        kind=item.kind,
        title=item.original.title,
        old_address=item.entry.path,
        draft=item.entry.status != "live",
        dated=item.entry.published.isoformat() if item.entry.published else "",
        language=item.original.language,
        translation=translation.language if translation else "",
        translation_title=translation.title if translation else "",
        authors=[credit.name for credit in item.credits],
        signatories=item.signers,
        topics=labels,
        references=len(item.links),
        footnotes=item.footnotes,
        captions=item.captions,
        beginning=shortened(" ".join(words_of(block) for block in item.original.blocks[:3]).replace("\n", " "), 200),
        doubts=[*item.doubts, *long],
    )


def _slug(item: Item, text: Text, taken: Callable[[str], bool]) -> str | None:
    """A text's address, made from the last part of its old one, else from its title; a translation's from its title.

    None for a draft without a title. What is live gets one whatever it is called.
    """
    old = item.entry.path.rpartition("/")[2].removesuffix(".html") if text is item.original else ""
    otherwise = "text" if item.entry.status == "live" else ""
    return next(filter(None, (slugs.from_title(words, taken) for words in (old, text.title, otherwise))), None)


def _role(roles: Mapping[str, Any]) -> dict[str, str]:
    """An affiliation's columns. Names longer than a column are cut."""
    columns = {"country": next((role.country for role in roles.values() if role.country), "")}
    for code, role in roles.items():
        columns |= {
            f"role_{code}": shortened(role.role, 200),
            f"organisation_{code}": shortened(role.organisation, 200),
        }
    return columns
