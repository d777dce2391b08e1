"""The list of slips as it is narrowed and read page by page, and one slip with its history."""

from collections.abc import Sequence

from messages.views.lists import Excerpt
from messages.views.slips import ServedIn, SlipChoice, SlipDetail, SlipList
from office.bodies import people
from office.bodies.people import Actor
from office.desk import Desk
from office.ladder import referral_notes, service
from office.ladder.dossiers import dossier, line_of
from office.supervision import following, known_slips, referrals, slip_filters, waiting_slips
from office.supervision.slip_filters import SlipFilters
from storage.delivery.outbox import DeliveryState
from storage.immutable import immutable
from storage.owed import obligations, reports
from storage.owed.obligations import Obligation
from storage.roster import chats
from storage.supervision import slips as stored_slips
from storage.supervision.slips import Slip, SlipState, SlipsWanted


@immutable
class Listing:
    """What somebody reads of the slips, before a page of it is chosen."""

    filters: SlipFilters
    referrals: tuple[Slip, ...]
    """Those that may be shown to them, here."""


async def listing(
    desk: Desk, who: Actor, values: tuple[str, ...] = (), *, in_private: bool = False
) -> Listing:
    people.require_reader(desk, who)
    known = await referrals_known_to(desk, who) if in_private else []
    bodies = await stored_slips.bodies_with_slips(desk.session, desk.jurisdiction)
    waiting = await waiting_slips.bodies(desk)
    named = bodies | waiting | {slip.agency for slip in known}
    return Listing(slip_filters.of(desk, named, values, referrals=bool(known)), tuple(known))


async def typed(desk: Desk, who: Actor, text: str, *, in_private: bool = False) -> tuple[str, ...]:
    """What is chosen in the filters by one line: a body, a state, a step, in any order."""
    known = await listing(desk, who, in_private=in_private)
    return slip_filters.typed(desk, text, known.filters) if text else ()


async def shown(
    desk: Desk,
    who: Actor,
    values: tuple[str, ...] = (),
    *,
    page: int = 0,
    in_private: bool = False,
) -> SlipList:
    """The newest first, and before them what waits for people; those of exercises are none."""
    listed = await listing(desk, who, values, in_private=in_private)
    known = listed.filters
    drafts = await waiting_slips.found(desk, known) if known.wanted.waiting else []
    ids = await _ids(desk, listed)
    excerpt = Excerpt(known.all, len(drafts) + len(ids), page)
    first, end = excerpt.first, excerpt.end
    slips = await _read(desk, ids[max(first - len(drafts), 0) : max(end - len(drafts), 0)])
    return SlipList(
        heading=desk.words.plain(f"slip_list_{known.wanted.name}"),
        body=known.body.chosen.label if known.body.chosen.value else "",
        step=known.step.chosen.label if known.step.chosen.value else "",
        waiting=tuple([await waiting_slips.line(desk, one) for one in drafts[first:end]]),
        lines=tuple([await line_of(desk, await _owed(desk, slip), slip) for slip in slips]),
        choices=tuple([await _choice(desk, who, slip) for slip in slips]),
        excerpt=excerpt,
    )


async def detail(desk: Desk, who: Actor, slip_id: int, *, in_private: bool = False) -> SlipDetail:
    people.require_reader(desk, who)
    slip = await known_slips.readable(desk, who, slip_id, in_private=in_private)
    owed = await known_slips.obligation_of(desk, slip)
    return SlipDetail(
        choice=await _choice(desk, who, slip),
        line=await line_of(desk, owed, slip),
        record=await dossier(desk, owed),
        reason=slip.reason or "" if slip.state in _WITH_REASON else "",
        served=await _served(desk, slip),
        following=await following.said(desk, owed),
    )


async def _ids(desk: Desk, listed: Listing) -> list[int]:
    known, wanted = listed.filters, listed.filters.wanted
    if not wanted.states:
        return []
    asked = SlipsWanted(
        states=wanted.states,
        agency=known.body.chosen.value,
        step=known.step.chosen.value,
        overdue_at=desk.now if wanted.overdue else None,
    )
    ids = await stored_slips.ids_of(desk.session, desk.jurisdiction, asked)
    others = [slip.key for slip in listed.referrals if await _is_wanted(desk, slip, asked)]
    return sorted((*ids, *others), reverse=True)


async def referrals_known_to(desk: Desk, who: Actor) -> list[Slip]:
    rows = await stored_slips.referrals_in(desk.session, desk.jurisdiction)
    return [slip for slip in rows if await referral_notes.may_read(desk, who, slip)]


async def _is_wanted(desk: Desk, slip: Slip, asked: SlipsWanted) -> bool:
    if asked.agency not in ("", slip.agency) or asked.step not in ("", slip.step):
        return False
    return asked.overdue_at is None and await _state(desk, slip) in asked.states


async def _state(desk: Desk, slip: Slip) -> SlipState:
    """A referral that was handed over is open until the report comes."""
    is_over = slip.state == SlipState.ISSUED and (await _owed(desk, slip)).met_at is not None
    return SlipState.CLOSED if is_over else SlipState(slip.state)


async def _read(desk: Desk, ids: Sequence[int]) -> list[Slip]:
    rows = {slip.key: slip for slip in await stored_slips.read(desk.session, ids)}
    await obligations.read(desk.session, [slip.obligation_id for slip in rows.values()])
    return [rows[one] for one in ids]


async def _owed(desk: Desk, slip: Slip) -> Obligation:
    return await known_slips.obligation_of(desk, slip)


async def _served(desk: Desk, slip: Slip) -> tuple[ServedIn, ...]:
    """To which groups it was brought; the commission of a referral has none."""
    found = []
    for row in await service.servings(desk, slip):
        chat = await chats.chat_at(
            desk.session, row.chat_id, row.thread_id, jurisdiction=desk.jurisdiction
        )
        if row.state == DeliveryState.SENT and row.closed_at and chat is not None:
            found.append(ServedIn(chat.title, row.closed_at))
    return tuple(found)


ON_PAPER = (SlipState.ISSUED, SlipState.CLOSED)
"""What was served, and may be had as a document."""
_WITH_REASON = (SlipState.WITHDRAWN, SlipState.DECLINED)


async def _choice(desk: Desk, who: Actor, slip: Slip) -> SlipChoice:
    is_issued, is_proposed = slip.state == SlipState.ISSUED, slip.state == SlipState.PROPOSED
    answer = await reports.report_of(desk.session, slip.obligation_id)
    return SlipChoice(
        slip_id=slip.key,
        serial=slip.serial,
        may_withdraw=is_issued and who.can(desk, "office"),
        has_paper=slip.state in ON_PAPER,
        may_decide=is_proposed and who.can(desk, referrals.CAPABILITY),
        answer_to=slip.obligation_id if answer is not None else None,
    )
