"""Several bots in one deployment: each speaks and hears for its own jurisdictions."""

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.duties.reconciler import HANDLED_WITHIN, Reconciler
from bot.runtime import MoreBot, Runtime
from messages.render import Message
from office import post
from office.bodies import new_codes
from office.bodies.new_codes import Target
from office.post import Place
from sandbox import Bot, Chat
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.receiving.inbox import InboxUpdate
from storage.roster import chats as chat_rows
from storage.roster import people as people_rows
from storage.roster.chats import ChatRole
from storage.roster.enrolment import CodeFor
from storage.roster.people import Appointment
from tests.bot.receiving.test_worker import stored
from tests.harness.cast import apply_plan
from tests.harness.engines import shared
from tests.harness.stage import Stage

TOKEN = "700200:AAAnotherTokenOfTheStoryTests"
THERE = "manas"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A second jurisdiction with a bot of its own; the first one's duty officer serves it too."""

    stage: Stage
    bot: Bot
    office: Chat

    @property
    def private(self) -> Chat:
        return self.stage.world.private_chat(self.stage.cast.staff, self.bot)

    async def heard(self) -> None:
        world = self.stage.world
        await world.until(lambda: not self.bot.updates.waiting())
        await self.stage.settle()


@pytest.fixture
async def neighbours(stage: Stage) -> Neighbours:
    await stage.stop()
    world, staff = stage.world, stage.cast.staff
    bot = world.add_bot(TOKEN, "晴空值班员二号", "qingkong_second_bot")
    office = world.add_supergroup("玛纳斯指挥部办公室", [staff])
    world.add_bot_to_group(office, bot, by=staff, admin=True)
    # It looks on, as a bot that somebody once tried and left there.
    world.add_bot_to_group(office, stage.cast.bot, by=staff, admin=True)
    world.start_bot(staff, bot)
    for one in (bot, stage.cast.bot):
        one.updates.drop_all()
    there = Neighbours(stage, bot, office)
    await enrol(there)
    more = (MoreBot(TOKEN, frozenset({THERE})),)
    stage.setup = replace(stage.setup, more_bots=more)
    await stage.start()
    return there


async def enrol(there: Neighbours) -> None:
    stage, now = there.stage, there.stage.clock.now()
    plan = stage.plan.model_copy(update={"jurisdiction": THERE})
    await apply_plan(stage.database, plan, now)
    user_id = stage.cast.staff.id
    async with stage.database.deciding(THERE) as session:
        for chat_id, role in ((there.office.id, ChatRole.OFFICE), (user_id, ChatRole.PERSON)):
            session.add(
                chat_rows.Chat(jurisdiction=THERE, chat_id=chat_id, role=role, bound_at=now)
            )
        session.add(
            people_rows.Person(jurisdiction=THERE, user_id=user_id, name="甲", first_seen_at=now)
        )
        session.add(
            Appointment(jurisdiction=THERE, user_id=user_id, position="office_staff", since=now)
        )


async def test_each_speaks_for_its_own_jurisdictions(neighbours: Neighbours) -> None:
    stage = neighbours.stage
    stage.skim()
    texts = {THERE: neighbours.office, stage.plan.jurisdiction: stage.cast.office}
    for jurisdiction, chat in texts.items():
        async with stage.desks().open(jurisdiction, stage.clock.now(), "cli:test") as desk:
            await post.send(desk, Place(chat.id), DeliveryKind.ALERT, Message(jurisdiction))
    await stage.wake()
    assert neighbours.office.messages[-1].sender is neighbours.bot
    assert stage.cast.office.messages[-1].sender is stage.cast.bot
    assert [chat.messages[-1].text for chat in texts.values()] == list(texts)
    stage.skim()


async def test_what_is_said_to_a_bot_is_said_to_its_office(neighbours: Neighbours) -> None:
    stage, staff = neighbours.stage, neighbours.stage.cast.staff
    stage.world.say(staff, neighbours.private, "/nonsense")
    await neighbours.heard()
    assert neighbours.private.messages[-1].sender is neighbours.bot
    await stage.tell(staff, "/nonsense")
    stage.expect_private(staff, "没有这条命令")
    assert [places(row) for row in await stored(stage)] == [
        (neighbours.bot.id, THERE),
        (stage.cast.bot.id, stage.plan.jurisdiction),
    ]
    stage.skim()


async def test_two_bots_in_one_group_do_not_both_answer(neighbours: Neighbours) -> None:
    stage = neighbours.stage
    stage.skim()
    before = len(neighbours.office.messages)
    stage.world.say(stage.cast.staff, neighbours.office, "/missing")
    await neighbours.heard()
    answers = neighbours.office.messages[before + 1 :]
    assert {answer.sender for answer in answers} == {neighbours.bot}
    stage.skim()


async def test_links_name_the_bot_that_serves_the_jurisdiction(neighbours: Neighbours) -> None:
    desks = (await neighbours.stage.awake()).desks
    for jurisdiction, bot in (
        (THERE, neighbours.bot),
        (neighbours.stage.plan.jurisdiction, neighbours.stage.cast.bot),
    ):
        async with desks.open(jurisdiction, neighbours.stage.clock.now(), "cli:test") as desk:
            issued = await new_codes.issue(desk, Target(CodeFor.POSITION, "director"))
        assert f"t.me/{bot.username}?" in issued.link


async def test_a_process_leaves_the_updates_of_a_bot_that_it_does_not_know(
    neighbours: Neighbours,
) -> None:
    """It was started before the second bot was added, and ends only when its turn comes."""
    stage = neighbours.stage
    if stage.database.is_sqlite:
        pytest.skip("SQLite is for one process")
    stage.skim()
    await stage.kill()
    stage.world.say(stage.cast.staff, neighbours.private, "/nonsense")
    [update] = neighbours.bot.updates.waiting()
    async with stage.database.transaction() as session:
        connection = await session.connection()
        await connection.execute(text("UPDATE leases SET expires_at = now() + interval '1 hour'"))
        session.add(
            InboxUpdate(
                bot_id=neighbours.bot.id,
                update_id=update.id,
                chat_id=update.chat_id,
                raw=update.as_json(),
                received_at=stage.clock.now(),
            )
        )
    url = shared(stage.setup.database_url)
    setup = replace(stage.setup, more_bots=(), database_url=url, process="older")
    older = Runtime(setup, stage.clock)
    await older.start()
    await older.settled()
    await older.stop()
    await stage.start()
    await neighbours.heard()
    assert neighbours.private.messages[-1].sender is neighbours.bot
    stage.skim()


async def test_each_office_hears_of_its_own_unhandled_updates(neighbours: Neighbours) -> None:
    stage = neighbours.stage
    stage.skim()
    await stage.kill()
    said_in = (stage.cast.office, neighbours.office, neighbours.office)
    async with stage.database.transaction() as session:
        for number, chat in enumerate(said_in):
            session.add(
                InboxUpdate(
                    bot_id=stage.cast.bot.id,
                    update_id=number,
                    chat_id=chat.id,
                    raw={"update_id": number},
                    received_at=stage.clock.now(),
                )
            )
    looking = Reconciler(stage.desks(), stage.clock)
    await looking.work()
    stage.clock.step(HANDLED_WITHIN)
    await looking.work()
    async with stage.database.reading() as session:
        told = col(Delivery.dedupe_key).startswith("reconcile:unhandled")
        rows = (await session.exec(select(Delivery).where(told))).all()
    assert {row.jurisdiction: row.text.partition("\n")[2][:1] for row in rows} == {
        stage.plan.jurisdiction: "1",
        THERE: "2",
    }


def places(row: InboxUpdate) -> tuple[int, str]:
    return row.bot_id, row.jurisdiction
