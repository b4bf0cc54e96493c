"""The closing lines of a statement: "Name, role, organisation, country / role, organisation"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .countries import country_code
from .names import is_name
from .vocabulary import SIGNATORY_LABELS
from .words import fold, tidy

MAX_LINE = 300
_OUTSIDE_BRACKETS = r"(?![^(]*\))"


@dataclass(frozen=True)
class Role:
    """What somebody is, where: any of the three may be empty. `country` is its two letters."""

    role: str = ""
    organisation: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.role, self.organisation, self.country)))


@dataclass(frozen=True)
class Signatory:
    """A closing line: the name as it is spelled, and its roles in order."""

    name: str
    roles: tuple[Role, ...]


def parse(line: str) -> Signatory | None:
    """The signatory of a closing line, None for any other line."""
    line = tidy(line).rstrip(";")
    if len(line) > MAX_LINE or "," not in line or re.search(r"[.?!]\s+[^\W\d_]+\s+[a-z]", line):
        return None
    first, *others = re.split(rf"\s+/\s*|\s*/\s+{_OUTSIDE_BRACKETS}", line)
    name, *parts = _parts(first)
    # "Ruiz, Ph.D., Director": the degree belongs to the name.
    while parts and re.fullmatch(r"(?:Ph\.?\s?D|M\.?D|M\.?A|Jr|Sr)\.?", parts[0]):
        name = f"{name}, {parts.pop(0)}"
    if not parts or not is_name(re.sub(r",.*|\s*\(.*\)$", "", name), announced=True) or not _is_proper(parts):
        return None
    roles = (_role(parts), *(_role(_parts(other)) for other in others if other.strip()))
    return Signatory(name, roles)


def _parts(text: str) -> list[str]:
    return [part for part in (tidy(part) for part in re.split(rf",\s+{_OUTSIDE_BRACKETS}", text)) if part] or [""]


def _is_proper(parts: Sequence[str]) -> bool:
    """A role or an organisation somewhere begins with a capital; a sentence's second half does not."""
    ends = parts[-1].endswith((".", "?", "!", ":")) and not _abbreviated(parts)
    return not ends and any(part[:1].isupper() for part in parts)


def _abbreviated(parts: Sequence[str]) -> bool:
    return bool(re.search(r"\b(?:Inc|A\.C|S\.A|Ltd|U\.S\.A|U\.K|Col|Asoc)\.$", parts[-1]))


def _role(parts: Sequence[str]) -> Role:
    """Role, organisation and country from what commas divide; one part alone is an organisation."""
    rest, country = list(parts), ""
    if len(rest) > 2 and (code := country_code(rest[-1])):
        country = code
        rest.pop()
    if len(rest) == 1:
        return Role("", rest[0], country)
    return Role(rest[0], ", ".join(rest[1:]), country)


def is_full(signatory: Signatory) -> bool:
    """Whether the line names at least one role in an organisation: what no ordinary sentence looks like."""
    return any(role.role and role.organisation for role in signatory.roles)


def is_label(text: str) -> bool:
    """Whether a short line only announces signatories."""
    return fold(text) in SIGNATORY_LABELS
