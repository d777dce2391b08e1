"""The public channel is chosen in private, and bound or released by a second person."""

from handlers.turns import guards, menus
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import LETTERS, Button, Press
from messages.render import Message
from office.bodies import people, start_links
from office.bodies.start_links import LinkErrand
from office.enrolment import public_channels, roster
from office.enrolment.public_channels import (
    ASK_RELEASE_VERB,
    CONFIRM_VERB,
    DECLINE_VERB,
    KEEP_VERB,
    RELEASE_VERB,
)
from office.refusal import Refusal

ENROL_VERB = "enrolchannel"


async def offer(turn: Turn, _press: Press) -> None:
    """Telegram offers channels for choice in private alone, so from a group a link leads there."""
    guards.require_office(turn)
    if turn.is_private:
        await choose(turn)
        return
    words, desk = turn.desk.words, turn.desk
    link = start_links.link(desk.bot_username, LinkErrand.CHANNEL, desk.jurisdiction)
    opens = Button(words.plain("button_public_channel_open"), url=link)
    await turn.say(Message(words.phrase("public_channel_in_private"), ((opens,),)))


async def choose(turn: Turn) -> None:
    if not turn.is_private:
        raise Refusal("private_only")
    await public_channels.ask(turn.desk, turn.person, turn.place)


async def shared(turn: Turn) -> None:
    chosen = turn.message.chat_shared
    if chosen is None or not turn.is_private:
        return
    row = await public_channels.chosen(
        turn.desk, turn.person, turn.place, chosen.request_id, turn.seen_channel
    )
    said = turn.desk.words.phrase("public_channel_proposed", title=row.title)
    await turn.say(Message(said, LETTERS))


async def confirm(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await public_channels.confirm(turn.desk, turn.person, press.number(), turn.seen_channel)
    turn.show("public_channel_bound_toast")


async def decline(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await public_channels.decline(turn.desk, turn.person, press.number())
    turn.show("public_channel_declined_toast")


async def ask_release(turn: Turn, press: Press) -> None:
    people.require_office(turn.desk, turn.person)
    chat = await roster.group(turn.desk, press.number())
    await public_channels.ask_release(turn.desk, turn.person, chat)
    said = turn.desk.words.phrase("public_channel_release_proposed")
    await menus.replace(turn, Message(said))


async def release(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await public_channels.release(turn.desk, turn.person, press.number())
    turn.show("public_channel_released_toast")


async def keep(turn: Turn, press: Press) -> None:
    guards.require_office(turn)
    await public_channels.keep(turn.desk, turn.person, press.number())
    turn.show("public_channel_kept_toast")


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    ENROL_VERB: offer,
    CONFIRM_VERB: confirm,
    DECLINE_VERB: decline,
    ASK_RELEASE_VERB: ask_release,
    RELEASE_VERB: release,
    KEEP_VERB: keep,
}
ANSWERS: dict[str, AnswerHandler] = {}
