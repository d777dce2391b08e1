"""Gathers what is read of a reply; a field that is told twice in two ways becomes a doubt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from office.reading.replies.reading import Doubt, FieldAsked, Value, Values

MOST_QUOTED = 40
"""The most letters of a doubt or of an unread number that are said back."""
MOST_DOUBTS = 20
MOST_UNREAD = 50
"""Nobody reads more; one more line says then that there are others."""
MOST_VALUES = 4
"""A field that is told more often in other numbers is asked about with these."""
OTHERS = "…"


@dataclass(slots=True)
class Gathered:
    values: dict[str, Value] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _weak: list[Doubt] = field(default_factory=list)
    _said: dict[str, str] = field(default_factory=dict)
    _clashes: dict[str, list[Value]] = field(default_factory=dict)

    def take(self, asked: str, value: Value, words: str, *, instead: bool = False) -> None:
        """Keep a value; one that comes `instead` of what was told before puts that right."""
        if instead:
            self.values.pop(asked, None)
            self._clashes.pop(asked, None)
        before = self.values.setdefault(asked, value)
        said = self._said.get(asked)
        self._said[asked] = quoted(words) if said is None else said
        if before != value:
            self._clash(asked, value, words)

    def _clash(self, asked: str, value: Value, words: str) -> None:
        values = self._clashes.setdefault(asked, [self.values[asked]])
        if value in values or len(values) == MOST_VALUES:
            return
        values.append(value)
        self._said[asked] = quoted(f"{self._said[asked]}、{quoted(words)}")

    def doubt(self, words: str, readings: Iterable[Values], *, weak: bool = False) -> None:
        """Keep what a person decides; a weak one gives way to a value: 累计120家，今日12家."""
        found = tuple(MappingProxyType(dict(one)) for one in _each_once(readings))
        if len(self.doubts) + len(self._weak) == MOST_DOUBTS:
            self.leave(words)
        else:
            (self._weak if weak else self.doubts).append(Doubt(quoted(words), found))

    def leave(self, words: str) -> None:
        said = OTHERS if len(self.unread) == MOST_UNREAD else quoted(words)
        if said not in self.unread and OTHERS not in self.unread[-1:]:
            self.unread.append(said)

    def settled(self) -> tuple[Mapping[str, Value], tuple[Doubt, ...]]:
        """The values that no doubt is about, and the doubts."""
        for asked, said in self._clashes.items():
            if (total := _total_of_others(said)) is not None:
                self.values[asked] = total
                continue
            self.doubt(self._said[asked], ({asked: one} for one in _with_sum(said)))
        self._settle_weak()
        self.doubts = [self._but_sure(one) for one in self.doubts]
        doubted = {asked for doubt in self.doubts for one in doubt.readings for asked in one}
        sure = {asked: value for asked, value in self.values.items() if asked not in doubted}
        return MappingProxyType(sure), tuple(self._with_what_was_said(one) for one in self.doubts)

    def _settle_weak(self) -> None:
        for doubt in self._weak:
            if all(asked in self.values for one in doubt.readings for asked in one):
                self.leave(doubt.words)
            else:
                self.doubts.append(doubt)
        self._weak.clear()

    def _but_sure(self, doubt: Doubt) -> Doubt:
        """Of the fields that a number may be of, one that has its own number is not meant."""
        asked = {one for reading in doubt.readings for one in reading}
        free = tuple(one for one in doubt.readings if not one.keys() & self.values.keys())
        return Doubt(doubt.words, free) if free and len(asked) > 1 else doubt

    def _with_what_was_said(self, doubt: Doubt) -> Doubt:
        """A value that was read of the same field is one of the readings too."""
        asked = {one for reading in doubt.readings for one in reading}
        said = ({one: self.values[one]} for one in sorted(asked) if one in self.values)
        return Doubt(doubt.words, tuple(_each_once((*doubt.readings, *said))))


def value_of(asked: FieldAsked, number: Decimal) -> Value | None:
    """A count of 12.5 is none, and 1.2万公里 are 12000 and not 12000.0 kilometres."""
    whole = number.to_integral_value()
    if asked.kind != "count":
        return whole if whole == number else number
    return int(number) if number == whole else None


def quoted(words: str) -> str:
    said = " ".join(words[: 4 * MOST_QUOTED].split())
    return said if len(said) <= MOST_QUOTED else f"{said[: MOST_QUOTED - 1]}…"


def _total_of_others(said: list[Value]) -> Value | None:
    """Of 5家, 7家 and 12家 the last is all of it."""
    numbers = [one for one in said if not isinstance(one, str)]
    is_total = len(numbers) > 2 and 2 * max(numbers) == sum(numbers)
    return max(numbers) if is_total else None


def _with_sum(said: list[Value]) -> list[Value]:
    numbers = [one for one in said if not isinstance(one, str)]
    total: list[Value] = [sum(numbers)] if len(numbers) == len(said) else []
    return [*said, *total]


def _each_once(readings: Iterable[Values]) -> list[Values]:
    found: list[Values] = []
    for one in readings:
        if one and dict(one) not in [dict(other) for other in found]:
            found.append(one)
    return found
