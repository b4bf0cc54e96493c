"""What an open tag passes on to the text in it, by its name or by its CSS."""

import re
from dataclasses import dataclass, replace

MARKS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "dfn": "em",
    "s": "s",
    "strike": "s",
    "del": "s",
    "sub": "sub",
    "sup": "sup",
}


@dataclass
class Style:
    """What an open tag passes on to the text in it."""

    tag: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    hidden: bool = False
    pre: bool = False


def styled(outer: Style, tag: str, given: dict[str, str]) -> Style:
    style = replace(outer, tag=tag)
    if mark := MARKS.get(tag):
        style.marks |= {mark}
    if tag == "a":
        style.href = given.get("href", "").strip()
    style.pre = outer.pre or tag == "pre"
    css = given.get("style", "").lower().replace(" ", "")
    if css:
        _apply_css(style, css)
    return style


def _apply_css(style: Style, css: str) -> None:
    """The little that CSS can say of a text's meaning.

    Google Docs wraps whole texts in <b style="font-weight:normal">.
    """
    for pattern, mark, on in (
        (r"font-weight:(?:bold|bolder|[6-9]00)", "strong", True),
        (r"font-weight:(?:normal|lighter|[1-5]00)", "strong", False),
        (r"font-style:(?:italic|oblique)", "em", True),
        (r"font-style:normal", "em", False),
        (r"text-decoration(?:-line)?:[^;]*line-through", "s", True),
        (r"vertical-align:super", "sup", True),
        (r"vertical-align:sub", "sub", True),
    ):
        if re.search(pattern, css):
            style.marks = style.marks | {mark} if on else style.marks - {mark}
    style.hidden = style.hidden or bool(re.search(r"display:none|visibility:hidden|mso-hide:all", css))
