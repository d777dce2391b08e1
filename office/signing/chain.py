"""Who may sign at each step of an approval chain. The functions only compute."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from office.plan.model import ChainStep


class Seat(NamedTuple):
    """One step of the chain and the people who may sign at it."""

    positions: tuple[str, ...]
    """Any of these posts may give the signature."""
    people: frozenset[int]


def seats(
    chain: Sequence[ChainStep],
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
        Seat(step.by, _people(step, holders) - _barred(place == last and ends_apart, drafter))
        for place, step in enumerate(chain)
    )


def _people(step: ChainStep, holders: Mapping[str, Iterable[int]]) -> frozenset[int]:
    return frozenset(person for position in step.by for person in holders[position])


def gap(remaining: Sequence[Seat]) -> tuple[str, ...] | None:
    """The first posts of which nobody is left to sign if everybody signs at most once."""
    signed: set[frozenset[int]] = {frozenset()}
    for seat in remaining:
        signed = {
            before | {person} for before in signed for person in seat.people if person not in before
        }
        if not signed:
            return seat.positions
    return None


def without(remaining: Sequence[Seat], signed: Iterable[int]) -> tuple[Seat, ...]:
    gone = frozenset(signed)
    return tuple(seat._replace(people=seat.people - gone) for seat in remaining)


def _barred(decides_apart: bool, drafter: int | None) -> frozenset[int]:
    return frozenset({drafter}) if decides_apart and drafter is not None else frozenset()
