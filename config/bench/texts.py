"""Invented texts, always the same: made-up words, as often as a language uses its own, headings, links and notes."""

import random
from itertools import accumulate

VOCABULARY = 6_000
SYLLABLES = {
    "en": ["ri", "ver", "stone", "wat", "er", "field", "al", "low", "ton", "mark", "ed", "brid", "ge", "sil", "ty"],
    "es": ["ri", "be", "ra", "ca", "lma", "so", "lar", "nie", "bla", "tor", "ci", "do", "que", "ma", "ción", "res"],
}


class Words:
    """A language's words, the frequent ones first, and texts made of them."""

    def __init__(self, language: str) -> None:
        self.dice = random.Random(language)  # noqa: S311 - the same texts every time, nothing secret
        made: dict[str, None] = {}
        while len(made) < VOCABULARY:
            made["".join(self.dice.choices(SYLLABLES[language], k=self.dice.randint(1, 5)))] = None
        self.words = sorted(made, key=len)
        # Zipf's law: the n-th word is as often as 1/n.
        self.weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def some(self, count: int) -> str:
        return " ".join(self.dice.choices(self.words, cum_weights=self.weights, k=count))

    def title(self) -> str:
        return " ".join(self.dice.sample(self.words[200:], 5)).capitalize()

    def sentence(self, count: int) -> str:
        return f"{self.some(count).capitalize()}."

    def body(self) -> str:
        """About a thousand words: ten sections with a note each in the first four."""
        return "".join(self._section(number) for number in range(10))

    def _section(self, number: int) -> str:
        note = f'<span data-footnote="note{number}">{self.sentence(16)}</span>' if number < 4 else ""
        return (
            f"<h2>{self.title()}</h2>"
            f"<p>{self.sentence(24)}{note} <strong>{self.some(3)}</strong> {self.sentence(18)}</p>"
            f'<p>{self.sentence(22)} <a href="https://river.example/">{self.some(4)}</a> {self.sentence(18)}</p>'
        )

    def question(self, number: int) -> str:
        """Two words that about every tenth text holds both of."""
        return f"{self.words[120 + number % 100]} {self.words[240 + number % 100]}"
