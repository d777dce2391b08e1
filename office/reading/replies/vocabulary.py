"""The words of one form: what its fields are called, and how a clause is cut into known words."""

from collections.abc import Iterator, Sequence

from office.reading.replies.letters import told
from office.reading.replies.lexicon import WORDS, WordSort
from office.reading.replies.longest import LongestWord
from office.reading.replies.reading import FieldAsked, FormAsked
from storage.immutable import immutable

MEASURED = ("number", "count")
NAMING = (WordSort.VERB, WordSort.LIGHT, WordSort.NOUN)
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
Lexicon = dict[str, tuple[WordSort, str]]


@immutable
class KnownWord:
    start: int
    end: int
    sort: WordSort
    meaning: str
    letters: str


@immutable
class Label:
    """One of the names of a field, as the meanings that it is made of."""

    field: FieldAsked
    letters: str
    units: tuple[str | None, ...]
    meanings: frozenset[str]
    verbs: frozenset[str]
    light: frozenset[str]
    """The meanings that may be left out: 出动人次 is also 人次."""

    @property
    def needed(self) -> frozenset[str]:
        return self.meanings - self.light

    @property
    def nouns(self) -> frozenset[str]:
        return self.needed - self.verbs


class Vocabulary:
    def __init__(self, form: FormAsked) -> None:
        self.fields = tuple(form.fields)
        self.units = frozenset(one for field in self.fields for one in _units(field))
        self.unit_words = self.units | {"家", "个", "处", "人次", "辆", "家次", "个次", "台次"}
        self._words: Lexicon = dict(WORDS)
        self._known_words = LongestWord(self._words)
        # The longest names first: what 裸露土地 is called is no part of 土地 then.
        names = sorted(_names(form), key=lambda named: len(named[1]), reverse=True)
        self.labels = tuple(self._label(field, name) for field, name in names)
        self._by_meaning: dict[str, list[Label]] = {}
        for label in self.labels:
            for meaning in (*label.needed, label.letters):
                self._by_meaning.setdefault(meaning, []).append(label)

    def with_any(self, meanings: frozenset[str], written: str) -> list[Label]:
        """The names of fields that have one of these meanings, or are just what was written."""
        found = [self._by_meaning.get(one, ()) for one in (*sorted(meanings), written)]
        return list({id(label): label for labels in found for label in labels}.values())

    def words(self, clause: str, start: int = 0, end: int | None = None) -> list[KnownWord]:
        """The known words of a part of a clause, the longest at each place; others are left out."""
        return list(self._known(clause, start, len(clause) if end is None else end))

    def _known(self, clause: str, at: int, end: int) -> Iterator[KnownWord]:
        while at < end:
            found = self._word_at(clause, at, end)
            if found is not None:
                yield found
            at = found.end if found else _next(clause, at)

    def _word_at(self, clause: str, at: int, end: int) -> KnownWord | None:
        letters = self._known_words.at(clause, at, end)
        if not letters or not _stands_alone(clause, at, at + len(letters)):
            return None
        return KnownWord(at, at + len(letters), *self._words[letters], letters)

    def _label(self, field: FieldAsked, name: str) -> Label:
        """Name a field by meanings; letters that no line of the lexicon has become a word."""
        letters = without_unit(told(name).letters.strip(), self.unit_words)
        self._learn(letters)
        words = [word for word in self.words(letters) if names_something(word)]
        light = frozenset(one.meaning for one in words if one.sort is WordSort.LIGHT)
        verbs = frozenset(one.meaning for one in words if one.sort is WordSort.VERB)
        meanings = frozenset(one.meaning for one in words)
        may_miss = light if meanings - light else frozenset()
        return Label(field, letters, tuple(_units(field)) or (None,), meanings, verbs, may_miss)

    def _learn(self, letters: str) -> None:
        if letters and all(sign in _ASCII or sign in " -,." for sign in letters):
            self._add(letters)
            return
        at = 0
        for word in (*filter(names_something, self.words(letters)), None):
            gap = letters[at : word.start if word else len(letters)].strip(" ()/、")
            if len(gap) > 1 and gap not in self._words and gap not in self.unit_words:
                self._add(gap)
            at = word.end if word else at

    def _add(self, letters: str) -> None:
        self._words[letters] = (WordSort.NOUN, letters)
        self._known_words.add(letters)


def names_something(word: KnownWord) -> bool:
    return word.sort in NAMING


def _names(form: FormAsked) -> Iterator[tuple[FieldAsked, str]]:
    for field in form.fields:
        yield from ((field, name) for name in (field.name, field.name_en, *field.words) if name)


def _units(field: FieldAsked) -> Sequence[str]:
    return [told(one).letters for one in (field.unit, field.unit_en) if one]


def without_unit(letters: str, units: frozenset[str]) -> str:
    """Return 检查企业 for 检查企业(家次)."""
    head, opened, tail = letters.partition("(")
    return head.strip() if opened and tail.rstrip(") ") in units else letters


def _next(clause: str, at: int) -> int:
    """Go on after this letter, or after the whole word of a language with blanks."""
    if clause[at] not in _ASCII:
        return at + 1
    while at < len(clause) and clause[at] in _ASCII:
        at += 1
    return at


def _stands_alone(clause: str, start: int, end: int) -> bool:
    """Return whether no letter or digit of the same word goes on before or after it."""
    starts = clause[start] in _ASCII and start > 0 and clause[start - 1] in _ASCII
    ends = clause[end - 1].isalpha() and clause[end - 1] in _ASCII
    return not starts and not (ends and clause[end : end + 1] in _ASCII and clause[end:])
