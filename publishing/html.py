"""The only sanitiser, and the only place that marks HTML safe.

It runs last: nothing touches HTML after it, because even a later `strip()` can arm a link that was harmless.
"""

import re
import unicodedata

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

INLINE_TAGS = {"strong", "em", "s", "sub", "sup", "a", "br"}
BLOCK_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "figure", "img", "figcaption", "span"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href", "hreflang"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "span": {"data-footnote", "data-footnote-again"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto"}
# What browsers and pasted Word texts call them, and what we call them.
SYNONYMS = [(r"b", "strong"), (r"i", "em"), (r"strike|del", "s"), (r"h1", "h2"), (r"h5|h6", "h4")]

_KEY = re.compile(r"^[a-z0-9]{4,16}$")
_LOCAL = re.compile(r"^(/(?![/\\])|#)")
# A picture without a file, and what is left of its figure: a caption is a paragraph then.
_NO_FILE = re.compile(r'<img(?: alt="[^"]*")?>')
_NO_PICTURE = re.compile(r"<figure>\s*(?:<figcaption>(.*?)</figcaption>)?\s*</figure>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def sanitize(html: str, *, inline: bool = False) -> str:
    """Clean HTML in the house's dialect from anybody's.

    `inline` keeps only what may stand in a line: for notes, disclaimers' paragraphs use the whole dialect.
    Sanitising twice changes nothing. Never raises.
    """
    text = unicodedata.normalize("NFC", _CONTROL.sub("", html or "")).strip()
    for pattern, name in SYNONYMS:
        text = re.sub(rf"<(/?)(?:{pattern})(?=[\s/>])", rf"<\1{name}", text, flags=re.IGNORECASE)
    clean = nh3.clean(
        text,
        tags=INLINE_TAGS if inline else INLINE_TAGS | BLOCK_TAGS,
        attributes={tag: names for tag, names in ATTRIBUTES.items() if not inline or tag in INLINE_TAGS},
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    return _NO_PICTURE.sub(_caption, _NO_FILE.sub("", clean))


def _caption(figure: re.Match[str]) -> str:
    return f"<p>{figure[1]}</p>" if figure[1] else ""


def _attribute(tag: str, name: str, value: str) -> str | None:
    """The attribute's value as it may stand, None to drop it."""
    if name in ("data-footnote", "data-footnote-again"):
        return value if _KEY.match(value) else ("" if name == "data-footnote" else None)
    if tag == "img" and name == "src":
        return value if value.startswith(settings.MEDIA_URL) and ".." not in value else None
    if name == "href":
        return _href(value)
    if name in ("colspan", "rowspan", "start"):
        return value if value.isdigit() and len(value) < 4 else None
    return value


def _href(value: str) -> str | None:
    value = value.strip()
    if re.match(r"^(https?://|mailto:)", value, re.IGNORECASE) or _LOCAL.match(value):
        return value
    return None


def trusted(html: str) -> SafeString:
    """HTML that this module has sanitised and nothing has touched since, for a template to print as it is."""
    return mark_safe(html)


RENDERED_TAGS = INLINE_TAGS | BLOCK_TAGS | {"div", "section", "picture", "source"}
RENDERED_ATTRIBUTES = {
    "a": {"href", "hreflang", "rel", "id", "class", "role", "aria-label"},
    "blockquote": {"class"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "img": {"src", "alt", "width", "height", "loading", "decoding", "sizes", "srcset"},
    "li": {"id"},
    "ol": {"start"},
    "section": {"class", "role", "aria-label"},
    "source": {"srcset", "type", "sizes"},
    "sup": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_OUR_ID = re.compile(r"^(fn-\d+|fnref-\d+(-\d+)?|notes|s-[a-z0-9_-]+)$")


def finish(rendered: str) -> str:
    """The last pass over rendered HTML: the dialect, and beside it only what rendering adds. No id but ours."""
    return nh3.clean(
        rendered,
        tags=RENDERED_TAGS,
        attributes=RENDERED_ATTRIBUTES,
        attribute_filter=_rendered_attribute,
        url_schemes=SCHEMES,
        link_rel=None,
    )


def _rendered_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if _OUR_ID.match(value) else None
    if name == "srcset":
        return value if all(part.strip().startswith(settings.MEDIA_URL) for part in value.split(",")) else None
    return _attribute(tag, name, value)
