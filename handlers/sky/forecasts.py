"""/forecast takes a forecast, or what was measured, and shows how it was read before it counts."""

from dataclasses import replace

from handlers.matters import drill_entry
from handlers.sky import evaluation
from handlers.turns import guards, menus, pressed
from handlers.turns.routes import AnswerHandler, ButtonHandler, Command, Errand, Who
from handlers.turns.turn import Turn
from messages.keyboards import Keyboard, Press, button
from messages.render import Message
from office.conversation import dialogues
from office.forecasts import bringing, senders, telling
from office.forecasts.bringing import SentAir
from office.forecasts.telling import IllustratedAir
from office.plan.model import Capability
from office.reading.workbooks import Sheet
from office.refusal import Refusal
from office.reports import acknowledging, drafts, outlooks
from storage.receiving.dialogues import Dialogue
from storage.sky.forecasts import AirKind, Forecast

FILE = "forecast"
ASK_VERB = "fcask"
OBSERVED = ("实况", "监测", "observed")


async def forecast(turn: Turn, text: str) -> None:
    """Show what counts, or read what is typed after the command."""
    if text.strip() in evaluation.ASKED:
        await evaluation.evaluation(turn)
        return
    rest, drill = drill_entry.read(text)
    kind, said = _kind(rest if drill else text)
    if drill:
        await _play(turn, kind, said)
    elif said:
        await _bring(turn, SentAir(kind, (Sheet("", said),)))
    elif kind == AirKind.OBSERVED or senders.sends(turn.desk.plan, _speaks(turn)):
        senders.require(turn.desk, turn.person, _speaks(turn))
        await _ask(turn, kind)
    else:
        told = await telling.now(turn.desk, _offers(turn), with_grade=_reads_grade(turn))
        await _say(turn, told)


async def _play(turn: Turn, kind: AirKind, said: str) -> None:
    """Show what the forecast of an exercise comes to; it is kept, and it never counts."""
    if not said:
        raise Refusal("forecast_drill_text")
    turn.desk.drill = True
    sent = SentAir(kind, (Sheet("", said),))
    row = await bringing.bring(turn.desk, turn.person, sent, speaks=_speaks(turn))
    await bringing.give_up(turn.desk, turn.person, row.key, speaks=_speaks(turn))
    told = await telling.preview(turn.desk, row)
    await _say(turn, replace(told, message=Message(told.message.html)))


def _kind(text: str) -> tuple[AirKind, str]:
    head, *rest = text.split(maxsplit=1) or [""]
    if head in OBSERVED:
        return AirKind.OBSERVED, "".join(rest).strip()
    return AirKind.FORECAST, text.strip()


def _reads_grade(turn: Turn) -> bool:
    """A body that does not confer learns of a level when it is announced, and not before."""
    if guards.is_office_place(turn) or turn.is_private:
        return True
    return senders.judges(turn.desk.plan, turn.speaks)


def _offers(turn: Turn) -> Keyboard:
    """The office may enter them; leaders and other bodies only read."""
    words = turn.desk.words
    if not (guards.is_office_place(turn) and turn.person.can(turn.desk, Capability.OFFICE)):
        return ()
    return (
        (button(words.plain("button_forecast_send"), ASK_VERB, AirKind.FORECAST),),
        (button(words.plain("button_observed_send"), ASK_VERB, AirKind.OBSERVED),),
        (evaluation.offer(turn),),
    )


def _speaks(turn: Turn) -> str | None:
    """The body whose group this is, or as whom somebody sends in private; None for the office."""
    if turn.is_private:
        return senders.in_private(turn.desk, turn.person)
    return None if guards.is_office_place(turn) else turn.speaks


async def ask(turn: Turn, press: Press) -> None:
    senders.require(turn.desk, turn.person, _speaks(turn))
    await _ask(turn, AirKind(press.word(0)))


async def _ask(turn: Turn, kind: AirKind) -> None:
    desk, words, user_id = turn.desk, turn.desk.words, turn.person.user_id
    question = Message(words.phrase(f"{kind}_ask"), ask=words.plain("forecast_placeholder"))
    await dialogues.replace(desk, turn.place.chat_id, user_id, FILE)
    await dialogues.ask(desk, turn.place, FILE, question, user_id=user_id, air=kind)


async def given(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    sheets = turn.tables("forecast_as_text")
    await _bring(turn, SentAir(AirKind(asked.facts["air"]), sheets, turn.enclosed.raw))
    await dialogues.close(turn.desk, asked)


async def _bring(turn: Turn, sent: SentAir) -> None:
    row = await bringing.bring(turn.desk, turn.person, sent, speaks=_speaks(turn))
    await _say(turn, await telling.preview(turn.desk, row))


async def _say(turn: Turn, told: IllustratedAir) -> None:
    await turn.say(told.message, told.drawn(turn.posting))


async def kept(turn: Turn, press: Press) -> None:
    row = await bringing.put_in_force(
        turn.desk, turn.person, pressed.number(press), speaks=_speaks(turn)
    )
    await menus.replace(turn, Message(_kept(turn, row)))
    if row.body is not None:
        await telling.tell_office(turn.desk, row)
        await _answer(turn, row)


async def _answer(turn: Turn, row: Forecast) -> None:
    """It also answers what the body owes of the days ahead."""
    chat_id, message_id = turn.message.chat.id, turn.message.message_id
    stands = drafts.pressed(chat_id, message_id, turn.person, turn.desk.now)
    taken = await outlooks.answer(turn.desk, turn.person, row, stands)
    if taken is not None:
        await acknowledging.acknowledge(turn.desk, turn.place, taken)


def _kept(turn: Turn, row: Forecast) -> str:
    short = outlooks.days_short(turn.desk, row)
    facts = {"start": row.starts_at, "end": row.ends_at, "short_of": short}
    return turn.desk.words.phrase(f"{row.kind}_kept", **facts)


async def dropped(turn: Turn, press: Press) -> None:
    number = pressed.number(press)
    await bringing.give_up(turn.desk, turn.person, number, speaks=_speaks(turn))
    await menus.replace(turn, Message(turn.desk.words.phrase("forecast_dropped")))


COMMANDS: tuple[Command, ...] = (Command("forecast", forecast, Who.FINDER, Errand.WARNING),)
BUTTONS: dict[str, ButtonHandler] = {
    ASK_VERB: ask,
    telling.KEEP_VERB: kept,
    telling.DROP_VERB: dropped,
    evaluation.VERB: evaluation.pressed,
}
ANSWERS: dict[str, AnswerHandler] = {FILE: given}
