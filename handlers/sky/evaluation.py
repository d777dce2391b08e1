"""/forecast 评估 tells how well forecasts came true, by how many days ahead they were made."""

from collections.abc import Mapping
from typing import Any

from handlers.turns import guards, menus
from handlers.turns.turn import Turn
from messages.keyboards import Button, Keyboard, Press, button
from messages.render import Message
from office import enclosing
from office.bodies import people
from office.forecasts import senders
from office.records import forecast_scores
from office.records.forecast_scores import LAST_DAYS

VERB = "fceval"
ASKED = ("评估", "evaluation")
SEASON = "s"


async def evaluation(turn: Turn) -> None:
    await _tell(turn, {"days": LAST_DAYS})


async def pressed(turn: Turn, press: Press) -> None:
    await _tell(turn, _asked(press))


def offer(turn: Turn) -> Button:
    return button(turn.desk.words.plain("button_evaluation"), VERB, LAST_DAYS)


def _require(turn: Turn) -> None:
    """Refuse whoever neither sends forecasts nor reads the board."""
    body = None if guards.is_office_place(turn) else turn.speaks
    if body is None or not senders.sends(turn.desk.plan, body):
        people.require_reader(turn.desk, turn.person)


async def _tell(turn: Turn, asked: Mapping[str, Any]) -> None:
    _require(turn)
    desk = turn.desk
    name, found = await forecast_scores.of(desk, asked)
    html = desk.words.text("evaluation", forecast_scores.view(name, found))
    message = Message(html, await _keyboard(turn, asked))
    if not found.leads:
        await turn.say(message)
        return
    await turn.say(
        message, enclosing.drawn(forecast_scores.picture(desk, name, found), turn.posting)
    )


async def _keyboard(turn: Turn, shown: Mapping[str, Any]) -> Keyboard:
    others = [one for one in await forecast_scores.offered(turn.desk) if one[0] != shown]
    return menus.rows([button(name, VERB, _word(asked)) for asked, name in others], 2)


def _word(asked: Mapping[str, Any]) -> str:
    if "days" in asked:
        return str(LAST_DAYS)
    return f"{SEASON if asked.get('season') else ''}{asked['year']}"


def _asked(press: Press) -> Mapping[str, Any]:
    word = press.word(0)
    of_season, digits = word.startswith(SEASON), word.removeprefix(SEASON)
    year = int(digits) if digits.isdecimal() and len(digits) < 5 else LAST_DAYS
    if year == LAST_DAYS:
        return {"days": LAST_DAYS}
    return {"year": year, "season": True} if of_season else {"year": year}
