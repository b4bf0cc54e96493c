"""Lists of links under a label, at the end of a statement: the original reporting, further references and resources."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from . import lines
from .blocks import Block, Embed, Items, Line, Paragraph, Quote, Run, lines_in
from .vocabulary import BESIDE_RESOURCES, REPORTING, RESOURCES
from .words import fold, shortened, tidy

List = Literal["reporting", "resources"]
MAX_LABEL = 120
MAX_ITEM = 400
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”]+[^\s<>\"“”.,;:!?)\]]", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """A link of one of the two lists."""

    list: List
    title: str
    url: str


def label(text: str) -> List | None:
    """Which list a line announces, None for a line that announces none."""
    folded = fold(text)
    if not folded or len(text) > MAX_LABEL or text.rstrip().endswith((".", "?", "!", ";", ",")):
        return None
    words, announces = folded.split(), text.rstrip().endswith(":")
    if REPORTING.search(folded) and len(words) <= (12 if announces else 8):
        return "reporting"
    if announces:
        return "resources" if RESOURCES.search(folded) and len(words) <= 10 else None
    rest = RESOURCES.sub("", folded).split()
    return "resources" if rest != words and set(rest) <= BESIDE_RESOURCES else None


def items_of(block: Block) -> list[Line] | None:
    """The lines of a block that can stand in such a list, None if it is something else."""
    if isinstance(block, Embed):
        return [(Run(block.address, href=block.address),)]
    if not isinstance(block, Paragraph | Items | Quote):
        return None
    parts = [part for line in lines_in([block]) for part in lines.split(line) if part]
    return parts if all(len(lines.raw(part)) <= MAX_ITEM for part in parts) else None


def reference(line: Line, list_: List) -> Reference | None:
    """The reference that a line is, None where it links nothing that can be followed."""
    text = tidy(lines.raw(line).replace("\n", " "))
    addresses = [href for href in lines.hrefs(line) if _is_followable(href)] or _URL.findall(text)
    if not addresses:
        return None
    url = addresses[0] if "://" in addresses[0] else f"https://{addresses[0]}"
    if not _is_followable(url):
        return None
    title = tidy(_URL.sub("", text)).strip(" -–—.,;:·•|()[]<>") or text
    return Reference(list_, shortened(title, 300), url)


def _is_followable(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and len(address) <= 1000
    except ValueError:
        return False


def looks_like_link(line: Line) -> bool:
    return reference(line, "resources") is not None
