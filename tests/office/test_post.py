"""Many messages queued at once: in order, each once, and as cheaply as one."""

from itertools import pairwise

import pytest

from messages.length import TEXT_LIMIT
from messages.render import Message
from office import post
from office.delivery_kinds import Lane
from office.desk import Desk
from office.post import MANY_ANSWERS, Mailing, Place, Posting
from storage.delivery import outbox, split_texts
from storage.delivery.outbox import Delivery, DeliveryKind
from tests.harness.work import counted
from tests.office.conftest import Office

LONG = Message("\n\n".join("重污染" * (TEXT_LIMIT // 6) for _ in range(4)))
GROUP, OTHER = Place(-1), Place(-2)


def keyed(place: Place, text: str, key: str) -> Mailing:
    return Mailing(place, DeliveryKind.ALERT, Message(text), Posting(dedupe_key=key))


async def chain(desk: Desk, last: Delivery) -> list[Delivery]:
    return await split_texts.parts_of(desk.session, last)


async def test_they_are_numbered_in_the_order_in_which_they_were_given(desk: Desk) -> None:
    texts = [str(number) for number in range(40)]
    rows = await post.send_all(desk, [keyed(GROUP, text, text) for text in texts])
    assert [row.text for row in rows] == texts
    assert [row.key for row in rows] == sorted(row.key for row in rows)
    stored = await outbox.open_in_chat(desk.session, desk.jurisdiction, GROUP.chat_id)
    assert [(row.key, row.text) for row in stored] == [(row.key, row.text) for row in rows]


async def test_the_parts_of_each_follow_one_another_and_what_they_were_to_follow(
    desk: Desk,
) -> None:
    before = await post.send(desk, GROUP, DeliveryKind.ALERT, Message("解除"))
    first, second = await post.send_all(
        desk,
        [
            Mailing(
                GROUP, DeliveryKind.PROMPT, LONG, Posting(after_id=before.key, dedupe_key="一")
            ),
            Mailing(GROUP, DeliveryKind.PROMPT, Message("短"), Posting(dedupe_key="二")),
        ],
    )
    parts = await chain(desk, first)
    assert len(parts) > 1
    assert parts[0].after_id == before.key
    assert all(later.after_id == part.key for part, later in pairwise(parts))
    assert [part.dedupe_key for part in parts] == [None] * (len(parts) - 1) + ["一"]
    assert second.after_id is None
    assert max(part.key for part in parts) < second.key


async def test_what_has_its_key_already_is_not_queued_again(desk: Desk) -> None:
    known = await post.send(
        desk, GROUP, DeliveryKind.ALERT, Message("令"), Posting(dedupe_key="一")
    )
    again, new, twice = await post.send_all(
        desk, [keyed(GROUP, "令", "一"), keyed(OTHER, "令", "二"), keyed(OTHER, "又", "二")]
    )
    assert again is known
    assert twice is new
    assert new.text == "令"
    assert len(await outbox.open_in_chat(desk.session, desk.jurisdiction, OTHER.chat_id)) == 1


async def test_nobody_to_write_to_is_nothing_to_do(desk: Desk) -> None:
    assert await post.send_all(desk, []) == []


async def test_a_hundred_cost_as_many_statements_as_one(office: Office) -> None:
    costs = []
    # The first desk of all reads the plan.
    for many in (1, 1, 100):
        with counted() as work:
            async with office.desk() as desk:
                wanted = [
                    Mailing(Place(-n), DeliveryKind.ALERT, Message("令"))
                    for n in range(1, many + 1)
                ]
                await post.send_all(desk, wanted)
        costs.append(work.total)
    assert costs[1] == costs[2]


@pytest.mark.parametrize("waiting", [MANY_ANSWERS - 1, MANY_ANSWERS])
async def test_a_flood_of_answers_goes_last(desk: Desk, waiting: int) -> None:
    for _ in range(waiting):
        await post.send(desk, GROUP, DeliveryKind.ANSWER, Message("好"))
    parts = await chain(desk, await post.send(desk, GROUP, DeliveryKind.ANSWER, LONG))
    ahead = MANY_ANSWERS - waiting
    assert [part.lane for part in parts[:ahead]] == [Lane.ANSWER] * ahead
    assert {part.lane for part in parts[ahead:]} == {Lane.BOARD}
    elsewhere = await post.send(desk, OTHER, DeliveryKind.ANSWER, Message("好"))
    assert elsewhere.lane == Lane.ANSWER
