"""Handles messages that an agency edited: a report's new wording, or a message that reports only
now.

An edit that makes no report is not answered, because in a group people edit whatever they like.
"""

from handlers.reports import alert_replies, report_taking, report_wordings
from handlers.reports.report_messages import incoming, without_command, written
from handlers.turns.turn import Turn
from office.refusal import Refusal
from office.reports import acknowledging, holding, questioned, taking
from office.reports.message_parts import Incoming
from storage.owed.reports import PartKind


async def edited(turn: Turn) -> None:
    item = incoming(turn.message)
    if item is None:
        return
    under_command = without_command(turn.message, item)
    if await _reword(turn, under_command or item):
        if under_command is not None and not await _is_reported(turn, item):
            # Whoever wrote /report into the message believes that this reported.
            await turn.answer("edited_never_acts")
        return
    if await _was_questioned(turn, under_command or item):
        return
    asked = await report_taking.asked_by(turn, turn.message)
    owed_id = await report_taking.answers(turn, asked)
    owed_id = owed_id or await alert_replies.opinion_asked(turn, asked)
    if owed_id is not None:
        await _answer(turn, owed_id, item)
    elif not await _go_on(turn, item) and under_command is not None:
        # Whoever wrote /report into the caption believes that this reported.
        raise Refusal("edited_never_acts")


async def command_edited(turn: Turn, text: str) -> bool:
    """Take another wording where the command's own words were a report; False where not."""
    if not text or turn.chat is None or turn.chat.agency is None:
        return False
    item = written(turn.message, text)
    return await _reword(turn, item) or await _was_questioned(turn, item)


async def _is_reported(turn: Turn, item: Incoming) -> bool:
    return await taking.is_part(turn.desk, turn.agency, item.chat_id, item.message_id)


async def _reword(turn: Turn, item: Incoming) -> bool:
    desk, agency = turn.desk, turn.agency
    if not await _is_reported(turn, item):
        return await holding.reword(desk, item)
    if not await report_wordings.is_overtaken(turn, item):
        says_nothing = report_taking.says_nothing(turn, [item])
        who = None if says_nothing or turn.holds_post_alone else turn.actor
        taken = await taking.revise(desk, agency, item, who)
        if taken is not None and taken.report.withdrawn_at is not None:
            await turn.answer("report_withdrawn_edited", serial=taken.report.serial)
        elif taken is not None:
            await acknowledging.acknowledge(desk, turn.place, taken)
    return True


async def _was_questioned(turn: Turn, item: Incoming) -> bool:
    known = await questioned.known(turn.desk, turn.agency, item)
    if known is None:
        return False
    if report_taking.says_nothing(turn, [item]):
        await questioned.reword(turn.desk, known, item)
    else:
        await _answer(turn, known.obligation_id, item)
    return True


async def _answer(turn: Turn, obligation_id: int, item: Incoming) -> None:
    try:
        owing = await taking.answerable(turn.desk, turn.agency, obligation_id)
    except Refusal:
        return
    if turn.holds_post_alone:
        return
    if report_taking.has_sender(turn) and not report_taking.says_nothing(turn, [item]):
        await _take(turn, owing.key, item)


async def _take(turn: Turn, obligation_id: int, item: Incoming) -> None:
    heard = await report_wordings.heard_of(turn, item)
    if heard.edit is not None and heard.edit.written_at > item.written_at:
        return
    # A message that was no report as it was sent counts as of the edit, because otherwise 正在统计
    # would keep a place in time. If only the edit reached us, nobody can tell, and it counts as
    # sent.
    if heard.as_sent:
        made_at = turn.message.edit_date or turn.desk.now
        item = item.model_copy(update={"reported_at": made_at})
    await report_taking.take(turn, obligation_id, await report_taking.whole(turn, item))


async def _go_on(turn: Turn, item: Incoming) -> bool:
    # What was heard as it was sent went along with its album then, or does not belong there.
    if item.kind == PartKind.LOCATION or (await report_wordings.heard_of(turn, item)).as_sent:
        return False
    if await holding.join(turn.desk, item):
        return True
    begun = await taking.obligation_begun(turn.desk, item)
    if begun is not None:
        await report_taking.take(turn, begun, [item])
    return begun is not None
