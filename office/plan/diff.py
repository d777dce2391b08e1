"""The changes between two versions of a plan, key by key, for a person who must agree to them."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from office.plan.model import Plan


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Change(NamedTuple):
    kind: ChangeKind
    key: str
    before: str | None
    after: str | None

    def line(self) -> str:
        if self.kind is ChangeKind.ADDED:
            return f"+ {self.key}: {self.after}"
        if self.kind is ChangeKind.REMOVED:
            return f"- {self.key}: {self.before}"
        return f"~ {self.key}: {self.before} → {self.after}"


def compare(old: Plan | None, new: Plan) -> tuple[Change, ...]:
    """The changes in the order of the new plan, with what was removed at the end."""
    before = {} if old is None else dict(_leaves(_written(old)))
    after = dict(_leaves(_written(new)))
    before, after = _but_filled(before, after), _but_filled(after, before)
    kept = (_change(key, before.get(key), value) for key, value in after.items())
    gone = (_change(key, value, None) for key, value in before.items() if key not in after)
    return tuple(change for change in (*kept, *gone) if change.before != change.after)


def _written(plan: Plan) -> dict[str, Any]:
    # An empty section is left out: otherwise adding its first entry would show as a change.
    return {key: part for key, part in plan.model_dump(mode="json").items() if part != []}


def _but_filled(leaves: Mapping[str, str], others: Iterable[str]) -> dict[str, str]:
    """All but the empty lists that have entries on the other side, where those show as changes."""
    filled = {above for key in others for above in _above(key)}
    return {key: value for key, value in leaves.items() if value or key not in filled}


def _above(key: str) -> Iterator[str]:
    parts = key.split(".")
    return (".".join(parts[:size]) for size in range(1, len(parts)))


def _change(key: str, before: str | None, after: str | None) -> Change:
    if before is None:
        return Change(ChangeKind.ADDED, key, None, after)
    if after is None:
        return Change(ChangeKind.REMOVED, key, before, None)
    return Change(ChangeKind.CHANGED, key, before, after)


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each single value under a key such as `levels.red.hazard`; absent values have no leaf."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            yield from _leaves(below, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping | list):
        for place, entry in enumerate(value, start=1):
            yield from _leaves(entry, f"{key}.{_name(entry, place)}")
    elif value is not None:
        yield key, _shown(value)


def _name(entry: Mapping[str, Any] | list[Any], place: int) -> str:
    if isinstance(entry, list):
        return str(place)
    return str(entry.get("id") or entry.get("step") or entry.get("kind") or place)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
