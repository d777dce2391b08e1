"""Questions that the bot asks: one of a kind at a time, for one person, answered once."""

import pytest

from messages.render import Message
from office.bodies.people import Actor
from office.conversation import dialogues, reasons
from office.desk import Desk
from office.post import Place
from storage.delivery import outbox
from storage.delivery.outbox import Action, Delivery
from storage.receiving import dialogues as store
from storage.receiving.dialogues import Dialogue
from tests.office.episodes import sent
from tests.office.signers import refused

HERE = Place(-500)
WANG, LI = Actor(1, "王某"), Actor(2, "李某")
KIND = "order"


async def ask(desk: Desk, who: Actor | None = WANG, kind: str = KIND) -> tuple[Dialogue, Delivery]:
    """Return the question and the message that asks it, which is number 5 of the chat."""
    user_id = who.user_id if who else None
    opened = await dialogues.ask(
        desk, HERE, kind, Message("请选级别", ask="级别"), user_id=user_id, step="level"
    )
    shown = (await outbox.open_in_chat(desk.session, desk.jurisdiction, HERE.chat_id))[-1]
    return opened, await sent(desk, shown, 5)


async def still_open(desk: Desk, who: Actor = WANG) -> list[int]:
    found = await store.open_dialogues(desk.session, desk.jurisdiction, HERE.chat_id, who.user_id)
    return [asked.key for asked in found]


async def test_the_message_remembers_what_it_asks(desk: Desk) -> None:
    opened, shown = await ask(desk)
    assert (shown.context, shown.ask) == ({"dialogue": opened.key}, "级别")
    assert opened.facts == {"step": "level"}


async def test_a_newer_question_takes_the_place_of_the_same_kind(desk: Desk) -> None:
    """It replaces only this person's: questions to a colleague or to anybody stay."""
    older, _ = await ask(desk)
    another_kind, _ = await ask(desk, kind="reason")
    anyones, _ = await ask(desk, who=None)
    colleagues, _ = await ask(desk, who=LI)
    await dialogues.replace(desk, HERE.chat_id, WANG.user_id, KIND)
    assert await still_open(desk) == [anyones.key, another_kind.key]
    assert await still_open(desk, LI) == [colleagues.key, anyones.key]
    assert not await dialogues.close(desk, older)


async def test_a_pressed_button_finds_its_question(desk: Desk) -> None:
    opened, shown = await ask(desk)
    asked, message = await dialogues.pressed(desk, HERE, 5, None, WANG, KIND)
    assert (asked.key, message.key) == (opened.key, shown.key)


@pytest.mark.parametrize(
    ("message_id", "kind"),
    [
        pytest.param(6, KIND, id="a message that is not ours"),
        pytest.param(5, "reason", id="a question of another kind"),
    ],
)
async def test_a_forged_press_finds_nothing(desk: Desk, message_id: int, kind: str) -> None:
    await ask(desk)
    await refused(dialogues.pressed(desk, HERE, message_id, None, WANG, kind), "dialogue_over")


async def test_a_message_that_asks_nothing(desk: Desk) -> None:
    _, shown = await ask(desk)
    for context in ({}, {"dialogue": 999}):
        shown.context = context
        await refused(dialogues.pressed(desk, HERE, 5, None, WANG, KIND), "dialogue_over")


async def test_only_who_was_asked_answers(desk: Desk) -> None:
    await ask(desk)
    await refused(dialogues.pressed(desk, HERE, 5, None, LI, KIND), "dialogue_not_yours")


async def test_anyone_answers_what_nobody_in_particular_was_asked(desk: Desk) -> None:
    opened, _ = await ask(desk, who=None)
    asked, _ = await dialogues.pressed(desk, HERE, 5, None, LI, KIND)
    assert asked.key == opened.key


async def test_the_second_of_two_presses_finds_it_answered(desk: Desk) -> None:
    opened, _ = await ask(desk)
    await dialogues.claim(desk, opened)
    await refused(dialogues.claim(desk, opened), "dialogue_over")
    await desk.session.refresh(opened)
    await refused(dialogues.pressed(desk, HERE, 5, None, WANG, KIND), "dialogue_over")


async def test_the_next_question_stands_where_the_last_one_stood(desk: Desk) -> None:
    opened, shown = await ask(desk)
    await dialogues.claim(desk, opened)
    await dialogues.ask_in_place(
        desk, shown, KIND, Message("请选时间"), user_id=WANG.user_id, step="starts_at"
    )
    [edit] = await outbox.open_in_chat(desk.session, desk.jurisdiction, HERE.chat_id)
    assert (edit.action, edit.target_id, edit.text) == (Action.EDIT, shown.key, "请选时间")
    asked, _ = await dialogues.pressed(desk, HERE, 5, None, WANG, KIND)
    assert asked.facts == {"step": "starts_at"}


async def test_two_offices_ask_in_one_private_chat(desk: Desk) -> None:
    opened, _ = await ask(desk)
    elsewhere = Dialogue(
        jurisdiction="elsewhere",
        chat_id=HERE.chat_id,
        user_id=WANG.user_id,
        kind=KIND,
        opened_at=desk.now,
    )
    desk.session.add(elsewhere)
    await desk.session.flush()
    assert await still_open(desk) == [opened.key]
    asking = await store.who_asks(desk.session, HERE.chat_id, WANG.user_id)
    assert asking == [desk.jurisdiction, "elsewhere"]
    assert await store.who_asks(desk.session, HERE.chat_id, LI.user_id) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [(None, "slip_reason_missing"), (" \n", "slip_reason_missing"), ("长" * 501, "too_long")],
)
async def test_a_reason_that_will_not_do(text: str | None, key: str) -> None:
    async def check() -> str:
        return reasons.checked(text, of="slip")

    await refused(check(), key if key != "too_long" else "slip_reason_too_long")


def test_a_reason_is_kept_without_blanks_around_it() -> None:
    assert reasons.checked(f" {'长' * 500}\n", of="slip") == "长" * 500
