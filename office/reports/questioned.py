"""Keeps replies that say nothing of the matter, asks about them once, and takes them for what they
are.

Whoever is asked may say that it was the report, that it was none, or that more time is asked for.
Before the deadline it counts as of when it was written. Afterwards only the office can say so,
because otherwise 正在统计 would keep a place in time.
"""

from collections.abc import Sequence
from datetime import datetime

from office.bodies import people
from office.bodies.people import Actor
from office.conversation import reasons
from office.desk import Desk
from office.ladder import referral_notes
from office.obligations import lifecycle, questioned_cards
from office.post import Place
from office.reading import substance
from office.refusal import Refusal
from office.reports import extensions, taking
from office.reports.message_parts import Incoming
from office.reports.taking import Taken
from storage.delivery import outbox
from storage.owed import obligations as stored_obligations
from storage.owed import questioned
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.questioned import QuestionedReply, QuestionedState

LEAST_REASON = 4
"""Fewer letters give no reason for more time."""


async def ask(
    desk: Desk,
    place: Place,
    owed: Obligation,
    items: Sequence[Incoming],
    who: Actor | None,
    *,
    more_time: bool,
) -> None:
    """Keep what was said, and ask what it is unless the same was asked and not answered."""
    if who is not None:
        await people.remember(desk, who)
    standing = await _standing_question(desk, place, owed, more_time=more_time)
    for item in items:
        if await questioned.of_message(desk.session, item.chat_id, item.message_id) is None:
            reply = _row(desk, owed, item)
            reply.question_id = standing
            desk.session.add(reply)
            await desk.session.flush()
            if reply.question_id is None:
                await questioned_cards.post_question(desk, place, owed, reply, more_time=more_time)
            standing = reply.question_id
    await lifecycle.await_answer(desk, owed)
    await desk.record("reply_questioned", f"obligation:{owed.key}", count=len(items))


async def known(desk: Desk, agency: str, item: Incoming) -> QuestionedReply | None:
    found = await questioned.of_message(desk.session, item.chat_id, item.message_id)
    is_own = found is not None and (found.jurisdiction, found.agency) == (desk.jurisdiction, agency)
    return found if is_own else None


async def reword(desk: Desk, reply: QuestionedReply, item: Incoming) -> None:
    if reply.state != QuestionedState.ASKED:
        return
    # The edited reply still says nothing. When it was written and by whom stays as it was.
    earlier = Incoming.model_validate(reply.item)
    now = earlier.model_copy(update={"text": item.text, "edited_at": item.edited_at})
    reply.item = now.model_dump(mode="json")
    desk.session.add(reply)
    await desk.session.flush()


async def take(desk: Desk, who: Actor, agency: str, reply_id: int) -> Taken:
    """作为报告报送: take it as of when it was written before the deadline, afterwards as of now.

    After the deadline the office may still decide that what was written in time was the report.
    """
    owed, replies = await _of_agency(desk, agency, reply_id)
    items = [Incoming.model_validate(reply.item) for reply in replies]
    claimed = await _claimed(desk, owed, replies)
    in_time = desk.now <= lifecycle.deadline(owed, desk.now)
    sent_at = _written_at(replies) if in_time else desk.now
    await _decide(desk, claimed, who, QuestionedState.CLAIMED)
    others = [reply for reply in replies if reply not in claimed]
    await _decide(desk, others, who, QuestionedState.REPORTED)
    taken = await taking.receive(desk, who, agency, owed.key, items, sent_at=sent_at)
    if taken is None:
        raise Refusal("report_taken_already")
    await questioned_cards.show(desk, owed, replies)
    if await questioned_cards.unshown(desk, owed):
        await questioned_cards.put_before_office(desk, owed, None)
    return taken


async def disown(desk: Desk, who: Actor, agency: str, reply_id: int) -> None:
    owed, replies = await _of_agency(desk, agency, reply_id)
    await people.remember(desk, who)
    await _decide(desk, replies, who, QuestionedState.DISOWNED)
    await questioned_cards.show(desk, owed, replies)


async def more_time(desk: Desk, who: Actor, agency: str, reply_id: int) -> tuple[int, str]:
    """申请延期: ask with what was written as the reason; return the obligation and that reason.

    Where the reply gives no reason, nothing is asked of the office yet.
    """
    owed, replies = await _of_agency(desk, agency, reply_id)
    reason = _reason(replies)
    # If this refuses, the question stands, and so what was written is not lost.
    await extensions.check_may_ask(desk, agency, owed.key)
    if reason:
        await extensions.ask(desk, who, agency, owed.key, reason)
        await _decide(desk, replies, who, QuestionedState.MORE_TIME)
        await questioned_cards.show(desk, owed, replies)
    return owed.key, reason


async def recognise(desk: Desk, who: Actor, reply_id: int) -> tuple[Taken, Place]:
    """认可: the office takes it for the report, as of when it was written."""
    owed, replies = await _before_office(desk, who, reply_id)
    first, before = replies[0], QuestionedState(replies[0].state)
    await _decide(desk, replies, who, QuestionedState.RECOGNISED, before)
    if before == QuestionedState.CLAIMED:
        taken = await taking.recount(desk, owed, _written_at(replies))
    else:
        taken = await _keep(desk, who, owed, replies)
    await questioned_cards.show(desk, owed, replies)
    await desk.record("reply_recognised", f"obligation:{owed.key}", by=who.user_id)
    return taken, await _place_of(desk, first)


async def decline(desk: Desk, who: Actor, reply_id: int) -> Obligation:
    owed, replies = await _before_office(desk, who, reply_id)
    await people.remember(desk, who)
    before = QuestionedState(replies[0].state)
    await _decide(desk, replies, who, QuestionedState.DECLINED, before)
    await questioned_cards.show(desk, owed, replies)
    await desk.record("reply_declined", f"obligation:{owed.key}", by=who.user_id)
    return owed


async def _claimed(
    desk: Desk, owed: Obligation, replies: Sequence[QuestionedReply]
) -> list[QuestionedReply]:
    # The agency alone cannot turn words from before the deadline into a report afterwards. After a
    # handover the discipline commission has been told that there was none, and so it stays.
    due_at = lifecycle.deadline(owed, desk.now)
    early = [reply for reply in replies if reply.written_at <= due_at < desk.now]
    handed_over = early and await referral_notes.handed_over(desk, owed)
    return [] if handed_over else early


async def _keep(
    desk: Desk, who: Actor, owed: Obligation, replies: Sequence[QuestionedReply]
) -> Taken:
    writer = who
    if (written_by := replies[0].written_by) is not None:
        # The report is that of whoever wrote it; an anonymous admin's is the office's.
        name = await people.name_of(desk, written_by)
        writer = await people.actor(desk, written_by, name)
    items = [Incoming.model_validate(reply.item) for reply in replies]
    taken = await taking.keep(desk, writer, owed, items, sent_at=_written_at(replies))
    if taken is None:
        raise Refusal("report_taken_already")
    return taken


def _written_at(replies: Sequence[QuestionedReply]) -> datetime:
    return min(reply.written_at for reply in replies)


def _row(desk: Desk, owed: Obligation, item: Incoming) -> QuestionedReply:
    return QuestionedReply(
        jurisdiction=desk.jurisdiction,
        obligation_id=owed.key,
        agency=owed.agency,
        chat_id=item.chat_id,
        message_id=item.message_id,
        written_at=item.counts_at,
        written_by=item.sent_by,
        item=item.model_dump(mode="json"),
        asked_at=desk.now,
        step=owed.step,
    )


async def _waiting(desk: Desk, owed: Obligation) -> list[QuestionedReply]:
    rows = await questioned.replies_to(desk.session, owed.key)
    return [row for row in rows if row.state == QuestionedState.ASKED]


async def _standing_question(
    desk: Desk, place: Place, owed: Obligation, *, more_time: bool
) -> int | None:
    """Return a question that was asked here since the ladder's last step and not answered.

    A question about a request for more time offers that first, so it counts as another one.
    """
    for reply in reversed(await _waiting(desk, owed)):
        asked_so = reply.question_id is not None and reply.step == owed.step
        if asked_so and reply.chat_id == place.chat_id and more_time <= _asks_for_time(reply):
            return reply.question_id
    return None


async def _of_agency(
    desk: Desk, agency: str, reply_id: int
) -> tuple[Obligation, list[QuestionedReply]]:
    known = await questioned.reply(desk.session, reply_id)
    if known is None or (known.jurisdiction, known.agency) != (desk.jurisdiction, agency):
        raise Refusal("report_not_yours")
    return await _undecided(desk, known)


async def _before_office(
    desk: Desk, who: Actor, reply_id: int
) -> tuple[Obligation, list[QuestionedReply]]:
    people.require_office(desk, who)
    known = await questioned.reply(desk.session, reply_id)
    if known is None or known.jurisdiction != desk.jurisdiction or known.shown_at is None:
        raise Refusal("button_obsolete")
    if known.state == QuestionedState.CLAIMED:
        return await _late(desk, known)
    owed, replies = await _undecided(desk, known)
    return owed, [reply for reply in replies if reply.card_id == known.card_id]


async def _late(desk: Desk, known: QuestionedReply) -> tuple[Obligation, list[QuestionedReply]]:
    # One report has one time, so all its claimed replies are decided together.
    owed = await stored_obligations.obligation(desk.session, known.obligation_id)
    if owed is None or owed.state != ObligationState.MET_LATE:
        raise Refusal("button_obsolete")
    rows = await questioned.replies_to(desk.session, owed.key)
    return owed, [row for row in rows if row.state == QuestionedState.CLAIMED]


async def _undecided(
    desk: Desk, known: QuestionedReply
) -> tuple[Obligation, list[QuestionedReply]]:
    owed = await stored_obligations.obligation(desk.session, known.obligation_id)
    if owed is None:
        raise Refusal("button_obsolete")
    # A second press finds the replies decided, or the report already there.
    if known.state != QuestionedState.ASKED or owed.state != ObligationState.OPEN:
        by = await people.name_of(desk, known.decided_by) if known.decided_by else ""
        raise Refusal("report_question_answered", by=by, state=known.state)
    return owed, await _waiting(desk, owed)


async def _decide(
    desk: Desk,
    replies: Sequence[QuestionedReply],
    who: Actor,
    state: QuestionedState,
    before: QuestionedState = QuestionedState.ASKED,
) -> None:
    for reply in replies:
        if not await questioned.claim(desk.session, reply.key, state, before):
            raise Refusal("report_question_answered", by="", state=state)
        reply.state, reply.decided_by, reply.decided_at = state, who.user_id, desk.now
        desk.session.add(reply)
        await desk.session.flush()


def _asks_for_time(reply: QuestionedReply) -> bool:
    return substance.read(str(reply.item.get("text", ""))).asks_for_time


def _reason(replies: Sequence[QuestionedReply]) -> str:
    """Return the words that give a reason, each once; empty where all of them are 。 or OK."""
    texts = [str(reply.item.get("text", "")).strip() for reply in replies]
    telling = [
        text
        for text in texts
        if len(substance.legible(text)) >= LEAST_REASON
        and substance.read(text).meaning is not substance.Meaning.RECEIPT
    ]
    asking = [text for text in telling if substance.read(text).asks_for_time]
    return "；".join(dict.fromkeys(asking or telling))[: reasons.AT_MOST]


async def _place_of(desk: Desk, reply: QuestionedReply) -> Place:
    question = await outbox.delivery(desk.session, reply.question_id) if reply.question_id else None
    return Place(question.chat_id, question.thread_id) if question else Place(reply.chat_id)
