"""One entry of a feed, read: its texts, its authors or signatories, and what was not understood."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import unquote, urlsplit

from publishing.languages import name_of

from . import bylines, closing, languages, notes, shaping
from .blocks import Block, Embed, Figure, Line, Run, map_lines, of_kind, words_of
from .blogger import Entry
from .bylines import Name
from .cleaning import clean
from .doubts import Doubt
from .names import name_key
from .references import List, Reference
from .signatures import Role, Signatory
from .words import letters, shortened

Kind = Literal["post", "page", "statement"]
MAX_TITLE = 300


@dataclass
class Text:
    """The entry in one language."""

    language: str
    title: str
    blocks: list[Block]


@dataclass
class Credit:
    """An author with the starred note about them, in every language that has one."""

    name: str
    notes: dict[str, Line] = field(default_factory=dict)


@dataclass
class Signer:
    """A signatory; each of their roles in every language that says it."""

    name: str
    roles: list[dict[str, Role]]

    def line(self, language: str) -> str:
        """The signatory as the closing line had it: "Name, role, organisation / role, organisation"."""
        said = (roles.get(language) or next(iter(roles.values())) for roles in self.roles)
        return f"{self.name}, {' / '.join(str(role) for role in said)}"


@dataclass
class Link:
    """A reference, with its title in every language that lists it."""

    list: List
    url: str
    titles: dict[str, str]


@dataclass
class Item:
    """An entry as it can be taken in. `texts` begins with the original; a second one is its translation."""

    entry: Entry
    kind: Kind
    texts: list[Text]
    credits: list[Credit] = field(default_factory=list)
    signers: list[Signer] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    footnotes: int = 0
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def original(self) -> Text:
        return self.texts[0]

    @property
    def figures(self) -> list[Figure]:
        return [figure for text in self.texts for figure in of_kind(text.blocks, Figure)]

    def doubt(self, code: str, details: Sequence[str] = ("",)) -> None:
        """Note one doubt for each detail, each once."""
        found = [Doubt(code, detail) for detail in details]
        self.doubts += [doubt for doubt in dict.fromkeys(found) if doubt not in self.doubts]


def read(
    entry: Entry, *, statement: bool = False, known: Collection[str] = (), own_addresses: Collection[str] = ()
) -> Item:
    """Read an entry as what it is to become.

    `known` are the keys of names of authors met before, `own_addresses` the old paths of the feed's entries: links to
    them become links within the site. Raises CleaningError for a body out of all proportion.
    """
    blocks = _relinked(shaping.shape(clean(entry.html)), own_addresses)
    kind: Kind = "statement" if statement else "page" if entry.kind == "page" else "post"
    item = Item(entry, kind, [])
    item.texts = _texts(item, blocks)
    for text in item.texts:
        _place_notes(item, text)
    if kind == "post":
        _take_bylines(item, known)
    elif kind == "statement":
        _take_closing(item)
    for text in item.texts:
        text.blocks = shaping.tidy_rules(text.blocks)
    _finish(item)
    return item


def _relinked(blocks: list[Block], own_addresses: Collection[str]) -> list[Block]:
    """Links to other entries of the same blog, wherever it stood, as paths that this site answers."""

    def change(line: Line) -> Line:
        return tuple(
            replace(run, href=path) if isinstance(run, Run) and (path := _path(run.href)) in own_addresses else run
            for run in line
        )

    return map_lines(blocks, change) if own_addresses else blocks


def _path(href: str) -> str:
    if not href or "#" in href:
        return ""
    try:
        return unquote(urlsplit(href).path)
    except ValueError:
        return ""


def _texts(item: Item, blocks: list[Block]) -> list[Text]:
    """The entry's text, or original and translation where a heading clearly parts them."""
    title = _title(item, blocks)
    guess = languages.guess("\n".join([title, *(words_of(block) for block in blocks)]))
    if guess.foreign:
        item.doubt("language_foreign", [f"{guess.foreign} → {name_of(guess.language)}"])
    elif parts := languages.divide(blocks):
        original, translation = parts
        heading = translation.heading.text if translation.heading else title
        return [
            Text(original.language, title, shaping.level_headings(list(original.blocks))),
            Text(translation.language, shortened(heading, MAX_TITLE), shaping.level_headings(list(translation.blocks))),
        ]
    elif languages.is_mixed(blocks):
        item.doubt("boundary_unclear")
    if not guess.sure and not guess.foreign and (blocks or title):
        item.doubt("language_unsure", [name_of(guess.language)])
    return [Text(guess.language, title, blocks)]


def _title(item: Item, blocks: list[Block]) -> str:
    title = item.entry.title
    if not title and item.entry.status == "live":
        title = shortened(next(filter(letters, (words_of(block) for block in blocks)), "").partition("\n")[0], 80)
        item.doubt("title_made")
    if len(title) > MAX_TITLE:
        item.doubt("title_shortened")
    return shortened(title, MAX_TITLE)


def _place_notes(item: Item, text: Text) -> None:
    noted = notes.attach(text.blocks, seed=item.entry.id)
    text.blocks = noted.blocks
    item.footnotes = max(item.footnotes, noted.count)
    item.doubt("note_unmatched", noted.unmatched)
    item.doubt("note_uncited", noted.uncited)


def _take_bylines(item: Item, known: Collection[str]) -> None:
    for text in item.texts:
        lead = bylines.take(text.blocks, known)
        text.blocks, names, lost = bylines.take_starred(lead.blocks, lead.names)
        _credit(item, text, names)
        item.captions += [*lead.kept, *lead.placed, *lead.repeated]
        item.doubt("caption", lead.kept)
        item.doubt("caption_gone", lead.repeated)
        item.doubt("caption_placed", lead.placed)
        item.doubt("star_without_note", lost)
        item.doubt("byline_unclear", [lead.unclear] if lead.unclear else [])
        item.doubt("byline_aside", [name.aside for name in names if name.aside])
        item.doubt("author_guessed", [", ".join(name.name for name in names)] if lead.guessed else [])


def _credit(item: Item, text: Text, names: Sequence[Name]) -> None:
    """Add the authors of one text; a translation's are matched with the original's, whose spelling stays."""
    own = {name_key(credit.name): credit for credit in item.credits}
    original_has_some = bool(own)
    for name in names:
        credit = own.get(name_key(name.name))
        if credit is None:
            credit = own[name_key(name.name)] = Credit(name.name)
            item.credits.append(credit)
            if original_has_some:
                item.doubt("translation_authors", [name.name])
        note = name.note or ((Run(name.aside),) if name.aside else ())
        if note:
            credit.notes.setdefault(text.language, note)


def _take_closing(item: Item) -> None:
    for text in item.texts:
        found = closing.take(text.blocks)
        text.blocks = found.blocks
        _sign(item, text.language, found.signatories)
        _link(item, text.language, found.references)
        item.doubt("signatory_unclear", found.odd)
        item.doubt("references_empty", found.empty)
        item.doubt("reference_without_link", found.linkless)
    if not item.signers:
        item.doubt("signatories_missing")


def _sign(item: Item, language: str, found: Sequence[Signatory]) -> None:
    """Add signatories; a translation's are matched by name, and their roles if they are as many."""
    own = {name_key(signer.name): signer for signer in item.signers}
    for signatory in found:
        signer = own.get(name_key(signatory.name))
        if signer is None:
            item.signers.append(Signer(signatory.name, [{language: role} for role in signatory.roles]))
        elif len(signer.roles) == len(signatory.roles):
            for roles, role in zip(signer.roles, signatory.roles, strict=True):
                roles[language] = role


def _link(item: Item, language: str, found: Sequence[Reference]) -> None:
    own = {link.url: link for link in item.links}
    for reference in found:
        if link := own.get(reference.url):
            link.titles.setdefault(language, reference.title)
        else:
            own[reference.url] = Link(reference.list, reference.url, {language: reference.title})
            item.links.append(own[reference.url])


def _finish(item: Item) -> None:
    if item.entry.date_is_guessed and item.entry.status == "live":
        item.doubt("date_from_address" if item.entry.published else "date_missing")
    item.doubt("embed", [embed.address for text in item.texts for embed in of_kind(text.blocks, Embed)])
