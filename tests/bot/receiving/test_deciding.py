"""What is decided together stands or falls together, except that a refusal undoes only its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count

import pytest
from telegram import Update

from bot.receiving.deciding import MOST_TOGETHER, Decided, Decider, Received, batches
from bot.telegram.gateway import App, build_application
from handlers.entry import application
from handlers.entry.application import Tables
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.refusal import Refusal
from storage.books import audit
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.scope import EVERYWHERE, Scope
from tests.bot.receiving.test_worker import stored
from tests.harness.cast import TOKEN
from tests.harness.stage import Stage
from tests.harness.work import counted

NEW, DONE = InboxState.NEW, InboxState.DONE


class Killed(BaseException):
    """Ends what is in hand as the end of the process does: nobody catches it."""


async def note(turn: Turn, press: Press) -> None:
    await turn.desk.record("noted", press.word())
    turn.show("dialogue_over")


async def refuse(turn: Turn, press: Press) -> None:
    await note(turn, press)
    raise Refusal("no_open_alert")


async def fail(turn: Turn, press: Press) -> None:
    await note(turn, press)
    raise ZeroDivisionError


async def die(turn: Turn, press: Press) -> None:
    await note(turn, press)
    raise Killed


BUTTONS = {"note": note, "refuse": refuse, "fail": fail, "die": die}


@dataclass(frozen=True, slots=True)
class Line:
    application: App
    scope: Scope = EVERYWHERE
    hears: bool = True


@pytest.fixture
async def line(stage: Stage) -> AsyncIterator[Line]:
    """A bot with buttons of our own; the office's own bot is not running."""
    await stage.stop()
    own = build_application(TOKEN, stage.setup.api_base)
    application.register(own, Tables(buttons=dict(BUTTONS)))
    async with own:
        yield Line(own)


async def pressed(stage: Stage, line: Line, *presses: tuple[str, str]) -> list[Received]:
    """Store a press for each pair of an agency, in whose group it is, and a button."""
    rows = [_row(stage, number, *press) for number, press in enumerate(presses, 1)]
    async with stage.database.transaction() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    return [_heard(stage, line, row) for row in rows]


def _heard(stage: Stage, line: Line, row: InboxUpdate) -> Received:
    update = Update.de_json(row.raw, line.application.bot)
    return Received(row, update, line, stage.plan.jurisdiction)


def _row(stage: Stage, number: int, agency: str, button: str) -> InboxUpdate:
    group, person = stage.cast.groups[agency], stage.cast.liaisons[agency]
    chat = {"id": group.id, "type": "supergroup", "title": group.title}
    query = {
        "id": f"{number}",
        "from": {"id": person.id, "is_bot": False, "first_name": person.name},
        "chat_instance": "1",
        "data": f"{button}:{number}",
        "message": {"message_id": number, "date": 1_764_500_000, "chat": chat, "text": "?"},
    }
    return InboxUpdate(
        bot_id=stage.cast.bot.id,
        update_id=number,
        chat_id=group.id,
        raw={"update_id": number, "callback_query": query},
        received_at=stage.clock.now(),
    )


async def decided(stage: Stage, batch: list[Received]) -> list[Decided]:
    return await Decider(stage.desks(), stage.clock).decide(batch)


async def notes(stage: Stage) -> list[tuple[str, str, str]]:
    """What the audit log has of the presses; it must be one chain."""
    async with stage.database.reading() as session:
        entries = await audit.entries(session, stage.plan.jurisdiction, 0, 10_000)
    hashes = [audit.FIRST_HASH, *(entry.hash for entry in entries)]
    assert [entry.previous_hash for entry in entries] == hashes[:-1]
    told = [entry for entry in entries if entry.action in ("noted", "refused")]
    return [(entry.actor, entry.action, entry.subject) for entry in told]


def actor(stage: Stage, agency: str) -> str:
    return f"user:{stage.cast.liaisons[agency].id}"


async def states(stage: Stage) -> list[str]:
    return [row.state for row in await stored(stage)]


THREE = ("huanjing", "gongan", "zhujian")


async def test_each_has_its_own_actor_in_one_commit(stage: Stage, line: Line) -> None:
    batch = await pressed(stage, line, *((agency, "note") for agency in THREE))
    with counted() as work:
        found = await decided(stage, batch)
    assert work.commits == 1, str(work)
    assert [one.received for one in found] == batch
    assert all(one.turn is not None and one.turn.toast is not None for one in found)
    expected = [(actor(stage, agency), "noted", f"{n}") for n, agency in enumerate(THREE, 1)]
    assert await notes(stage) == expected
    rows = await stored(stage)
    assert {(row.state, row.jurisdiction) for row in rows} == {(DONE, stage.plan.jurisdiction)}


async def test_a_refusal_undoes_only_its_own(stage: Stage, line: Line) -> None:
    batch = await pressed(
        stage, line, ("huanjing", "note"), ("gongan", "refuse"), ("zhujian", "note")
    )
    first, second, third = await decided(stage, batch)
    assert await notes(stage) == [
        (actor(stage, "huanjing"), "noted", "1"),
        (actor(stage, "gongan"), "refused", "button:refuse"),
        (actor(stage, "zhujian"), "noted", "3"),
    ]
    alerts = [one.turn.toast.alert for one in (first, second, third) if one.turn and one.turn.toast]
    assert alerts == [False, True, False]
    assert await states(stage) == [DONE, DONE, DONE]


@pytest.mark.parametrize(("button", "error"), [("fail", ZeroDivisionError), ("die", Killed)])
async def test_an_error_or_the_end_in_the_middle_undoes_all(
    stage: Stage, line: Line, button: str, error: type[BaseException]
) -> None:
    batch = await pressed(
        stage, line, ("huanjing", "note"), ("gongan", button), ("zhujian", "note")
    )
    with pytest.raises(error):
        await decided(stage, batch)
    assert await notes(stage) == []
    assert [(row.state, row.attempts) for row in await stored(stage)] == [(NEW, 0)] * 3
    # The others can still be decided, by this process or by the next one.
    await decided(stage, [batch[0], batch[2]])
    assert await states(stage) == [DONE, NEW, DONE]


async def test_a_chat_keeps_its_order(stage: Stage, line: Line) -> None:
    batch = await pressed(
        stage, line, ("huanjing", "note"), ("huanjing", "note"), ("gongan", "note")
    )
    found = await decided(stage, batch)
    assert [one.received for one in found] == [batch[0], batch[2]]
    assert await states(stage) == [DONE, NEW, DONE]
    assert [one.received for one in await decided(stage, batch)] == [batch[1]]
    assert await decided(stage, batch) == []


NUMBERS = count(1)


def received(line: Line, bot_id: int, office: str) -> Received:
    row = InboxUpdate(id=next(NUMBERS), bot_id=bot_id, update_id=1, raw={})  # type: ignore[call-arg]
    return Received(row, Update(1), line, office)


async def test_an_office_s_updates_go_together_as_far_as_they_fit(line: Line) -> None:
    here = [received(line, 1, "here") for _ in range(MOST_TOGETHER + 2)]
    there = [received(line, 1, "there") for _ in range(2)]
    by_another_bot = [received(line, 2, "here")]
    found = batches([here[0], *there, *by_another_bot, *here[1:]])
    assert found == [here[:MOST_TOGETHER], here[MOST_TOGETHER:], there]


async def test_an_update_that_would_be_alone_is_in_no_batch(line: Line) -> None:
    here = [received(line, 1, "here") for _ in range(MOST_TOGETHER + 1)]
    assert batches(here) == [here[:MOST_TOGETHER]]
