"""Tracked changes, made final: what was added stays, what was deleted or moved away goes (ECMA-376 Part 1, 17.13.5)."""

from lxml import etree

from .parts import W, found, remove, unwrap

_GONE = "w:del or w:moveFrom"


def settle(root: etree._Element) -> int:
    """Accept every change below an element and say how many there were."""
    count = len(found(root, ".//*[self::w:ins or self::w:del or self::w:moveTo][not(parent::w:rPr)]"))
    for change in found(root, ".//w:ins | .//w:moveTo"):
        unwrap(change)
    for row in found(root, ".//w:tr[w:trPr/w:del]"):
        remove(row)
    for cell in found(root, ".//w:tc[w:tcPr/w:cellDel]"):
        remove(cell)
    for paragraph in found(root, f".//w:p[w:pPr/w:rPr[{_GONE}]]"):
        _join(paragraph)
    for change in found(root, ".//w:del | .//w:moveFrom"):
        remove(change)
    for empty in found(root, ".//w:tr[not(.//w:tc)]") + found(root, ".//w:tbl[not(.//w:tr)]"):
        remove(empty)
    return count


def _join(paragraph: etree._Element) -> None:
    """A paragraph whose end was deleted goes on in the next one, which keeps its own style."""
    for gone in found(paragraph, "./*[self::w:del or self::w:moveFrom]"):
        remove(gone)
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        start = 1 if found(following, "./w:pPr") else 0
        following[start:start] = content
        remove(paragraph)
    elif not content and len(found(paragraph.getparent(), "./w:p")) > 1:
        remove(paragraph)
