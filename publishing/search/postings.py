"""What the index holds of an edition: its words as the databases see them, in an order that phrases can be found in.

A word is written as a letter for where it stands, the language, and the stem: "ten" + "river" is in the title of an
English text. So a word of one language never meets the same letters in another, and the databases read no list of
editions that is longer than it has to be. It is all ASCII letters and digits, which both databases take as they are.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.utils.html import strip_tags

from ..models import Edition
from .stems import stem, words

# In the title; in what says what the text is about, its title, standfirst, headings, topics and names; anywhere.
PLACES = TITLE, ABOUT, ANYWHERE = "t", "a", "w"
APART = "0"  # between two texts, so that no phrase reaches from one into the next
# What PostgreSQL keeps. A word beyond is found on either database, though not within a phrase.
LAST_POSITION, MOST_POSITIONS = 16_383, 255


def word(place: str, language: str, of: str) -> str:
    """A word as the index writes it."""
    return f"{place}{language}{stem(of, language)}"


def of_edition(edition: Edition) -> list[str]:
    """An edition's words in order, as the index keeps them."""
    texts = {
        TITLE: [edition.title],
        ABOUT: [edition.title, edition.summary, *_headings(edition), *_said(edition.matter, {"name"})],
    }
    more = [edition.content_notice, edition.text, *_said(edition.matter, {"note", "title", "publisher", "translator"})]
    texts[ANYWHERE] = [*texts[ABOUT], *more]
    return _within_limits(
        [
            written
            for place in PLACES
            for text in texts[place]
            for written in [*(word(place, edition.language, each) for each in words(text)), APART]
        ]
    )


def _headings(edition: Edition) -> list[str]:
    return [heading["title"] for heading in edition.contents if heading["id"] != "notes"]


def _said(matter: Any, keys: Collection[str]) -> Iterator[str]:
    """What stands under these keys in what was frozen with an edition, however deep."""
    if isinstance(matter, dict):
        for key, value in matter.items():
            if isinstance(value, str) and key in keys:
                yield strip_tags(value)
            else:
                yield from _said(value, keys)
    elif isinstance(matter, list):
        for item in matter:
            yield from _said(item, keys)


def _within_limits(stream: list[str]) -> list[str]:
    """The same words where no database has to leave one out: see LAST_POSITION."""
    seen: Counter[str] = Counter()
    kept = []
    for written in stream[:LAST_POSITION]:
        seen[written] += 1
        kept.append(written if seen[written] <= MOST_POSITIONS else APART)
    for written in dict.fromkeys(stream[LAST_POSITION:]):
        if written not in seen:
            kept += [APART, written]
    return kept


def as_vectors(stream: list[str]) -> list[str]:
    """The words of each place as PostgreSQL reads a tsvector, with their positions."""
    positions: dict[str, list[str]] = {}
    for position, written in enumerate(stream, 1):
        found = positions.setdefault(written, [])
        if position <= LAST_POSITION:
            found.append(str(position))
    entries = [f"{written}:{','.join(found)}" if found else written for written, found in positions.items()]
    return [" ".join(entry for entry in entries if entry.startswith(place)) for place in PLACES]
