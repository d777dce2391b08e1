"""Who may sign: tables of chains, holders and drafters."""

import pytest

from office.plan.model import ChainStep
from office.signing import chain

ORANGE = ("director", "deputy_commander")
RED = ("director", "deputy_commander", "commander")


def steps(*positions: str) -> tuple[ChainStep, ...]:
    return tuple(ChainStep(by=(position,)) for position in positions)


def posts(position: str | None) -> tuple[str, ...] | None:
    return None if position is None else (position,)


@pytest.mark.parametrize(
    ("rule", "positions", "holders", "drafter", "missing"),
    [
        ("everybody is there", RED, [{1}, {2}, {3}], 9, None),
        ("a position is empty", ORANGE, [{1}, set()], 9, "deputy_commander"),
        ("one person holds both", ORANGE, [{1}, {1}], 9, "deputy_commander"),
        ("one of two holds both", ORANGE, [{1, 2}, {1}], 9, None),
        ("three steps, two people", RED, [{1, 2}, {1, 2}, {1, 2}], 9, "commander"),
        ("the drafter would decide", ORANGE, [{1}, {2}], 2, "deputy_commander"),
        ("a second holder decides", ORANGE, [{1}, {2, 3}], 2, None),
        ("the drafter reviews", ORANGE, [{1}, {2}], 1, None),
        ("a chain of one step", ("director",), [{1}], 1, None),
    ],
)
def test_a_chain_needs_a_person_for_each_step(
    rule: str,
    positions: tuple[str, ...],
    holders: list[set[int]],
    drafter: int,
    missing: str | None,
) -> None:
    held = dict(zip(positions, holders, strict=True))
    assert chain.gap(chain.seats(steps(*positions), held, drafter)) == posts(missing), rule


def test_who_has_signed_is_not_there_for_a_later_step() -> None:
    seats = chain.seats(steps(*ORANGE), {"director": [1, 2], "deputy_commander": [1]}, drafter=9)
    assert chain.gap(chain.without(seats[1:], {2})) is None
    assert chain.gap(chain.without(seats[1:], {1})) == ("deputy_commander",)


def test_the_plan_may_want_two_people_also_where_one_signs() -> None:
    alone, held = steps("director"), {"director": [1]}
    assert chain.gap(chain.seats(alone, held, 1, two_people_always=True)) == ("director",)
    assert chain.gap(chain.seats(alone, held, 2, two_people_always=True)) is None


def test_one_of_several_posts_signs_a_step() -> None:
    either = (ChainStep(by=("director", "deputy_director")),)
    held: dict[str, list[int]] = {"director": [], "deputy_director": [4, 5]}
    (seat,) = chain.seats(either, held, drafter=4)
    assert seat.positions == ("director", "deputy_director")
    assert seat.people == {4, 5}
    assert chain.gap((seat,)) is None
    nobody = chain.seats(either, {"director": [], "deputy_director": []}, drafter=4)
    assert chain.gap(nobody) == ("director", "deputy_director")


def test_nobody_s_word_counts_twice_by_another_s_hand() -> None:
    held: dict[str, list[int]] = {"director": [1], "deputy_commander": [1]}
    given = [chain.Hand(4, "deputy_commander", giver=1)]
    seats = chain.seats(steps(*ORANGE), held, drafter=9, given=given)
    assert seats[1].people == {1, 4}
    assert chain.gap(seats) == ("deputy_commander",)
    assert chain.without(seats[1:], {1})[0].people == set()


def test_nobody_decides_in_the_drafter_s_place() -> None:
    given = [chain.Hand(4, "deputy_commander", giver=2)]
    held = {"director": [1], "deputy_commander": [2]}
    assert chain.gap(chain.seats(steps(*ORANGE), held, 2, given=given)) == ("deputy_commander",)
    assert chain.gap(chain.seats(steps(*ORANGE), held, 9, given=given)) is None
