"""The editions of a text that readers may read: the one shown, and those that stood in its place before it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .. import kinds
from ..models import Edition, Seal
from ..models.press import EditionQuerySet
from . import cards, corrections


@dataclass(frozen=True)
class Line:
    """The editions of one text in one language that readers may read, oldest first; the last is the one shown.
    `others` are those that are shown in other languages."""

    editions: list[Edition]
    others: list[Edition] = field(default_factory=list)

    @property
    def current(self) -> Edition:
        return self.editions[-1]

    def get(self, number: int) -> Edition | None:
        """The edition of this number, if readers may read it."""
        return next((edition for edition in self.editions if edition.seal.number == number), None)

    def before(self, edition: Edition) -> Edition | None:
        """The edition whose place this one took."""
        return next((each for each in reversed(self.editions) if each.seal.number < edition.seal.number), None)

    def after(self, edition: Edition) -> Edition | None:
        """The edition that took its place."""
        return next((each for each in self.editions if each.seal.number > edition.seal.number), None)

    def url(self, *numbers: int) -> str:
        """The path of the list of editions; with a number, of that edition; with two, of their difference."""
        return url(self.current, *numbers)

    def difference(self, edition: Edition) -> dict[str, Any]:
        """The way to what an edition changed: `url`, "" where nothing may be shown; `removed` where that is why."""
        before = self.before(edition)
        removed = bool(before and not comparable(before, edition))
        shown = self.url(before.seal.number, edition.seal.number) if before and not removed else ""
        return {"url": shown, "removed": removed}


def url(current: Edition, *numbers: int) -> str:
    """A path below the text's own address: see `Line.url`."""
    last = f"{'..'.join(map(str, numbers))}/" if numbers else ""
    return f"{kinds.url_of(current)}editions/{last}"


def comparable(before: Edition, after: Edition) -> bool:
    """Whether the difference may be shown: never of what was struck for somebody's safety."""
    return before.redacted_at is None and after.redacted_at is None


def find(kind: str, language: str, slug: str) -> Line | None:
    """The editions of the text at an address, None where none is shown there. One query."""
    here = Edition.objects.public().filter(kind=kind, language=language, slug=slug)
    return _lines(Edition.objects.readable().filter(document__in=here.values("document"))).get(language)


def lines_of(documents: Iterable[int]) -> dict[int, dict[str, Line]]:
    """The lines of many texts, by document and language. One query."""
    found: dict[int, list[Edition]] = {}
    for edition in _light(Edition.objects.readable().filter(document__in=set(documents))):
        found.setdefault(edition.document_id, []).append(edition)
    return {document: _by_language(editions) for document, editions in found.items()}


def _lines(editions: EditionQuerySet) -> dict[str, Line]:
    return _by_language(list(_light(editions)))


def _light(editions: EditionQuerySet) -> EditionQuerySet:
    return editions.select_related("seal").light().defer("matter", "contents").order_by("seal__number", "language")


def _by_language(editions: list[Edition]) -> dict[str, Line]:
    found: dict[str, list[Edition]] = {}
    for edition in editions:
        found.setdefault(edition.language, []).append(edition)
    return {
        code: Line(own, [rest[-1] for other, rest in sorted(found.items()) if other != code])
        for code, own in found.items()
    }


def whole(edition: Edition) -> Edition:
    """An earlier edition of a line with all that its page asks of it. One query."""
    rows = Edition.objects.filter(pk=edition.pk).select_related("seal").defer("source", "text")
    found = corrections.with_known(rows.annotate(beginning=cards.beginning())).get()
    found.is_past = True
    return found


def pair(before: Edition, after: Edition) -> tuple[Edition, Edition]:
    """Two editions with what a difference is made of. One query."""
    rows = Edition.objects.filter(pk__in=[before.pk, after.pk]).defer("html", "text")
    found = {row.pk: row for row in rows}
    return found[before.pk], found[after.pk]


def rows(line: Line) -> list[dict[str, Any]]:
    """The editions of a line, newest first, as a list shows them."""
    return [{**_row(edition), **_ways(line, edition)} for edition in reversed(line.editions)]


def _row(edition: Edition) -> dict[str, Any]:
    note, code = corrections.note_of(edition.seal) if edition.seal.change in Seal.NOTED else ("", edition.language)
    return {
        "number": edition.seal.number,
        "change": edition.seal.change,
        "note": note,
        "note_language": code,
        "at": edition.released_at,
        "digest": edition.seal.short_digest,
        "redacted": edition.redacted_at is not None,
    }


def _ways(line: Line, edition: Edition) -> dict[str, Any]:
    is_current = edition is line.current
    url = kinds.url_of(edition) if is_current else line.url(edition.seal.number)
    return {"url": url, "current": is_current, "difference": line.difference(edition)}


def bar(line: Line, edition: Edition) -> dict[str, Any]:
    """What an earlier edition's page says above it: which it is, until when it stood, and what took its place."""
    shown = line.get(edition.seal.number) or edition
    after = line.after(shown)
    numbers = (edition.seal.number, line.current.seal.number)
    return {
        **_row(edition),
        "latest": line.current.seal.number,
        "until": edition.superseded_at,
        "followed": _row(after) if after else None,
        "url": kinds.url_of(line.current),
        "editions_url": line.url(),
        "difference_url": line.url(*numbers) if comparable(edition, line.current) else "",
    }


def language_links(line: Line) -> dict[str, str]:
    """The list of editions in each language that the text is shown in."""
    return {edition.language: url(edition) for edition in (line.current, *line.others)}
