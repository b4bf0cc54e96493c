"""Where a request comes from. What a forwarding header says counts only if a proxy that we know wrote it."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

SOCKET = "unix"  # how a proxy is named that comes through a Unix socket and has no address
Address = IPv4Address | IPv6Address


def address_of(request: HttpRequest) -> str:
    """The address a request came from: the last one in the chain that is no proxy of ours; "unix" at the least."""
    last = request.META.get("REMOTE_ADDR") or SOCKET
    for hop in _forwarded(request):
        if not _is_ours(last):
            break
        last = hop
    return last


def network_of(request: HttpRequest) -> str:
    """The network a request counts for: an IPv4 address, or the 64 bits that an IPv6 customer is given."""
    address = _read(address_of(request))
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False))
    return str(address or SOCKET)


def _forwarded(request: HttpRequest) -> Iterator[str]:
    """What the proxies say they got it from, the nearest first; it ends where somebody wrote what is no address."""
    for hop in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if _read(hop.strip()) is None:
            return
        yield hop.strip()


def _is_ours(hop: str) -> bool:
    address = _read(hop)
    if address is None:
        return SOCKET in settings.TRUSTED_PROXIES
    return any(address in ip_network(proxy) for proxy in settings.TRUSTED_PROXIES if proxy != SOCKET)


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
