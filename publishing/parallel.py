"""What stands in a translation and not in its original, or the other way round: notes, links, sections, words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from . import footnotes, inside, kinds, languages, pictures
from .models import Document
from .proofreading import BLOCKS, HEADINGS, named, own_text, without_notes

FEWEST = 5  # words; fewer may be a name that no language translates


@dataclass
class Text:
    """A body as far as it can be compared with one in another language."""

    notes: dict[str, str] = field(default_factory=dict)
    links: Counter[Any] = field(default_factory=Counter)
    hrefs: dict[Any, str] = field(default_factory=dict)
    headings: list[tuple[str, str]] = field(default_factory=list)
    sections: dict[Any, int] = field(default_factory=dict)
    passages: list[str] = field(default_factory=list)


def remarks(document: Document, code: str) -> list[str]:
    """What to say of a translation beside its original. Nothing while one of them has no text."""
    original = document.original_language
    bodies = [languages.in_language(document, "body", each) for each in (original, code)]
    if code == original or not all(bodies):
        return []
    leads = inside.in_either_language(link.get("href") for body in bodies for link in _all_links(body))
    theirs, ours = (_read(body, leads) for body in bodies)
    name = languages.name_of(original)
    return [
        *_notes(theirs, ours, name),
        *_links(theirs, ours, name),
        *_sections(theirs, ours, name),
        *_untranslated(document, code, theirs, ours, name),
        *_missing(document, code, name),
    ]


def _all_links(body: str) -> list[Any]:
    return footnotes.parse(body).xpath(".//a[@href]")


def _read(body: str, leads: Mapping[str, Any]) -> Text:
    root, text = footnotes.parse(body), Text()
    for link in _all_links(body):
        text.links[leads[link.get("href")]] += 1
        text.hrefs.setdefault(leads[link.get("href")], link.get("href"))
    for note in root.xpath(f".//span[@{footnotes.NOTE}]"):
        text.notes[note.get(footnotes.NOTE)] = _short(note.text_content())
    section = 0
    for element in root.iter():
        if element.tag in HEADINGS:
            section += 1
            text.headings.append((element.tag, _short(element.text_content())))
        if anchor := _anchor(element):
            text.sections.setdefault(anchor, section)
    plain = without_notes(root)
    text.passages = [own_text(block) for block in plain.iter(*BLOCKS) if not _is_quoted(block)]
    return text


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(60)


def _anchor(element: Any) -> str:
    """What stands at the same place in both languages: a note by its key, a picture by its file."""
    if key := element.get(footnotes.NOTE) if isinstance(element.tag, str) else None:
        return f"note {key}"
    found = pictures.tokens(f'src="{element.get("src")}"') if element.tag == "img" else set()
    return f"picture {found.pop()}" if found else ""


def _is_quoted(block: Any) -> bool:
    return block.tag == "blockquote" or next(block.iterancestors("blockquote"), None) is not None


def _notes(theirs: Text, ours: Text, name: str) -> Iterator[str]:
    """A note has the same key in both languages; one that was written anew has another, and then only numbers tell."""
    missing = [text for key, text in theirs.notes.items() if key not in ours.notes]
    added = [text for key, text in ours.notes.items() if key not in theirs.notes]
    if missing and not added:
        yield _("Only %(language)s has the note %(notes)s. Add it here, or take it out there.") % {
            "language": name,
            "notes": named(missing),
        }
    elif added and not missing:
        yield _("%(language)s does not have the note %(notes)s. Add it there, or take it out here.") % {
            "language": name,
            "notes": named(added),
        }
    elif len(missing) != len(added):
        yield _("%(language)s has %(theirs)s notes, this text has %(ours)s. Compare them one by one.") % {
            "language": name,
            "theirs": len(theirs.notes),
            "ours": len(ours.notes),
        }


def _links(theirs: Text, ours: Text, name: str) -> Iterator[str]:
    missing = [theirs.hrefs[key] for key in (theirs.links - ours.links).elements()]
    added = [ours.hrefs[key] for key in (ours.links - theirs.links).elements()]
    if missing and not added:
        yield _("Only %(language)s has the link %(links)s. Add it here, or take it out there.") % {
            "language": name,
            "links": named(missing),
        }
    elif added and not missing:
        yield _("%(language)s does not have the link %(links)s. Add it there, or take it out here.") % {
            "language": name,
            "links": named(added),
        }
    elif len(missing) != len(added):
        yield _("%(language)s has %(theirs)s links, this text has %(ours)s. Compare them one by one.") % {
            "language": name,
            "theirs": theirs.links.total(),
            "ours": ours.links.total(),
        }


def _sections(theirs: Text, ours: Text, name: str) -> Iterator[str]:
    if len(theirs.headings) != len(ours.headings):
        yield _("%(language)s has %(theirs)s headings, this text has %(ours)s. Give both the same sections.") % {
            "language": name,
            "theirs": len(theirs.headings),
            "ours": len(ours.headings),
        }
        return
    levels = zip(theirs.headings, ours.headings, strict=True)
    if other := [mine[1] for their, mine in levels if their[0] != mine[0]]:
        yield _("%(headings)s is of another size than in %(language)s. Give both the same size, in the same order.") % {
            "headings": named(other),
            "language": name,
        }
    shared = {key: place for key, place in ours.sections.items() if key in theirs.sections}
    moved = sorted({place for key, place in shared.items() if theirs.sections[key] != place})
    if moved and ours.headings:
        places = [ours.headings[place - 1][1] if place else _("the beginning") for place in moved]
        yield _(
            "Notes or pictures below %(headings)s stand in another section in %(language)s. Put the sections in the "
            "same order."
        ) % {"headings": named(places), "language": name}


def _untranslated(document: Document, code: str, theirs: Text, ours: Text, name: str) -> Iterator[str]:
    texts = [languages.in_language(document, field, code) for field in ("title", "summary")]
    known = {languages.in_language(document, field, document.original_language) for field in ("title", "summary")}
    known |= set(theirs.passages)
    same = [text for text in (*texts, *ours.passages) if text in known and len(text.split()) >= FEWEST]
    if same:
        yield _("%(passages)s reads the same as in %(language)s. Translate it, unless it is meant to be so.") % {
            "passages": named([_short(text) for text in dict.fromkeys(same)]),
            "language": name,
        }


def _missing(document: Document, code: str, name: str) -> Iterator[str]:
    """What the original has beside its text and this language has not."""
    original = document.original_language
    if languages.in_language(document, "content_notice", original) and not languages.in_language(
        document, "content_notice", code
    ):
        yield _("The content notice is in %(language)s only. Translate it: readers of this text are not warned.") % {
            "language": name
        }
    frozen = [
        kinds.get(document.kind).freeze(kinds.specific(document), each).get("credits", []) for each in (original, code)
    ]
    noted: Sequence[str] = [
        mine["name"] for their, mine in zip(*frozen, strict=True) if their["note"] and not mine["note"]
    ]
    if noted:
        yield _("The note about %(names)s is in %(language)s only. Translate it in the byline.") % {
            "names": named(noted),
            "language": name,
        }
