"""What somebody typed into the search field. Whatever it is, it is read as words, and as phrases between quotes."""

import re
from dataclasses import dataclass

from .postings import word
from .stems import is_empty, stem, words

LONGEST = 300  # characters
MOST = 12  # words
QUOTED = re.compile('["“”«»]([^"“”«»]*)["“”«»]|([^"“”«»]+)')


@dataclass(frozen=True)
class Question:
    """Terms that must all be found: each a word, or several that follow each other."""

    terms: tuple[tuple[str, ...], ...]

    def in_language(self, language: str) -> list[tuple[str, ...]]:
        """The terms without the words that every text of this language has, unless there are no others."""
        telling = [term for term in self.terms if len(term) > 1 or not is_empty(term[0], language)]
        return telling or list(self.terms)

    def stems(self, language: str) -> set[str]:
        """The stems that a hit has, to mark them."""
        return {stem(each, language) for term in self.in_language(language) for each in term}

    def for_sqlite(self, place: str, language: str) -> str:
        """The question as an FTS5 expression about one place in the texts of one language."""
        return " AND ".join(f'"{" ".join(phrase)}"' for phrase in self._written(place, language))

    def for_postgresql(self, place: str, language: str) -> str:
        """The same as a tsquery."""
        return " & ".join(f"({' <-> '.join(phrase)})" for phrase in self._written(place, language))

    def _written(self, place: str, language: str) -> list[list[str]]:
        return [[word(place, language, each) for each in term] for term in self.in_language(language)]


def read(typed: str) -> Question:
    """Read what was typed. Never raises; a question without terms is one in which there was no word."""
    terms: list[tuple[str, ...]] = []
    for quoted, plain in QUOTED.findall(typed[:LONGEST]):
        terms += [tuple(words(quoted)[:MOST])] if words(quoted) else [(each,) for each in words(plain)]
    return Question(tuple(dict.fromkeys(terms))[:MOST])
