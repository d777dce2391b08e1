"""/privacy tells what is kept of people, how long, who sees it, and whom to ask.

Telegram's own "Privacy Policy" button in a bot's profile sends this command.
"""

from handlers.turns.routes import Command, Errand, Who
from handlers.turns.turn import Turn
from messages.render import Message
from messages.views.privacy import PrivacyView
from office.conversation import strangers


async def tell(turn: Turn, _args: str) -> None:
    desk, who = turn.desk, turn.person
    keeping = desk.keeping
    view = PrivacyView(
        desk.plan.office,
        keeping.updates_for,
        keeping.files_for,
        keeping.exports_for,
        desk.plan.tips.kept_for,
    )
    message = Message(desk.words.text("privacy", view))
    if turn.chat is None and not (who.positions or who.agencies):
        number = turn.message.message_id
        await strangers.say_once(desk, turn.place, "privacy", number, message)
    else:
        await turn.say(message)


COMMANDS: tuple[Command, ...] = (Command("privacy", tell, Who.ANYONE, Errand.ONESELF),)
