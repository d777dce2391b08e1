"""An objection in the office's group, with what was decided on it."""

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.appraisals import ObjectionView
from office import post
from office.bodies import agency_names
from office.bodies.people import name_of
from office.desk import Desk
from office.paperwork.appraisals import scoreboard
from office.paperwork.appraisals.standing import AppraisalStanding
from office.post import Posting
from storage.delivery import outbox
from storage.delivery.outbox import DeliveryKind
from storage.subjects import Subject
from storage.supervision.appraisals import AppraisalObjection, ObjectionState

ACCEPT_VERB, REFUSE_VERB = "apprtake", "apprkeep"


async def ask_office(desk: Desk, now: AppraisalStanding, filed: AppraisalObjection) -> None:
    message = await _message(desk, now, filed)
    shown = await post.tell_office(desk, message, Posting(Subject.of(now.made)))
    filed.delivery_id = shown.key if shown is not None else None
    desk.session.add(filed)
    await desk.session.flush()


async def redraw(desk: Desk, now: AppraisalStanding, filed: AppraisalObjection) -> None:
    if filed.delivery_id is not None:
        shown = await outbox.delivery(desk.session, filed.delivery_id)
        await post.edit(desk, shown, await _message(desk, now, filed), kind=DeliveryKind.OFFICE)


async def _message(desk: Desk, now: AppraisalStanding, filed: AppraisalObjection) -> Message:
    view = ObjectionView(
        title=now.made.title,
        body=agency_names.name(desk, filed.agency),
        reason=_reason(now, filed)[1],
        words=filed.words,
        filed_by=await name_of(desk, filed.filed_by),
        filed_at=filed.filed_at,
        state=filed.state,
        decided_by=await name_of(desk, filed.decided_by) if filed.decided_by else "",
        decided_at=filed.decided_at,
        decision=filed.reason,
    )
    return Message(desk.words.text("appraisal_objection", view), _keyboard(desk, filed))


def _keyboard(desk: Desk, filed: AppraisalObjection) -> Keyboard:
    if filed.state != ObjectionState.ASKED:
        return ()
    plain = desk.words.plain
    return (
        (
            button(plain("button_appraisal_accept"), ACCEPT_VERB, filed.key),
            button(plain("button_appraisal_refuse"), REFUSE_VERB, filed.key),
        ),
    )


def line(desk: Desk, now: AppraisalStanding, filed: AppraisalObjection) -> str:
    """What a body reads of an objection of its own, in one line."""
    number, _ = _reason(now, filed)
    return desk.words.plain(
        f"appraisal_objection_{filed.state}",
        number=number,
        words=filed.words,
        reason=filed.reason,
    )


def _reason(now: AppraisalStanding, filed: AppraisalObjection) -> tuple[int, str]:
    member = now.board.member(filed.agency)
    lost = scoreboard.losses(member) if member is not None else []
    return next(
        (number, loss.reason)
        for number, (name, loss) in enumerate(lost, start=1)
        if (name, loss.key) == (filed.line, filed.item)
    )
