"""Reads the numbers of a clause into fields: what is sure, what is doubted, what finds none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from office.reading.replies import nothing, units
from office.reading.replies.cutting import Cutter, Piece
from office.reading.replies.figures import DIGITS, SaidNumber
from office.reading.replies.findings import Gathered, value_of
from office.reading.replies.fitting import AROUND_NAME, Fit, Meanings, close, is_sure, takes
from office.reading.replies.lexicon import STATES, WordSort
from office.reading.replies.reading import Value, Values
from office.reading.replies.units import in_unit
from office.reading.replies.vocabulary import (
    MEASURED,
    KnownWord,
    Label,
    Vocabulary,
    names_something,
)

_WRONG = "不对 错了 有误 口误 写反 说反 报反 哦不 更正 勘误 以此为准 写错 发错 打错"
MISTAKES = tuple(_WRONG.split())
_BECOMES = ("应为", "改为", "应是", "改成")


_LONGEST_HEADING = 16
_LONGEST_NAME = 16
_BODIES = ("局", "镇", "乡", "委", "办", "大队", "支队", "街道", "中心", "指挥部")
_BEGINS = (WordSort.VERB, WordSort.LIGHT, WordSort.NOT, WordSort.FRESH)
_MOST_BLANKS = 16
_THE_DAY_BEFORE = ("昨日", "昨天", "上日", "前一日", "前一天")
_PROBLEMS = {"find", "problem"}
_OF_ALL = ("fix", "penalise", "handle")
"""What 全部 is said of without doubt: the problems or the cases that stand before it."""


@dataclass(slots=True)
class Sentence:
    """What holds on from one clause of a sentence to the next."""

    scope: Meanings = field(default_factory=Meanings)
    other_time: bool = False
    """累计 and the like hold until 今日."""
    sums_up: bool = False
    """It begins with 合计, so that its numbers are those of the parts before it together."""
    inside: bool = False
    """What stands in brackets is a part of what was told before them."""
    is_part: bool = False
    """其中 was said, so that a field that has its number does not get another."""
    listed: frozenset[str] = frozenset()
    """The nouns before 、 that have no number yet."""
    read: dict[str, Value] = field(default_factory=dict)
    """What was read in it, for 均已整改."""


class Counting:
    def __init__(self, vocabulary: Vocabulary, findings: Gathered) -> None:
        self._vocabulary = vocabulary
        self._findings = findings
        self._cutter = Cutter(vocabulary)
        self.sentence = Sentence()
        self._other_time = False
        self._amends = False
        """The message said that something before was wrong: 写错了, 不对."""
        self._amendable: set[str] = set()
        """The fields told before that; the first number after it takes the place of theirs."""

    def begin(self, *, goes_on: bool = False) -> None:
        """Begin a sentence; after a semicolon 累计 still holds."""
        held = self._other_time or (goes_on and self.sentence.other_time)
        self.sentence = Sentence(other_time=held)

    def hear_line(self, line: str) -> None:
        """累计： and 明日计划 may head lines; the next heading ends them."""
        heads = len(line) <= _LONGEST_HEADING and not any(map(line.__contains__, "，,、;。"))
        if not line.strip() or (heads and not list(self._cutter.scanner.figures(line))):
            sorts = {word.sort for word in self._vocabulary.words(line)}
            self._other_time = WordSort.OTHER_TIME in sorts and WordSort.FRESH not in sorts

    def read(self, clause: str, written: str, *, lists: bool = False) -> bool:
        """Read a clause; return whether all its numbers found a field and it has one.

        A clause that `lists` ends with 、: in 检查企业、工地共46家 one number is of two fields.
        """
        if self.sentence.inside:
            return self._in_brackets(clause, written)
        return self._read(clause, written, lists=lists)

    def _in_brackets(self, clause: str, written: str) -> bool:
        """（累计486人次） says nothing of what stands behind it."""
        sentence = self.sentence
        is_of_before = any(one in clause for one in _THE_DAY_BEFORE)
        self.sentence = replace(sentence, other_time=sentence.other_time or is_of_before)
        try:
            return self._read(clause, written)
        finally:
            self.sentence = sentence

    def _read(self, clause: str, written: str, *, lists: bool = False) -> bool:
        clause = self._without_own_name(clause)
        words = self._vocabulary.words(clause)
        self._hear(words)
        if _says_mistake(clause):
            self._amends = True
            self._amendable = set(self._findings.values)
        pieces = self._cutter.pieces(clause, self.sentence.scope, self.sentence.listed)
        read = self._clause(pieces, clause, words, written)
        self.sentence.listed = self._listed(words) if lists and not pieces else frozenset()
        return read

    def _without_own_name(self, clause: str) -> str:
        """In 水利局8人 and 交通局没有检查工地 the first letters are who says it."""
        head = clause[:_LONGEST_NAME]
        done = (word.start for word in self._vocabulary.words(head) if word.sort in _BEGINS)
        figure = (at for at, sign in enumerate(head) if sign in DIGITS)
        head = head[: min((*done, *figure), default=0)].rstrip()
        return " " * len(head) + clause[len(head) :] if head.endswith(_BODIES) else clause

    def _listed(self, words: Sequence[KnownWord]) -> frozenset[str]:
        nouns = (word.meaning for word in words if word.sort is WordSort.NOUN)
        return self.sentence.listed | frozenset(nouns)

    def _clause(
        self, pieces: Sequence[Piece], clause: str, words: Sequence[KnownWord], written: str
    ) -> bool:
        if not pieces:
            return self._without_numbers(words, clause, written)
        read = all([self._piece(one, clause, written) for one in pieces])
        return self._tail(pieces[-1], clause, written) and read

    def _tail(self, last: Piece, clause: str, written: str) -> bool:
        """劝返五辆没有查处烟花爆竹 says zero behind its last number, 3个已整改 that all are."""
        tail = clause[last.past :]
        words = self._vocabulary.words(tail)
        if nothing.is_denied(words):
            return self._without_numbers(words, tail, written)
        self._remember(words)
        return True

    def _without_numbers(self, words: Sequence[KnownWord], clause: str, written: str) -> bool:
        none = nothing.fields_without(self._vocabulary, words, clause)
        for asked in none:
            self._take(asked, 0, written)
        if not none:
            self._remember(words)
        return (
            bool(none)
            or self._struck_out(clause, written)
            or self._all_done(words, clause, written)
        )

    def _struck_out(self, clause: str, written: str) -> bool:
        """发现问题：/ most likely says that there was none."""
        name = clause.strip(f"/{AROUND_NAME}")
        named = {one.field.id for one in self._vocabulary.with_any(frozenset(), name)}
        struck = len(named) == 1 and clause.rstrip()[-1:] in ("/", "-")
        if struck:
            self._findings.doubt(written, [dict.fromkeys(named, 0)])
        return struck

    def _hear(self, words: Sequence[KnownWord]) -> None:
        sorts = {word.sort for word in words}
        if WordSort.FRESH in sorts:
            self.sentence.other_time = False
        self.sentence.is_part = self.sentence.is_part or WordSort.PART in sorts
        heads = words[1:2] and words[0].sort is WordSort.TOTAL and words[1].letters == ":"
        self.sentence.sums_up = self.sentence.sums_up or bool(heads)

    def _piece(self, piece: Piece, clause: str, written: str) -> bool:
        if not piece.figure.unit and not _may_go_without(piece, clause):
            return self._pass_over(piece, written)
        self.sentence.scope = piece.scope
        if not piece.fits or not piece.figure.values or _is_of_all(piece):
            return self._pass_over(piece, written)
        return self._assign(piece, written)

    def _pass_over(self, piece: Piece, written: str) -> bool:
        amended = self._amended(piece.figure) if self._amends else []
        if len(amended) == 1 and piece.figure.sure and _is_said_to_be(piece):
            ((asked, value),) = amended[0].items()
            self._take(asked, value, written)
        elif amended:
            self._findings.doubt(written, amended)
        elif _is_worth_telling(piece):
            self._findings.leave(written)
        return False

    def _amended(self, figure: SaidNumber) -> list[Values]:
        """In 检查企业5家，不对，6家 the 6 most likely is of what was told last in that unit."""
        told = (label for one in reversed(self._findings.values) for label in self._named(one))
        meant = next((one for one in told if takes(one, figure)), None)
        return [] if meant is None else _readings(figure, [Fit(meant, 0)])

    def _named(self, asked: str) -> list[Label]:
        return [one for one in self._vocabulary.labels if one.field.id == asked]

    def _assign(self, piece: Piece, written: str) -> bool:
        found = close(piece.fits, piece.around)
        readings = _readings(piece.figure, found)
        asked = found[0].field.id
        alone = len(found) == 1 and len(readings) == 1 and piece.figure.sure
        if not readings or (alone and self.sentence.is_part and asked in self.sentence.read):
            self._findings.leave(written)
            return False
        blotted = self._is_blotted(piece)
        sure = alone and not blotted and not self._is_between(piece) and _is_as_asked(piece)
        amends = asked in self._amendable
        if not amends and self._is_part(piece, asked):
            self._findings.leave(written)
            return False
        if sure and (amends or is_sure(piece.fits, piece.around)):
            self._take(
                asked, readings[0][asked], written, total=WordSort.TOTAL in piece.around.sorts
            )
        else:
            weak = alone and not self._amends
            self._findings.doubt(written, _with_both(readings, piece), weak=weak)
        self._take_state(piece, readings, written)
        return True

    def _is_part(self, piece: Piece, asked: str) -> bool:
        """18所（小学10所）, 其中企业15个 and 其余2个 tell a part of what was told."""
        inside, told = self.sentence.inside, asked in self._findings.values
        best, own = piece.fits[0], piece.around.own
        if told and (WordSort.REST in piece.around.sorts or (inside and not best.whole)):
            return True
        if inside and not best.label.verbs <= own.verbs:
            return True
        return best.missing and (inside or self.sentence.is_part)

    def _is_between(self, piece: Piece) -> bool:
        """In 企业停产3家限产 the number may go with either word.

        In 检查停产企业12家、限产企业9家 the 9 may be of those that were looked at.
        """
        verbs, before = piece.around.own.verbs, piece.around.scope.verbs
        if piece.state and verbs & STATES:
            return True
        return bool(verbs) and verbs <= STATES and "check" in before and bool(before & STATES)

    def _take(self, asked: str, value: Value, written: str, *, total: bool = False) -> None:
        """A total takes the place of its parts, and a correction that of a mistake."""
        before = self.sentence.read.get(asked)
        of_parts = total and before is not None and Decimal(before) <= Decimal(value)
        of_parts = of_parts or self.sentence.sums_up
        instead = of_parts or asked in self._amendable
        self._findings.take(asked, value, written, instead=instead)
        self._amendable.discard(asked)
        self.sentence.read[asked] = value

    def _is_blotted(self, piece: Piece) -> bool:
        sorts = piece.around.sorts
        self.sentence.other_time = self.sentence.other_time or WordSort.OTHER_TIME in sorts
        return self.sentence.other_time or WordSort.BLOT in sorts

    def _remember(self, words: Sequence[KnownWord]) -> None:
        """A clause without numbers says what the next ones are about: 检查情况如下."""
        verbs = frozenset(word.meaning for word in words if word.sort is WordSort.VERB)
        nouns = frozenset(word.meaning for word in words if word.sort is WordSort.NOUN)
        scope = self.sentence.scope
        self.sentence.scope = Meanings(verbs or scope.verbs, nouns or scope.nouns)

    def _take_state(self, piece: Piece, readings: Sequence[Values], written: str) -> None:
        """发现问题3个均已整改 tells two fields by one number."""
        if piece.state and len(readings) == 1 and piece.figure.sure:
            (number,) = set(readings[0].values())
            named = piece.around.own.nouns
            self._all_in_state(piece.state, number, written, sure=piece.state_of_all, of=named)

    def _all_done(self, words: Sequence[KnownWord], clause: str, written: str) -> bool:
        """Read 均已整改 after the problems that were found, 全部停产 after what was looked at."""
        sorts = {word.sort for word in words}
        said = {word.meaning for word in words if names_something(word)} - {"problem"}
        if len(said) != 1 or sorts & {WordSort.BLOT, WordSort.NOT, WordSort.OTHER_TIME}:
            return False
        (state,) = said
        number = self._number_of_all(state, is_all=WordSort.EVERY in sorts)
        if number is None or not nothing.is_known(words, clause):
            return False
        self._all_in_state(state, number, written, sure=WordSort.EVERY in sorts)
        return True

    def _number_of_all(self, state: str, *, is_all: bool) -> Value | None:
        """Problems are put right; all else is said of what was told last."""
        problems = {one.field.id for one in self._vocabulary.labels if one.meanings == _PROBLEMS}
        told = [one for one in self.sentence.read if state != "fix" or one in problems]
        return self.sentence.read[told[-1]] if told and (is_all or state == "fix") else None

    def _all_in_state(
        self,
        state: str,
        number: Value,
        written: str,
        *,
        sure: bool,
        of: frozenset[str] = frozenset(),
    ) -> None:
        asked = [
            label
            for label in self._vocabulary.labels
            if label.verbs == {state} and label.field.kind in MEASURED
        ]
        is_theirs = state in _OF_ALL or any(one.nouns and one.nouns <= of for one in asked)
        if asked and sure and is_theirs:
            self._take(asked[0].field.id, number, written)
        elif asked:
            self._findings.doubt(written, [{asked[0].field.id: number}])


def _is_of_all(piece: Piece) -> bool:
    """我市有企业320家 is not what was done."""
    best = piece.fits[0]
    has = WordSort.HAVING in piece.around.sorts and best.missing
    return has and not best.label.verbs <= piece.around.own.verbs


def _is_as_asked(piece: Piece) -> bool:
    said = piece.figure.unit
    return not any(units.is_of_lorries(one, said) for one in piece.fits[0].label.units)


def _may_go_without(piece: Piece, clause: str) -> bool:
    """A number without a unit is a field's only right behind its name, with nothing after."""
    end = piece.figure.end
    after = clause[end : end + _MOST_BLANKS].lstrip(" ")
    ends = not after or after.startswith(("(", ")", "其中")) or clause[end : end + 1] == " "
    named = bool(piece.around.own.verbs or piece.around.own.nouns)
    return (
        ends and after[:1] not in DIGITS and named and not piece.around.unknown and bool(piece.fits)
    )


def _is_worth_telling(piece: Piece) -> bool:
    """一起 and 2026 are not; 3个 of something that the form does not ask for is."""
    figure, own = piece.figure, piece.around.own
    named = bool(own.verbs or own.nouns)
    if figure.spelled and figure.values == (Decimal(1),) and not named:
        return False
    return bool(figure.unit) or named


def _says_mistake(clause: str) -> bool:
    """体育课改为室内 is no mistake."""
    becomes = (clause.partition(one)[2][:1] for one in _BECOMES)
    return any(one in clause for one in MISTAKES) or any(one in DIGITS for one in becomes)


def _is_said_to_be(piece: Piece) -> bool:
    return piece.around.before.rstrip().endswith(("是", "为", "成"))


def _readings(figure: SaidNumber, found: Sequence[Fit]) -> list[Values]:
    read = (
        (one.field.id, value_of(one.field, in_unit(number, figure.unit, one.label.units)))
        for number in figure.values
        for one in found
    )
    return [{asked: value} for asked, value in read if value is not None]


def _with_both(readings: Sequence[Values], piece: Piece) -> Sequence[Values]:
    """发现并整改问题3个 most likely says both."""
    if len(readings) != 2 or WordSort.JOINED not in piece.around.sorts:
        return readings
    if readings[0].keys() == readings[1].keys():
        return readings
    return [{**readings[0], **readings[1]}, *readings]
