"""A second office on the same bot: its plan, its group, its people, beside those of the stage."""

from dataclasses import dataclass
from typing import Any

from office.plan.model import Plan
from sandbox import Chat, Message, Person
from storage.roster import chats as chat_rows
from storage.roster import people as people_rows
from storage.roster.chats import ChatRole
from storage.roster.people import Appointment
from tests.harness.cast import apply_plan
from tests.harness.plans import small_plan
from tests.harness.stage import FIVE_AGENCIES, Stage

WUQIA = {
    "id": "wuqia",
    "name": "乌恰县",
    "short": "乌恰县",
    "jurisdiction": "wuqia",
    "told": ("alert",),
}
AHEQI = {"id": "aheqi", "name": "阿合奇县", "short": "阿合奇县", "told": ("alert",)}
ABOVE = {
    "id": "zhou",
    "name": "州重污染天气应急指挥部",
    "short": "州指挥部",
    "relation": "upper",
    "jurisdiction": "changji",
}
POSTS = ("director", "deputy_commander", "commander")


def upper_plan(**more: Any) -> Plan:
    """The plan of the stage with two counties, of which one has an office of its own."""
    return _with(small_plan(FIVE_AGENCIES), counties=(WUQIA, AHEQI), **more)


def county_plan(jurisdiction: str = "wuqia", area: str = "乌恰县", **more: Any) -> Plan:
    """The same rules for a county below that office, with numbers of its own."""
    named = {
        "jurisdiction": jurisdiction,
        "name": area,
        "command": f"{area}重污染天气应急指挥部",
        "office": f"{area}指挥部办公室",
        "area": area,
        "prefix": "乌污",
        "outside": (ABOVE,),
    }
    plan = small_plan(("huanjing",))
    serials = {kind: text.replace("昌污", "乌污") for kind, text in plan.serials.items()}
    return _with(plan, **{**named, "serials": serials, **more})


def _with(plan: Plan, **facts: Any) -> Plan:
    return Plan.model_validate(plan.model_dump() | facts)


@dataclass(frozen=True, slots=True)
class SecondOffice:
    stage: Stage
    plan: Plan
    group: Chat
    staff: Person
    second: Person
    posts: dict[str, Person]

    async def say(self, text: str) -> Message:
        return await self.stage.say(self.staff, self.group, text)

    def expect(self, *fragments: str) -> Message:
        return self.stage.expect(self.group, *fragments)

    async def press(self, message: Message, label: str) -> None:
        await self.stage.press(self.staff, message, label)


async def open_office(stage: Stage, plan: Plan) -> SecondOffice:
    """Put the plan in force and enrol its office, as one-time codes would have done."""
    world, bot = stage.world, stage.cast.bot
    staff, second = world.add_person(f"{plan.area}值班员"), world.add_person(f"{plan.area}副班")
    posts = {post: world.add_person(f"{plan.area}{post}") for post in POSTS}
    group = world.add_supergroup(f"{plan.area}指挥部办公室", [staff, second])
    world.add_bot_to_group(group, bot, by=staff, admin=True)
    for person in (staff, second, *posts.values()):
        world.start_bot(person, bot)
    bot.updates.drop_all()
    await apply_plan(stage.database, plan, stage.clock.now())
    opened = SecondOffice(stage, plan, group, staff, second, posts)
    await _enrol(opened)
    return opened


async def _enrol(office: SecondOffice) -> None:
    stage, home = office.stage, office.plan.jurisdiction
    holders = [
        ("office_staff", office.staff),
        ("office_staff", office.second),
        *office.posts.items(),
    ]
    now = stage.clock.now()
    async with stage.database.deciding(home) as session:
        session.add(_chat(home, office.group, ChatRole.OFFICE, now))
        for post, person in holders:
            session.add(
                people_rows.Person(
                    jurisdiction=home, user_id=person.id, name=person.name, first_seen_at=now
                )
            )
            session.add(Appointment(jurisdiction=home, user_id=person.id, position=post, since=now))
            session.add(_chat(home, stage.cast.private(person), ChatRole.PERSON, now))


def _chat(home: str, chat: Chat, role: ChatRole, now: Any) -> chat_rows.Chat:
    return chat_rows.Chat(
        jurisdiction=home, chat_id=chat.id, role=role, title=chat.title, bound_at=now
    )
