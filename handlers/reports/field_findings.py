"""Findings from the field: a reply with 问题：…, or a photo with its caption, files a problem.

They answer the notice that convened an inspection, or the prompt of its daily summary.
"""

from handlers.turns.routes import AnswerHandler
from handlers.turns.turn import Turn
from messages.render import Message
from office.bodies import capacity
from office.conversation import dialogues
from office.matters import convenings
from office.post import Posting
from office.problems import completing, filing
from office.problems.filing import FoundProblem, Shown
from office.reading import field_findings
from office.reading.typed import states_something
from office.refusal import Refusal
from office.reports.message_parts import Incoming
from storage.decisions import matters
from storage.decisions.matters import MatterKind
from storage.owed import obligations
from storage.problems import problems
from storage.problems.problems import Problem
from storage.receiving import inbox
from storage.receiving.dialogues import Dialogue
from storage.subjects import Subject

LEFT_OUT = "finding_left_out"
"""The kind of the dialogue that waits for what the finder left out."""


async def taken(turn: Turn, item: Incoming, order_id: int | None, owed_id: int | None) -> bool:
    """Return whether the message was filed as a problem, or belongs to one that was."""
    begun = await _of_album(turn, item)
    if begun is not None:
        await filing.show(turn.desk, turn.person, begun, shown_by(item))
        return True
    if not await _is_finding(turn, item, order_id, owed_id):
        return False
    await file(turn, item)
    return True


async def file(turn: Turn, item: Incoming, text: str | None = None) -> None:
    """File it in the name of the body that speaks here; say its number, and ask for what lacks."""
    if turn.actor is None:
        raise Refusal("anonymous_never_acts")
    capacity.require_agency(turn.desk, turn.person, turn.agency)
    said = field_findings.read(item.text if text is None else text)
    filed = FoundProblem(said, filed_for=turn.agency, shown=shown_by(item))
    row = await filing.file(turn.desk, turn.person, filed)
    await _acknowledge(turn, row)


def shown_by(item: Incoming | None) -> tuple[Shown, ...]:
    """The photo, video or file that came with the message."""
    if item is None or item.file is None:
        return ()
    file = item.file
    return (
        Shown(
            kind=item.kind,
            chat_id=item.chat_id,
            message_id=item.message_id,
            file_id=file.file_id,
            file_unique_id=file.file_unique_id,
            name=file.name,
            size=file.size,
        ),
    )


async def complete(turn: Turn, asked: Dialogue) -> None:
    text = turn.message.text or turn.message.caption or ""
    if not states_something(text):
        raise Refusal("onsite_left_out_missing")
    row = await completing.complete(turn.desk, turn.person, asked.facts["problem"], text)
    await dialogues.close(turn.desk, asked)
    await turn.answer("onsite_completed", serial=row.serial, place=row.place, unit=row.unit)


async def _is_finding(
    turn: Turn, item: Incoming, order_id: int | None, owed_id: int | None
) -> bool:
    if order_id is not None:
        return await _is_convening(turn, order_id) and _tells_of_one(item)
    owed = await obligations.obligation(turn.desk.session, owed_id) if owed_id else None
    # A summary may have a heading 问题 as well, but does not begin with it.
    is_summary = owed is not None and owed.kind == convenings.OWED
    return is_summary and field_findings.begins_as_finding(item.text)


async def _is_convening(turn: Turn, order_id: int) -> bool:
    order = await matters.order(turn.desk.session, order_id)
    if order is None or order.matter_kind != MatterKind.CONVENING:
        return False
    turn.desk.drill = turn.desk.drill or order.drill
    return True


def _tells_of_one(item: Incoming) -> bool:
    if field_findings.names_place_or_problem(item.text):
        return True
    return item.file is not None and states_something(item.text)


async def _of_album(turn: Turn, item: Incoming) -> Problem | None:
    """The problem that another photo of the same album has shown; its caption stood there."""
    if item.media_group_id is None or item.file is None or turn.actor is None:
        return None
    session = turn.desk.session
    for row in await inbox.album_siblings(session, item.chat_id, item.media_group_id):
        sibling = row.raw.get("message", {}).get("message_id")
        file = await problems.file_of_message(session, item.chat_id, sibling) if sibling else None
        if file is not None and sibling != item.message_id:
            return await problems.problem(session, file.problem_id)
    return None


async def _acknowledge(turn: Turn, row: Problem) -> None:
    words, left_out = turn.desk.words, completing.left_out(row)
    names = [words.plain(f"onsite_asked_{name}") for name in left_out]
    if not left_out:
        facts = {"serial": row.serial, "place": row.place, "unit": row.unit}
        said = Message(words.phrase("onsite_filed", **facts))
        await turn.say(said, Posting(Subject.of(row), reply_to=turn.message.message_id))
        return
    question = Message(
        words.phrase("onsite_filed_without", serial=row.serial, names=names),
        ask=words.plain("onsite_placeholder", names=names),
    )
    place, user_id = turn.place, turn.person.user_id
    await dialogues.replace(turn.desk, place.chat_id, user_id, LEFT_OUT)
    await dialogues.ask(
        turn.desk,
        place,
        LEFT_OUT,
        question,
        user_id=user_id,
        reply_to=turn.message.message_id,
        problem=row.key,
    )


ANSWERS: dict[str, AnswerHandler] = {LEFT_OUT: complete}
