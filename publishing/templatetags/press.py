"""Tags for the public templates."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from publishing import html
from publishing.press import pieces

register = template.Library()

# What could end the script, or be read as an entity in XHTML; the same three that Django's json_script escapes.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def piece(template: str, **context: Any) -> str:
    """An included template that sees only what it is given, and is not rendered twice from the same words."""
    return pieces.show(template, context)


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> SafeString | str:
    """A page's description for machines (JSON-LD) as a data block, which runs nothing; "" for none."""
    if not data:
        return ""
    text = html.trusted(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', text)
