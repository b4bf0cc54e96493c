"""Which pages are measured: for each kind of page addresses of many different ones, and whether a cache may help."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from .copying import BEGINNING
from .costs import Answer
from .filling import EVERY, YEARS
from .texts import Words

MANY = 60
OLDER = 50


@dataclass(frozen=True)
class Kind:
    """A kind of page: its name, the addresses, and whether visitors may get it from a cache."""

    name: str
    paths: list[str]
    cached: bool = True


def kinds(texts: int, get: Callable[[str], Answer]) -> list[Kind]:
    """The kinds of pages of an archive with so many texts; `get` is asked for what only the pages know."""
    numbers = [texts * place // MANY for place in range(MANY)]
    words = Words("en")
    return [
        Kind("home", ["/en/", "/es/"]),
        Kind("article", [f"/en/blog/text-{n - 1 if _is_statement(n) else n}/" for n in numbers]),
        Kind("statement, 40 signatories", [f"/en/statements/text-{n}/" for n in _statements(texts)]),
        Kind("list, first page", ["/en/blog/", "/es/blog/"]),
        Kind("list, after 50 “older”", [_older("/en/blog/", get), _older("/es/blog/", get)]),
        Kind("topic", [f"/en/topics/group-{number}/" for number in range(24)]),
        Kind("year", [f"/en/blog/{BEGINNING.year + year}/" for year in range(YEARS)]),
        Kind("feed, 20 whole texts", ["/en/feed/", "/es/feed/"]),
        Kind("search, two words", [_question(words.question(n)) for n in range(MANY)], cached=False),
        Kind("search, words that all have", [_question(f"{words.words[0]} {words.words[1]}")], cached=False),
        Kind("admin list", ["/admin/blog/post/"], cached=False),
        Kind("admin form", [f"/admin/blog/post/{n}/change/" for n in _posts(get)], cached=False),
    ]


def _is_statement(number: int) -> bool:
    return number % EVERY == EVERY - 1


def _statements(texts: int) -> list[int]:
    return [number for number in range(texts) if _is_statement(number)][:MANY]


def _question(words: str) -> str:
    return f"/en/search/?q={words.replace(' ', '+')}"


def _older(path: str, get: Callable[[str], Answer]) -> str:
    """The page that a list leads to after fifty clicks on "older", or as many as there are."""
    start = path
    for _click in range(OLDER):
        link = re.search(r'href="([^"]*)"[^>]*rel="next"', get(path).text)
        if not link:
            break
        path = start + link[1][link[1].index("?") :]
    return path


def _posts(get: Callable[[str], Answer]) -> list[str]:
    """The keys of the posts that the admin's list begins with."""
    keys = re.findall(r"/admin/blog/post/(\d+)/change/", get("/admin/blog/post/").text)
    return list(dict.fromkeys(keys))[:20]
