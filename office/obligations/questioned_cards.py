"""The messages about an unclear reply: the question in the group and the card in the office."""

from collections.abc import Sequence
from datetime import datetime

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.reports import QuestionedView, QuotedReply
from office import post
from office.bodies import people
from office.desk import Desk
from office.ladder import referral_notes
from office.ladder.policies import ladder_of
from office.matters import naming
from office.obligations import boards
from office.obligations.settling import OWED_NO_MORE, Beside, Happening, OwedChange
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.reading.substance import quoted
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.owed import questioned
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.questioned import UNJUDGED, QuestionedReply, QuestionedState
from storage.subjects import Subject, SubjectKind
from storage.supervision.slips import Slip

DELAY = "qdelay"
MOST_NAMED = 3
"""At most this many replies are quoted in a slip; an agency may write many to gain time."""
_UNRECOGNISED = (QuestionedState.ASKED, QuestionedState.DECLINED)


async def post_question(
    desk: Desk, place: Place, owed: Obligation, reply: QuestionedReply, *, more_time: bool
) -> None:
    """Ask about this reply; the question also stands for later replies until it is answered."""
    offered = await referral_notes.confirmed(desk, owed) is None
    for_time = "report_question_time" if offered else "report_question_by_procedure"
    key = for_time if more_time else "report_question"
    facts = {"words": quoted(reply.words), "matter": naming.matter_of(desk, owed)}
    keyboard = _choices(desk, reply, offered=offered, more_time=more_time)
    posting = Posting(Subject.of(owed), owed.agency, reply_to=reply.message_id)
    message = Message(desk.words.phrase(key, **facts), keyboard)
    reply.question_id = (await post.send(desk, place, DeliveryKind.ANSWER, message, posting)).key
    desk.session.add(reply)
    await desk.session.flush()


async def show(desk: Desk, owed: Obligation, replies: Sequence[QuestionedReply]) -> None:
    for reply in {reply.question_id: reply for reply in reversed(replies)}.values():
        await _show_answer(desk, owed, reply)
    await _show_cards(desk, owed, replies)
    if replies:
        await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


async def no_slip_follows(desk: Desk, owed: Obligation) -> None:
    """The ladder has ended, so the office's card must not announce a slip any more."""
    rows = await questioned.replies_to(desk.session, owed.key)
    await _show_cards(desk, owed, [row for row in rows if row.state == QuestionedState.ASKED])


async def _show_cards(desk: Desk, owed: Obligation, replies: Sequence[QuestionedReply]) -> None:
    for card_id in dict.fromkeys(reply.card_id for reply in replies):
        if card_id is not None:
            card = await outbox.delivery(desk.session, card_id)
            shown = [reply for reply in replies if reply.card_id == card_id]
            await post.edit(desk, card, await _card(desk, owed, shown), kind=DeliveryKind.ANSWER)


async def _overtake(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    await _end(desk, owed, QuestionedState.OVERTAKEN, (QuestionedState.ASKED,))


async def _owed_no_more(desk: Desk, owed: Obligation, _happening: Happening) -> None:
    await _end(desk, owed, QuestionedState.LAPSED, UNJUDGED)


async def _end(
    desk: Desk, owed: Obligation, state: QuestionedState, which: tuple[QuestionedState, ...]
) -> None:
    waiting = [
        reply
        for reply in await questioned.replies_to(desk.session, owed.key)
        if reply.state in which
    ]
    for reply in waiting:
        reply.state, reply.decided_at = state, desk.now
        desk.session.add(reply)
    await desk.session.flush()
    await show(desk, owed, waiting)


async def named_in(desk: Desk, owed: Obligation, slip: Slip) -> tuple[QuotedReply, ...]:
    rows = await questioned.replies_to(desk.session, owed.key)
    named = [
        row for row in rows if row.state in _UNRECOGNISED and _was_shown_by(row, slip.issued_at)
    ]
    return tuple([await _said(desk, row) for row in named[:MOST_NAMED]])


def _was_shown_by(reply: QuestionedReply, at: datetime) -> bool:
    return reply.shown_at is not None and reply.shown_at <= at


async def unshown(desk: Desk, owed: Obligation) -> list[QuestionedReply]:
    rows = await questioned.replies_to(desk.session, owed.key)
    return [row for row in rows if row.state in UNJUDGED and row.shown_at is None]


async def put_before_office(desk: Desk, owed: Obligation, until: datetime | None) -> None:
    replies = await unshown(desk, owed)
    for reply in replies:
        reply.shown_at = desk.now
    about = Subject(SubjectKind.ORDER, owed.order_id)
    message = await _card(desk, owed, replies, until)
    cause = AlarmCause(Concern.UNCLEAR_REPLY, Subject.of(owed))
    card = await alarms.raise_alarm(desk, cause, message, Posting(about, ahead=True))
    for reply in replies:
        reply.card_id = card.key if card else None
        desk.session.add(reply)
    await desk.session.flush()
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


def _choices(desk: Desk, reply: QuestionedReply, *, offered: bool, more_time: bool) -> Keyboard:
    plain = desk.words.plain
    report = button(plain("button_qtake"), "qtake", reply.key)
    none = button(plain("button_qno"), "qno", reply.key)
    if not offered:
        return ((report, none),)
    delay = button(plain("button_delay"), DELAY, reply.key)
    return ((delay,), (report, none)) if more_time else ((report, none), (delay,))


async def _show_answer(desk: Desk, owed: Obligation, asked: QuestionedReply) -> None:
    if asked.question_id is None:
        return
    question = await outbox.delivery(desk.session, asked.question_id)
    facts = {
        "words": quoted(asked.words),
        "matter": naming.matter_of(desk, owed),
        "by": await people.name_of(desk, asked.decided_by) if asked.decided_by else "",
        "at": asked.decided_at or desk.now,
        "late": owed.state == ObligationState.MET_LATE,
    }
    phrase = desk.words.phrase(f"report_question_{asked.state}", **facts)
    # It goes in the lane of answers, because somebody has just pressed a button and looks at it.
    await post.edit(desk, question, Message(phrase), kind=DeliveryKind.ANSWER)


async def _card(
    desk: Desk,
    owed: Obligation,
    replies: Sequence[QuestionedReply],
    until: datetime | None = None,
) -> Message:
    first = replies[0]
    view = QuestionedView(
        agency=await naming.agency_name(desk, owed),
        matter=naming.matter_of(desk, owed),
        due_at=owed.due_at,
        replies=tuple([await _said(desk, reply) for reply in replies]),
        state=first.state,
        until=until,
        decided_by=await people.name_of(desk, first.decided_by) if first.decided_by else "",
        decided_at=first.decided_at,
        late_at=owed.met_at if owed.state == ObligationState.MET_LATE else None,
        supervised=owed.ladder_ended is None and not (await ladder_of(desk, owed)).only_says,
    )
    html = desk.words.text("report_questioned", view)
    if first.state not in UNJUDGED:
        return Message(html)
    yes, no = (
        button(desk.words.plain(f"button_{verb}"), verb, first.key) for verb in ("qyes", "qdeny")
    )
    return Message(html, ((yes, no),))


async def _said(desk: Desk, reply: QuestionedReply) -> QuotedReply:
    by = await people.name_of(desk, reply.written_by) if reply.written_by else ""
    return QuotedReply(at=reply.written_at, by=by, words=quoted(reply.words))


QUESTIONS = Beside(
    "questions",
    becomes={OwedChange.ANSWERED: _overtake, **dict.fromkeys(OWED_NO_MORE, _owed_no_more)},
)
