"""Who may sign at each step of an approval chain. Pure rules."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    """One step of the chain and the people who could sign at it."""

    position: str
    people: frozenset[int]


def seats(
    chain: Sequence[str], holders: Mapping[str, Iterable[int]], drafter: int
) -> tuple[Seat, ...]:
    """Where a chain has several steps, the drafter is not the one who decides at its end."""
    last = len(chain) - 1
    return tuple(
        Seat(position, frozenset(holders[position]) - _barred(step == last > 0, drafter))
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


def _barred(is_final_of_several: bool, drafter: int) -> frozenset[int]:
    return frozenset({drafter}) if is_final_of_several else frozenset()
