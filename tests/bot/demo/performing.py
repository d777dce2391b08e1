"""Opens the demo for a test, and does what its hints say."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.demo.actors import Actors
from bot.demo.actors_file import OWN, read_actors
from bot.demo.command import BEGINS
from bot.demo.house import Production
from bot.demo.theatre import Theatre, open_theatre
from bot.setup import BoardSite
from office.plan.model import Plan
from sandbox import Chat, Message, Person
from sandbox.page.views import chat_by_key
from tests.harness.plans import pack, small_pack
from tests.harness.stage import FIVE_AGENCIES

GUESTS = "zhujian"
PLAN = small_pack("changji", FIVE_AGENCIES)


def actors_of(**agencies: str) -> Actors:
    """The demo's own people in a small plan, where some have a character of their own."""
    own = read_actors(OWN, pack("changji"))
    return own.model_copy(
        update={"agencies": agencies, "yours": (GUESTS,), "everyday": ("prompt",)}
    )


@asynccontextmanager
async def playing(
    folder: Path,
    plan: Plan | None = None,
    actors: Actors | None = None,
    locale: str = "zh",
    board: BoardSite | None = None,
) -> AsyncIterator[Theatre]:
    production = Production(
        plan or PLAN,
        actors or actors_of(),
        datetime.fromisoformat(BEGINS),
        locale,
        guests=True,
        board=board,
    )
    async with open_theatre(production, folder) as theatre:
        yield theatre


async def follow(theatre: Theatre) -> bool:
    """Do what the hint says; return False where there is none."""
    house, hint = theatre.house, await theatre.backstage.hint("zh")
    if hint is None:
        return False
    person, chat = house.world.people[hint.person], chat_of(theatre, hint.chat)
    if hint.fill:
        house.world.say(person, chat, hint.fill)
    else:
        house.world.press(person, newest_with(chat, hint.press), label=hint.press)
    await house.rehearsal.settle()
    return True


async def issue_alert(theatre: Theatre) -> None:
    """Follow the hints up to the first 收到."""
    while (hint := await theatre.backstage.hint("zh")) is not None and hint.step < 3:
        await follow(theatre)


def chat_of(theatre: Theatre, key: str) -> Chat:
    chat = chat_by_key(theatre.house.world, key)
    assert chat is not None, key
    return chat


def newest_with(chat: Chat, label: str) -> Message:
    """The newest message that offers this button."""
    return next(
        message
        for message in reversed(chat.messages)
        if any(label in button.text for button in message.buttons())
    )


def said_by(person: Person, chat: Chat) -> list[str]:
    return [message.text for message in chat.messages if message.sender is person and message.text]
