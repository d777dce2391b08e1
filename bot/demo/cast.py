"""Puts the people and groups of a whole command office into the sandbox."""

from itertools import cycle

from bot.demo.sayings import say
from office.plan.model import Plan
from sandbox.messages import Chat
from sandbox.people import Bot, Person
from sandbox.world import World
from storage.immutable import immutable

TOKEN = "810042:demo-token-for-the-local-telegram"
BOT_USERNAME = "qingkong_demo_bot"


@immutable
class Cast:
    """Everybody in the demo; nobody is a real person."""

    world: World
    bot: Bot
    office: Chat
    staff: Person
    """The officer on duty, who drafts."""
    second: Person
    """A second person of the office."""
    holders: dict[str, Person]
    """The first holder of each position, by position."""
    groups: dict[str, Chat]
    """The groups, by agency."""
    liaisons: dict[str, Person]

    def everybody(self) -> tuple[Person, ...]:
        people = (self.staff, self.second, *self.holders.values(), *self.liaisons.values())
        return tuple(dict.fromkeys(people))

    def private(self, person: Person) -> Chat:
        return self.world.private_chat(person, self.bot)

    def group(self, agency: str) -> Chat:
        # A group that was upgraded goes on under another id.
        return _today(self.groups[agency])

    def office_group(self) -> Chat:
        return _today(self.office)

    def agency_of(self, chat: Chat) -> str | None:
        """Return the agency whose group this is, or was."""
        return next(
            (agency for agency, group in self.groups.items() if chat in (group, _today(group))),
            None,
        )


def add_bot(world: World, locale: str) -> Bot:
    return world.add_bot(TOKEN, say("bot", locale), BOT_USERNAME)


def assemble(world: World, bot: Bot, plan: Plan, locale: str, *, of: str = "") -> Cast:
    """Put everybody into their chats; the bot is in none of them yet.

    Where there are several offices, the people's names end with a word for theirs.
    """

    def person(name: str) -> Person:
        return world.add_person(say("of_office", locale, name=name, office=of) if of else name)

    staff, second = person(say("staff", locale)), person(say("second", locale))
    names = _names(plan, locale)
    holders = {
        position.id: staff if position.id == "office_staff" else person(names[position.id])
        for position in plan.positions
    }
    liaisons = {body.id: person(say("liaison", locale, agency=body.short)) for body in plan.bodies}
    groups = {
        body.id: world.add_group(say("group", locale, agency=body.name), [liaisons[body.id]])
        for body in plan.bodies
    }
    office = world.add_group(plan.office, [staff, second, holders["director"]])
    return Cast(world, bot, office, staff, second, holders, groups, liaisons)


def _names(plan: Plan, locale: str) -> dict[str, str]:
    """What each holder is called, so that a text can be told to name a person and not a post."""
    surnames = cycle(say("surnames", locale).split())
    return {
        position.id: surname + _called(position.name, locale)
        for position, surname in zip(plan.positions, surnames, strict=False)
    }


def _called(position: str, locale: str) -> str:
    """The word behind a surname: how the post ends, or the last word for a post without one."""
    known = say("called", locale).split()
    usual = known[-1] if known else ""
    return next((one for one in known if position.endswith(one)), usual)


def _today(chat: Chat) -> Chat:
    return chat.migrated_to or chat
