"""Who may sign at each step of an approval chain. The functions only compute."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from office.plan.model import ChainStep


class Hand(NamedTuple):
    """A person who may sign for a post, and the holder who let them, if it is not their own."""

    person: int
    position: str
    giver: int | None = None

    @property
    def counted(self) -> frozenset[int]:
        """Whose word the signature is. Nobody's word counts twice, whoever's hand it comes from."""
        return frozenset(one for one in (self.person, self.giver) if one is not None)


class Seat(NamedTuple):
    """One step of the chain and those who may sign at it."""

    positions: tuple[str, ...]
    """Any of these posts may give the signature."""
    hands: tuple[Hand, ...]
    """The holders of the posts come first."""

    @property
    def people(self) -> frozenset[int]:
        return frozenset(hand.person for hand in self.hands)


def seats(
    chain: Sequence[ChainStep],
    holders: Mapping[str, Iterable[int]],
    drafter: int | None,
    *,
    given: Sequence[Hand] = (),
    two_people_always: bool = False,
) -> tuple[Seat, ...]:
    """In a chain of several steps, the drafter may not take the last one, nor another for them.

    For a chain of one step, the plan says whether the drafter may take it.
    """
    last = len(chain) - 1
    ends_apart = last > 0 or two_people_always
    there = tuple(Seat(step.by, _hands(step, holders, given)) for step in chain)
    if not ends_apart or drafter is None:
        return there
    return (*there[:last], *without(there[last:], {drafter}))


def _hands(
    step: ChainStep, holders: Mapping[str, Iterable[int]], given: Sequence[Hand]
) -> tuple[Hand, ...]:
    own = (Hand(person, position) for position in step.by for person in holders[position])
    return (*own, *(hand for hand in given if hand.position in step.by))


def gap(remaining: Sequence[Seat]) -> tuple[str, ...] | None:
    """The first posts of which nobody is left to sign if nobody's word counts twice."""
    signed: set[frozenset[int]] = {frozenset()}
    for seat in remaining:
        signed = {
            before | hand.counted
            for before in signed
            for hand in seat.hands
            if not before & hand.counted
        }
        if not signed:
            return seat.positions
    return None


def without(remaining: Sequence[Seat], signed: Iterable[int]) -> tuple[Seat, ...]:
    gone = frozenset(signed)
    return tuple(
        seat._replace(hands=tuple(hand for hand in seat.hands if not hand.counted & gone))
        for seat in remaining
    )


def within(seated: Sequence[Seat], people: frozenset[int]) -> tuple[Seat, ...]:
    """Only these people sign, and whoever they let sign in their place."""
    return tuple(
        seat._replace(hands=tuple(hand for hand in seat.hands if hand.counted & people))
        for seat in seated
    )
