"""Cuts a clause between its numbers, so that each word goes with the number that it names best.

In 出动158个警力设6个劝返点 what is counted stands behind its number, in 检查车辆432辆劝返76辆
before it. So that cut is taken with which all numbers of the clause together fit fields best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from office.reading.replies import units
from office.reading.replies.figures import SaidNumber, Scanner
from office.reading.replies.fitting import Around, Fit, Meanings, ranked
from office.reading.replies.lexicon import STATES, WordSort
from office.reading.replies.vocabulary import NAMING, KnownWord, Vocabulary, names_something
from storage.immutable import immutable

MOST_BETWEEN = 8
"""So many letters may stand between a unit and its noun: 12家 化工 企业."""
MOST_WORDS = 6
"""So many words behind a number may be its own."""
_AT_BLANK = 0.5
_GOES_ON = frozenset(NAMING) | {
    WordSort.FILLER,
    WordSort.TOTAL,
    WordSort.EVERY,
    WordSort.JOINED,
}


@immutable
class Piece:
    """A number with its part of the clause."""

    figure: SaidNumber
    around: Around
    fits: tuple[Fit, ...]
    past: int
    """Where its part ends."""
    state: str = ""
    """What is said to have been done behind it: 发现问题3个 已整改."""
    state_of_all: bool = False

    @property
    def points(self) -> float:
        return max(0.0, self.fits[0].points) if self.fits else 0.0

    @property
    def scope(self) -> Meanings:
        """What holds on for the numbers after it."""
        own, scope = self.around.own, self.around.scope
        verbs = frozenset() if self.around.light else own.verbs or scope.verbs
        return Meanings(verbs, own.nouns or scope.nouns)


@immutable
class _Way:
    points: float = 0.0
    pieces: tuple["_Way", Piece] | None = None

    def all(self) -> list[Piece]:
        found: list[Piece] = []
        way = self
        while way.pieces is not None:
            found.append(way.pieces[1])
            way = way.pieces[0]
        return found[::-1]


@dataclass(slots=True)
class _Group:
    """The words of a part, as far as they go together."""

    verbs: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    sorts: set[WordSort] = field(default_factory=set)
    light: bool = False

    @classmethod
    def of(cls, words: Sequence[KnownWord]) -> "_Group":
        group = cls()
        for word in words:
            group._take(word)
        return group

    def _take(self, word: KnownWord) -> None:
        if word.sort in (WordSort.VERB, WordSort.LIGHT) and self.nouns:
            self._begin_anew()
        if word.sort is WordSort.NOUN:
            self.nouns.append(word.meaning)
        elif word.sort is WordSort.LIGHT:
            self.light = True
        elif word.sort is WordSort.VERB:
            self._take_verb(word.meaning)
        else:
            self._take_other(word.sort)

    def _begin_anew(self) -> None:
        self.earlier, self.nouns, self.verbs, self.light = self.nouns, [], [], False
        self.sorts.discard(WordSort.NOT)

    def _take_verb(self, verb: str) -> None:
        if verb == "find":
            self.verbs.clear()
        self.verbs.append(verb)

    def _take_other(self, sort: WordSort) -> None:
        if sort is WordSort.FRESH:
            self.sorts -= {WordSort.BLOT, WordSort.OTHER_TIME}
        self.sorts.add(sort)


class Cutter:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.scanner = Scanner(vocabulary.units)

    def pieces(self, clause: str, scope: Meanings, listed: frozenset[str]) -> list[Piece]:
        """The numbers of a clause that count something, each with its part of the clause.

        `listed` nouns stand before it without a number: 企业 in 检查企业、工地共46家.
        """
        found = list(self.scanner.figures(clause))
        letters = _without_asides(clause, found)
        counting = [one for one in found if one.counts]
        ends = [*(one.start for one in counting), len(letters)][1:]
        ways = {0: _Way()}
        for figure, end in zip(counting, ends, strict=True):
            after = self._vocabulary.words(letters, figure.end, end)
            is_first, is_last = figure is counting[0], figure is counting[-1]
            also = listed if is_first else frozenset[str]()
            stretch = _Stretch(letters, figure, after, end, also, is_last)
            ways = self._further(ways, stretch, scope)
        return max(ways.values(), key=lambda way: way.points).all()

    def _further(
        self, ways: dict[int, _Way], stretch: "_Stretch", scope: Meanings
    ) -> dict[int, _Way]:
        further: dict[int, _Way] = {}
        for begin, way in ways.items():
            before = self._vocabulary.words(stretch.letters, begin, stretch.figure.start)
            held = way.pieces[1].scope if way.pieces else scope
            for past in stretch.cuts():
                around = stretch.around(before, begin, past, held)
                fits = ranked(self._vocabulary, stretch.figure, around)
                piece = Piece(stretch.figure, around, fits, past, *stretch.state(past))
                points = way.points + piece.points + stretch.bonus(past)
                if past not in further or points > further[past].points:
                    further[past] = _Way(points, (way, piece))
        return further


@immutable
class _Stretch:
    """A number and what stands behind it up to the next one."""

    letters: str
    figure: SaidNumber
    after: Sequence[KnownWord]
    end: int
    listed: frozenset[str]
    is_last: bool

    def cuts(self) -> Iterator[int]:
        """Where the part of the number may end: at once, or behind words that follow closely."""
        at = self.figure.end
        yield at
        taken = 0
        for word in self.after:
            taken += word.sort is not WordSort.FILLER
            if taken > MOST_WORDS or word.start - at > MOST_BETWEEN or word.sort not in _GOES_ON:
                return
            at = word.end
            if word.sort in (WordSort.NOUN, WordSort.VERB):
                yield at

    def bonus(self, past: int) -> float:
        return _AT_BLANK if self.letters[past : past + 1] in ("", " ") else 0.0

    def around(self, before: Sequence[KnownWord], begin: int, past: int, scope: Meanings) -> Around:
        taken = [word for word in self.after if word.end <= past]
        rest = [word for word in self.after if word.start >= past]
        ahead, behind = _Group.of(before), _Group.of(taken)
        own, by_unit = self._own(ahead, taken, scope)
        sorts = frozenset(ahead.sorts | behind.sorts | self._other_time_behind(rest, past))
        vaguely = WordSort.NOT in sorts and not self._denies([*before, *taken])
        odd_denial = vaguely and own.nouns != {"problem"}
        return Around(
            own=own,
            behind=frozenset(behind.verbs),
            scope=scope,
            light=ahead.light,
            sorts=sorts - {WordSort.NOT} if vaguely else sorts,
            before=self.letters[begin : self.figure.start],
            says=self.letters[begin:past],
            odd=_is_odd(self.letters, before, begin),
            unknown=odd_denial or self._is_unknown_before(before, begin),
            unknown_after=_is_unknown(self.letters, rest, past, self.end),
            followed=self.is_last and any(names_something(word) for word in rest),
            by_unit=by_unit and not ahead.verbs and not ahead.light,
        )

    def _own(
        self, ahead: _Group, taken: Sequence[KnownWord], scope: Meanings
    ) -> tuple[Meanings, bool]:
        """What its words name; a unit may name it (32人), and a total what was named before."""
        own = _named(ahead, taken, self.listed)
        kind = "" if own.nouns else units.NAMED_BY.get(self.figure.unit, "")
        own = replace(own, nouns=frozenset((kind,))) if kind else own
        is_total = WordSort.TOTAL in ahead.sorts and not ahead.light
        return scope if is_total and own == Meanings() else own, bool(kind)

    def _is_unknown_before(self, before: Sequence[KnownWord], begin: int) -> bool:
        """Between its words and the number; before a colon is the body's own name: 市监：28人."""
        at = next((word.end for word in reversed(before) if names_something(word)), begin)
        at = max(at, self.letters.rfind(":", begin, self.figure.start) + 1)
        later = [word for word in before if word.start >= at]
        return _is_unknown(self.letters, later, at, self.figure.start)

    def _denies(self, words: Sequence[KnownWord]) -> bool:
        """未停产企业3家 does, and 运行不正常问题3个 says what the problems are."""
        nots = {word.end for word in words if word.sort is WordSort.NOT}
        return bool(nots & {word.start for word in words}) or self.figure.start in nots

    def state(self, past: int) -> tuple[str, bool]:
        """What ends the clause, and whether it is said of all: 均已整改."""
        rest = [word for word in self.after if word.start >= past]
        if not self.is_last:
            return self._said_of_all(rest)
        states = [word.meaning for word in rest if names_something(word)]
        sorts = {word.sort for word in rest}
        if len(states) != 1 or states[0] not in STATES:
            return "", False
        spoken_against = sorts & {WordSort.NOT, WordSort.BLOT, WordSort.OTHER_TIME}
        if spoken_against or _is_unknown(self.letters, rest, past, self.end):
            return "", False
        return states[0], WordSort.EVERY in sorts

    def _said_of_all(self, rest: Sequence[KnownWord]) -> tuple[str, bool]:
        """In 检查工地3个全部停工停用机械9台 the first verb goes back to the 3."""
        said = [word for word in rest[:MOST_WORDS] if word.sort is not WordSort.FILLER][:2]
        if [word.sort for word in said] != [WordSort.EVERY, WordSort.VERB]:
            return "", False
        return (said[1].meaning, True) if said[1].meaning in STATES else ("", False)

    def _other_time_behind(self, rest: Sequence[KnownWord], past: int) -> frozenset[WordSort]:
        """检查企业136家 累计 says it behind its number; 累计停产3家 there is of the next one."""
        said = {word.sort for word in rest} - {WordSort.FILLER}
        ends = self.is_last and not _is_unknown(self.letters, rest, past, self.end)
        return frozenset(said) if ends and said == {WordSort.OTHER_TIME} else frozenset()


def _named(ahead: _Group, taken: Sequence[KnownWord], listed: frozenset[str]) -> Meanings:
    """Problems that no verb stands with were found."""
    behind = _Group.of(taken)
    counted = [word.meaning for word in taken if word.sort is WordSort.NOUN]
    verbs, nouns = ahead.verbs + behind.verbs, ahead.nouns + counted or ahead.earlier
    nouns = [*nouns, *listed] if nouns and not verbs else nouns
    if not verbs and set(nouns) == {"problem"}:
        verbs = ["find"]
    return Meanings(frozenset(verbs), frozenset(nouns))


def _is_odd(letters: str, before: Sequence[KnownWord], begin: int) -> bool:
    """In 劝反车辆121辆 letters that nobody knows stand at the noun; they may be a verb."""
    first = next((word for word in before if names_something(word)), None)
    if first is None or first.start <= begin or not letters[first.start - 1].isalpha():
        return False
    return first.start not in {word.end for word in before}


def _is_unknown(letters: str, words: Sequence[KnownWord], start: int, end: int) -> bool:
    """Return whether letters stand there that are no known word and no blank."""
    for word in words:
        if letters[start : word.start].strip():
            return True
        start = word.end
    return bool(letters[start:end].strip())


def _without_asides(clause: str, found: Sequence[SaidNumber]) -> str:
    out = list(clause)
    for one in found:
        if not one.counts:
            out[one.start : one.end] = " " * (one.end - one.start)
    return "".join(out)
