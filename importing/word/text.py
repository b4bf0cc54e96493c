"""A Word file to the house's HTML: mammoth's HTML becomes blocks, as an imported text does, and those the dialect."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import IO, Any

import mammoth
from django.utils.translation import gettext as _
from lxml import html as lxml_html
from mammoth import html as mammoth_html

from publishing import html

from ..reading import cleaning, languages, lines
from ..reading.blocks import (
    Block,
    Cite,
    Figure,
    Line,
    Paragraph,
    Run,
    Serialiser,
    map_lines,
    of_kind,
    words_of,
)
from ..reading.notes import key_for
from ..reading.words import tidy
from .arranging import captioned, levelled
from .package import Package, WordError
from .parts import RefusedError, found
from .pictures import Gatherer, WordPicture
from .preparing import Prepared, prepare
from .remarks import counted, named
from .styles import MAP, TITLE

_NOTE = re.compile(r"#((?:foot|end)note-[^\s]+)")
_OUTSIDE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_ELEMENT = re.compile(r"An unrecognised element was ignored: (\S+)")
# Marks around text and parts of drawings, which hold no words.
_SILENT = re.compile(
    r"w:(?:customXml|moveFrom|moveTo).*|w:(?:fldData|ptab|tblPrEx|.*[sS]eparator)|(?:v|o|wp|a):.*|\{.*"
)


@dataclass
class WordText:
    """What a Word file holds. `html` is in the house's dialect; each of `pictures` stands in it by its address.

    `language` is a guess; `remarks` are sentences on what was left out, guessed or made plain.
    """

    title: str
    language: str
    html: str
    pictures: list[WordPicture] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read(file: IO[bytes], name: str) -> WordText:
    """The text in a Word file. Nothing is written and nothing fetched. Raises WordError, one line with the name."""
    try:
        return _read(file)
    except RefusedError as error:
        raise WordError(name, str(error)) from error
    except cleaning.CleaningError as error:
        raise WordError(name, _("it is too long: divide it, or paste it part by part.")) from error
    except Exception as error:
        # A file that lies makes its readers raise whatever they stumble over, RecursionError too.
        raise WordError(name, _("it is damaged: it cannot be read as a Word file.")) from error


def _read(file: IO[bytes]) -> WordText:
    package = Package(file)
    prepared = prepare(package)
    gatherer = Gatherer(package, prepared.pictures)
    root, messages = _converted(prepared, gatherer)
    reading = _Reading(prepared.counts)
    title, blocks = reading.blocks(root)
    prepared.counts["undescribed"] = sum(not picture.alt for picture in gatherer.found.values())
    prepared.counts["signs"] = sum("w:sym" in message for message in messages)
    elements = {match[1] for message in messages if (match := _ELEMENT.match(message))}
    remarks = [
        *counted(prepared.counts),
        *named(prepared.styles, {each for each in elements if not _SILENT.fullmatch(each)}),
        *gatherer.remarks,
    ]
    shown = {figure: figure.addresses[-1] for figure in of_kind(blocks, Figure)}
    language = languages.guess("\n".join([title, *map(words_of, blocks)])).language
    return WordText(
        title, language, html.sanitize(Serialiser(shown).html(blocks)), list(gatherer.found.values()), remarks
    )


def _converted(prepared: Prepared, gatherer: Gatherer) -> tuple[Any, list[str]]:
    """Mammoth's HTML as a tree, and what it has to say."""

    def picture(image: Any) -> list[Any]:
        with image.open() as place:
            taken = gatherer.gather(int(place.read()), image.alt_text or "")
        if taken is None:
            return []
        return [mammoth_html.element("img", {"src": taken.address, "alt": taken.alt})]

    result = mammoth.convert_to_html(
        prepared.file,
        style_map=MAP,
        include_default_style_map=False,
        include_embedded_style_map=False,
        convert_image=picture,
    )
    root = lxml_html.fragment_fromstring(result.value, create_parent="div")
    return root, [message.message for message in result.messages]


@dataclass
class _Reading:
    """Takes mammoth's HTML apart: title, notes, and the blocks with each note where it is first cited."""

    counts: Counter[str]
    notes: dict[str, Line] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)

    def blocks(self, root: Any) -> tuple[str, list[Block]]:
        """The title, "" if there is none, and the text below it."""
        for box in found(root, ".//input"):
            box.tail = ("☑" if box.get("checked") else "☐") + (box.tail or "")
            box.drop_tree()
        for target in found(root, ".//a[not(@href)]"):
            target.drop_tag()
        self._take_notes(root)
        title = self._take_title(root)
        blocks = map_lines(cleaning.clean(_inner(root)), self._cited)
        if not title:
            title, blocks = self._first_heading(blocks)
        return title, levelled(captioned(blocks))

    def _take_notes(self, root: Any) -> None:
        for item in found(root, "./ol/li[starts-with(@id, 'footnote-') or starts-with(@id, 'endnote-')]"):
            for back in found(
                item, ".//a[starts-with(@href, '#footnote-ref-') or starts-with(@href, '#endnote-ref-')]"
            ):
                back.drop_tree()
            paragraphs = of_kind(cleaning.clean(_inner(item)), Paragraph)
            self.notes[item.get("id")] = lines.joined(self._unlinked(each.line) for each in paragraphs)
            item.drop_tree()

    def _take_title(self, root: Any) -> str:
        titles = found(root, f"./h1[@class='{TITLE}']")
        for title in titles:
            for cite in found(title, ".//sup[a[starts-with(@href, '#footnote-') or starts-with(@href, '#endnote-')]]"):
                self.counts["extra_notes"] += 1
                cite.drop_tree()
            title.drop_tree()
        return tidy(" ".join(title.text_content() for title in titles))

    def _first_heading(self, blocks: list[Block]) -> tuple[str, list[Block]]:
        """The first heading of the first level as title, out of the text if it is the only one and cites nothing."""
        tops = [block for block in blocks if isinstance(block, Paragraph) and block.tag == "h1"]
        if not tops:
            return "", blocks
        if len(tops) == 1 and not any(isinstance(run, Cite) for run in tops[0].line):
            return tops[0].text, [block for block in blocks if block is not tops[0]]
        self.counts["headings"] = 1
        return tops[0].text, blocks

    def _cited(self, line: Line) -> Line:
        """A line with citations in the place of mammoth's links to notes."""
        runs = [self._cite(match[1]) if (match := _NOTE.fullmatch(run.href)) else run for run in line]
        return self._unlinked(run for run in runs if run is not None)

    def _cite(self, note: str) -> Cite | None:
        if note not in self.notes:
            return None
        again = note in self.keys
        # The first note has the same key in the file of the translation.
        key = self.keys.setdefault(note, key_for("word", str(len(self.keys) + 1)))
        return Cite(key, None if again else self.notes[note])

    def _unlinked(self, line: Any) -> Line:
        """Only links that lead out of the file stay links."""
        kept = []
        last = ""
        for run in line:
            inside = isinstance(run, Run) and run.href and not _OUTSIDE.match(run.href)
            self.counts["links"] += bool(inside and run.href != last)
            last = run.href
            kept.append(replace(run, href="") if inside else run)
        return lines.trimmed(kept)


def _inner(element: Any) -> str:
    return "".join(lxml_html.tostring(child, encoding="unicode") for child in element)
