"""The slips that are open, and one of them with all that led to it."""

from messages.keyboards import Button, Keyboard, button
from messages.render import Message
from messages.views.slips import SlipDetail, SlipList
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes, slip_buttons
from office.ladder.dossiers import dossier, line_of
from office.supervision import referrals, slips
from storage import slips as stored_slips
from storage.slips import Slip, SlipState

OPEN = (SlipState.ISSUED, SlipState.PROPOSED)
PAGE = 8


async def open_slips(
    desk: Desk, actor: Actor, agency: str = "", *, page: int = 0, in_private: bool = False
) -> Message:
    """All agencies', or one's: the newest first. Referrals only to those whom they concern.

    A page that is not there, as in forged data, is the nearest one.
    """
    people.require_auditor(desk, actor)
    found = [
        slip
        for slip in await stored_slips.slips_in(desk.session, desk.jurisdiction, *OPEN)
        if agency in ("", slip.agency) and await _is_shown(desk, actor, slip, in_private)
    ]
    if not found:
        name = agency_names.short(desk, agency)
        return Message(desk.words.phrase("slip_none_open", agency=name))
    here = min(page, (len(found) - 1) // PAGE)
    shown = found[here * PAGE : (here + 1) * PAGE]
    lines = [await line_of(desk, await slips.obligation_of(desk, slip), slip) for slip in shown]
    html = desk.words.text("slip_list", SlipList(tuple(lines), here * PAGE, len(found)))
    turning = _turning(desk, agency, here, len(found))
    rows = [_row(desk, actor, slip) for slip in shown]
    return Message(html, (*rows, *((turning,) if turning else ())))


async def detail(desk: Desk, actor: Actor, slip_id: int, *, in_private: bool = False) -> Message:
    people.require_auditor(desk, actor)
    slip = await slips.readable(desk, actor, slip_id, in_private=in_private)
    obligation = await slips.obligation_of(desk, slip)
    view = SlipDetail(
        line=await line_of(desk, obligation, slip),
        record=await dossier(desk, obligation),
        reason=slip.reason or "" if slip.state in _WITH_REASON else "",
    )
    return Message(desk.words.text("slip_detail", view), _choices(desk, actor, slip))


async def _is_shown(desk: Desk, actor: Actor, slip: Slip, in_private: bool) -> bool:
    """A referral that was handed over is open until the report comes."""
    if not slip.is_referral:
        return True
    if not in_private or not await referral_notes.may_read(desk, actor, slip):
        return False
    return (await slips.obligation_of(desk, slip)).met_at is None


_WITH_REASON = (SlipState.WITHDRAWN, SlipState.DECLINED)


def _turning(desk: Desk, agency: str, page: int, total: int) -> tuple[Button, ...]:
    """To the page before and the page after, where there are such."""
    words = desk.words
    whose = (agency,) if agency else ()
    turning = []
    if page > 0:
        turning.append(button(words.plain("button_page_before"), "slips", page - 1, *whose))
    if (page + 1) * PAGE < total:
        turning.append(button(words.plain("button_page_after"), "slips", page + 1, *whose))
    return tuple(turning)


def _row(desk: Desk, actor: Actor, slip: Slip) -> tuple[Button, ...]:
    label = desk.words.plain("button_slip_details", serial=slip.serial)
    details = button(label, "slipshow", slip.key)
    return (
        (details, slip_buttons.withdraw(desk, slip))
        if slip.state == SlipState.ISSUED and actor.can(desk, "office")
        else (details,)
    )


def _choices(desk: Desk, actor: Actor, slip: Slip) -> Keyboard:
    if slip.state == SlipState.ISSUED and actor.can(desk, "office"):
        return ((slip_buttons.withdraw(desk, slip),),)
    if slip.state == SlipState.PROPOSED and actor.can(desk, referrals.CAPABILITY):
        return referrals.keyboard(desk, slip)
    return ()
