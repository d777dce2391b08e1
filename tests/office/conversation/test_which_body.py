"""For which of several bodies something was sent: asked once, kept, and handled when said."""

from datetime import timedelta

import pytest

from office.bodies.people import Actor
from office.conversation import which_body
from office.desk import Desk
from office.post import Place
from tests.office.signers import refused, said

BOTH = ("zhujian", "jiaoyu")
WHO = Actor(21, "联络员", (), BOTH)
HERE = Place(WHO.user_id)


async def ask(desk: Desk, number: int) -> None:
    await which_body.ask(desk, HERE, WHO, BOTH, {"update_id": number}, number)


async def asked(desk: Desk) -> list[int]:
    """The ids of the dialogues of the questions that stand there."""
    rows = await said(desk, HERE.chat_id)
    return [int(row.keyboard[0][0]["data"].split(":")[1]) for row in rows if row.keyboard]


async def test_what_comes_within_a_short_while_is_asked_about_once(desk: Desk) -> None:
    await ask(desk, 1)
    await ask(desk, 2)
    [question] = await asked(desk)
    body, updates = await which_body.say(desk, WHO, question, 1)
    assert (body, [one["update_id"] for one in updates]) == ("jiaoyu", [1, 2])
    assert await which_body.said(desk, WHO, BOTH) == "jiaoyu"
    assert await which_body.said(desk, WHO, ["zhujian"]) is None
    await refused(which_body.say(desk, WHO, question, 0), "button_obsolete")


async def test_later_it_is_asked_again(desk: Desk) -> None:
    await ask(desk, 1)
    desk.now += which_body.REMEMBERED_FOR + timedelta(minutes=1)
    await ask(desk, 2)
    first, second = await asked(desk)
    assert first != second
    await which_body.say(desk, WHO, second, 0)
    desk.now += which_body.REMEMBERED_FOR + timedelta(minutes=1)
    assert await which_body.said(desk, WHO, BOTH) is None


@pytest.mark.parametrize("number", [None, 2, 99])
async def test_a_forged_answer_says_nothing(desk: Desk, number: int | None) -> None:
    await ask(desk, 1)
    [question] = await asked(desk)
    await refused(which_body.say(desk, WHO, question, number), "button_obsolete")
    await refused(which_body.say(desk, WHO, 999, 0), "button_obsolete")
    other = Actor(22, "别人", (), BOTH)
    await refused(which_body.say(desk, other, question, 0), "button_obsolete")
    left = Actor(21, "联络员", (), ("zhujian",))
    await refused(which_body.say(desk, left, question, 1), "button_obsolete")
