"""The list of open slips, and one slip with all that led to it."""

from messages.views.slips import SlipChoice, SlipDetail, SlipList
from office.bodies import agency_names, people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes
from office.ladder.dossiers import dossier, line_of
from office.supervision import known_slips, referrals
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Slip, SlipState

OPEN = (SlipState.ISSUED, SlipState.PROPOSED)
PAGE = 8


async def open_slips(
    desk: Desk, actor: Actor, agency: str = "", *, page: int = 0, in_private: bool = False
) -> SlipList:
    """The newest first, of all agencies or one; referrals only for those whom they concern.
    Those of exercises are none.

    For a page that does not exist, as in forged data, the nearest page is shown.
    """
    people.require_reader(desk, actor)
    found = [
        slip
        for slip in await stored_slips.slips_in(desk.session, desk.jurisdiction, *OPEN, drill=False)
        if agency in ("", slip.agency) and await _is_shown(desk, actor, slip, in_private)
    ]
    here = max(min(page, (len(found) - 1) // PAGE), 0)
    shown = found[here * PAGE : (here + 1) * PAGE]
    lines = [
        await line_of(desk, await known_slips.obligation_of(desk, slip), slip) for slip in shown
    ]
    return SlipList(
        agency=agency,
        agency_name=agency_names.short(desk, agency),
        lines=tuple(lines),
        choices=tuple(_choice(desk, actor, slip) for slip in shown),
        page=here,
        first=here * PAGE,
        total=len(found),
    )


async def detail(desk: Desk, actor: Actor, slip_id: int, *, in_private: bool = False) -> SlipDetail:
    people.require_reader(desk, actor)
    slip = await known_slips.readable(desk, actor, slip_id, in_private=in_private)
    obligation = await known_slips.obligation_of(desk, slip)
    return SlipDetail(
        choice=_choice(desk, actor, slip),
        line=await line_of(desk, obligation, slip),
        record=await dossier(desk, obligation),
        reason=slip.reason or "" if slip.state in _WITH_REASON else "",
    )


async def _is_shown(desk: Desk, actor: Actor, slip: Slip, in_private: bool) -> bool:
    if not slip.is_referral:
        return True
    if not in_private or not await referral_notes.may_read(desk, actor, slip):
        return False
    # A referral that was handed over is open until the report comes.
    return (await known_slips.obligation_of(desk, slip)).met_at is None


ON_PAPER = (SlipState.ISSUED, SlipState.CLOSED)
"""What was served, and may be had as a document."""
_WITH_REASON = (SlipState.WITHDRAWN, SlipState.DECLINED)


def _choice(desk: Desk, actor: Actor, slip: Slip) -> SlipChoice:
    is_issued, is_proposed = slip.state == SlipState.ISSUED, slip.state == SlipState.PROPOSED
    return SlipChoice(
        slip_id=slip.key,
        serial=slip.serial,
        may_withdraw=is_issued and actor.can(desk, "office"),
        has_paper=slip.state in ON_PAPER,
        may_decide=is_proposed and actor.can(desk, referrals.CAPABILITY),
    )
