"""What the checks have in common: how they count, and how they say what they found."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

from office.plan.bodies import SECTIONS, Capability
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape

_T = TypeVar("_T", bound=Hashable)


def nobody_signs_twice(key: str, positions: Iterable[str]) -> Iterator[Fault]:
    for position in repeats(positions):
        yield Fault(
            key,
            Said(f"“{position}”要审签两次", f"'{position}' would approve twice"),
            Said("一个职务在一条审签链里只写一次", "name each position once in a chain"),
        )


def nameable(plan: PlanShape) -> set[str]:
    return {body.id for body in plan.bodies} | set(plan.groups) | SECTIONS


def holders(
    plan: PlanShape, key: str, positions: Iterable[str], capability: Capability
) -> Iterator[Fault]:
    able = {position.id: position.can for position in plan.positions}
    for position in positions:
        if position not in able:
            yield from unknown(key, [position], able, "positions")
        elif capability not in able[position]:
            yield Fault(
                key,
                Said(f"职务“{position}”没有 {capability} 权限", f"'{position}' lacks {capability}"),
                Said(
                    f"在 positions 里给它加上 {capability}，或换一个职务",
                    f"add {capability} to its `can`, or name another position",
                ),
            )


def unknown(key: str, named: Iterable[str], known: Iterable[str], section: str) -> Iterator[Fault]:
    for name in sorted(set(named) - set(known)):
        yield Fault(
            key,
            Said(f"没有“{name}”", f"there is no '{name}'"),
            Said(f"{section} 可用：{listed(known, '、')}", f"{section} has: {listed(known, ', ')}"),
        )


def listed(known: Iterable[str], comma: str) -> str:
    names = sorted(known)
    return comma.join(names[:12]) + (" …" if len(names) > 12 else "")


def repeats(values: Iterable[_T]) -> list[_T]:
    return [value for value, count in Counter(values).items() if count > 1]
