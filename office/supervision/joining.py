"""Adds what a body misses to the slip that is open, and takes all that it lists a step further."""

from collections.abc import Sequence

from messages.render import Message
from office import post
from office.desk import Desk
from office.ladder import joint, rules, service, slip_marks
from office.ladder.policies import ladder_of, policy_of
from office.ladder.verdicts import Join, Reason, Take
from office.matters.naming import audit_subject
from office.obligations import boards, lifecycle, lost_time, report_buttons
from office.plan.owed_kinds import kind_of
from office.post import Place, Posting
from office.supervision import addition_notices, known_slips
from storage.delivery.outbox import Delivery, DeliveryKind
from storage.owed.obligations import Obligation
from storage.roster.chats import Chat
from storage.subjects import Subject
from storage.supervision.slip_items import SlipItem
from storage.supervision.slips import Slip


async def join(desk: Desk, owed: Obligation, verdict: Join) -> None:
    slip, _ = await joint.open_elsewhere(desk, owed)
    if slip is None:
        raise LookupError(f"there is no open slip to which {owed.key} is added")
    item = await _write(desk, owed, slip)
    await lifecycle.advance(desk, owed, verdict.move, verdict.next_at)
    await lifecycle.event(desk, owed, Reason.JOINED, slip.serial)
    first, *_ = await _tell_agency(desk, owed, slip, item)
    await addition_notices.tell(desk, owed, slip, item, first)
    await slip_marks.show(desk, owed, slip)
    await _touch_board(desk, owed)
    await desk.record(
        "slip_added_to", await audit_subject(desk, owed), serial=slip.serial, obligation=owed.key
    )


async def riding(desk: Desk, owed: Obligation) -> list[Obligation]:
    """What stands on the newest slip beside this, is late, and was told to the body in time.

    What was added shortly before keeps its own timer, and is added to the following slip by that.
    """
    standing = await known_slips.standing_slips(desk, owed)
    if not (await ladder_of(desk, owed)).one_slip or not standing:
        return []
    newest = standing[-1]
    others = [one for one in await joint.still_owed(desk, newest) if one.key != owed.key]
    for one in others:
        await mend(desk, one)
    return [one for one in others if await _rides(desk, one, newest)]


async def _rides(desk: Desk, owed: Obligation, slip: Slip) -> bool:
    runs = owed.ladder_ended is None and owed.paused_at is None and owed.due_at <= desk.now
    if not runs or owed.step != slip.step:
        return False
    served = await joint.served(desk, owed, slip)
    counted = await lost_time.with_losses(desk, owed, served)
    return rules.had_its_time(counted, await policy_of(desk, owed), slip.step, desk.now)


async def carry(desk: Desk, others: Sequence[Obligation], take: Take) -> None:
    for owed in others:
        await lifecycle.advance(desk, owed, take.move, take.next_at)
        await _touch_board(desk, owed)


async def _touch_board(desk: Desk, owed: Obligation) -> None:
    await boards.touch(desk, owed.matter_id, kind_of(owed).board, owed.occasion)


async def mend(desk: Desk, owed: Obligation) -> None:
    """Step back from a step whose slip does not count any more, so that it is taken again."""
    rung = (await ladder_of(desk, owed)).rung(owed.step)
    standing = await known_slips.standing_slips(desk, owed)
    if rung is None or not rung.slip or any(slip.step == rung.step for slip in standing):
        return
    before = await known_slips.step_before(desk, owed)
    await lifecycle.step_back(desk, owed, before, joint.due_again(desk, owed), Reason.SLIP_VOID)


async def take_back(desk: Desk, owed: Obligation, item: SlipItem, reason: str) -> None:
    """What added it reached nobody: it is not on the slip, and is added again."""
    await joint.drop(desk, item, reason)
    await mend(desk, owed)


async def _write(desk: Desk, owed: Obligation, slip: Slip) -> SlipItem:
    owed.joined = slip.lists_more = True
    item = SlipItem(
        jurisdiction=desk.jurisdiction,
        slip_id=slip.key,
        obligation_id=owed.key,
        added_at=desk.now,
    )
    desk.session.add_all((owed, slip, item))
    await desk.session.flush()
    slip.matter = await joint.matters_of(desk, await joint.listed(desk, slip))
    return item


async def _tell_agency(desk: Desk, owed: Obligation, slip: Slip, item: SlipItem) -> list[Delivery]:
    view = await addition_notices.view(desk, owed, slip)
    keyboard = await report_buttons.under_slip(desk, owed)
    message = Message(desk.words.text("slip_added", view), keyboard)
    chats = await service.chats_to_serve(desk, owed)
    return [
        await post.send(
            desk, Place.of(chat), DeliveryKind.ADDITION, message, _posting(owed, item, chat)
        )
        for chat in chats
    ]


def _posting(owed: Obligation, item: SlipItem, chat: Chat) -> Posting:
    return Posting(
        Subject.of(owed),
        owed.agency,
        dedupe_key=f"addition:{item.key}:{chat.key}",
        context={"item": item.key},
        fresh=True,
    )
