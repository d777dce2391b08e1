"""What is pressed under a proposal of the air: a draft is opened with what it brings, or a decision
not to follow it.
"""

from collections.abc import Awaitable, Callable

from handlers.matters import alerts, circulars, controls, drafting, notices
from handlers.matters.order_entry import Entry
from handlers.turns import guards, pressed, reasons
from handlers.turns.routes import AnswerHandler, ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.bodies import people
from office.conversation import dialogues
from office.decisions import declining
from office.forecasts import prefilling, taken_up
from office.forecasts.prefilling import AirPrefill
from office.forecasts.proposal_cards import AS_ALERT_VERB, DECLINE_VERB, DRAFT_VERB
from office.matters import notices as notices_of_office
from office.matters.order_terms import AT_ONCE
from office.refusal import Refusal
from storage.decisions.matters import OrderKind
from storage.receiving.dialogues import Dialogue
from storage.sky.proposals import AirErrand, AirProposal

GROUNDS = "air_decline_grounds"


async def draft(turn: Turn, press: Press) -> None:
    row = await _asked(turn, press)
    is_notice = row.errand == AirErrand.NOTICE
    filled = await prefilling.prefill(turn.desk, row, notice=is_notice)
    await _DRAFTS[AirErrand(row.errand)](turn, filled)


async def draft_as_alert(turn: Turn, press: Press) -> None:
    """A person found that the air is not what the plan excludes."""
    row = await _asked(turn, press)
    if row.errand != AirErrand.NOTICE:
        raise Refusal("button_obsolete")
    await _issue(turn, await prefilling.prefill(turn.desk, row))


async def _asked(turn: Turn, press: Press) -> AirProposal:
    guards.require_office_place(turn)
    people.require_office(turn.desk, turn.person)
    return await prefilling.open_proposal(turn.desk, pressed.number(press))


async def _issue(turn: Turn, filled: AirPrefill) -> None:
    await alerts.begin(turn, _entry(OrderKind.ISSUE, filled))


async def _adjust(turn: Turn, filled: AirPrefill) -> None:
    await alerts.begin(turn, _entry(OrderKind.ADJUST, filled))


async def _end(turn: Turn, filled: AirPrefill) -> None:
    """A lift is announced for the hour at which better air begins."""
    kind = OrderKind.CANCEL if filled.cancels else OrderKind.LIFT
    starts_at = AT_ONCE if filled.cancels else filled.starts_at
    await alerts.begin(turn, Entry(kind, starts_at=starts_at, grounds=filled.grounds))


async def _dispatch(turn: Turn, _filled: AirPrefill) -> None:
    await controls.begin_whole(turn)


async def _notify(turn: Turn, filled: AirPrefill) -> None:
    """Of sand and dust the plan has the words of the notice; of another cause the office says
    them.
    """
    if filled.cause == notices_of_office.DUST and isinstance(filled.lasting, int):
        expected = notices.with_usual_words(
            turn.desk, filled.lasting, filled.starts_at, filled.ends_at
        )
        await drafting.begin(turn, notices.FORM, expected)
    else:
        await drafting.begin(turn, circulars.FORM, {})


def _entry(kind: OrderKind, filled: AirPrefill) -> Entry:
    return Entry(
        kind,
        level=filled.level,
        starts_at=filled.starts_at,
        hours=filled.lasting,
        pollutant=filled.pollutant,
        grounds=filled.grounds,
    )


_DRAFTS: dict[AirErrand, Callable[[Turn, AirPrefill], Awaitable[None]]] = {
    AirErrand.START: _issue,
    AirErrand.RAISE: _adjust,
    AirErrand.LOWER: _adjust,
    AirErrand.LIFT: _end,
    AirErrand.PROLONG: _adjust,
    AirErrand.CONTROL: _dispatch,
    AirErrand.NOTICE: _notify,
}


async def decline(turn: Turn, press: Press) -> None:
    """Ask for the grounds; the decision goes the way of /decline, and its signer decides alone."""
    declining.require_able(turn.desk, turn.person)
    row = await _asked(turn, press)
    level = turn.desk.plan.known_level(row.level or "")
    if level is None:
        raise Refusal("button_obsolete")
    await reasons.ask(
        turn,
        GROUNDS,
        "air_decline_ask",
        "decline_grounds_placeholder",
        facts={"level": level.name},
        proposal=row.key,
    )


async def declined(turn: Turn, asked: Dialogue) -> None:
    dialogues.require_own(asked, turn.person)
    row = await prefilling.open_proposal(turn.desk, asked.facts["proposal"])
    grounds = (turn.message.text or "").strip()
    made = await declining.draft(turn.desk, turn.person, turn.place, row.level or "", grounds)
    await taken_up.asked_to_decline(turn.desk, row.key, made)
    await dialogues.close(turn.desk, asked)


BUTTONS: dict[str, ButtonHandler] = {
    DRAFT_VERB: draft,
    AS_ALERT_VERB: draft_as_alert,
    DECLINE_VERB: decline,
}
ANSWERS: dict[str, AnswerHandler] = {GROUNDS: declined}
