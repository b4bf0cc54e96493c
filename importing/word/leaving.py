"""What a text here cannot hold: left out, or made plain, and counted so that it can be named."""

from collections import Counter

from lxml import etree

from .parts import W, found, is_on, remove, tag, unwrap, words
from .styles import Styles

_WRAPPERS = ".//w:fldSimple | .//w:bdo | .//w:dir | .//w:smartTag | .//w:customXml"
_CHARTS = "contains(@uri, '/chart') or contains(@uri, '/diagram')"
_CONTENTS = ".//w:sdt[w:sdtPr/w:docPartObj/w:docPartGallery[@w:val='Table of Contents']]"


# The properties that mammoth makes something of; Word writes a dozen more for each piece of text.
_KEPT = {
    "rPr": {"rStyle", "b", "i", "strike", "vertAlign"},
    "pPr": {"pStyle", "numPr"},
    "tcPr": {"gridSpan", "vMerge"},
    "trPr": {"tblHeader"},
    "tblPr": set(),
}
_NOTHING = ".//w:proofErr | .//w:sectPr | .//w:lastRenderedPageBreak | .//w:tblGrid | .//w:permStart | .//w:permEnd"


def leave_out(root: etree._Element, styles: Styles, counts: Counter[str]) -> None:
    """Change a part's tree so that nothing stands in it that would be taken for text or lost without a word."""
    _drawings(root, counts)
    counts["equations"] += _equations(root)
    counts["hidden"] += _hidden(root)
    counts["contents"] += _contents(root, styles)
    counts["nested_tables"] += len(found(root, ".//w:tbl//w:tbl"))
    for wrapper in found(root, _WRAPPERS):
        unwrap(wrapper)
    for end in found(root, ".//w:cr"):
        end.tag = tag("w:br")


def prune(root: etree._Element) -> int:
    """Drop what only sets the page or the looks, and say how many elements are left."""
    for each in found(root, _NOTHING):
        remove(each)
    for properties, kept in _KEPT.items():
        for element in root.iter(f"{W}{properties}"):
            for child in [child for child in element if child.tag.rpartition("}")[2] not in kept]:
                element.remove(child)
    return sum(1 for _each in root.iter())


def _drawings(root: etree._Element, counts: Counter[str]) -> None:
    for chart in found(root, f".//a:graphicData[{_CHARTS}]"):
        counts["charts"] += 1
        # In a choice, the other one is only a picture of the same, or a sentence that says that there is none.
        outer = found(chart, "ancestor::mc:AlternateContent[1]") or found(chart, "ancestor::w:drawing[1]")
        for each in outer:
            remove(each)
    for choice in found(root, ".//mc:AlternateContent"):
        fallback = found(choice, "./mc:Fallback/*")
        unwrap(choice, fallback or found(choice, "./mc:Choice[1]/*"))
    for embedded in found(root, ".//w:object | .//w:altChunk | .//w:subDoc"):
        counts["objects"] += 1
        remove(embedded)
    for box in found(root, ".//w:txbxContent"):
        counts["text_boxes"] += 1
        _as_old_text_box(box)
    counts["cropped"] += len(found(root, ".//a:srcRect[@l!='0' or @t!='0' or @r!='0' or @b!='0']"))


def _as_old_text_box(box: etree._Element) -> None:
    """A text box of a newer drawing, as Word wrote it before: mammoth reads no other."""
    drawings = found(box, "ancestor::w:drawing[1]")
    if drawings and (around := drawings[0].getparent()) is not None:
        old = etree.SubElement(around, tag("w:pict"))
        etree.SubElement(old, tag("v:textbox")).append(box)


def _equations(root: etree._Element) -> int:
    """Equations become their characters in a row."""
    equations = found(root, ".//m:oMath")
    for equation in equations:
        run = etree.Element(tag("w:r"))
        etree.SubElement(run, tag("w:t")).text = words(equation)
        unwrap(equation, [run])
    for around in found(root, ".//m:oMathPara"):
        runs = found(around, "./w:r")
        if (parent := around.getparent()) is not None and parent.tag != f"{W}p":
            paragraph = etree.Element(tag("w:p"))
            paragraph.extend(runs)
            runs = [paragraph]
        unwrap(around, runs)
    return len(equations)


def _hidden(root: etree._Element) -> int:
    hidden = [run for run in found(root, ".//w:r[w:rPr/w:vanish]") if is_on(run, "./w:rPr/w:vanish")]
    for run in hidden:
        remove(run)
    return sum(bool(words(run).strip()) for run in hidden)


def _contents(root: etree._Element, styles: Styles) -> int:
    whole = found(root, _CONTENTS)
    loose = [paragraph for paragraph in found(root, ".//w:p") if styles.is_contents(paragraph)]
    for each in [*whole, *loose]:
        remove(each)
    return len(whole) or min(len(loose), 1)
