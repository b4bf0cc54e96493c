"""The XML in a Word file, read safely: counted while it streams, and only then made a tree."""

import re

from django.utils.translation import gettext as _
from lxml import etree

MAX_XML = 12 * 1024 * 1024
MAX_ELEMENTS = 120_000
MAX_DEPTH = 80

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SPACES = {
    "w": W[1:-1],
    "r": R[1:-1],
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
}
# "Strict Open XML" says the same under other names (ISO/IEC 29500-1, Annex A).
_STRICT = [
    (b"http://purl.oclc.org/ooxml/officeDocument/math", SPACES["m"].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", SPACES["w"].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
]
_SAFE = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}


class RefusedError(ValueError):
    """Why a file is not read; whoever knows the file's name says it."""


class _Counter:
    """What lxml calls while it reads, keeping nothing. Raises RefusedError inside the parser, which ends it at once."""

    def __init__(self) -> None:
        self.elements = self.depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise RefusedError(_("it declares a document type, which no Word file needs and attacks are made with."))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS:
            raise RefusedError(_("it is too long: divide it, or paste it part by part."))
        if self.depth > MAX_DEPTH:
            raise RefusedError(_("it is nested deeper than any text."))

    def end(self, tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        pass


def parse(data: bytes) -> etree._Element:
    """The tree of a part, in the names of the transitional form. Raises RefusedError for what nobody's Word writes."""
    if len(data) > MAX_XML:
        raise RefusedError(_("it is too long: divide it, or paste it part by part."))
    try:
        etree.fromstring(data, etree.XMLParser(target=_Counter(), **_SAFE))
        root = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True, **_SAFE))
    except (etree.XMLSyntaxError, etree.ParserError, LookupError) as error:
        raise RefusedError(_("it is damaged: one of its parts is not well-formed.")) from error
    if b"purl.oclc.org" in (plain := etree.tostring(root)):
        for strict, transitional in _STRICT:
            plain = plain.replace(strict, transitional)
        return etree.fromstring(plain, etree.XMLParser(**_SAFE))
    return root


def found(root: etree._Element, path: str) -> list[etree._Element]:
    """What an XPath finds below an element, as a list that stays whole while the tree is changed."""
    return list(root.xpath(path, namespaces=SPACES))


def remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def unwrap(element: etree._Element, children: list[etree._Element] | None = None) -> None:
    """Put an element's children, or those given, where it stands."""
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        parent[place : place + 1] = list(element) if children is None else children


def value(element: etree._Element, path: str) -> str:
    """The w:val of the first that a path finds, ""."""
    return next((each.get(f"{W}val", "") for each in found(element, path)), "")


def is_on(element: etree._Element, path: str) -> bool:
    """Whether a property is there and not switched off (ECMA-376 Part 1, 17.17.4)."""
    return any(each.get(f"{W}val", "1") not in {"0", "false", "off"} for each in found(element, path))


def words(element: etree._Element) -> str:
    """The letters in an element, without field codes and what was deleted."""
    return "".join(each.text or "" for each in element.iter(f"{W}t", f"{{{SPACES['m']}}}t"))


def tag(name: str) -> str:
    """A tag as lxml spells it, from its prefix and name."""
    prefix, _colon, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def safe_name(name: str) -> str:
    """A file's name, in one line and short, as a sentence may show it."""
    return re.sub(r"\s+", " ", "".join(sign for sign in name if sign.isprintable())).strip()[:120]
