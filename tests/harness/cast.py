"""Puts the people of the stories, called by their posts, into the chats where they meet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.demo.cast import Cast as Assembled
from office.plan.model import Plan
from office.upkeep import applying
from sandbox import Chat, Person, World
from storage.database import Database, Session
from storage.immutable import immutable
from storage.roster import chats as chat_rows
from storage.roster import people as people_rows
from storage.roster.chats import ChatRole
from storage.roster.people import LIAISON, Appointment

TOKEN = "700100:AAHarnessTokenOfTheStoryTests"
BOT_USERNAME = "qingkong_test_bot"


@immutable
class Cast(Assembled):
    """The demo's people, and a stranger. The director and the deputy are in the office's group."""

    stranger: Person

    @property
    def director(self) -> Person:
        return self.holders["director"]

    @property
    def deputy_director(self) -> Person:
        return self.holders["deputy_director"]

    @property
    def deputy_commander(self) -> Person:
        return self.holders["deputy_commander"]

    @property
    def commander(self) -> Person:
        return self.holders["commander"]

    @property
    def party_secretary(self) -> Person:
        return self.holders["party_secretary"]

    @property
    def mayor(self) -> Person:
        return self.holders["mayor"]

    @property
    def discipline_commission(self) -> Person:
        return self.holders["discipline_commission"]

    @property
    def auditor(self) -> Person:
        return self.holders["auditor"]

    @property
    def posts(self) -> list[tuple[str, Person]]:
        """Return who holds which position, with each holder on a line of its own."""
        return [*self.holders.items(), ("office_staff", self.second)]


def assemble(world: World, plan: Plan, basic_groups: Collection[str] = ()) -> Cast:
    """Put everybody into their chats, the bot nowhere. Groups are supergroups unless named."""

    def group(agency: str, title: str, liaison: Person) -> Chat:
        add = world.add_group if agency in basic_groups else world.add_supergroup
        return add(title, [liaison])

    bot = world.add_bot(TOKEN, "晴空值班员", BOT_USERNAME)
    staff, second = world.add_person("值班员甲"), world.add_person("值班员乙")
    holders = {
        position.id: staff if position.id == "office_staff" else world.add_person(position.name)
        for position in plan.positions
    }
    in_office = [staff, second, holders["director"], holders["deputy_director"]]
    liaisons = {agency.id: world.add_person(f"{agency.short}联络员") for agency in plan.agencies}
    return Cast(
        world=world,
        bot=bot,
        office=world.add_supergroup("指挥部办公室", in_office),
        staff=staff,
        second=second,
        holders=holders,
        stranger=world.add_person("路人"),
        groups={
            agency.id: group(agency.id, f"{agency.short}应急群", liaisons[agency.id])
            for agency in plan.agencies
        },
        liaisons=liaisons,
    )


def bring_in_the_bot(cast: Cast, *, admin: bool) -> None:
    # The bot joins every group and the private chats of all who hold a position, and forgets that.
    world = cast.world
    world.add_bot_to_group(cast.office, cast.bot, by=cast.staff, admin=admin)
    for agency, group in cast.groups.items():
        world.add_bot_to_group(group, cast.bot, by=cast.liaisons[agency], admin=admin)
    for _, person in cast.posts:
        world.start_bot(person, cast.bot)
    cast.bot.updates.drop_all()


async def apply_plan(database: Database, plan: Plan, now: datetime) -> None:
    async with database.deciding(plan.jurisdiction) as session:
        await applying.apply(session, plan, now=now, actor="cli:test")


async def enrol_everybody(
    database: Database, cast: Cast, plan: Plan, now: datetime, *, admin: bool
) -> None:
    """Write straight into the tables what the one-time codes would have done."""
    async with database.deciding(plan.jurisdiction) as session:
        enrol = _Enrol(session, plan.jurisdiction, now, admin)
        enrol.chat(cast.office, ChatRole.OFFICE)
        for agency, group in cast.groups.items():
            enrol.chat(group, ChatRole.AGENCY, agency)
            enrol.person(cast.liaisons[agency], LIAISON, agency)
        for position, person in cast.posts:
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
