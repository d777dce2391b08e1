"""Decides of which field a figure is: by what its words mean, and by its unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from office.reading.replies.contexts import Context
from office.reading.replies.figures import SaidNumber
from office.reading.replies.lexicon import PARENTS, WordSort
from office.reading.replies.units import fits
from office.reading.replies.vocabulary import MEASURED, Label, Vocabulary

_AROUND_NAME = " :=-为是共有计约"


class HowNamed(IntEnum):
    DOUBTED = 0
    """Something speaks against it."""
    PARTLY = 1
    """What is named is one part of the field's name, and nothing speaks against the other."""
    IN_ALL = 2
    """All is named, some of it before: 工地 in 检查企业12家、工地18家."""
    FULLY = 3
    WRITTEN = 4
    """Its very name stands before the number, and no other word."""


@dataclass(frozen=True, slots=True)
class Match:
    label: Label
    level: HowNamed

    @property
    def id(self) -> str:
        return self.label.field.id


@dataclass(frozen=True, slots=True)
class NamedBefore:
    """What was named earlier in the sentence."""

    verbs: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()


def matches(
    vocabulary: Vocabulary, figure: SaidNumber, context: Context, scope: NamedBefore
) -> tuple[Match, ...]:
    """The fields that the figure may be of: one, or several between which a person decides."""
    if not context.verbs and not context.own_nouns and not context.before.strip(_AROUND_NAME):
        return ()
    possible = [
        Match(label, level)
        for label in vocabulary.labels
        if takes(label, figure) and (level := _level(label, context, scope)) is not None
    ]
    if not possible:
        return ()
    best = max(one.level for one in possible)
    named = [one for one in possible if one.level == best]
    pool = _by_field(_found_problems(named, context))
    pool = [one for one in pool if not any(_is_told_better(one, other, context) for other in pool)]
    return tuple(_told_by_letters(pool, context) or pool)


def takes(label: Label, figure: SaidNumber) -> bool:
    if label.field.kind not in MEASURED or not label.needed:
        return False
    return any(fits(figure.unit, one) for one in label.units)


def _level(label: Label, context: Context, scope: NamedBefore) -> HowNamed | None:
    if label.letters == context.before.strip(_AROUND_NAME):
        return HowNamed.WRITTEN
    verbs, nouns = _named(label, context, scope)
    if not (label.verbs & context.verbs) | (label.nouns & context.own_nouns):
        return _by_parent(label, context, verbs)
    contradicted = _is_contradicted(label, context)
    if label.verbs <= verbs and label.nouns <= nouns:
        if contradicted:
            return HowNamed.DOUBTED
        return HowNamed.FULLY if _is_fully(label, context) else HowNamed.IN_ALL
    if contradicted or _misses_what_is_named(label, context):
        return None
    return HowNamed.PARTLY


def _by_parent(label: Label, context: Context, verbs: frozenset[str]) -> HowNamed | None:
    """检查渣土车 is 检查车辆, where the verb is said; 渣土车 alone is not."""
    parents = _with_parents(context.nouns) - context.nouns
    named = bool(label.nouns) and label.nouns <= parents and label.verbs <= verbs
    return HowNamed.IN_ALL if named and not _is_contradicted(label, context) else None


def _named(
    label: Label, context: Context, scope: NamedBefore
) -> tuple[frozenset[str], frozenset[str]]:
    """All verbs and nouns that may go with the figure, those that were named before among them."""
    nouns = context.own_nouns or scope.nouns
    verbs = context.verbs or (frozenset() if context.light else scope.verbs)
    return verbs, _with_parents(nouns)


def _with_parents(nouns: frozenset[str]) -> frozenset[str]:
    return nouns | {PARENTS[one] for one in nouns if one in PARENTS}


def _is_contradicted(label: Label, context: Context) -> bool:
    """处罚车辆 is no 出动车辆, 整改工地 no 整改 (问题)."""
    other_verbs = context.verbs - label.verbs - {"find"}
    other_nouns = context.nouns - label.nouns - {"problem"}
    return bool((not label.verbs and other_verbs) or (not label.nouns and other_nouns))


def _misses_what_is_named(label: Label, context: Context) -> bool:
    """The words say another verb or noun than the one that the field still wants."""
    misses_verb = not label.verbs <= context.verbs and bool(context.verbs or context.light)
    misses_noun = not label.nouns <= _with_parents(context.nouns) and bool(context.nouns)
    return misses_verb or misses_noun


def _is_fully(label: Label, context: Context) -> bool:
    light = context.light or not label.light
    return light and label.needed <= context.verbs | context.own_nouns


def _by_field(pool: Iterable[Match]) -> list[Match]:
    """One match a field, by the name of it that says the most."""
    best: dict[str, Match] = {}
    for one in sorted(pool, key=lambda match: len(match.label.needed)):
        best[one.id] = one
    return list(best.values())


def _found_problems(pool: list[Match], context: Context) -> list[Match]:
    """Problems that no verb stands with were found."""
    if context.verbs or context.nouns != {"problem"}:
        return pool
    return [one for one in pool if one.label.verbs == {"find"}] or pool


def _is_told_better(one: Match, other: Match, context: Context) -> bool:
    """Return whether the other field's name says more of what stands there: 保洁人次 than 人次."""
    named = context.verbs | context.own_nouns
    return one.label.needed & named < other.label.needed & named


def _told_by_letters(pool: Sequence[Match], context: Context) -> list[Match]:
    """Of two fields whose names mean the same, the one whose very name was written."""
    if len({one.label.needed for one in pool}) != 1:
        return []
    written = [one for one in pool if one.label.letters in context.says]
    return written if len(written) == 1 else []


def is_sure(match: Match, context: Context) -> bool:
    """Return whether a person need not be asked if it is the only match."""
    if context.unknown or context.sorts & {WordSort.BLOT, WordSort.SO_FAR, WordSort.NOT}:
        return False
    if match.level >= HowNamed.FULLY:
        return True
    if match.level is HowNamed.DOUBTED or (context.named_by_unit and context.unknown_after):
        return False
    if match.level is HowNamed.IN_ALL:
        named = match.label.verbs <= context.verbs
        return named or not (context.followed or context.unknown_after)
    return _may_leave_out(match.label, context)


def _may_leave_out(label: Label, context: Context) -> bool:
    """A verb alone names what it is about; a noun alone was looked at, if it was not counted."""
    if label.verbs <= context.verbs:
        return not context.unknown_after
    if context.followed or WordSort.HAVING in context.sorts:
        return False
    return label.verbs in ({"check"}, {"find"})
