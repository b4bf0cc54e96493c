"""Blogger's markup to blocks: no divs, fonts or styles, paragraphs where people left empty lines.

nh3 comes first: it reads HTML as browsers do and writes it well formed, so that what walks over it can be simple. It is
not what makes the text safe: `publishing.html` does that, last.
"""

import re
from html.parser import HTMLParser

import nh3

from . import lines
from .blocks import BREAK, Block, Embed, Figure, Line, Paragraph, Rule, Run
from .containers import Box, close
from .styles import MARKS, Style, styled
from .words import plain, tidy

MAX_CHARACTERS = 600_000
MAX_DEPTH = 1_000

_BLOCKS = {
    *("p", "div", "section", "article", "center", "header", "footer", "main", "aside", "pre", "address", "nav"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "figure", "details", "summary"),
}
_CONTAINERS = {"ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "figcaption", "caption"}
_INLINE = {*MARKS, "a", "span", "font", "u", "small", "big", "code", "tt", "abbr", "q", "ins", "mark", "kbd"}
_EMPTY = {"br", "hr", "img", "embed"}
_TAGS = _BLOCKS | _CONTAINERS | _INLINE | _EMPTY | {"tbody", "thead", "tfoot", "iframe"}
_DROPPED = {"script", "style", "xml", "title", "svg", "math", "select", "textarea", "button", "noscript", "template"}
_ATTRIBUTES = {
    "*": {"style", "class"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "iframe": {"src"},
    "embed": {"src"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# Word leaves notes as file:///C:/…/text.doc#_ftn1, and only what follows the # is looked at; a picture that was pasted
# as data is named as missing.
_SCHEMES = {"http", "https", "mailto", "file", "about", "data"}
_DATA = re.compile(r"data:[^\"'\s>]{100,}")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_CLOSED_BY_OTHERS = {"p", "li", "td", "th", "tr", "tbody", "thead", "dt", "dd", "option", "col"}


class CleaningError(ValueError):
    """A body that no person wrote: too long or nested too deep to be read in reasonable time."""


def clean(html: str) -> list[Block]:
    """The blocks of a body. Raises CleaningError for one that is out of all proportion."""
    html = _DATA.sub("data:", html)
    if len(html) > MAX_CHARACTERS or _depth(html) > MAX_DEPTH:
        raise CleaningError
    walker = _Walker()
    walker.feed(
        nh3.clean(
            html,
            tags=_TAGS,
            clean_content_tags=_DROPPED,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )
    walker.close()
    return walker.finish()


def _depth(html: str) -> int:
    """How deep tags nest at most, near enough: browsers close some by themselves, and those are not counted."""
    deepest = depth = 0
    for slash, name in _TAG.findall(html):
        if name.lower() not in _EMPTY | _CLOSED_BY_OTHERS:
            depth = max(0, depth - 1) if slash else depth + 1
            deepest = max(deepest, depth)
    return deepest


class _Walker(HTMLParser):
    """Walks over well-formed HTML and builds blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.styles = [Style("")]
        self.boxes = [Box("")]
        self.runs: list[Run] = []
        self.tag = "p"
        self.item = ""
        self.after: list[Block] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _EMPTY:
            self._empty(tag, given)
            return
        self.styles.append(styled(self.styles[-1], tag, given))
        if tag in _BLOCKS or tag in _CONTAINERS:
            self._flush()
            self._open(tag, given)
        elif tag == "iframe":
            self._embed(given)
            self.styles[-1].hidden = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _CONTAINERS:
            self._flush()
            self._shut(tag)
        if tag not in _EMPTY and self.styles[-1].tag == tag:
            self.styles.pop()

    def handle_data(self, data: str) -> None:
        style = self.styles[-1]
        if style.hidden:
            return
        pieces = data.split("\n") if style.pre else [data]
        for number, piece in enumerate(pieces):
            if number:
                self.runs.append(Run(BREAK))
            if text := plain(piece):
                self.runs.append(Run(text, style.marks, style.href))

    def finish(self) -> list[Block]:
        self._flush()
        return self.boxes[0].blocks

    def _empty(self, tag: str, given: dict[str, str]) -> None:
        if self.styles[-1].hidden:
            return
        if tag == "br":
            self.runs.append(Run(BREAK))
        elif tag == "hr":
            self._flush()
            self._add(Rule())
        elif tag == "embed":
            self._embed(given)
        else:
            self._picture(given)

    def _picture(self, given: dict[str, str]) -> None:
        source = given.get("src", "").strip()
        # Counters and spacers are one pixel wide and say nothing.
        if {given.get("width"), given.get("height")} & {"0", "1"} or not source:
            return
        linked = self.styles[-1].href
        larger = linked if re.search(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#])", linked, re.IGNORECASE) else ""
        alt = tidy(given.get("alt", ""))
        figure = Figure(tuple(filter(None, (larger, source))), "" if _is_file_name(alt) else alt)
        self._place(figure)

    def _embed(self, given: dict[str, str]) -> None:
        address = given.get("src", "").strip()
        address = f"https:{address}" if address.startswith("//") else address
        if re.match(r"https?://", address):
            self._place(Embed(re.sub(r"youtube(?:-nocookie)?\.com/(?:embed|v)/", "youtube.com/watch?v=", address)))

    def _place(self, block: Block) -> None:
        """What stands within a sentence follows it; what stands before the sentence's first word stays before it."""
        if any(run.text.strip() for run in self.runs):
            self.after.append(block)
        else:
            self._add(block)

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag in _CONTAINERS or tag == "figure":
            self._close_paragraph_state()
            self.boxes.append(Box(tag, given.get("class", "")))
            for name in ("start", "colspan", "rowspan"):
                if (value := given.get(name, "")).isdecimal() and 0 < int(value[:6]) < 1000:
                    self.boxes[-1].numbers[name] = int(value[:6])
        elif re.fullmatch(r"h[1-6]", tag):
            self.tag = tag
        list_style = re.search(r"mso-list:\s*l\d+\s+level(\d)", given.get("style", ""))
        self.item = f"level{list_style[1]}" if list_style else ""

    def _shut(self, tag: str) -> None:
        self._close_paragraph_state()
        if (tag in _CONTAINERS or tag == "figure") and self.boxes[-1].tag == tag and len(self.boxes) > 1:
            close(self.boxes.pop(), self.boxes[-1])

    def _close_paragraph_state(self) -> None:
        self.tag, self.item = "p", ""

    def _add(self, block: Block) -> None:
        self.boxes[-1].blocks.append(block)

    def _flush(self) -> None:
        """Close the paragraph that is open; two breaks in a row close one too."""
        for paragraph in _paragraphs(self.runs):
            self._add(Paragraph(paragraph, self.tag, self.item))
        self.runs = []
        self.boxes[-1].blocks += self.after
        self.after = []


def _paragraphs(runs: list[Run]) -> list[Line]:
    found: list[list[Line]] = [[]]
    for line in lines.split(tuple(runs)):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [lines.joined(group) for group in found if group]


def _is_file_name(text: str) -> bool:
    return bool(re.fullmatch(r"\S+\.(?:jpe?g|png|gif|webp|avif|bmp|tiff?)", text, re.IGNORECASE))
