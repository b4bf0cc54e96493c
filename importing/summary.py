"""What a run took in, left out and did not understand: in words, and as JSON."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.languages import name_of

from .reading.doubts import Doubt
from .reading.entries import Signer

Outcome = Literal["new", "known"]
KINDS = {"post": gettext_lazy("post"), "statement": gettext_lazy("statement"), "page": gettext_lazy("page")}
REASONS = {
    "scheduled": gettext_lazy("scheduled"),
    "trashed": gettext_lazy("in the trash"),
    "out_of_proportion": gettext_lazy("no text that a person wrote: too long, or nested too deep"),
}


@dataclass
class Taken:
    """One entry: what it became, or would become. `known` ones were taken in before and are left as they are."""

    entry_id: str
    kind: str
    title: str
    old_address: str = ""
    outcome: Outcome = "new"
    draft: bool = False
    dated: str = ""
    language: str = ""
    translation: str = ""
    translation_title: str = ""
    authors: list[str] = field(default_factory=list)
    signatories: list[Signer] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    references: int = 0
    footnotes: int = 0
    pictures: int = 0
    captions: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    beginning: str = ""
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def kind_name(self) -> str:
        return str(KINDS[self.kind])

    @property
    def name(self) -> str:
        return self.title or _("without a title")


@dataclass
class LeftOut:
    entry_id: str
    title: str
    old_address: str
    reason: str

    def __str__(self) -> str:
        return f"{REASONS[self.reason]}: {self.title or self.old_address or self.entry_id}"


@dataclass
class Summary:
    """A whole run. `series` is the one that posts join, with its title, if there is a post to join it."""

    file: str
    feed: str
    dry_run: bool = False
    series: str = ""
    series_title: str = ""
    series_is_new: bool = False
    taken: list[Taken] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    comments: int = 0
    remaining: int = 0

    @property
    def new(self) -> list[Taken]:
        return [taken for taken in self.taken if taken.outcome == "new"]

    @property
    def known(self) -> list[Taken]:
        return [taken for taken in self.taken if taken.outcome == "known"]

    @property
    def headline(self) -> str:
        return headline(self)

    @property
    def series_line(self) -> str:
        return series_line(self) if self.series else ""

    @property
    def comments_line(self) -> str:
        return comments_line(self.comments) if self.comments else ""

    @property
    def missing_pictures(self) -> list[str]:
        details = (doubt.detail for taken in self.taken for doubt in taken.doubts if doubt.code == "picture_missing")
        return list(dict.fromkeys(details))

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs; the messages are in the language that is active."""
        return {
            "file": self.file,
            "feed": self.feed,
            "dry_run": self.dry_run,
            "series": {"slug": self.series, "title": self.series_title, "new": self.series_is_new},
            "counts": self.counts(),
            "items": [_item(taken) for taken in self.taken],
            "left_out": [
                {"id": out.entry_id, "title": out.title, "old_address": out.old_address, "reason": out.reason}
                for out in self.left_out
            ],
            "comments": self.comments,
            "remaining": self.remaining,
            "missing_pictures": self.missing_pictures,
        }

    def counts(self) -> dict[str, int]:
        kinds = Counter(taken.kind for taken in self.new)
        return {
            **{f"{kind}s": kinds[kind] for kind in KINDS},
            "drafts": sum(taken.draft for taken in self.new),
            "known": len(self.known),
            "left_out": len(self.left_out),
        }

    def lines(self) -> Iterator[str]:
        """The summary in words, line by line."""
        yield f"{self.file}: {self.feed}" if self.feed else self.file
        yield self.headline
        if self.series:
            yield self.series_line
        for taken in self.new:
            yield ""
            yield f"{taken.kind_name}: {taken.name}"
            yield from (f"  {line}" for line in [*facts(taken), *taken.addresses])
            yield from (f"  ? {doubt}" for doubt in taken.doubts)
        yield from self._rest()

    def _rest(self) -> Iterator[str]:
        if self.known:
            yield ""
            yield _("Taken in before, and left as they are now:")
            for taken in self.known:
                yield f"  {taken.kind_name}: {taken.name}"
                yield from (f"    ? {doubt}" for doubt in taken.doubts)
        if self.left_out or self.comments:
            yield ""
            yield _("Left out:")
            yield from (
                f"  {REASONS[out.reason]}: {out.title or out.old_address or out.entry_id}" for out in self.left_out
            )
            if self.comments:
                yield f"  {comments_line(self.comments)}"


def headline(summary: Summary) -> str:
    """How many of what, in one sentence."""
    counts = summary.counts()
    parts = [
        ngettext("%(count)s post", "%(count)s posts", counts["posts"]) % {"count": counts["posts"]},
        ngettext("%(count)s statement", "%(count)s statements", counts["statements"]) % {"count": counts["statements"]},
        ngettext("%(count)s page", "%(count)s pages", counts["pages"]) % {"count": counts["pages"]},
    ]
    words = {
        "what": ", ".join(parts),
        "drafts": ngettext("%(count)s of them a draft", "%(count)s of them drafts", counts["drafts"])
        % {"count": counts["drafts"]},
        "known": counts["known"],
    }
    if summary.dry_run:
        return _("Would be taken in: %(what)s (%(drafts)s). Taken in before: %(known)s. Nothing was written.") % words
    return _("Taken in: %(what)s (%(drafts)s). Taken in before: %(known)s.") % words


def series_line(summary: Summary) -> str:
    words = {"title": summary.series_title, "slug": summary.series}
    if summary.series_is_new:
        return _("Series, made for them: %(title)s (%(slug)s)") % words
    return _("Series: %(title)s (%(slug)s)") % words


def comments_line(count: int) -> str:
    return ngettext("%(count)s comment", "%(count)s comments", count) % {"count": count}


def facts(taken: Taken) -> Iterator[str]:
    """What is known of one entry, line by line."""
    state = _("draft") if taken.draft else _("published")
    yield ", ".join(filter(None, (state, taken.dated[:10], taken.old_address)))
    if taken.language and taken.translation:
        words = {
            "language": name_of(taken.language),
            "other": name_of(taken.translation),
            "title": taken.translation_title,
        }
        yield _("language: %(language)s, with a translation: %(other)s, “%(title)s”") % words
    elif taken.language:
        yield _("language: %(language)s") % {"language": name_of(taken.language)}
    for label, values in (
        (_("authors"), taken.authors),
        (_("signatories"), [signer.line(taken.language) for signer in taken.signatories]),
        (_("topics"), taken.topics),
    ):
        if values:
            yield f"{label}: {'; '.join(values)}"
    for label, count in (
        (_("footnotes"), taken.footnotes),
        (_("references"), taken.references),
        (_("pictures"), taken.pictures),
    ):
        if count:
            yield f"{label}: {count}"


def _item(taken: Taken) -> dict[str, Any]:
    return {
        "id": taken.entry_id,
        "kind": taken.kind,
        "title": taken.title,
        "old_address": taken.old_address,
        "outcome": taken.outcome,
        "draft": taken.draft,
        "dated": taken.dated,
        "language": taken.language,
        "translation": {"language": taken.translation, "title": taken.translation_title} if taken.translation else None,
        "authors": taken.authors,
        "signatories": [
            {
                "name": signer.name,
                "roles": [{code: asdict(role) for code, role in roles.items()} for roles in signer.roles],
            }
            for signer in taken.signatories
        ],
        "topics": taken.topics,
        "references": taken.references,
        "footnotes": taken.footnotes,
        "pictures": taken.pictures,
        "captions": taken.captions,
        "addresses": taken.addresses,
        "beginning": taken.beginning,
        "doubts": [{"code": doubt.code, "detail": doubt.detail, "message": str(doubt)} for doubt in taken.doubts],
    }
