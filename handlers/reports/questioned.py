"""Takes presses under replies that say nothing of the matter.

The agency presses 作为报告报送, 不是报告 or 申请延期, the office 认可 or 不认可.
"""

from handlers.reports import extensions
from handlers.turns.guards import require_office_place
from handlers.turns.routes import ButtonHandler
from handlers.turns.turn import Turn
from messages.keyboards import Press
from office.reports import acknowledging, questioned, taking
from storage.owed.obligations import ObligationState


async def take_pressed(turn: Turn, press: Press) -> None:
    taken = await questioned.take(turn.desk, turn.person, turn.speaks, press.number() or 0)
    await acknowledging.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


async def none_pressed(turn: Turn, press: Press) -> None:
    await questioned.disown(turn.desk, turn.person, turn.speaks, press.number() or 0)
    turn.show("report_disowned")


async def delay_pressed(turn: Turn, press: Press) -> None:
    desk = turn.desk
    owed_id, reason = await questioned.more_time(
        desk, turn.person, turn.speaks, press.number() or 0
    )
    # The words that were written are the reason; it is asked for where they give none.
    if not reason:
        await extensions.ask_reason(turn, owed_id)
        return
    owed = await taking.answerable(desk, turn.agency, owed_id)
    turn.show("extension_asked", **extensions.facts_of(desk, owed))


async def recognise_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    taken, place = await questioned.recognise(turn.desk, turn.person, press.number() or 0)
    await acknowledging.acknowledge(turn.desk, place, taken)
    turn.show("report_recognised")


async def decline_pressed(turn: Turn, press: Press) -> None:
    require_office_place(turn)
    owed = await questioned.decline(turn.desk, turn.person, press.number() or 0)
    late = owed.state == ObligationState.MET_LATE
    turn.show("report_declined", late=late, supervised=owed.ladder_ended is None)


BUTTONS: dict[str, ButtonHandler] = {
    "qtake": take_pressed,
    "qno": none_pressed,
    "qdelay": delay_pressed,
    "qyes": recognise_pressed,
    "qdeny": decline_pressed,
}
