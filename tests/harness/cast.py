"""The people of the stories, by their posts, and the chats they meet in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from office.plan.model import Plan
from office.upkeep import applying
from sandbox import Bot, Chat, Person, World
from storage import chats as chat_rows
from storage import people as people_rows
from storage.chats import ChatRole
from storage.database import Database, Session
from storage.people import LIAISON, Appointment

TOKEN = "700100:AAHarnessTokenOfTheStoryTests"
BOT_USERNAME = "qingkong_test_bot"


@dataclass(frozen=True, slots=True)
class Cast:
    world: World
    bot: Bot
    office: Chat
    """The office's group: both members of the staff, the director and the deputy director."""
    staff: Person
    second: Person
    director: Person
    deputy_director: Person
    deputy_commander: Person
    commander: Person
    party_secretary: Person
    mayor: Person
    discipline_commission: Person
    auditor: Person
    stranger: Person
    groups: dict[str, Chat]
    """By agency."""
    liaisons: dict[str, Person]
    """By agency; the creator of its group."""

    def private(self, person: Person) -> Chat:
        """This person's chat with the bot."""
        return self.world.private_chat(person, self.bot)

    @property
    def holders(self) -> dict[str, list[Person]]:
        """Who holds which position."""
        return {
            "office_staff": [self.staff, self.second],
            "director": [self.director],
            "deputy_director": [self.deputy_director],
            "deputy_commander": [self.deputy_commander],
            "commander": [self.commander],
            "party_secretary": [self.party_secretary],
            "mayor": [self.mayor],
            "discipline_commission": [self.discipline_commission],
            "auditor": [self.auditor],
        }


def assemble(world: World, plan: Plan, basic_groups: Collection[str] = ()) -> Cast:
    """Everybody is there; the bot has been added nowhere. Groups are supergroups unless named."""

    def group(agency: str, title: str, liaison: Person) -> Chat:
        add = world.add_group if agency in basic_groups else world.add_supergroup
        return add(title, [liaison])

    names = {position.id: position.name for position in plan.positions}
    bot = world.add_bot(TOKEN, "晴空值班员", BOT_USERNAME)
    staff, second = world.add_person("值班员甲"), world.add_person("值班员乙")
    director = world.add_person(names["director"])
    deputy_director = world.add_person(names["deputy_director"])
    liaisons = {agency.id: world.add_person(f"{agency.short}联络员") for agency in plan.agencies}
    return Cast(
        world=world,
        bot=bot,
        office=world.add_supergroup("指挥部办公室", [staff, second, director, deputy_director]),
        staff=staff,
        second=second,
        director=director,
        deputy_director=deputy_director,
        deputy_commander=world.add_person(names["deputy_commander"]),
        commander=world.add_person(names["commander"]),
        party_secretary=world.add_person(names["party_secretary"]),
        mayor=world.add_person(names["mayor"]),
        discipline_commission=world.add_person(names["discipline_commission"]),
        auditor=world.add_person(names["auditor"]),
        stranger=world.add_person("路人"),
        groups={
            agency.id: group(agency.id, f"{agency.short}应急群", liaisons[agency.id])
            for agency in plan.agencies
        },
        liaisons=liaisons,
    )


def bring_in_the_bot(cast: Cast, *, admin: bool) -> None:
    """In every group and in the private chats of all who hold a position; it has seen nothing."""
    world = cast.world
    world.add_bot_to_group(cast.office, cast.bot, by=cast.staff, admin=admin)
    for agency, group in cast.groups.items():
        world.add_bot_to_group(group, cast.bot, by=cast.liaisons[agency], admin=admin)
    for person in (person for holders in cast.holders.values() for person in holders):
        world.start_bot(person, cast.bot)
    cast.bot.updates.drop_all()


async def apply_plan(database: Database, plan: Plan, now: datetime) -> None:
    async with database.deciding(plan.jurisdiction) as session:
        await applying.apply(session, plan, now=now, actor="cli:test")


async def enrol_everybody(
    database: Database, cast: Cast, plan: Plan, now: datetime, *, admin: bool
) -> None:
    """What the one-time codes would have done, written straight into the tables."""
    async with database.deciding(plan.jurisdiction) as session:
        enrol = _Enrol(session, plan.jurisdiction, now, admin)
        enrol.chat(cast.office, ChatRole.OFFICE)
        for agency, group in cast.groups.items():
            enrol.chat(group, ChatRole.AGENCY, agency)
            enrol.person(cast.liaisons[agency], LIAISON, agency)
        for position, holders in cast.holders.items():
            for person in holders:
                enrol.person(person, position)
                enrol.chat(cast.private(person), ChatRole.PERSON)
        await session.flush()


@dataclass(frozen=True, slots=True)
class _Enrol:
    session: Session
    jurisdiction: str
    now: datetime
    admin: bool

    def chat(self, chat: Chat, role: ChatRole, agency: str | None = None) -> None:
        self.session.add(
            chat_rows.Chat(
                jurisdiction=self.jurisdiction,
                chat_id=chat.id,
                role=role,
                agency=agency,
                title=chat.title,
                bot_is_admin=self.admin and role != ChatRole.PERSON,
                bound_at=self.now,
            )
        )

    def person(self, person: Person, position: str, agency: str | None = None) -> None:
        self.session.add(
            people_rows.Person(
                jurisdiction=self.jurisdiction,
                user_id=person.id,
                name=person.name,
                first_seen_at=self.now,
            )
        )
        self.session.add(
            Appointment(
                jurisdiction=self.jurisdiction,
                user_id=person.id,
                position=position,
                agency=agency,
                since=self.now,
            )
        )
