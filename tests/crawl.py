"""A visitor who follows every link of the site: pages, feeds, sitemap, pictures, style sheets left out."""

import html
import re
from collections.abc import Iterable
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client

START = ("/", "/en/", "/es/", "/sitemap.xml", "/robots.txt")
_LINK = re.compile(r"""(?:href|src|srcset)=["']([^"']*)["']|<loc>([^<]*)</loc>|(https?://[^\s"'<>]+)""")


def crawl(client: Client, start: Iterable[str] = START) -> dict[str, tuple[int, bytes]]:
    """Each address of the site that a link leads to, with its status and its body."""
    found: dict[str, tuple[int, bytes]] = {}
    waiting = list(start)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        response = client.get(path)
        body = b"".join(response) if response.streaming else response.content
        found[path] = (response.status_code, body)
        if location := response.headers.get("Location"):
            waiting.append(location)
        if response.headers.get("Content-Type", "").startswith(("text/", "application/")):
            waiting += links(body.decode(), path)
    return found


def links(text: str, base: str) -> set[str]:
    """The addresses of this site that a page names, in tags and in feeds' escaped HTML too."""
    values = (value for match in _LINK.findall(text + html.unescape(text)) for value in match if value)
    parts = (part.split()[0] for value in values for part in html.unescape(value).split(",") if part.strip())
    return {path for part in parts if (path := _ours(urljoin(settings.SITE_URL + base, part)))}


def _ours(url: str) -> str:
    address = urlsplit(urldefrag(url).url)
    if f"{address.scheme}://{address.netloc}" != settings.SITE_URL or address.path.startswith(settings.STATIC_URL):
        return ""
    return address.path + (f"?{address.query}" if address.query else "")
