"""Messages that an agency edited: another wording of a report, or a report only now.

An edit that makes no report has no answer: in a group people edit whatever they like.
"""

from handlers import report_taking, report_wordings
from handlers.report_messages import incoming, without_command, written
from handlers.turn import Turn
from office.refusal import Refusal
from office.reports import acknowledging, holding, questioned, taking
from office.reports.message_parts import Incoming
from storage.reports import PartKind


async def edited(turn: Turn) -> None:
    item = incoming(turn.message)
    if item is None:
        return
    under_command = without_command(turn.message, item)
    if await _reword(turn, under_command or item):
        if under_command is not None and not await _is_reported(turn, item):
            # Whoever wrote /report there believes that he has reported.
            await turn.answer("edited_never_acts")
        return
    if await _was_questioned(turn, under_command or item):
        return
    asked = await report_taking.asked_by(turn, turn.message)
    if asked is not None and asked.obligation_id is not None:
        await _answer(turn, asked.obligation_id, item)
    elif not await _go_on(turn, item) and under_command is not None:
        # In a caption; whoever wrote it there believes that he has reported.
        raise Refusal("edited_never_acts")


async def command_edited(turn: Turn, text: str) -> bool:
    """Another wording, where the command's own words were taken as a report."""
    if not text or turn.chat is None or turn.chat.agency is None:
        return False
    item = written(turn.message, text)
    return await _reword(turn, item) or await _was_questioned(turn, item)


async def _is_reported(turn: Turn, item: Incoming) -> bool:
    return await taking.is_part(turn.desk, turn.agency, item.chat_id, item.message_id)


async def _reword(turn: Turn, item: Incoming) -> bool:
    """Whether it is of a report, or held until it is one."""
    desk, agency = turn.desk, turn.agency
    if not await _is_reported(turn, item):
        return await holding.reword(desk, item)
    if not await report_wordings.is_overtaken(turn, item):
        taken = await taking.revise(desk, agency, item)
        if taken is not None and taken.report.withdrawn_at is not None:
            await turn.answer("report_withdrawn_edited", serial=taken.report.serial)
        elif taken is not None:
            await acknowledging.acknowledge(desk, turn.place, taken)
    return True


async def _was_questioned(turn: Turn, item: Incoming) -> bool:
    """Whether it said nothing as it was sent; what it says now may be the report."""
    known = await questioned.known(turn.desk, turn.agency, item)
    if known is None:
        return False
    if report_taking.says_nothing(turn, [item]):
        await questioned.reword(turn.desk, known, item)
    else:
        await _answer(turn, known.obligation_id, item)
    return True


async def _answer(turn: Turn, obligation_id: int, item: Incoming) -> None:
    """Take it for a report, if it were one were it sent as it reads now."""
    try:
        owing = await taking.answerable(turn.desk, turn.agency, obligation_id)
    except Refusal:
        return
    if turn.holds_post_alone:
        return
    if report_taking.has_sender(turn) and not report_taking.says_nothing(turn, [item]):
        await _take(turn, owing.key, item)


async def _take(turn: Turn, obligation_id: int, item: Incoming) -> None:
    """As of the edit, where the message was none: otherwise 正在统计 would keep a place in time.

    Where only the edit reached us, nobody can tell what the message was: it counts as sent.
    """
    heard = await report_wordings.heard_of(turn, item)
    if heard.edit is not None and heard.edit.written_at > item.written_at:
        return
    if heard.as_sent:
        made_at = turn.message.edit_date or turn.desk.now
        item = item.model_copy(update={"reported_at": made_at})
    await report_taking.take(turn, obligation_id, await report_taking.whole(turn, item))


async def _go_on(turn: Turn, item: Incoming) -> bool:
    """Take it along with its album or long text, where only the edit of it reached us.

    What was heard as it was sent went along then, or does not belong there.
    """
    if item.kind == PartKind.LOCATION or (await report_wordings.heard_of(turn, item)).as_sent:
        return False
    if await holding.join(turn.desk, item):
        return True
    begun = await taking.obligation_begun(turn.desk, item)
    if begun is not None:
        await report_taking.take(turn, begun, [item])
    return begun is not None
