"""The office draws up an appraisal: what is counted now is kept, and never counted again in it."""

from collections.abc import Mapping
from typing import Any

from office.bodies.people import Actor, require_office
from office.desk import Desk
from office.paperwork.appraisals import cards
from office.paperwork.appraisals.known import appraisal_rules
from office.paperwork.appraisals.scoreboard import Scoreboard, counted, kept
from office.plan.appraisal import Appraisal
from office.plan.model import AnyPlan
from office.post import Place
from office.records.appraisals import indicators
from office.records.appraisals.record import record_of
from office.records.appraisals.scope import AppraisalScope, scope_of
from office.refusal import Refusal
from storage.roster import chats
from storage.supervision.appraisals import DrawnAppraisal


def appraised(plan: AnyPlan, rules: Appraisal) -> list[str]:
    """What other bodies owe is no part of it."""
    return [one.id for one in plan.bodies if one.body_kind in rules.concerns]


async def scoreboard_of(desk: Desk, rules: Appraisal, scope: AppraisalScope) -> Scoreboard:
    members = appraised(desk.plan, rules)
    record = await record_of(desk, scope, members)
    things = [
        thing for line in rules.lines for thing in indicators.of_line(desk, rules, line, record)
    ]
    return counted(rules, members, things, scope.since, scope.until)


async def draw_up(desk: Desk, who: Actor, place: Place, asked: Mapping[str, Any]) -> DrawnAppraisal:
    require_office(desk, who)
    rules = appraisal_rules(desk.plan)
    scope = await scope_of(desk, asked)
    board = await scoreboard_of(desk, rules, scope)
    if not any(member.lines for member in board.members):
        raise Refusal("appraisal_nothing", title=scope.title)
    made = DrawnAppraisal(
        jurisdiction=desk.jurisdiction,
        title=scope.title,
        asked=dict(asked),
        says=kept(board),
        plan_version_id=desk.plan_version_id,
        drafted_by=who.user_id,
        drafted_at=desk.now,
    )
    desk.session.add(made)
    await desk.session.flush()
    await desk.record("appraisal_drawn_up", f"appraisal:{made.key}", **asked)
    office = await chats.office_chat(desk.session, desk.jurisdiction)
    await cards.post_card(desk, Place.of(office) if office is not None else place, made)
    return made
