"""Plain text: tidied, folded, counted."""

import re
import unicodedata

# Zero-width spaces, soft hyphens and byte-order marks that editors leave behind, and the signs that turn text round:
# in a name they make a reader see another one.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
_SPACES = re.compile(r"[ \t\r\n\f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


def plain(text: str) -> str:
    """Text in one normal form: composed, without invisible signs, every run of spaces one space."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))


def tidy(text: str) -> str:
    """The same without spaces at either end."""
    return plain(text).strip()


def fold(text: str) -> str:
    """A text's comparable form: no accents, no case, no punctuation, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare.casefold()).split())


def letters(text: str) -> int:
    """How many letters a text has."""
    return sum(char.isalpha() for char in text)


def shortened(text: str, length: int) -> str:
    """The text, cut at a word before `length` characters where it is longer."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
