"""The report of an exercise, and what whoever took part says for it."""

from handlers.turns import guards, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.conversation import dialogues
from office.records.exercises import commenting, reporting
from office.records.exercises.known import known
from storage.receiving.dialogues import Dialogue


async def make(turn: Turn, press: Press) -> None:
    """Say that it is being made, in a line that will say how far it is."""
    guards.require_auditor(turn)
    exercise = await known(turn.desk, press.number() or 0)
    name = turn.desk.words.plain(f"{reporting.KIND}_file", title=exercise.title)
    shown = await turn.answer("wanted_begun", name=name)
    await reporting.ask_for(turn.desk, turn.person, turn.place, exercise.key, shown)


async def ask(turn: Turn, press: Press) -> None:
    exercise = await commenting.open_to_comments(turn.desk, press.number() or 0)
    commenting.speaks_for(turn.desk, turn.person, exercise, _group(turn))
    await reasons.ask(
        turn,
        commenting.QUESTION,
        "drill_comment_words",
        "drill_comment_placeholder",
        facts={"title": exercise.title},
        **{commenting.EXERCISE: exercise.key},
    )


async def said(turn: Turn, asked: Dialogue) -> None:
    """The question in a group stays open, as several people may have something to say."""
    dialogues.require_own(asked, turn.person)
    number, words = asked.facts[commenting.EXERCISE], turn.message.text or turn.message.caption
    await commenting.keep(turn.desk, turn.person, number, _group(turn), words or "")
    if asked.user_id is not None:
        await dialogues.close(turn.desk, asked)
    await turn.answer("drill_comment_kept")


def _group(turn: Turn) -> str | None:
    return turn.chat.agency if turn.chat is not None else None


COMMANDS: tuple[Command, ...] = ()
BUTTONS: dict[str, ButtonHandler] = {
    reporting.REPORT_VERB: make,
    commenting.COMMENT_VERB: ask,
}
ANSWERS: dict[str, AnswerHandler] = {commenting.QUESTION: said}
