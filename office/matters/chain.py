"""Who may sign at each step of an approval chain. The functions only compute."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    """One step of the chain and the people who may sign at it."""

    position: str
    people: frozenset[int]


def seats(
    chain: Sequence[str],
    holders: Mapping[str, Iterable[int]],
    drafter: int | None,
    *,
    two_people_always: bool = False,
) -> tuple[Seat, ...]:
    """In a chain of several steps, the drafter may not take the last one.

    For a chain of one step, the plan says whether the drafter may take it.
    """
    last = len(chain) - 1
    ends_apart = last > 0 or two_people_always
    return tuple(
        Seat(position, frozenset(holders[position]) - _barred(step == last and ends_apart, drafter))
        for step, position in enumerate(chain)
    )


def gap(remaining: Sequence[Seat]) -> str | None:
    """The first position for which nobody is left if everybody signs at most once."""
    signed: set[frozenset[int]] = {frozenset()}
    for seat in remaining:
        signed = {
            before | {person} for before in signed for person in seat.people if person not in before
        }
        if not signed:
            return seat.position
    return None


def without(remaining: Sequence[Seat], signed: Iterable[int]) -> tuple[Seat, ...]:
    gone = frozenset(signed)
    return tuple(Seat(seat.position, seat.people - gone) for seat in remaining)


def _barred(decides_apart: bool, drafter: int | None) -> frozenset[int]:
    return frozenset({drafter}) if decides_apart and drafter is not None else frozenset()
