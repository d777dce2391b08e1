"""What /export has of alerts in the form of CAP: the messages of one alert, as a zip."""

from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press, button
from messages.render import Message
from office import wanting
from office.cap import exporting
from office.refusal import Refusal
from office.wanting import FileWish

CAP_VERB, ALERT_VERB = "expcap", "expcapone"


async def which(turn: Turn, _press: Press) -> None:
    """The newest alerts in earnest; an exercise is written by the command line alone."""
    guards.require_auditor(turn)
    found = await exporting.offered(turn.desk)
    if not found:
        raise Refusal("cap_no_alert", serial="")
    keyboard = tuple((button(one.serial or "", ALERT_VERB, one.matter_id),) for one in found)
    await turn.say(Message(turn.desk.words.phrase("cap_which"), keyboard))


async def of_alert(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    desk, asked = turn.desk, {"alert": press.number() or 0}
    alert = await exporting.alert_of(desk, asked["alert"], drill=False)
    # What cannot be written is said before anybody waits for it.
    messages = await exporting.messages(desk, alert)
    if await wanting.is_wanted(desk, turn.place, exporting.CAP, asked):
        raise Refusal("export_under_way")
    title = await exporting.title_of(desk, alert)
    name = desk.words.plain("cap_file", title=title)
    caption = desk.words.phrase("cap_caption", title=title, count=len(messages))
    shown = await turn.answer("wanted_begun", name=name)
    wish = FileWish(exporting.CAP, asked, name, caption)
    await wanting.want(desk, turn.place, wish, progress=shown, wanted_by=turn.person.user_id)
    await desk.record("export.asked", exporting.CAP, **asked)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {CAP_VERB: which, ALERT_VERB: of_alert}
ANSWERS: dict[str, AnswerHandler] = {}
