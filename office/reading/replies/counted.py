"""Reads the numbers of a clause into fields: what is sure, what is doubted, what finds none."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from office.reading.replies import nothing, units
from office.reading.replies.contexts import Context, Mention, mentions
from office.reading.replies.figures import DIGITS, SaidNumber, Scanner
from office.reading.replies.findings import Gathered, value_of
from office.reading.replies.lexicon import STATES, WordSort
from office.reading.replies.matching import HowNamed, Match, NamedBefore, is_sure, matches, takes
from office.reading.replies.reading import Value, Values
from office.reading.replies.vocabulary import (
    MEASURED,
    KnownWord,
    Label,
    Vocabulary,
    names_something,
)

_MOST_BLANKS = 16
_MISTAKES = ("不对", "错了", "有误", "口误", "写反", "说反", "报反", "哦不", "更正", "勘误")


@dataclass(slots=True)
class Sentence:
    """What holds on from one clause of a sentence to the next."""

    scope: NamedBefore = field(default_factory=NamedBefore)
    so_far: bool = False
    """累计 and the like hold until 今日."""
    is_part: bool = False
    """其中 was said, so that a field that has its number does not get another."""
    listed: frozenset[str] = frozenset()
    """The nouns before 、 that have no number yet."""
    looked_at: bool = False
    """In 检查停产企业12家、限产企业9家 the 9 may be of those that were looked at."""
    read: dict[str, Value] = field(default_factory=dict)
    """What was read in it, for 均已整改."""


class Counting:
    def __init__(self, vocabulary: Vocabulary, findings: Gathered) -> None:
        self._vocabulary = vocabulary
        self._findings = findings
        self._scanner = Scanner(vocabulary.units)
        self.sentence = Sentence()
        self._amends = False
        """The message said that something before was wrong: 写错了, 不对."""

    def read(self, clause: str, written: str, *, lists: bool = False) -> bool:
        """Read a clause; return whether all its numbers found a field and it has one.

        A clause that `lists` ends with 、: in 检查企业、工地共46家 one number is of two fields.
        """
        words = self._vocabulary.words(clause)
        self._hear(words)
        self._amends = self._amends or any(one in clause for one in _MISTAKES)
        read = self._clause(clause, words, written)
        self.sentence.listed = self._listed(words, clause) if lists else frozenset()
        self.sentence.looked_at = self.sentence.looked_at and lists
        return read

    def _listed(self, words: Sequence[KnownWord], clause: str) -> frozenset[str]:
        if any(one.counts for one in self._scanner.figures(clause)):
            return frozenset()
        nouns = (word.meaning for word in words if word.sort is WordSort.NOUN)
        return self.sentence.listed | frozenset(nouns)

    def _clause(self, clause: str, words: Sequence[KnownWord], written: str) -> bool:
        found = list(mentions(self._vocabulary, self._scanner, clause))
        if not found:
            return self._without_numbers(words, clause, written)
        read = all([self._mention(one, clause, written) for one in found])
        self.sentence.looked_at = self.sentence.looked_at or _looks_at(found[-1].context)
        return self._tail(clause[found[-1].past :], written) and read

    def _tail(self, clause: str, written: str) -> bool:
        """劝返五辆没有查处烟花爆竹 says zero behind its last number."""
        words = self._vocabulary.words(clause)
        if words and words[0].sort is WordSort.NOT:
            return self._without_numbers(words, clause, written)
        self._remember(words)
        return True

    def _without_numbers(self, words: Sequence[KnownWord], clause: str, written: str) -> bool:
        none = nothing.fields_without(self._vocabulary, words, clause)
        for asked in none:
            self._take(asked, 0, written)
        if not none:
            self._remember(words)
        return bool(none) or self._all_done(words, clause, written)

    def _hear(self, words: Sequence[KnownWord]) -> None:
        sorts = {word.sort for word in words}
        if WordSort.FRESH in sorts:
            self.sentence.so_far = False
        self.sentence.is_part = self.sentence.is_part or WordSort.PART in sorts

    def _mention(self, mention: Mention, clause: str, written: str) -> bool:
        figure, context = mention.figure, self._with_listed(mention.context)
        found = matches(self._vocabulary, figure, context, self.sentence.scope)
        if not figure.unit and not _may_go_without(mention, clause, found):
            return self._pass_over(mention, written)
        self._keep_scope(context)
        if not found or not figure.values or _is_of_all(found[0], context):
            return self._pass_over(mention, written)
        return self._assign(replace(mention, context=context), found, written)

    def _with_listed(self, context: Context) -> Context:
        if not self.sentence.listed or context.verbs or not context.nouns:
            return context
        return replace(context, nouns=context.nouns | self.sentence.listed)

    def _pass_over(self, mention: Mention, written: str) -> bool:
        amended = self._amended(mention.figure) if self._amends else []
        if amended:
            self._findings.doubt(written, amended)
        elif _is_worth_telling(mention):
            self._findings.leave(written)
        return False

    def _amended(self, figure: SaidNumber) -> list[Values]:
        """In 检查企业5家，不对，6家 the 6 most likely is of what was told last in that unit."""
        told = (label for one in reversed(self._findings.values) for label in self._named(one))
        meant = next((one for one in told if takes(one, figure)), None)
        return [] if meant is None else _readings(figure, [Match(meant, HowNamed.DOUBTED)])

    def _named(self, asked: str) -> list[Label]:
        return [one for one in self._vocabulary.labels if one.field.id == asked]

    def _assign(self, mention: Mention, found: Sequence[Match], written: str) -> bool:
        figure, context = mention.figure, mention.context
        readings = _readings(figure, found)
        asked = found[0].id
        sure = len(found) == 1 and len(readings) == 1 and _is_as_asked(figure, found[0])
        sure = sure and not _is_between(mention) and not self._may_be_looked_at(context)
        if not readings or (sure and self.sentence.is_part and asked in self.sentence.read):
            self._findings.leave(written)
            return False
        if sure and not self._is_blotted(context) and is_sure(found[0], context):
            self._take(asked, readings[0][asked], written)
        else:
            weak = sure and (self._is_blotted(context) or found[0].level <= HowNamed.IN_ALL)
            weak = weak and not self._amends
            self._findings.doubt(written, _with_both(readings, found, context), weak=weak)
        self._take_state(mention, readings, written)
        return True

    def _may_be_looked_at(self, context: Context) -> bool:
        return self.sentence.looked_at and bool(context.verbs) and context.verbs <= STATES

    def _take(self, asked: str, value: Value, written: str) -> None:
        self._findings.take(asked, value, written)
        self.sentence.read[asked] = value

    def _is_blotted(self, context: Context) -> bool:
        self.sentence.so_far = self.sentence.so_far or WordSort.SO_FAR in context.sorts
        return self.sentence.so_far or WordSort.BLOT in context.sorts

    def _keep_scope(self, context: Context) -> None:
        scope = self.sentence.scope
        nouns = context.nouns or context.earlier_nouns
        verbs = frozenset() if context.light else context.verbs or scope.verbs
        self.sentence.scope = NamedBefore(verbs, nouns or scope.nouns)

    def _remember(self, words: Sequence[KnownWord]) -> None:
        """A clause without numbers says what the next ones are about: 检查情况如下."""
        verbs = frozenset(word.meaning for word in words if word.sort is WordSort.VERB)
        nouns = frozenset(word.meaning for word in words if word.sort is WordSort.NOUN)
        scope = self.sentence.scope
        self.sentence.scope = NamedBefore(verbs or scope.verbs, nouns or scope.nouns)

    def _take_state(self, mention: Mention, readings: Sequence[Values], written: str) -> None:
        """发现问题3个均已整改 tells two fields by one number."""
        if mention.state and len(readings) == 1 and mention.figure.sure:
            (number,) = set(readings[0].values())
            self._all_in_state(mention.state, number, written, sure=mention.state_of_all)

    def _all_done(self, words: Sequence[KnownWord], clause: str, written: str) -> bool:
        """Read 均已整改 after the problems that were found."""
        sorts = {word.sort for word in words}
        naming = [word for word in words if names_something(word)]
        states = {word.meaning for word in naming} - {"problem"}
        number = self._problems()
        if states != {"fix"} or number is None or sorts & {WordSort.BLOT, WordSort.NOT}:
            return False
        if not nothing.is_known(words, clause):
            return False
        self._all_in_state("fix", number, written, sure=WordSort.EVERY in sorts)
        return True

    def _problems(self) -> Value | None:
        found = {one.field.id for one in self._vocabulary.labels if one.verbs == {"find"}}
        return next((said for asked, said in self.sentence.read.items() if asked in found), None)

    def _all_in_state(self, state: str, number: Value, written: str, *, sure: bool) -> None:
        asked = [
            label.field.id
            for label in self._vocabulary.labels
            if label.verbs == {state} and label.field.kind in MEASURED
        ]
        if asked and sure and state == "fix":
            self._take(asked[0], number, written)
        elif asked:
            self._findings.doubt(written, [{asked[0]: number}])


def _is_of_all(match: Match, context: Context) -> bool:
    """未停产企业3家 is no 停产企业, and 我市有企业320家 not what was done."""
    has = WordSort.HAVING in context.sorts and match.level is HowNamed.PARTLY
    no_count = context.sorts & {WordSort.NOT, WordSort.EACH}
    return bool(no_count) or (has and not match.label.verbs <= context.verbs)


def _is_as_asked(figure: SaidNumber, match: Match) -> bool:
    lorries = any(units.is_of_lorries(one, figure.unit) for one in match.label.units)
    return figure.sure and not lorries


def _looks_at(context: Context) -> bool:
    return "check" in context.verbs and bool(context.verbs & STATES)


def _is_between(mention: Mention) -> bool:
    """In 企业12家停产3家限产 each number may go with the word before it or behind it."""
    return bool(mention.state and mention.context.verbs & STATES)


def _may_go_without(mention: Mention, clause: str, found: Sequence[Match]) -> bool:
    """A number without a unit is a field's only right behind its name, with nothing after."""
    end = mention.figure.end
    after = clause[end : end + _MOST_BLANKS].lstrip(" ")
    ends = not after or after.startswith(("(", ")", "其中")) or clause[end : end + 1] == " "
    ends = ends and after[:1] not in DIGITS
    named = bool(mention.context.verbs or mention.context.nouns)
    return ends and named and not mention.context.unknown and bool(found)


def _is_worth_telling(mention: Mention) -> bool:
    """一起 and 2026 are not; 3个 of something that the form does not ask for is."""
    figure, context = mention.figure, mention.context
    if figure.spelled and figure.values == (Decimal(1),) and not (context.verbs or context.nouns):
        return False
    return bool(figure.unit or context.verbs or context.nouns)


def _readings(figure: SaidNumber, found: Sequence[Match]) -> list[Values]:
    read = (
        (one.id, value_of(one.label.field, number)) for number in figure.values for one in found
    )
    return [{asked: value} for asked, value in read if value is not None]


def _with_both(
    readings: Sequence[Values], found: Sequence[Match], context: Context
) -> Sequence[Values]:
    """发现并整改问题3个 most likely says both."""
    if len(found) != 2 or len(readings) != 2 or WordSort.JOINED not in context.sorts:
        return readings
    return [{**readings[0], **readings[1]}, *readings]
