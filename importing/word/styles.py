"""Word's styles: which of them mean something here, whatever a template's author has called them.

Word keeps the English name of a style of its own in every language; a style made from one of those means the same.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from .parts import W, found, is_on, remove, tag, value

HEADING, TITLE, CAPTION, QUOTE = "x-heading-", "x-title", "x-caption", "x-quote"
STRONG, EMPHASIS = "x-strong", "x-emphasis"
DEEPEST = 5
# How a caption travels through HTML: as a heading of a level that no heading is given.
CAPTION_TAG = "h6"
_MEANINGS = [
    (r"heading (\d)", HEADING),
    (r"title", TITLE),
    (r"caption|illustration|figure|table caption|image caption", CAPTION),
    (r"(?:intense )?quote|quotations|block text", QUOTE),
]
_PLAIN = re.compile(
    r"normal|normal \(web\)|normal indent|default|standard|text body|body text.*|body|no spacing|plain text|compact|"
    r"first paragraph|list.*|(?:foot|end)note(?: text)?|table (?:contents|heading|normal|grid)|header|footer|"
    r"frame contents|numbering symbols|bullets"
)
_PLAIN_RUN = re.compile(
    r"default paragraph font|hyperlink|internet link|followedhyperlink|visited internet link|page number|line number|"
    r"(?:foot|end)note (?:reference|anchor|characters|symbol)|annotation reference|placeholder text|.* char|"
    r"unresolved mention|apple-.*|normaltextrun|eop"
)
_CONTENTS = re.compile(r"toc heading|toc \d|contents (?:heading|\d)|table of figures")


@dataclass
class Styles:
    """The styles of a file by id, and the names of those that were used and mean nothing here."""

    by_id: dict[str, etree._Element]
    unknown: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, root: etree._Element | None) -> "Styles":
        every = [] if root is None else found(root, "./w:style")
        return cls({style.get(f"{W}styleId", ""): style for style in every})

    def name(self, style_id: str) -> str:
        style = self.by_id.get(style_id)
        return (value(style, "./w:name") if style is not None else "") or style_id

    def is_contents(self, paragraph: etree._Element) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return bool(_CONTENTS.fullmatch(self.name(value(paragraph, "./w:pPr/w:pStyle")).lower()))

    def apply(self, root: etree._Element) -> None:
        """Give paragraphs and runs the names by which their meaning is known; those without meaning stay."""
        for paragraph in found(root, ".//w:p"):
            self._apply_to_paragraph(paragraph)
        for style in found(root, ".//w:r/w:rPr/w:rStyle"):
            self._apply_to_run(style)

    def _apply_to_paragraph(self, paragraph: etree._Element) -> None:
        own = value(paragraph, "./w:pPr/w:pStyle")
        outline = value(paragraph, "./w:pPr/w:outlineLvl")
        meaning = self._meaning(own) or (_heading(int(outline) + 1) if outline in set("01234567") else "")
        if meaning:
            _set(paragraph, meaning)
        elif own and not _PLAIN.fullmatch(self.name(own).lower()):
            self.unknown.add(self.name(own))

    def _meaning(self, style_id: str) -> str:
        outline = ""
        for style in self._line(style_id):
            for pattern, meaning in _MEANINGS:
                if match := re.fullmatch(pattern, self.name(style).lower()):
                    return _heading(int(match[1])) if meaning == HEADING else meaning
            if style in self.by_id:
                outline = outline or value(self.by_id[style], "./w:pPr/w:outlineLvl")
        return _heading(int(outline) + 1) if outline in set("01234567") else ""

    def _line(self, style_id: str) -> list[str]:
        """A style and those it is made from, the nearest first."""
        line: list[str] = []
        while style_id and style_id not in line and len(line) < 20:
            line.append(style_id)
            style_id = value(self.by_id[style_id], "./w:basedOn") if style_id in self.by_id else ""
        return line

    def _apply_to_run(self, style: etree._Element) -> None:
        own = style.get(f"{W}val", "")
        name, definition = self.name(own).lower(), self.by_id.get(own)
        if name == "strong" or (definition is not None and is_on(definition, "./w:rPr/w:b")):
            style.set(f"{W}val", STRONG)
        elif name in {"emphasis", "intense emphasis"} or (definition is not None and is_on(definition, "./w:rPr/w:i")):
            style.set(f"{W}val", EMPHASIS)
        else:
            if not _PLAIN_RUN.fullmatch(name):
                self.unknown.add(self.name(own))
            remove(style)


def _heading(level: int) -> str:
    return f"{HEADING}{min(max(level, 1), DEEPEST)}"


def _set(paragraph: etree._Element, meaning: str) -> None:
    properties = found(paragraph, "./w:pPr")
    if not properties:
        properties = [etree.Element(tag("w:pPr"))]
        paragraph.insert(0, properties[0])
    for former in found(properties[0], "./w:pStyle"):
        remove(former)
    style = etree.Element(tag("w:pStyle"))
    style.set(f"{W}val", meaning)
    properties[0].insert(0, style)


# How mammoth writes them.
MAP = "\n".join(
    [
        *(f"p.{HEADING}{level} => h{level}:fresh" for level in range(1, DEEPEST + 1)),
        f"p.{TITLE} => h1.{TITLE}:fresh",
        f"p.{CAPTION} => {CAPTION_TAG}:fresh",
        f"p.{QUOTE} => blockquote > p:fresh",
        f"r.{STRONG} => strong",
        f"r.{EMPHASIS} => em",
        *(
            f"p:{kind}-list({level}) => {'ul|ol > li > ' * (level - 1)}{name} > li:fresh"
            for level in range(1, 10)
            for kind, name in (("unordered", "ul"), ("ordered", "ol"))
        ),
    ]
)
