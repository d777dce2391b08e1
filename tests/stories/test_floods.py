"""Strangers may send what they like: the office does not notice, and whoever has a code gets in."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import col, func, select

from bot.receiving import flood_damper
from bot.receiving.flood_damper import Patience
from bot.receiving.intake import Intake
from office.bodies.new_codes import Target
from office.post import MANY_ANSWERS
from sandbox import Person
from storage.database import Database
from storage.delivery.outbox import Delivery
from storage.receiving.inbox import InboxState, InboxUpdate
from storage.receiving.turns import OTHERS_AT_ONCE
from tests.harness.deeds import post_message
from tests.harness.stage import Scene, SetStage, Stage
from tests.office.conftest import MORNING
from tests.stories.enrolling import AGENCY, issue, recorded
from tests.stories.passages import issue as issue_alert

Raw = dict[str, Any]
FIRST = 10**6
"""Of the updates that the stories make themselves."""

NOISE = ("/start", "/help", "/whoami", "/privacy", "/warn", "/start QK-GUESS", "你好", "/没有")


async def test_a_flood_from_a_group_that_nobody_enrolled(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(agencies=("huanjing", "zhujian")))
    cast, world = stage.cast, stage.world
    newcomer = world.add_person("新来的联络员")
    group = world.add_supergroup("吵闹的群", [cast.stranger, newcomer])
    world.add_bot_to_group(group, cast.bot, by=cast.stranger, admin=True)
    [code] = await issue(stage, Target(AGENCY, "huanjing"))
    before = len(await recorded(stage))
    for number in range(flood_damper.EACH + 20):
        world.say(cast.stranger, group, NOISE[number % len(NOISE)])
    await stage.say(cast.staff, cast.office, "/whoami")
    stage.expect(cast.office, "值班员甲")
    # There is one answer of each kind and five to guesses, and the record has as few lines.
    assert len(stage.skim(group)) < 2 * len(NOISE)
    assert len(await recorded(stage)) - before < 2 * len(NOISE)

    await stage.say(newcomer, group, "/whoami")
    stage.expect_silence()
    await stage.say(newcomer, group, f"/start {code}")
    stage.expect(group, "生态环境")
    stage.skim()


async def test_a_flood_in_an_agencys_group_holds_up_no_alert(set_stage: SetStage) -> None:
    """Twenty answers a minute may go there; the alert is not the sixty-first of them."""
    stage = await set_stage(Scene(agencies=("huanjing",), limits=True))
    group, somebody = stage.cast.groups["huanjing"], stage.world.add_person("群里的人")
    stage.world.add_person_to_group(group, somebody)
    for _ in range(60):
        stage.world.say(somebody, group, "/due")
    await stage.settle()
    await post_message(stage, group, "红色预警")
    await stage.advance(seconds=62)
    said = [message.text for message in stage.skim(group)]
    assert "红色预警" in said[: 20 + MANY_ANSWERS]
    await stage.advance(minutes=3)
    assert len(said) + len(stage.skim(group)) == 60 + 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_presses_without_end_do_not_fill_the_record(stage: Stage) -> None:
    """Forged ones, by anybody in a group; whoever serves the office may press on."""
    cast, world = stage.cast, stage.world
    group, somebody = cast.groups["huanjing"], world.add_person("群里的人")
    world.add_person_to_group(group, somebody)
    presses, before = flood_damper.DEEDS + 5, len(await recorded(stage))
    for person, chat in ((somebody, group), (cast.staff, cast.office)):
        await stage.say(person, chat, "/whoami")
        for _ in range(presses):
            world.press(person, chat.messages[-1], "resend:1", forged=True)
    await stage.settle()
    said_and_pressed = flood_damper.DEEDS
    assert len(await recorded(stage)) - before == said_and_pressed - 1 + presses
    stage.skim()


def flood(stage: Stage, strangers: Sequence[Person], each: int) -> list[Raw]:
    """Telegram brings everybody's first update, then everybody's second."""
    return [
        word(stage, person, number * len(strangers) + place)
        for number in range(each)
        for place, person in enumerate(strangers)
    ]


def word(stage: Stage, person: Person, number: int, text: str = "你好") -> Raw:
    sender = {"id": person.id, "is_bot": False, "first_name": person.name}
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    marks = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text[0] == "/" else []
    message = {"message_id": number + 1, "date": 1, "chat": chat, "from": sender, "text": text}
    return {"update_id": FIRST + number, "message": {**message, "entities": marks}}


async def answered(stage: Stage) -> list[int]:
    """The chats that got an answer, in the order in which it was decided."""
    async with stage.database.reading() as session:
        query = select(Delivery.chat_id).where(col(Delivery.kind).in_(("answer", "aside")))
        return list((await session.exec(query.order_by(col(Delivery.id)))).all())


async def unhandled(stage: Stage) -> int:
    async with stage.database.reading() as session:
        query = select(func.count(col(InboxUpdate.id))).where(InboxUpdate.state == InboxState.NEW)
        return (await session.exec(query)).one()


async def test_who_is_enrolled_is_heard_before_strangers_who_came_first(stage: Stage) -> None:
    """The office's command, and a receipt that is pressed, were the last to come."""
    alerts = await issue_alert(stage)
    await stage.stop()
    cast, world = stage.cast, stage.world
    strangers = [world.add_person(f"路人{number}") for number in range(12)]
    staff = word(stage, cast.staff, 500, "/whoami")
    world.press(cast.liaisons["huanjing"], alerts["huanjing"], label="收到")
    [pressed] = (one.as_json() for one in cast.bot.updates.waiting())
    cast.bot.updates.drop_all()
    before = await answered(stage)
    intake = Intake(stage.database, stage.clock)
    await intake.store(cast.bot.id, [*flood(stage, strangers, 3), staff, pressed])
    await stage.start()
    stage.expect_private(cast.staff, cast.staff.name)
    stage.expect_edit(alerts["huanjing"], "✅ 已收到")
    said = (await answered(stage))[len(before) :]
    # On PostgreSQL one stranger is decided beside them, and may be answered a moment earlier.
    assert said.index(cast.staff.id) <= OTHERS_AT_ONCE
    assert set(said) == {cast.staff.id, *(person.id for person in strangers)}
    assert said.count(cast.staff.id) == 1
    assert await unhandled(stage) == 0
    stage.skim()


async def test_who_is_enrolled_is_heard_in_the_middle_of_a_flood(stage: Stage) -> None:
    """Only the update in hand at that moment goes before theirs."""
    cast, world = stage.cast, stage.world
    runtime = await stage.awake()
    strangers = [world.add_person(f"路人{number}") for number in range(30)]
    begun = asyncio.Event()
    runtime.database.watch(lambda row: begun.set() if is_aside(row) else None)
    intake = Intake(stage.database, stage.clock)
    await intake.store(cast.bot.id, flood(stage, strangers, 1))
    runtime.wake()
    await begun.wait()
    await Intake(runtime.database, stage.clock).store(
        cast.bot.id, [word(stage, cast.staff, 500, "/whoami")]
    )
    before = len(await answered(stage))
    await stage.settle()
    place = (await answered(stage)).index(cast.staff.id)
    assert place <= before + 2 * OTHERS_AT_ONCE
    assert before < len(strangers)
    stage.skim()


async def test_a_stranger_who_has_said_too_much_costs_next_to_nothing(stage: Stage) -> None:
    """Words are counted until they are enough; the other nine hundred are one heap or two."""
    cast = stage.cast
    runtime = await stage.awake()
    chatter = stage.world.add_person("话多的人")
    intake = Intake(stage.database, stage.clock)
    await intake.store(cast.bot.id, flood(stage, [chatter], flood_damper.EACH))
    await stage.wake()
    stage.skim()
    words = [word(stage, chatter, flood_damper.EACH + number) for number in range(900)]
    await intake.store(cast.bot.id, words)
    with counted(runtime.database) as statements:
        await stage.wake()
    assert await unhandled(stage) == 0
    assert len(statements) < len(words) / 10
    stage.expect_silence()


async def test_a_code_among_too_many_words_is_found(set_stage: SetStage) -> None:
    stage = await set_stage(Scene(agencies=("huanjing", "zhujian")))
    cast, world = stage.cast, stage.world
    group = world.add_supergroup("吵闹的群", [cast.stranger])
    world.add_bot_to_group(group, cast.bot, by=cast.stranger, admin=True)
    [code] = await issue(stage, Target(AGENCY, "huanjing"))
    for number in range(flood_damper.EACH + 40):
        world.say(
            cast.stranger, group, "你好" if number != flood_damper.EACH + 20 else f"/start {code}"
        )
    await stage.settle()
    stage.expect(group, "生态环境")
    stage.skim()


def is_aside(row: object) -> bool:
    return isinstance(row, Delivery) and row.kind == "aside"


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every statement that goes to this database meanwhile."""
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *more: object) -> None:
        seen.append(statement)

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


def test_patience_is_measured_for_each_and_for_all_and_comes_back() -> None:
    calm = Patience()
    allowed = [calm.allows(1, MORNING) for _ in range(flood_damper.EACH + 1)]
    assert allowed == [True] * flood_damper.EACH + [False]
    assert calm.allows(2, MORNING)
    later = MORNING + flood_damper.WINDOW
    assert not calm.allows(1, later - timedelta(seconds=1))
    assert calm.allows(1, later)
    crowd = [calm.allows(stranger, later) for stranger in range(2, flood_damper.ALL + 2)]
    assert crowd == [True] * (flood_damper.ALL - 1) + [False]
