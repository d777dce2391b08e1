"""The office draws up an appraisal: what is counted now is kept, and never counted again in it.

It is asked for in one decision, counted beside all others (`bot/duties/appraiser.py`), and kept in
another: of a year there are thousands of things to judge, and no answer has to wait for that.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from messages.render import Message
from office import post
from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.paperwork.appraisals import cards
from office.paperwork.appraisals.known import appraisal_rules
from office.paperwork.appraisals.scoreboard import Scoreboard, counted, kept
from office.plan.appraisal import Appraisal
from office.plan.model import AnyPlan
from office.post import Place, Posting
from office.records.appraisals import indicators
from office.records.appraisals.record import record_of
from office.records.appraisals.scope import AppraisalScope, scope_of, title_of
from office.refusal import Refusal
from storage.delivery.outbox import DeliveryKind
from storage.roster import chats
from storage.scope import Scope
from storage.subjects import Subject
from storage.supervision import appraisals as store
from storage.supervision.appraisals import AppraisalState, DrawnAppraisal

AT_ONCE = 200
"""So many things are judged before others have their turn."""


def appraised(plan: AnyPlan, rules: Appraisal) -> list[str]:
    """What other bodies owe is no part of it."""
    return [one.id for one in plan.bodies if one.body_kind in rules.concerns]


async def scoreboard_of(desk: Desk, rules: Appraisal, scope: AppraisalScope) -> Scoreboard:
    members = appraised(desk.plan, rules)
    record = await record_of(desk, scope, members)
    things = []
    for line in rules.lines:
        for thing in indicators.of_line(desk, rules, line, record):
            things.append(thing)
            if len(things) % AT_ONCE == 0:
                await asyncio.sleep(0)
    return counted(rules, members, things, scope.since, scope.until)


async def begin(desk: Desk, who: Actor, asked: Mapping[str, Any]) -> DrawnAppraisal:
    require_office(desk, who)
    appraisal_rules(desk.plan)
    title = await title_of(desk, asked)
    here = Scope(frozenset({desk.jurisdiction}), others=False)
    under_way = await store.counting(desk.session, here)
    if any(one.asked == dict(asked) for one in under_way):
        raise Refusal("appraisal_under_way", title=title)
    made = DrawnAppraisal(
        jurisdiction=desk.jurisdiction,
        title=title,
        asked=dict(asked),
        plan_version_id=desk.plan_version_id,
        drafted_by=who.user_id,
        drafted_at=desk.now,
        state=AppraisalState.COUNTING,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("appraisal_asked", f"appraisal:{made.key}", **asked)
    return made


async def count(desk: Desk, asked: Mapping[str, Any]) -> Scoreboard:
    return await scoreboard_of(desk, appraisal_rules(desk.plan), await scope_of(desk, asked))


async def keep(desk: Desk, appraisal_id: int, board: Scoreboard) -> None:
    """The plan in force counted it, even where another held as it was asked for."""
    if not any(member.lines for member in board.members):
        await give_up(desk, appraisal_id, "appraisal_nothing")
        return
    made = await _move(desk, appraisal_id, AppraisalState.DRAFT)
    if made is None:
        return
    made.says, made.plan_version_id = kept(board), desk.plan_version_id
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("appraisal_drawn_up", f"appraisal:{made.key}", **made.asked)
    place = await _place(desk, made)
    if place is not None:
        await cards.post_card(desk, place, made)


async def give_up(desk: Desk, appraisal_id: int, why: str, **facts: Any) -> None:
    made = await _move(desk, appraisal_id, AppraisalState.GIVEN_UP)
    place = await _place(desk, made) if made is not None else None
    if made is None or place is None:
        return
    told = Message(desk.words.phrase(why, **{"title": made.title, **facts}))
    await post.send(desk, place, DeliveryKind.OFFICE, told, Posting(Subject.of(made)))


async def _move(desk: Desk, appraisal_id: int, to: AppraisalState) -> DrawnAppraisal | None:
    """None where somebody else counted it first."""
    if not await store.move(desk.session, appraisal_id, (AppraisalState.COUNTING,), to):
        return None
    made = await desk.session.get_one(DrawnAppraisal, appraisal_id)
    await desk.session.refresh(made)
    return made


async def _place(desk: Desk, made: DrawnAppraisal) -> Place | None:
    """The office's group, or else whoever asked for it."""
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    where = office or await chats.private_chat(desk.session, desk.jurisdiction, made.drafted_by)
    return Place.of(where) if where is not None else None
