"""Who may sign at each step of an approval chain. Pure rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    """One step of the chain and the people who could sign at it."""

    position: str
    people: frozenset[int]


def seats(
    chain: Sequence[str],
    holders: Mapping[str, Iterable[int]],
    drafter: int | None,
    *,
    two_people_always: bool = False,
) -> tuple[Seat, ...]:
    """Where a chain has several steps, the drafter is not the one who decides at its end.

    Where it has one, the plan says whether that may be the drafter.
    """
    last = len(chain) - 1
    ends_apart = last > 0 or two_people_always
    return tuple(
        Seat(position, frozenset(holders[position]) - _barred(step == last and ends_apart, drafter))
        for step, position in enumerate(chain)
    )


def gap(remaining: Sequence[Seat]) -> str | None:
    """The first position that nobody is left for when everybody signs at most once."""
    signed: set[frozenset[int]] = {frozenset()}
    for seat in remaining:
        signed = {
            before | {person} for before in signed for person in seat.people if person not in before
        }
        if not signed:
            return seat.position
    return None


def without(remaining: Sequence[Seat], signed: Iterable[int]) -> tuple[Seat, ...]:
    """The same seats when these people have signed elsewhere."""
    gone = frozenset(signed)
    return tuple(Seat(seat.position, seat.people - gone) for seat in remaining)


def _barred(decides_apart: bool, drafter: int | None) -> frozenset[int]:
    return frozenset({drafter}) if decides_apart and drafter is not None else frozenset()
