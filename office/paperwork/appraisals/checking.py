"""Each body reads what is said of it in its own chat, and confirms it or objects until a time.

No body reads anything of another, and nobody is ranked. Whoever says nothing in time is silent,
which is not the same as to have confirmed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.appraisals import CheckView
from office import post
from office.bodies import agency_names
from office.bodies.people import Actor, name_of, remember, require_office
from office.conversation import reasons
from office.desk import Desk
from office.matters import clocks
from office.paperwork.appraisals import cards, member_pages, objection_cards, scoreboard
from office.paperwork.appraisals.known import appraisal_rules
from office.paperwork.appraisals.scoreboard import MemberCount, PointLoss
from office.paperwork.appraisals.standing import AppraisalStanding, standing
from office.plan.deadlines import reckon
from office.post import Mailing, Place, Posting
from office.refusal import Refusal
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision import appraisals as store
from storage.supervision.appraisals import (
    AppraisalCorrection,
    AppraisalObjection,
    AppraisalReply,
    AppraisalState,
    DrawnAppraisal,
    ObjectionState,
    ReplyState,
)

CONFIRM_VERB, OBJECT_VERB = "apprsure", "apprwrong"
TIME_UP = "appraisal_time_up"
"""The kind of agenda item; its subject is the appraisal."""


async def send_out(desk: Desk, who: Actor, made: DrawnAppraisal) -> None:
    require_office(desk, who)
    rules = appraisal_rules(await desk.plan_version(made.plan_version_id))
    if not await store.move(
        desk.session, made.key, (AppraisalState.DRAFT,), AppraisalState.CHECKING
    ):
        raise Refusal("appraisal_decided")
    await desk.session.refresh(made)
    made.object_by = reckon(rules.object_by, desk.now, desk.plan.calendar)
    desk.session.add(made)
    await desk.session.flush()
    await _ask_all(desk, made)
    await clocks.on_agenda(desk, TIME_UP, made.key, made.object_by)
    await desk.record(
        "appraisal_sent_out", f"appraisal:{made.key}", until=made.object_by.isoformat()
    )
    await cards.redraw(desk, made)


async def _ask_all(desk: Desk, made: DrawnAppraisal) -> None:
    """Those for whom nothing counted have nothing to confirm."""
    now = await standing(desk, made)
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    asked, mailings = [], []
    for member in now.board.members:
        if not member.lines:
            continue
        reached = [chat for chat in bound.get(member.body, ()) if chat.reachable]
        state = ReplyState.ASKED if reached else ReplyState.UNREACHED
        reply = AppraisalReply(
            jurisdiction=desk.jurisdiction,
            appraisal_id=made.key,
            agency=member.body,
            state=state,
        )
        asked.append(reply)
        if reached:
            mailings.append(await _mailing(desk, now, member, reply, reached[0]))
    desk.session.add_all(asked)
    sent = iter(await post.send_all(desk, mailings))
    for reply in asked:
        if reply.state == ReplyState.ASKED:
            reply.delivery_id = next(sent).key
    await desk.session.flush()


async def _mailing(
    desk: Desk, now: AppraisalStanding, member: MemberCount, reply: AppraisalReply, chat: Chat
) -> Mailing:
    posting = Posting(Subject.of(now.made), member.body)
    message = await _message(desk, now, member, reply)
    return Mailing(Place.of(chat), DeliveryKind.DECISION, message, posting)


async def _message(
    desk: Desk, now: AppraisalStanding, member: MemberCount, reply: AppraisalReply
) -> Message:
    view = CheckView(
        member=member_pages.page(desk, now.made, now.board, member, now.corrections),
        state=reply.state,
        until=now.made.object_by,
        by=await name_of(desk, reply.answered_by) if reply.answered_by else "",
        at=reply.answered_at,
        objections=tuple(
            objection_cards.line(desk, now, one)
            for one in now.objections
            if one.agency == member.body
        ),
        office=desk.plan.office,
        signed=now.made.state == AppraisalState.SIGNED,
    )
    text = desk.words.text("appraisal_check", view)
    return Message(text, _keyboard(desk, now.made, member, reply))


def _keyboard(
    desk: Desk, made: DrawnAppraisal, member: MemberCount, reply: AppraisalReply
) -> Keyboard:
    if made.state != AppraisalState.CHECKING or made.object_by is None:
        return ()
    if desk.now >= made.object_by or reply.state == ReplyState.SILENT:
        return ()
    plain = desk.words.plain
    sure = button(plain("button_appraisal_confirm"), CONFIRM_VERB, made.key)
    wrong = button(plain("button_appraisal_object"), OBJECT_VERB, made.key, 0)
    first = [sure] if reply.state == ReplyState.ASKED else []
    return (tuple([*first, *([wrong] if scoreboard.losses(member) else [])]),)


async def redraw(desk: Desk, made: DrawnAppraisal, reply: AppraisalReply) -> None:
    """Keep what the body reads true, in its own chat alone."""
    now = await standing(desk, made)
    member = now.board.member(reply.agency)
    if reply.delivery_id is None or member is None:
        return
    shown = await outbox.delivery(desk.session, reply.delivery_id)
    message = post.last_part(await _message(desk, now, member, reply))
    await post.edit(desk, shown, message, kind=DeliveryKind.DECISION)


async def confirm(desk: Desk, who: Actor, body: str, made: DrawnAppraisal) -> None:
    reply = await _asked(desk, body, made)
    await remember(desk, who)
    said = (ReplyState.ASKED,)
    if not await store.answer(
        desk.session, reply.key, said, ReplyState.CONFIRMED, by=who.user_id, at=desk.now
    ):
        raise Refusal("appraisal_answered")
    await _answered(desk, made, reply, "appraisal_confirmed")


async def losses_of(desk: Desk, body: str, made: DrawnAppraisal) -> list[tuple[str, PointLoss]]:
    """What the body may object to, each with its line, in the order in which it is numbered."""
    await _asked(desk, body, made)
    member = (await standing(desk, made)).board.member(body)
    return scoreboard.losses(member) if member is not None else []


async def require_free(desk: Desk, body: str, made: DrawnAppraisal, number: int) -> PointLoss:
    """The lost point of that number, unless it was objected to before."""
    found = await losses_of(desk, body, made)
    if not 0 <= number < len(found):
        raise Refusal("button_obsolete")
    line, loss = found[number]
    for one in await store.objections(desk.session, made.key):
        if (one.agency, one.line, one.item) == (body, line, loss.key):
            raise Refusal("appraisal_objected_before", number=number + 1)
    return loss


async def object_to(
    desk: Desk, who: Actor, body: str, made: DrawnAppraisal, number: int, words: str
) -> AppraisalObjection:
    reply = await _asked(desk, body, made)
    loss = await require_free(desk, body, made, number)
    said = reasons.checked(words, of="appraisal")
    line = (await losses_of(desk, body, made))[number][0]
    await remember(desk, who)
    filed = AppraisalObjection(
        jurisdiction=desk.jurisdiction,
        appraisal_id=made.key,
        agency=body,
        line=line,
        item=loss.key,
        words=said,
        filed_by=who.user_id,
        filed_at=desk.now,
    )
    desk.session.add(filed)
    await desk.session.flush()
    answerable = (ReplyState.ASKED, ReplyState.CONFIRMED, ReplyState.OBJECTED)
    await store.answer(
        desk.session, reply.key, answerable, ReplyState.OBJECTED, by=who.user_id, at=desk.now
    )
    await objection_cards.ask_office(desk, await standing(desk, made), filed)
    await _answered(desk, made, reply, "appraisal_objected")
    return filed


async def decide(
    desk: Desk, who: Actor, objection_id: int, to: ObjectionState, reason: str
) -> AppraisalObjection:
    """采纳 strikes the lost point out, in a row of its own; either way the body reads why."""
    filed, made = await undecided(desk, who, objection_id)
    said = reasons.checked(reason, of="appraisal")
    if not await store.decide(
        desk.session, filed.key, to, by=who.user_id, at=desk.now, reason=said
    ):
        raise Refusal("appraisal_objection_decided")
    await desk.session.refresh(filed)
    if to is ObjectionState.ACCEPTED:
        await _correct(desk, who, filed)
    await desk.record(f"appraisal_objection_{to}", f"appraisal:{made.key}", agency=filed.agency)
    await objection_cards.redraw(desk, await standing(desk, made), filed)
    reply = await store.reply_of(desk.session, made.key, filed.agency)
    if reply is not None:
        await redraw(desk, made, reply)
        await _tell_body(desk, made, filed, reply)
    await cards.redraw(desk, made)
    return filed


async def undecided(
    desk: Desk, who: Actor, objection_id: int
) -> tuple[AppraisalObjection, DrawnAppraisal]:
    require_office(desk, who)
    filed = await store.objection(desk.session, objection_id)
    if filed is None or filed.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    made = await store.appraisal(desk.session, filed.appraisal_id)
    if filed.state != ObjectionState.ASKED or made is None:
        raise Refusal("appraisal_objection_decided")
    if made.state != AppraisalState.CHECKING:
        raise Refusal("appraisal_decided")
    return filed, made


async def _correct(desk: Desk, who: Actor, filed: AppraisalObjection) -> None:
    desk.session.add(
        AppraisalCorrection(
            jurisdiction=desk.jurisdiction,
            appraisal_id=filed.appraisal_id,
            agency=filed.agency,
            line=filed.line,
            item=filed.item,
            objection_id=filed.key,
            reason=filed.reason,
            corrected_by=who.user_id,
            corrected_at=desk.now,
        )
    )
    await desk.session.flush()


async def _tell_body(
    desk: Desk, made: DrawnAppraisal, filed: AppraisalObjection, reply: AppraisalReply
) -> None:
    if reply.delivery_id is None:
        return
    shown = await outbox.delivery(desk.session, reply.delivery_id)
    told = objection_cards.line(desk, await standing(desk, made), filed)
    phrase = desk.words.phrase("appraisal_objection_outcome", title=made.title, told=told)
    place = Place(shown.chat_id, shown.thread_id)
    posting = Posting(Subject.of(made), filed.agency)
    await post.send(desk, place, DeliveryKind.DECISION, Message(phrase), posting)


async def time_up(desk: Desk, appraisal_id: int) -> str:
    """Whoever has said nothing is silent from now on, and the office may go on."""
    made = await store.appraisal(desk.session, appraisal_id)
    if made is None or made.state != AppraisalState.CHECKING:
        return "over"
    silent = await _silence(desk, made)
    now = await standing(desk, made)
    phrase = desk.words.phrase(
        "appraisal_time_up",
        title=made.title,
        confirmed=len(now.bodies(ReplyState.CONFIRMED)),
        objected=len(now.bodies(ReplyState.OBJECTED)),
        undecided=now.undecided,
        silent=[agency_names.short(desk, one) for one in silent],
    )
    await post.tell_office(desk, Message(phrase), Posting(Subject.of(made)))
    await cards.redraw(desk, made)
    return f"{len(silent)} silent"


async def _silence(desk: Desk, made: DrawnAppraisal) -> Sequence[str]:
    silent = []
    for reply in await store.replies(desk.session, made.key):
        if await store.answer(desk.session, reply.key, (ReplyState.ASKED,), ReplyState.SILENT):
            silent.append(reply.agency)
        await desk.session.refresh(reply)
        await redraw(desk, made, reply)
    return silent


async def give_back(desk: Desk, began: datetime, lost: timedelta) -> None:
    """Add our own outage to the time in which bodies may object."""
    for made in await store.checking(desk.session, desk.jurisdiction):
        if made.object_by is not None and made.object_by > began:
            made.object_by += lost
            desk.session.add(made)
            await clocks.on_agenda(desk, TIME_UP, made.key, made.object_by)
    await desk.session.flush()


async def _asked(desk: Desk, body: str, made: DrawnAppraisal) -> AppraisalReply:
    """The body's own row, as long as it may answer."""
    reply = await store.reply_of(desk.session, made.key, body)
    if reply is None or reply.delivery_id is None:
        raise Refusal("button_obsolete")
    late = made.object_by is None or desk.now >= made.object_by
    if made.state != AppraisalState.CHECKING or late:
        raise Refusal("appraisal_too_late", office=desk.plan.office)
    return reply


async def _answered(desk: Desk, made: DrawnAppraisal, reply: AppraisalReply, action: str) -> None:
    await desk.session.refresh(reply)
    await desk.record(action, f"appraisal:{made.key}", agency=reply.agency)
    await redraw(desk, made, reply)
    await cards.redraw(desk, made)
