"""重要信息: one line goes up at once, signed by whoever leads the shift; others follow it.

It waits for no morning. Whoever is on duty writes it, and it is asked for, sent and received in
minutes; what is not signed is an alarm as every signature is.
"""

from collections.abc import Collection
from typing import Any

from office.bodies.people import Actor, head_of, name_of, require_office
from office.conversation import reasons
from office.desk import Desk
from office.matters import clocks
from office.plan.model import Position
from office.post import Place
from office.refusal import Refusal
from office.region import urgent_signing, urgent_texts
from office.region.urgent_signing import CARD, URGENT, round_of
from office.shifts import rota
from office.signing import requests, running, signers, waiting
from storage.decisions import approvals
from storage.decisions.approvals import Decision
from storage.region import urgent as store
from storage.region.urgent import UrgentDispatch, UrgentKind, UrgentPart, UrgentState
from storage.roster import people
from storage.rota.shifts import Shift

NEXT_LEADER = "urgent_leader"
"""The kind of agenda item: the shift changes, and whoever leads the next one is asked too."""


async def draft(desk: Desk, who: Actor, place: Place, kind: UrgentKind, text: str) -> None:
    require_office(desk, who)
    await _begin(desk, who, place, UrgentDispatch(**_facts(desk, who, kind, text)))


async def add(
    desk: Desk, who: Actor, place: Place, first_id: int, part: UrgentPart, text: str
) -> None:
    """A further line under the number of the first, or the last one, which closes it."""
    first = await open_first(desk, who, first_id)
    for row in await store.of_line(desk.session, first.key):
        if row.state == UrgentState.ASKED:
            drafter = await name_of(desk, row.drafted_by)
            raise Refusal("urgent_unsigned", drafter=drafter, at=row.drafted_at)
    facts = _facts(desk, who, UrgentKind(first.kind), text)
    following = {"first_id": first.key, "part": part, "serial": first.serial}
    await _begin(desk, who, place, UrgentDispatch(**facts | following))


async def open_first(desk: Desk, who: Actor, first_id: int) -> UrgentDispatch:
    require_office(desk, who)
    first = await store.dispatch(desk.session, first_id)
    if first is None or first.jurisdiction != desk.jurisdiction or first.first_id is not None:
        raise Refusal("button_obsolete")
    if first.state != UrgentState.SIGNED:
        raise Refusal("button_obsolete")
    if first.closed_at is not None:
        raise Refusal("urgent_closed", serial=first.serial)
    return first


async def meant(desk: Desk, who: Actor, number: str) -> UrgentDispatch:
    """The open one with this number, or the only one that is open."""
    require_office(desk, who)
    rows = await store.open_lines(desk.session, desk.jurisdiction, drill=desk.drill)
    found = [row for row in rows if row.serial.endswith(number)] if number else rows
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refusal("urgent_none_open")
    raise Refusal("urgent_which", serials=[row.serial for row in found])


async def give_up(desk: Desk, who: Actor, dispatch_id: int) -> None:
    made = await _asked(desk, who, dispatch_id)
    await urgent_signing.decide(desk, made, UrgentState.GIVEN_UP)
    asked = await round_of(desk, made)
    await running.void(desk, URGENT, asked)
    await CARD.redraw(desk, asked)
    await desk.record("urgent_given_up", asked.audit)


async def ask_head(desk: Desk, who: Actor, dispatch_id: int) -> None:
    """Ask the director as well, where the leader of the shift cannot be had."""
    made = await _asked(desk, who, dispatch_id)
    if not await _ask_heads(desk, made):
        raise Refusal("position_not_enrolled", position=_heads(desk)[0].name)


async def ask_who_came_on(desk: Desk, dispatch_id: int) -> str:
    made = await store.dispatch(desk.session, dispatch_id)
    if made is None or made.state != UrgentState.ASKED or not made.leaders:
        return "not awaited"
    shift = await rota.on_duty(desk)
    if shift is None:
        await _ask_heads(desk, made)
        return "nobody is on"
    await _until(desk, made, shift)
    posts = await _posts_of(desk, shift.leader_id)
    if shift.leader_id is None or not posts:
        return "no leader who signs"
    await _ask_too(desk, made, {shift.leader_id}, posts)
    return "asked"


def _facts(desk: Desk, who: Actor, kind: UrgentKind, text: str) -> dict[str, Any]:
    said = reasons.checked(" ".join(text.split()), of="urgent")
    return {
        "jurisdiction": desk.jurisdiction,
        "drill": bool(desk.drill),
        "kind": kind,
        "text": said,
        "plan_version_id": desk.plan_version_id,
        "drafted_by": who.user_id,
        "drafted_at": desk.now,
    }


async def _begin(desk: Desk, who: Actor, place: Place, made: UrgentDispatch) -> None:
    shift = await rota.on_duty(desk)
    leader = await _leader(desk, who, shift)
    made.leaders = [leader] if leader is not None else []
    made.posts = await _posts_of(desk, leader) or [one.id for one in _heads(desk)]
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("urgent_drafted", f"urgent:{made.key}", kind=made.kind, part=made.part)
    await running.begin(desk, URGENT, await round_of(desk, made))
    await CARD.put_up(desk, await round_of(desk, made), place)
    if shift is not None and leader is not None:
        await _until(desk, made, shift)


async def _leader(desk: Desk, who: Actor, shift: Shift | None) -> int | None:
    """Who leads the shift, if they hold a post and may sign what this person drafted."""
    leader = shift.leader_id if shift is not None else None
    if leader is None or not await _posts_of(desk, leader):
        return None
    apart = desk.plan.signing.two_people_always
    return None if apart and leader == who.user_id else leader


async def _posts_of(desk: Desk, user_id: int | None) -> list[str]:
    if user_id is None:
        return []
    held = await people.appointments_here(desk.session, desk.jurisdiction, user_id)
    known = [row.position for row in held if desk.plan.known_position(row.position)]
    return list(dict.fromkeys(known))


def _heads(desk: Desk) -> list[Position]:
    """The posts that sign where no shift has a leader."""
    named = [desk.plan.known_position(one) for one in desk.plan.urgent.signed_by]
    return [one for one in named if one is not None] or [head_of(desk)]


async def _ask_heads(desk: Desk, made: UrgentDispatch) -> bool:
    """Return False where nobody holds such a post."""
    posts = [one.id for one in _heads(desk)]
    held = await people.holders_of(desk.session, desk.jurisdiction, posts)
    found = {person.user_id for those in held.values() for person in those}
    if found:
        await _ask_too(desk, made, found, posts)
    return bool(found)


async def _ask_too(
    desk: Desk, made: UrgentDispatch, users: Collection[int], posts: Collection[str]
) -> None:
    """Whichever of them signs first, it goes up; those who were asked before still may."""
    new = sorted(set(users) - set(made.leaders))
    made.leaders = [*made.leaders, *new]
    made.posts = list(dict.fromkeys([*made.posts, *posts]))
    desk.session.add(made)
    await desk.session.flush()
    asked = await round_of(desk, made)
    for step in await approvals.approvals(desk.session, asked.subject):
        if step.decision == Decision.ASKED:
            able = await signers.askable(desk, asked, step)
            for user_id in [one for one in new if one in able]:
                await requests.ask(desk, URGENT, asked, step, user_id)
            await waiting.tell_of_trouble(desk, URGENT, asked, step)
    await CARD.redraw(desk, asked)


async def _until(desk: Desk, made: UrgentDispatch, shift: Shift) -> None:
    await clocks.on_agenda(desk, NEXT_LEADER, made.key, shift.ends_at)


async def _asked(desk: Desk, who: Actor, dispatch_id: int) -> UrgentDispatch:
    require_office(desk, who)
    made = await store.dispatch(desk.session, dispatch_id)
    if made is None or made.jurisdiction != desk.jurisdiction or made.state != UrgentState.ASKED:
        raise Refusal("button_obsolete")
    return made


async def open_names(desk: Desk) -> list[str]:
    """What the workbench says of each that has no last line."""
    return [
        desk.words.plain("waiting_urgent_one", one=one)
        for one in await urgent_texts.open_ones(desk)
    ]
