"""What looks like somebody's name, and lists of names."""

import re

from .vocabulary import NOT_IN_NAMES, PARTICLES
from .words import fold, tidy

_WORD = re.compile(r"[^\W\d_](?:[\w’'ʼ‘-]*\w)?\.?|[^\W\d_]\.(?:[^\W\d_]\.)*")
_HONORIFIC = re.compile(r"(?:dra?|prof(?:esor[a]?|essor)?|mr|mrs|ms|sra?|lic|rev|fr|sr)\.?", re.IGNORECASE)
_DEGREE = re.compile(r"(?:ph\.?\s?d|m\.?d|m\.?a|m\.?sc|m\.?p\.?h|ll\.?m|jr|sr|ii|iii|esq)\.?", re.IGNORECASE)
_JOINT = re.compile(r"(?:\s*[,;]\s*(?:(?:and|y|e|&)\s+)?|\s+(?:and|y|e)\s+|\s*&\s*)(?![^(]*\))", re.IGNORECASE)


def is_name(text: str, *, announced: bool = False) -> bool:
    """Whether a piece of text can be somebody's name.

    `announced` says that something before it ("By") already promised one: then a single word will do, and an
    organisation's name too.
    """
    words = text.split()
    if not 1 <= len(words) <= 7 or len(text) > 70 or not all(_WORD.fullmatch(word) for word in words):
        return False
    names = [word for word in words if word.casefold() not in PARTICLES and not _HONORIFIC.fullmatch(word)]
    if any(word[0].islower() for word in names) or len(names) < (1 if announced else 2):
        return False
    # A surname may be a word of the list, as long as there are two others: "Inés Quiroga Guest", not "Guest Column".
    ordinary = [word for word in names if fold(word) in NOT_IN_NAMES]
    return announced or not ordinary or len(names) - len(ordinary) > 1


def split_names(text: str) -> list[str]:
    """The pieces of a list of names, degrees left with the name they follow."""
    pieces: list[str] = []
    for piece in _JOINT.split(tidy(text)):
        if pieces and _DEGREE.fullmatch(piece):
            continue
        if piece:
            pieces.append(piece)
    return pieces


def name_key(name: str) -> str:
    """What makes two spellings the same person: letters without accents and case, no "Dr." and no degree."""
    words = [word for word in name.split() if not (_HONORIFIC.fullmatch(word) or _DEGREE.fullmatch(word.rstrip(",")))]
    return fold(" ".join(words)) or fold(name)
