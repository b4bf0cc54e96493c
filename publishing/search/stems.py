"""Words as search compares them: case, accents and endings folded, so that "mujeres" and "Mujer" are one word.

The databases have word lists of their own, which differ from each other; a stem made here is the same on both.
"""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from typing import Any

import snowballstemmer

# An apostrophe, a soft hyphen or a separate accent does not end a word.
WORD = re.compile("([^\\W_]+(?:['’\u00ad\u0300-\u036f]+[^\\W_]+)*[\u0300-\u036f]*)")
POSSESSIVE = re.compile("['’]s$")
LONGEST = 60
ALGORITHMS = {"en": "english", "es": "spanish"}
IRREGULAR = {"en": {"women": "woman", "men": "man", "children": "child"}}
# Words that every text has: left out of what is asked for, unless nothing else is asked for.
EMPTY = {
    "en": " a about an and are as at be by for from has have he her his how i in is it its me my not of on or our she "
    "that the their them they this to was we were what when which who why will with you your ",
    "es": " a al como con cual cuando de del donde e el ella ellas ellos en entre es esta este esto fue ha han la las "
    "le les lo los mas mi muy nos o para pero por que se ser si sin sobre son su sus tu u un una y ya yo ",
}
# The Spanish stemmer knows some endings by their accent only, leaves "luces" apart from "luz", and the plural of the
# shortest words as it is.
SPANISH = (
    (re.compile(r"ion$"), "ión"),
    (re.compile(r"logia(s?)$"), r"logía\1"),
    (re.compile(r"(?<=..)ces$"), "z"),
    (re.compile(r"^([^aeiou][aeiou][aeo])s$"), r"\1"),
)
_one_at_a_time = threading.Lock()


def words(text: str) -> list[str]:
    """The words of a text, as they are written."""
    return WORD.findall(text)


def fold(word: str) -> str:
    """A word in small letters without accents or anything but letters and digits."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", word.casefold()) if letter.isalnum())


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """What is left of a word without its ending, in ASCII; in a language without a stemmer, the folded word."""
    folded = fold(POSSESSIVE.sub("", word))[:LONGEST]
    folded = IRREGULAR.get(language, {}).get(folded, folded)
    if language == "es":
        for ending, other in SPANISH:
            folded = ending.sub(other, folded)
    if language in ALGORITHMS:
        folded = fold(_without_ending(folded, language))
    return folded if folded.isascii() else f"x{folded.encode().hex()}"


def _without_ending(word: str, language: str) -> str:
    """Stem Spanish until it no longer changes (mujeres, mujer, muj): one pass leaves a word and its plural apart."""
    with _one_at_a_time:  # a stemmer keeps the word it works on in itself
        stemmer = _stemmer(language)
        shorter = stemmer.stemWord(word)
        while language == "es" and shorter != word:
            word, shorter = shorter, stemmer.stemWord(shorter)
    return shorter


@cache
def _stemmer(language: str) -> Any:
    return snowballstemmer.stemmer(ALGORITHMS[language])


def is_empty(word: str, language: str) -> bool:
    """Whether a word is one that nearly every text of the language has."""
    return f" {fold(word)} " in EMPTY.get(language, "")
