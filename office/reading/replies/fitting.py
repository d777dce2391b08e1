"""Scores how well a field fits a number: by what of its name stands around it, and by its unit."""

from collections.abc import Iterable, Iterator

from office.reading.replies.figures import SaidNumber
from office.reading.replies.lexicon import PARENTS, WordSort
from office.reading.replies.reading import FieldAsked
from office.reading.replies.units import fits, kinds
from office.reading.replies.vocabulary import MEASURED, Label, Vocabulary
from storage.immutable import immutable

AROUND_NAME = " :=-为是共有计约了"
SHORTEST = 2
"""So many letters of a name are its abbreviation: 停机 for 停产机组."""
CLOSE = 2.0
"""A field whose score is less behind than this may be meant as well."""
_WRITTEN, _BEFORE, _BEHIND, _PARENT, _SHORT = 12.0, 4.0, 3.0, 3.0, 5.0
_INHERITED, _SPOKEN_AGAINST, _SAME_UNIT = 1.0, 4.0, 1.0
_MISSING = {"check": 2.0, "find": 2.0}
_MISSING_ELSE = 4.0
"""What was counted without a verb was looked at or found, rather than stopped or closed."""
_IN_LETTERS = 2.0
_FIRMS = frozenset("家户所")
"""发现问题企业3家 counts those that have problems."""


@immutable
class Meanings:
    verbs: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()


@immutable
class Around:
    """What stands around a number, in its part of the clause."""

    own: Meanings = Meanings()
    behind: frozenset[str] = frozenset()
    """The verbs of its own that stand behind it: 停产 in 12家停产."""
    scope: Meanings = Meanings()
    """What was named before in the sentence."""
    light: bool = False
    """A verb such as 出动 stands before it."""
    sorts: frozenset[WordSort] = frozenset()
    before: str = ""
    says: str = ""
    """The letters before it, and all of its part."""
    unknown: bool = False
    """Other letters stand between its words and the number."""
    odd: bool = False
    """Other letters stand at the first of its words, and may be a verb."""
    unknown_after: bool = False
    followed: bool = False
    """Another verb or noun stands behind it: 车辆6台上路."""
    by_unit: bool = False
    """No word names what it counts but its unit: 32人, 4个组."""


@immutable
class Fit:
    label: Label
    points: float
    inherited: bool = False
    """Some of the name was said earlier in the sentence only."""
    missing: bool = False
    """Some of it was not said at all."""
    contradicted: bool = False
    by_letters: bool = False
    """Its very name stands before the number, or an abbreviation of it."""

    @property
    def field(self) -> FieldAsked:
        return self.label.field

    @property
    def whole(self) -> bool:
        return not (self.inherited or self.missing or self.contradicted)


def ranked(vocabulary: Vocabulary, figure: SaidNumber, around: Around) -> tuple[Fit, ...]:
    """The fields that a number may be of, each once, the best first."""
    if around.sorts & {WordSort.NOT, WordSort.EACH}:
        return ()
    written = around.before.strip(AROUND_NAME)
    found = list(_scored(vocabulary.with_any(_meanings(around), written), figure, around, written))
    found = found or _abbreviated(vocabulary, figure, around)
    best: dict[str, Fit] = {}
    for one in sorted(found, key=lambda fit: -fit.points):
        best.setdefault(one.field.id, one)
    return tuple(best.values())


def takes(label: Label, figure: SaidNumber) -> bool:
    if label.field.kind not in MEASURED or not label.needed:
        return False
    return any(fits(figure.unit, one) for one in label.units)


def _meanings(around: Around) -> frozenset[str]:
    own = around.own.verbs | _with_parents(around.own.nouns)
    return own or (around.scope.nouns if around.light else own)


def _scored(
    labels: Iterable[Label], figure: SaidNumber, around: Around, written: str
) -> Iterator[Fit]:
    for label in labels:
        if not takes(label, figure):
            continue
        if label.letters == written and not around.behind:
            yield Fit(label, _WRITTEN, by_letters=True)
        elif (fit := _by_meaning(label, figure, around)) is not None:
            yield fit


@immutable
class _Overlap:
    """What of a field's name was said beside a number, before it in the sentence, or not at all."""

    hits: frozenset[str]
    parents: frozenset[str]
    """渣土车 is 车辆, where the form does not ask for it."""
    inherited: frozenset[str]
    missing: frozenset[str]
    other_verbs: frozenset[str]
    contradicted: bool
    """处罚车辆 is no 出动车辆."""


def _by_meaning(label: Label, figure: SaidNumber, around: Around) -> Fit | None:
    overlap = _overlap(label, figure, around)
    light = around.light and bool(label.light)
    if not (overlap.hits or overlap.parents or (light and figure.unit in label.units)):
        return None
    if _is_ruled_out(label, overlap, around):
        return None
    points = _points(label, overlap, around) + light
    points += _SAME_UNIT * (bool(figure.unit) and figure.unit in label.units)
    inherited = bool(overlap.inherited or overlap.parents)
    return Fit(label, points, inherited, bool(overlap.missing), overlap.contradicted)


def _overlap(label: Label, figure: SaidNumber, around: Around) -> _Overlap:
    own, scope = around.own, around.scope
    nouns = _with_parents(own.nouns)
    open_verbs = frozenset() if own.verbs or around.light else scope.verbs
    open_nouns = frozenset() if own.nouns else _with_parents(scope.nouns)
    unsaid = label.needed - own.verbs - nouns
    inherited = unsaid & (open_verbs | open_nouns)
    other_verbs = own.verbs - label.verbs - {"find"} - _no_verbs_of(figure)
    other_nouns = own.nouns - label.nouns - {"problem"}
    return _Overlap(
        hits=label.needed & (own.verbs | own.nouns),
        parents=label.nouns & nouns - own.nouns,
        inherited=inherited,
        missing=unsaid - inherited,
        other_verbs=other_verbs,
        contradicted=bool((other_verbs and not label.verbs) or (other_nouns and not label.nouns))
        or (figure.unit[:1] in _FIRMS and "problem" in label.nouns),
    )


def _is_ruled_out(label: Label, overlap: _Overlap, around: Around) -> bool:
    """The words say another verb or noun than the one that the field still wants."""
    other_verb = overlap.missing & label.verbs and (around.own.verbs or around.light)
    other_noun = overlap.missing - label.verbs and around.own.nouns
    alone = not overlap.hits and not overlap.inherited
    return bool(other_verb or other_noun or (overlap.missing and (overlap.contradicted or alone)))


def _points(label: Label, overlap: _Overlap, around: Around) -> float:
    return (
        _BEFORE * len(overlap.hits - around.behind)
        + _BEHIND * len(overlap.hits & around.behind)
        + _PARENT * len(overlap.parents)
        + _INHERITED * len(overlap.inherited)
        - sum(_MISSING.get(one, _MISSING_ELSE) for one in overlap.missing)
        - _SPOKEN_AGAINST * overlap.contradicted
        + _IN_LETTERS * (around.own.verbs <= label.verbs and label.letters in around.says)
        - len(overlap.other_verbs)
    )


def _no_verbs_of(figure: SaidNumber) -> frozenset[str]:
    """Runs and kilometres are not looked at: 洒水车跑了106趟."""
    runs = kinds(figure.unit) & {"trip", "kilometre"}
    return frozenset(("check",)) if runs else frozenset()


def _with_parents(nouns: frozenset[str]) -> frozenset[str]:
    return nouns | {PARENTS[one] for one in nouns if one in PARENTS}


def _abbreviated(vocabulary: Vocabulary, figure: SaidNumber, around: Around) -> list[Fit]:
    """停机2台 and 人影作业3次 leave letters of the name out; just one field may fit then."""
    said = around.before.strip(AROUND_NAME)
    if len(said) < SHORTEST or not figure.unit or not around.unknown or around.own != Meanings():
        return []
    found = [one for one in vocabulary.labels if takes(one, figure) and _is_short_for(said, one)]
    fields = {one.field.id for one in found}
    return [Fit(found[0], _SHORT, by_letters=True)] if len(fields) == 1 else []


def _is_short_for(said: str, label: Label) -> bool:
    letters = iter(label.letters)
    return all(sign in letters for sign in said)


def close(fits: tuple[Fit, ...], around: Around) -> list[Fit]:
    """The best, and whatever may be meant as well: both in 发现并整改问题3个."""
    both = WordSort.JOINED in around.sorts
    return [
        one
        for one in fits
        if fits[0].points - one.points < CLOSE
        or (both and one.label.verbs and one.label.verbs <= around.own.verbs)
    ]


def is_sure(fits: tuple[Fit, ...], around: Around) -> bool:
    """Return whether a person need not be asked which field it is."""
    best = fits[0]
    if best.contradicted or around.sorts & {WordSort.BLOT, WordSort.OTHER_TIME}:
        return False
    if best.by_letters:
        return True
    if around.unknown or (around.by_unit and around.unknown_after):
        return False
    if best.missing:
        return _may_leave_out(best.label, around)
    named = best.label.verbs <= around.own.verbs
    return not best.inherited or named or not (around.followed or around.unknown_after)


def _may_leave_out(label: Label, around: Around) -> bool:
    """A verb alone names what it is about; a noun alone was looked at, if it was not counted."""
    if label.verbs <= around.own.verbs:
        return not around.unknown_after
    if around.followed or around.odd or WordSort.HAVING in around.sorts:
        return False
    return label.verbs in ({"check"}, {"find"}, {"ban"})
