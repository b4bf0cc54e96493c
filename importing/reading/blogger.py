"""Read a Blogger feed: Takeout's `feed.atom` (2018) and the older full export (2008). Pure: no database, no network.

Neither form is published as a specification; what is known of them is that Takeout marks entries with `blogger:type`,
`blogger:status` and `blogger:filename`, that the older form says the same with kind categories, `app:draft` and
`link rel=alternate`, and that either may escape a title twice or leave a date, a category or a link empty.
"""

import hashlib
import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import unquote, urlsplit

from .words import tidy

ATOM = "{http://www.w3.org/2005/Atom}"
TAKEOUT = "{http://schemas.google.com/blogger/2018}"
CONTROL = ("{http://www.w3.org/2007/app}", "{http://purl.org/atom/app#}")
KIND_SCHEME = "http://schemas.google.com/g/2005#kind"
KIND = "http://schemas.google.com/blogger/2008/kind#"

Kind = Literal["post", "page", "comment", "other"]
Status = Literal["live", "draft", "scheduled", "trashed"]
STATUSES: dict[str, Status] = {
    "LIVE": "live",
    "DRAFT": "draft",
    "SCHEDULED": "scheduled",
    "SOFT_TRASHED": "trashed",
    "TRASHED": "trashed",
}
_INLINE_TAG = re.compile(r"</?(?:i|b|em|strong|u|span|font|small|sup|sub|br)\b[^<>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One entry as the feed has it. `path` is its old address ("/2018/08/x.html"), "" where it never had one.

    `date_is_guessed` says that the feed has no date, and the month in the old address stands for one.
    """

    id: str
    kind: Kind
    status: Status
    title: str
    html: str = ""
    published: datetime | None = None
    date_is_guessed: bool = False
    path: str = ""
    labels: tuple[str, ...] = ()


@dataclass
class Feed:
    """What a file holds: posts and pages in the feed's order, and how many comments were passed over."""

    title: str = ""
    entries: list[Entry] = field(default_factory=list)
    comments: int = 0
    is_blogger: bool = False


@dataclass
class Raw:
    """The pieces of an entry, or of the feed itself, gathered while the file streams by."""

    texts: dict[str, str] = field(default_factory=dict)
    categories: list[tuple[str, str]] = field(default_factory=list)
    alternate: str = ""
    draft: bool = False

    def text(self, *tags: str) -> str:
        return next((self.texts[tag].strip() for tag in tags if self.texts.get(tag, "").strip()), "")


def entry_from(raw: Raw) -> Entry:
    """An entry of either form from its pieces."""
    kind, status = _kind(raw), _status(raw)
    path = _path(raw.text(f"{TAKEOUT}filename") or raw.alternate)
    said = _date(raw.text(f"{ATOM}published")) or _date(raw.text(f"{TAKEOUT}created", f"{ATOM}updated"))
    return Entry(
        id=_identity(raw.text(f"{ATOM}id") or path),
        kind=kind,
        status=status,
        title=plain_title(raw.text(f"{ATOM}title")),
        html=raw.texts.get(f"{ATOM}content", "") if kind in ("post", "page") else "",
        published=said or _month(path),
        date_is_guessed=said is None,
        path=path,
        labels=_labels(raw),
    )


def _identity(said: str) -> str:
    """An entry's id; one that no Blogger has given is replaced by its fingerprint where it is too long to keep."""
    said = tidy(said)
    return said if len(said) <= 200 else f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"


def plain_title(text: str) -> str:
    """A title as plain text in one line, whether the feed escaped it once or twice."""
    if re.search(r"&(?:[a-z]+|#\d+|#x[0-9a-f]+);", text, re.IGNORECASE):
        text = html.unescape(text)
    return tidy(_INLINE_TAG.sub(" ", text))


def _kind(raw: Raw) -> Kind:
    said = raw.text(f"{TAKEOUT}type").lower()
    for scheme, term in raw.categories:
        if scheme == KIND_SCHEME and term.startswith(KIND):
            said = term.removeprefix(KIND)
    return said if said in ("post", "page", "comment") else "other"  # type: ignore[return-value]


def _status(raw: Raw) -> Status:
    if raw.draft:
        return "draft"
    if raw.text(f"{TAKEOUT}trashed"):
        return "trashed"
    # Something that nobody has named live must not become public.
    said = raw.text(f"{TAKEOUT}status").upper()
    return STATUSES.get(said, "draft") if said else "live"


def _labels(raw: Raw) -> tuple[str, ...]:
    terms = (tidy(term) for scheme, term in raw.categories if scheme != KIND_SCHEME)
    return tuple(dict.fromkeys(term for term in terms if term))


def _path(address: str) -> str:
    """The path of an old address, decoded, "" for anything that is not one."""
    try:
        path = unquote(urlsplit(address.strip()).path)
    except ValueError:
        return ""
    return path if re.fullmatch(r"/[^\s\\?#\x00-\x1f]{1,490}", path) and not path.startswith("//") else ""


def _date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(path: str) -> datetime | None:
    """The first day of the month that an old address names."""
    match = re.match(r"/(\d{4})/(\d{2})/", path)
    return _date(f"{match[1]}-{match[2]}-01") if match else None
