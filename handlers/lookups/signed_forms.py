"""What /export has of the office's own forms: those that were signed, as they were kept."""

from handlers.turns import guards
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Button, Press, button
from messages.render import Message
from office.paperwork import printing, signed_forms
from office.paperwork.printing import SentTo
from office.paperwork.signed_forms import SignedForm
from office.records.ledgers import scope
from office.refusal import Refusal

FORMS_VERB, EPISODE_VERB, ONE_VERB = "expforms", "expepforms", "expform"
Titled = tuple[int, str, list[SignedForm]]
"""An episode, how it is called, and its forms."""


async def which(turn: Turn, _press: Press) -> None:
    """Choose among the newest episodes; where only one has forms, there is nothing to choose."""
    guards.require_auditor(turn)
    found = [one for one in await _episodes(turn) if one[2]]
    if not found:
        raise Refusal("signed_forms_none")
    if len(found) == 1:
        [(_, title, signed)] = found
        await _say(turn, title, signed)
        return
    plain = turn.desk.words.plain
    keyboard = tuple(
        (button(plain("button_export_episode", title=title), EPISODE_VERB, episode),)
        for episode, title, _ in found
    )
    await turn.say(Message(turn.desk.words.phrase("signed_forms_of_which"), keyboard))


async def of_episode(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    found = await scope.of_episode(turn.desk, press.number() or 0)
    signed = await signed_forms.of_matters(turn.desk, found.matters)
    await _say(turn, found.title, signed)


async def send(turn: Turn, press: Press) -> None:
    guards.require_auditor(turn)
    one = await signed_forms.one(turn.desk, press.number() or 0)
    caption = turn.desk.words.phrase("form_kept", title=one.form.name, serial=one.serial)
    sent = await printing.send_again(turn.desk, one.paper, SentTo(turn.place, caption))
    await turn.desk.record("export.asked", "form", form=one.row.form, serial=one.serial)
    turn.show("form_file_toast" if sent else "paper_waits")


async def _episodes(turn: Turn) -> list[Titled]:
    found: list[Titled] = []
    for episode, title in await scope.episodes(turn.desk):
        matters = (await scope.of_episode(turn.desk, episode)).matters
        found.append((episode, title, await signed_forms.of_matters(turn.desk, matters)))
    return found


async def _say(turn: Turn, title: str, signed: list[SignedForm]) -> None:
    keyboard = tuple((_button(turn, one),) for one in signed)
    await turn.say(Message(turn.desk.words.phrase("signed_forms_which", title=title), keyboard))


def _button(turn: Turn, one: SignedForm) -> Button:
    facts = {"title": one.form.name, "serial": one.serial}
    return button(turn.desk.words.plain("button_signed_form", **facts), ONE_VERB, one.row.key)


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    FORMS_VERB: which,
    EPISODE_VERB: of_episode,
    ONE_VERB: send,
}
ANSWERS: dict[str, AnswerHandler] = {}
