"""Whether other sites still have what we link: asked politely, and never an address inside our own network.

The name is looked up once and the connection goes to the address that was looked at: a name that leads elsewhere the
second time gains nothing. Each redirect is looked at in the same way.
"""

import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from .own import Verdict, Why

AT_ONCE = 4
REDIRECTS = 5
TIMEOUT = 10  # seconds, for each step of a request
PAUSE = 1  # seconds between two requests to one site
# A site that wants no robots says nothing about its page.
NO_ROBOTS = (401, 403, 405, 406, 429, 999)
# Addresses that carry another one: what they lead to is not seen in them.
CARRIERS = [ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and any(ip in net for net in CARRIERS):
        return False
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return ip.is_global and not ip.is_multicast


def ask_all(
    urls: Iterable[str], *, allowed: Callable[[str], bool] = is_public, pause: float = PAUSE
) -> dict[str, Verdict | None]:
    """Why each address is to be mended, None where all is well: a few sites at a time, each site one page at a time."""
    sites: dict[str, list[str]] = defaultdict(list)
    for url in urls:
        sites[_host(url)].append(url)

    def ask_site(pages: list[str]) -> list[tuple[str, Verdict | None]]:
        answers = []
        for number, url in enumerate(pages):
            time.sleep(pause if number else 0)
            answers.append((url, ask(url, allowed=allowed)))
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(answer for answers in pool.map(ask_site, sites.values()) for answer in answers)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def ask(url: str, *, allowed: Callable[[str], bool] = is_public) -> Verdict | None:
    """Why one address is to be mended, None where all is well."""
    try:
        for _ in range(REDIRECTS + 1):
            parts = urlsplit(url)
            if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
                return Why.PRIVATE, ""
            address = _looked_up(parts)
            if not all(allowed(each) for each in address):
                return Why.PRIVATE, ""
            status, location = _request(parts, address[0])
            if not (300 <= status < 400 and location):
                break
            url = urljoin(url, location)
        else:
            return Why.REFUSED, str(status)
    except (OSError, HTTPException, ValueError) as error:
        return Why.SILENT, type(error).__name__
    return None if status < 400 or status in NO_ROBOTS else (Why.REFUSED, str(status))


def _looked_up(parts: SplitResult) -> list[str]:
    rows = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    return [str(row[4][0]) for row in rows]


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme.lower() == "https" else 80)


def _request(parts: SplitResult, address: str) -> tuple[int, str]:
    """The status and where it leads on: without the page where the site knows HEAD, else with its beginning only."""
    status, location = _once("HEAD", parts, address)
    return _once("GET", parts, address) if status >= 400 else (status, location)


def _once(method: str, parts: SplitResult, address: str) -> tuple[int, str]:
    connection = (_Secure if parts.scheme.lower() == "https" else _Plain)(parts, address)
    path = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe="/?%:@!$&'()*+,;=~-._")
    try:
        connection.request(method, path, headers={"User-Agent": f"Communique link check (+{settings.SITE_URL}/)"})
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location") or ""
    finally:
        connection.close()


class _Plain(HTTPConnection):
    """A connection to one address, for the name under which it was asked for."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(parts.hostname or "", _port(parts), timeout=TIMEOUT)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), TIMEOUT)


class _Secure(HTTPSConnection):
    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(parts.hostname or "", _port(parts), timeout=TIMEOUT)
        self.address = address

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), TIMEOUT)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
