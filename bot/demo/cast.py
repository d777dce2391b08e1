"""The people and groups of a whole command office in the sandbox."""

from dataclasses import dataclass

from office.plan import Plan
from sandbox.chats import Chat
from sandbox.people import Bot, Person
from sandbox.world import World

TOKEN = "810042:demo-token-for-the-local-telegram"
BOT_USERNAME = "qingkong_demo_bot"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is there. People are called by their posts, never by names."""

    world: World
    bot: Bot
    office: Chat
    staff: Person
    """The officer on duty, who drafts."""
    second: Person
    """A second person of the office."""
    holders: dict[str, Person]
    """By position, the first holder of each."""
    groups: dict[str, Chat]
    """By agency."""
    liaisons: dict[str, Person]

    def private(self, person: Person) -> Chat:
        return self.world.private_chat(person, self.bot)


def assemble(world: World, plan: Plan) -> Cast:
    """Everybody in their chats; the bot is in none of them yet."""
    bot = world.add_bot(TOKEN, "晴空值班员", BOT_USERNAME)
    staff = world.add_person("值班员甲")
    second = world.add_person("值班员乙")
    holders = {
        position.id: staff if position.id == "office_staff" else world.add_person(position.name)
        for position in plan.positions
    }
    liaisons = {agency.id: world.add_person(f"{agency.short}联络员") for agency in plan.agencies}
    groups = {
        agency.id: world.add_group(f"{agency.name} · 重污染应对", [liaisons[agency.id]])
        for agency in plan.agencies
    }
    office = world.add_group(plan.office, [staff, second, holders["director"]])
    return Cast(world, bot, office, staff, second, holders, groups, liaisons)
