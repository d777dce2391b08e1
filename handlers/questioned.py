"""What a reply is that says nothing of the matter: said by its agency, or decided by the office."""

from handlers import extensions
from handlers.guards import require_office_place
from handlers.routes import ButtonHandler
from handlers.turn import Turn
from messages.keyboards import Press
from office.reports import acknowledging, questioned, taking
from storage.obligations import ObligationState


async def take_pressed(turn: Turn, press: Press) -> None:
    """作为报告报送"""
    taken = await questioned.take(turn.desk, turn.person, turn.speaks, press.number() or 0)
    await acknowledging.acknowledge(turn.desk, turn.place, taken)
    turn.show("report_taken", serial=taken.report.serial)


async def none_pressed(turn: Turn, press: Press) -> None:
    """不是报告"""
    await questioned.disown(turn.desk, turn.person, turn.speaks, press.number() or 0)
    turn.show("report_disowned")


async def delay_pressed(turn: Turn, press: Press) -> None:
    """申请延期, with the words already written as the reason; where they give none it is asked."""
    desk = turn.desk
    owed_id, reason = await questioned.more_time(
        desk, turn.person, turn.speaks, press.number() or 0
    )
    if not reason:
        await extensions.ask_reason(turn, owed_id)
        return
    owed = await taking.answerable(desk, turn.agency, owed_id)
    turn.show("extension_asked", **extensions.facts_of(desk, owed))


async def recognise_pressed(turn: Turn, press: Press) -> None:
    """认可"""
    require_office_place(turn)
    taken, place = await questioned.recognise(turn.desk, turn.person, press.number() or 0)
    await acknowledging.acknowledge(turn.desk, place, taken)
    turn.show("report_recognised")


async def decline_pressed(turn: Turn, press: Press) -> None:
    """不认可"""
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
