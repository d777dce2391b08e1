"""What stands around a figure: the verbs and nouns that say what it counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from office.reading.replies import units
from office.reading.replies.figures import SaidNumber, Scanner
from office.reading.replies.lexicon import STATES, WordSort
from office.reading.replies.vocabulary import NAMING, KnownWord, Vocabulary, names_something

MOST_BEFORE_NOUN = 8
"""So many letters may stand between a unit and its noun: 12家 化工 企业."""


@dataclass(frozen=True, slots=True)
class Context:
    verbs: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    light: bool = False
    """A verb such as 出动 stands before it."""
    earlier_nouns: frozenset[str] = frozenset()
    """Those of the group of words before: 企业 in 企业停产3家, 检查企业发现问题3个."""
    sorts: frozenset[WordSort] = frozenset()
    """What else stands there: 累计, 未, 其中."""
    unknown: bool = False
    """Other letters stand between its words and the figure."""
    unknown_after: bool = False
    says: str = ""
    """The letters before it and after it, by which one of two names may be told."""
    before: str = ""
    """The letters before it alone."""
    followed: bool = False
    """Another verb stands behind it: 车辆6台上路."""
    named_by_unit: bool = False
    """No word names what it counts but its unit: 32人."""

    @property
    def own_nouns(self) -> frozenset[str]:
        return self.nouns or self.earlier_nouns


@dataclass(frozen=True, slots=True)
class Mention:
    figure: SaidNumber
    context: Context
    past: int
    """Where what belongs to it ends."""
    state: str = ""
    """What is said to have been done at the end of the clause: 发现问题3个 已整改."""
    state_of_all: bool = False


@dataclass(slots=True)
class _Group:
    """The words of a clause up to a figure, as far as they go together."""

    verbs: list[str] = field(default_factory=list)
    nouns: list[str] = field(default_factory=list)
    earlier: list[str] = field(default_factory=list)
    sorts: set[WordSort] = field(default_factory=set)
    light: bool = False

    def take(self, word: KnownWord) -> None:
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
            self.sorts -= {WordSort.BLOT, WordSort.SO_FAR}
        self.sorts.add(sort)


def mentions(vocabulary: Vocabulary, scanner: Scanner, clause: str) -> Iterator[Mention]:
    """The figures of a clause, each with what stands around it."""
    found = list(scanner.figures(clause))
    counting = [one for one in found if one.counts]
    letters = _without_asides(clause, found)
    begin, last = 0, None
    for number, figure in enumerate(counting, start=1):
        after = counting[number] if number < len(counting) else None
        end = after.start if after else len(letters)
        mention, begin = _mention(vocabulary, letters, figure, begin, end, is_last=after is None)
        last = _doubted_beside(mention, last)
        yield last


def _doubted_beside(mention: Mention, last: Mention | None) -> Mention:
    """In 企业46家停产58家 the verb may go with the number before it, which has none of its own."""
    verbs = mention.context.verbs
    if last is None or not verbs or not verbs <= STATES:
        return mention
    has_its_own = last.context.verbs or last.context.light or "problem" in last.context.nouns
    if has_its_own:
        return mention
    return replace(mention, context=replace(mention.context, unknown=True))


def _without_asides(clause: str, found: Sequence[SaidNumber]) -> str:
    out = list(clause)
    for one in found:
        if not one.counts:
            out[one.start : one.end] = " " * (one.end - one.start)
    return "".join(out)


def _mention(
    vocabulary: Vocabulary, letters: str, figure: SaidNumber, begin: int, end: int, *, is_last: bool
) -> tuple[Mention, int]:
    """Read one figure; also say from where on words belong to the next one."""
    before = vocabulary.words(letters, begin, figure.start)
    after = vocabulary.words(letters, figure.end, end)
    group = _Group()
    for word in before:
        group.take(word)
    adopted = [] if group.nouns else _noun_after(after, figure.end)
    for word in adopted:
        group.nouns.append(word.meaning)
    past = adopted[-1].end if adopted else figure.end
    rest = [word for word in after if word.start >= past]
    context = _context(letters, figure, group, before, (begin, past))
    context = replace(
        context,
        unknown_after=_is_unknown(letters, rest, past, end),
        followed=is_last and any(names_something(word) for word in rest),
        sorts=context.sorts | (_so_far_behind(rest) if is_last else frozenset()),
    )
    if not is_last:
        verb = _verb_behind(letters, after, past)
        if verb is not None and not context.verbs:
            context = replace(context, verbs=frozenset((verb.meaning,)))
            past = verb.end
        return Mention(figure, context, past), past
    return _with_state(context, figure, rest, past, named=not adopted), past


def _context(
    letters: str,
    figure: SaidNumber,
    group: _Group,
    before: Sequence[KnownWord],
    span: tuple[int, int],
) -> Context:
    by_unit = "people" in units.kinds(figure.unit) and not group.nouns
    naming = [word for word in before if names_something(word)]
    last = naming[-1].end if naming else span[0]
    later = [word for word in before if word.start >= last]
    return Context(
        verbs=frozenset(group.verbs),
        nouns=frozenset(("people",) if by_unit else group.nouns),
        light=group.light,
        earlier_nouns=frozenset(group.earlier),
        sorts=frozenset(group.sorts),
        unknown=_is_unknown(letters, later, last, figure.start),
        says=letters[span[0] : span[1]],
        before=letters[span[0] : figure.start],
        named_by_unit=by_unit and not group.verbs and not group.light,
    )


def _noun_after(words: Sequence[KnownWord], at: int) -> list[KnownWord]:
    """The nouns that follow a figure at once: 企业 in 12家重点企业发现问题3个."""
    adopted: list[KnownWord] = []
    for word in words:
        if word.sort in NAMING and word.sort is not WordSort.NOUN:
            break
        if word.sort is WordSort.NOUN:
            if word.start - at > (0 if adopted else MOST_BEFORE_NOUN):
                break
            adopted.append(word)
            at = word.end
        elif word.sort is not WordSort.FILLER:
            break
    return adopted


def _so_far_behind(rest: Sequence[KnownWord]) -> frozenset[WordSort]:
    """检查企业136家 累计 says it behind its number; 累计停产3家 there is of the next one."""
    said = {word.sort for word in rest} - {WordSort.FILLER}
    return frozenset(said) if said == {WordSort.SO_FAR} else frozenset()


def _verb_behind(letters: str, words: Sequence[KnownWord], at: int) -> KnownWord | None:
    """In 46家停产 58家限产 the verb goes with the number that it stands at."""
    for word in words:
        if word.start == at and word.meaning in STATES:
            return word if letters[word.end : word.end + 1] == " " else None
    return None


def _is_unknown(letters: str, words: Sequence[KnownWord], start: int, end: int) -> bool:
    """Return whether letters stand there that are no known word and no blank."""
    for word in words:
        if letters[start : word.start].strip():
            return True
        start = word.end
    return bool(letters[start:end].strip())


def _with_state(
    context: Context, figure: SaidNumber, rest: Sequence[KnownWord], past: int, *, named: bool
) -> Mention:
    """Look at what ends the clause: 2个已整改, 12家停产, 3个均已整改.

    问题3个已整改 was named before its number, so that all 3 were found; 3个问题已整改 may be some.
    """
    states = [word.meaning for word in rest if names_something(word)]
    if len(states) != 1 or states[0] not in STATES or context.unknown_after:
        return Mention(figure, context, past)
    sorts = {word.sort for word in rest}
    if sorts & {WordSort.NOT, WordSort.BLOT, WordSort.SO_FAR}:
        return Mention(figure, context, past)
    context = replace(context, followed=False)
    if context.verbs or (named and "problem" in context.nouns):
        return Mention(figure, context, past, states[0], WordSort.EVERY in sorts)
    return Mention(figure, replace(context, verbs=frozenset(states)), past)
