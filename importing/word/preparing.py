"""A small package of what mammoth may see: the text, its notes, styles and lists. No pictures, nothing from outside."""

import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree

from ..reading.cleaning import MAX_CHARACTERS
from .changes import settle
from .citations import cite_again, without_text
from .leaving import leave_out, prune
from .package import Package, is_document
from .parts import R, RefusedError, W, found, parse, words
from .styles import Styles

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NOTES = ("footnotes", "endnotes")
# What mammoth reads in some five seconds: a text of 50,000 words stays below.
MAX_ELEMENTS = 45_000
MAX_CITATIONS = 2_000


@dataclass
class Prepared:
    """What mammoth is given, and what was found on the way.

    `pictures` are names of parts, "" for one that is elsewhere; a picture's file in the package holds its place here.
    """

    file: io.BytesIO = field(default_factory=io.BytesIO)
    pictures: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    styles: set[str] = field(default_factory=set)


def prepare(package: Package) -> Prepared:
    """The package for mammoth. Raises RefusedError."""
    names = {"document": package.document, **_beside(package)}
    trees = {kind: parse(package.read(name)) for kind, name in names.items() if kind != "comments"}
    if not is_document(trees["document"]) or not found(trees["document"], "./w:body"):
        raise RefusedError(_("it holds no text that Word wrote: a table or slides, perhaps."))
    styles = Styles.of(trees.get("styles"))
    made = Prepared(styles=styles.unknown)
    if "comments" in names:
        made.counts["comments"] = len(found(parse(package.read(names["comments"])), "./w:comment"))
    made.counts["margins"] = int(_has_margins(package))
    cite_again(trees["document"])
    _check_length(trees)
    bodies = {kind: trees[kind] for kind in ("document", *_NOTES) if kind in trees}
    elements = 0
    for root in bodies.values():
        made.counts["changes"] += settle(root)
        leave_out(root, styles, made.counts)
        styles.apply(root)
        elements += prune(root)
    if elements > MAX_ELEMENTS:
        raise RefusedError(_("it is too long: divide it, or paste it part by part."))
    made.counts["lost_notes"] = without_text(trees["document"], _notes(trees))
    _write(made, package, trees, {kind: names[kind] for kind in bodies})
    return made


def _check_length(trees: dict[str, etree._Element]) -> None:
    citations = found(trees["document"], ".//w:footnoteReference | .//w:endnoteReference")
    letters = sum(len(words(trees[kind])) for kind in ("document", *_NOTES) if kind in trees)
    if len(citations) > MAX_CITATIONS or letters > MAX_CHARACTERS:
        raise RefusedError(_("it is too long: divide it, or paste it part by part."))


def _beside(package: Package) -> dict[str, str]:
    """The parts beside the text that are read, by kind."""
    kinds = {*_NOTES, "styles", "numbering", "comments"}
    every = package.relations(package.document).values()
    return {each.kind: each.target for each in every if each.kind in kinds and each.target in package.members}


def _has_margins(package: Package) -> bool:
    """Whether a page has a header or footer that says more than a number."""
    every = package.relations(package.document).values()
    parts = [each.target for each in every if each.kind in {"header", "footer"} and each.target in package.members]
    return any(any(sign.isalpha() for sign in words(parse(package.read(name)))) for name in set(parts[:12]))


def _notes(trees: dict[str, etree._Element]) -> set[tuple[str, str]]:
    return {
        (kind[:-1], note.get(f"{W}id", ""))
        for kind in _NOTES
        if kind in trees
        for note in found(trees[kind], "./w:footnote | ./w:endnote")
        if note.get(f"{W}type", "normal") == "normal"
    }


def _write(made: Prepared, package: Package, trees: dict[str, etree._Element], bodies: dict[str, str]) -> None:
    with zipfile.ZipFile(made.file, "w") as archive:
        for kind, name in bodies.items():
            archive.writestr(f"word/_rels/{kind}.xml.rels", _relations(made, package, trees[kind], name))
        for kind, tree in trees.items():
            archive.writestr(f"word/{kind}.xml", etree.tostring(tree))
        for place in range(len(made.pictures)):
            archive.writestr(f"word/media/{place}.png", str(place))
    made.file.seek(0)


def _relations(made: Prepared, package: Package, root: etree._Element, name: str) -> bytes:
    """The relationships of a part: its links and pictures, and no attribute left that refers to anything else."""
    relations = package.relations(name)
    written = etree.Element("Relationships", nsmap={None: _RELATIONS})
    used: set[str] = set()
    for element in root.iter(etree.Element):
        if (linked := element.attrib.pop(f"{R}link", "")) and not element.get(f"{R}embed"):
            element.set(f"{R}embed", linked)
        for attribute in (f"{R}id", f"{R}embed"):
            relation = relations.get(element.get(attribute, ""))
            if relation is None or relation.kind not in {"hyperlink", "image"}:
                element.attrib.pop(attribute, None)
            else:
                used.add(element.get(attribute))
    for key in sorted(used):
        relation = relations[key]
        target = relation.target
        if relation.kind == "image":
            target = f"media/{len(made.pictures)}.png"
            made.pictures.append("" if relation.outside else relation.target)
        etree.SubElement(written, f"{{{_RELATIONS}}}Relationship", Id=key, Type=relation.kind, Target=target)
    return etree.tostring(written)
