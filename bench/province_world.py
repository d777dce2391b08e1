"""Builds a province in a local Telegram: many command offices with their groups, and a few bots."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from office.plan.files import read_plan
from office.plan.model import Plan
from office.upkeep import applying
from sandbox import Bot, Chat, Message, Person, RealClock, World
from storage.database import Database, Session
from storage.roster import chats as chat_rows
from storage.roster import people as people_rows
from storage.roster.chats import ChatRole
from storage.roster.people import Appointment

PLAN = Path(__file__).parents[1] / "plans" / "changji.yaml"
STAFF, DIRECTOR = "office_staff", "director"


@dataclass(frozen=True, slots=True)
class Office:
    """One jurisdiction's people and chats."""

    jurisdiction: str
    bot: Bot
    group: Chat
    staff: Person
    director: Person
    liaison: Person
    """The liaison of every group: one person may well press for many."""
    agency_groups: tuple[tuple[str, Chat], ...]
    """The group of each agency; a large agency has several."""

    def private(self, world: World, person: Person) -> Chat:
        return world.private_chat(person, self.bot)

    def alerts(self) -> list[Message]:
        return [
            message
            for _, group in self.agency_groups
            for message in group.messages[-1:]
            if message.sender is self.bot
        ]


@dataclass(frozen=True, slots=True)
class Province:
    world: World
    plan: Plan
    offices: tuple[Office, ...]

    def tokens(self) -> str:
        """The setting with a line for each bot and what it serves."""
        served: dict[str, list[str]] = {}
        for office in self.offices:
            served.setdefault(office.bot.token, []).append(office.jurisdiction)
        return "\n".join(" ".join((token, *names)) for token, names in served.items())


def build(offices: int, groups: int, bots: int) -> Province:
    # `groups` counts the office's own group as well.
    world, plan = World(RealClock()), read_plan(PLAN)
    names = [
        world.add_bot(
            f"{800100 + number}:AATokenOfTheProvince{number:04}", f"晴空{number}", _bot(number)
        )
        for number in range(bots)
    ]
    return Province(
        world,
        plan,
        tuple(
            _office(world, plan, f"office{number:03}", names[number % bots], groups - 1)
            for number in range(offices)
        ),
    )


def _bot(number: int) -> str:
    return f"qingkong_{number}_bot"


def _office(world: World, plan: Plan, name: str, bot: Bot, groups: int) -> Office:
    staff, director, liaison = (
        world.add_person(f"{name} {post}") for post in ("值班员", "主任", "联络员")
    )
    agencies = [plan.agencies[number % len(plan.agencies)].id for number in range(groups)]
    return Office(
        name,
        bot,
        _group(world, name, staff, bot),
        staff,
        director,
        liaison,
        tuple((agency, _group(world, f"{name} {agency}", liaison, bot)) for agency in agencies),
    )


def _group(world: World, title: str, owner: Person, bot: Bot) -> Chat:
    group = world.add_supergroup(title, [owner])
    world.add_bot_to_group(group, bot, by=owner, admin=True)
    return group


async def enrol(province: Province, database: Database) -> None:
    """Write straight into the tables what the one-time codes would have done."""
    now = datetime.now(UTC)
    for office in province.offices:
        for person in (office.staff, office.director):
            province.world.start_bot(person, office.bot)
        plan = province.plan.model_copy(update={"jurisdiction": office.jurisdiction})
        async with database.deciding(office.jurisdiction) as session:
            await applying.apply(session, plan, now=now, actor="cli:bench")
            _enrol(session, office, now)
    for bot in {office.bot.id: office.bot for office in province.offices}.values():
        bot.updates.drop_all()


def _enrol(session: Session, office: Office, now: datetime) -> None:
    def chat(chat_id: int, title: str, role: ChatRole, agency: str | None = None) -> None:
        session.add(
            chat_rows.Chat(
                jurisdiction=office.jurisdiction,
                chat_id=chat_id,
                role=role,
                agency=agency,
                title=title,
                bot_is_admin=True,
                bound_at=now,
            )
        )

    def person(who: Person, position: str, agency: str | None = None) -> None:
        post = Appointment(
            jurisdiction=office.jurisdiction,
            user_id=who.id,
            position=position,
            agency=agency,
            since=now,
        )
        session.add(post)

    for one in (office.staff, office.director, office.liaison):
        session.add(
            people_rows.Person(
                jurisdiction=office.jurisdiction, user_id=one.id, name=one.name, first_seen_at=now
            )
        )
    chat(office.group.id, office.group.title, ChatRole.OFFICE)
    for who, position in ((office.staff, STAFF), (office.director, DIRECTOR)):
        person(who, position)
        chat(who.id, who.name, ChatRole.PERSON)
    for agency in dict(office.agency_groups):
        person(office.liaison, people_rows.LIAISON, agency)
    for agency, group in office.agency_groups:
        chat(group.id, group.title, ChatRole.AGENCY, agency)
