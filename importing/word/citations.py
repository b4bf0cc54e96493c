"""Notes cited again: Word's cross-references to a note's number (the field NOTEREF), made citations of that note."""

import re
from collections.abc import Iterator

from lxml import etree

from .parts import W, found, remove, tag, unwrap

_NOTEREF = re.compile(r"\s*NOTEREF\s+\"?([^\s\"\\]+)")
_REFERENCES = ("footnoteReference", "endnoteReference")


def cite_again(root: etree._Element) -> None:
    """Put a reference to the note in the place of every field that repeats its number."""
    notes = _bookmarked(root)
    for field, instruction in [*_simple(root), *_complex(root)]:
        match = _NOTEREF.match(instruction)
        if match and match[1] in notes:
            run = etree.Element(tag("w:r"))
            etree.SubElement(run, notes[match[1]].tag).set(f"{W}id", notes[match[1]].get(f"{W}id", ""))
            unwrap(field[0], [run])
            for rest in field[1:]:
                remove(rest)


def without_text(root: etree._Element, notes: set[tuple[str, str]]) -> int:
    """Remove references to notes that are not there, and the signs that authors set in place of numbers."""
    count = 0
    for reference in found(root, ".//w:footnoteReference | .//w:endnoteReference"):
        kind = "footnote" if reference.tag.endswith("footnoteReference") else "endnote"
        if reference.get(f"{W}customMarkFollows"):
            for sign in found(reference, "following-sibling::w:t | following-sibling::w:sym"):
                remove(sign)
        if (kind, reference.get(f"{W}id", "")) not in notes:
            remove(reference)
            count += 1
    return count


def _bookmarked(root: etree._Element) -> dict[str, etree._Element]:
    """The note that stands in each bookmark, by the bookmark's name."""
    notes: dict[str, etree._Element] = {}
    open_now: dict[str, str] = {}
    for each in root.iter(tag("w:bookmarkStart"), tag("w:bookmarkEnd"), *(f"{W}{name}" for name in _REFERENCES)):
        if each.tag == f"{W}bookmarkStart":
            open_now[each.get(f"{W}id", "")] = each.get(f"{W}name", "")
        elif each.tag == f"{W}bookmarkEnd":
            open_now.pop(each.get(f"{W}id", ""), None)
        else:
            for name in open_now.values():
                notes.setdefault(name, each)
    return notes


def _simple(root: etree._Element) -> Iterator[tuple[list[etree._Element], str]]:
    for field in found(root, ".//w:fldSimple"):
        yield [field], field.get(f"{W}instr", "")


def _complex(root: etree._Element) -> Iterator[tuple[list[etree._Element], str]]:
    """The runs of each field that is whole within one paragraph, and its instruction."""
    for paragraph in found(root, ".//w:p[.//w:instrText]"):
        runs: list[etree._Element] = []
        instruction = ""
        for run in found(paragraph, "./w:r"):
            kinds = {each.get(f"{W}fldCharType") for each in run.iter(f"{W}fldChar")}
            if "begin" in kinds:
                runs, instruction = [], ""
            runs.append(run)
            instruction += "".join(each.text or "" for each in run.iter(f"{W}instrText"))
            if "end" in kinds and instruction:
                yield list(runs), instruction
                runs, instruction = [], ""
