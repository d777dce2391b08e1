"""Finds the longest of many words at a place in a text, in few steps however many there are."""

from collections.abc import Iterable


class LongestWord:
    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._sizes: dict[str, tuple[int, ...]] = {}
        """How long the words are that begin with a letter, the longest first."""
        for word in words:
            self.add(word)

    def add(self, word: str) -> None:
        self._words.add(word)
        sizes = {len(word), *self._sizes.get(word[0], ())}
        self._sizes[word[0]] = tuple(sorted(sizes, reverse=True))

    def at(self, text: str, place: int, end: int | None = None) -> str:
        """The longest word that begins here and does not go on past `end`; "" if there is none."""
        end = len(text) if end is None else end
        for size in self._sizes.get(text[place : place + 1], ()):
            if place + size <= end and text[place : place + size] in self._words:
                return text[place : place + size]
        return ""
