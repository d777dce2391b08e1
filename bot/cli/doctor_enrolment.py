"""Finds who is missing before an office can work: its group, signers, other posts, bodies."""

from collections.abc import Collection

from bot.cli.doctor_findings import Finding, problem, warning, well
from office.plan.model import BodyKind, Plan
from storage.database import Session
from storage.roster import chats, people
from storage.roster.chats import ChatRole

NO_GROUP = {
    BodyKind.AGENCY: "no_group",
    BodyKind.TEAM: "no_group_team",
    BodyKind.COUNTY: "no_group_county",
    BodyKind.OUTSIDE: "no_group_outside",
}
"""What is said of the bodies of a kind that have none."""


async def examine(session: Session, plan: Plan) -> list[Finding]:
    held = {row.position for row in await people.current_appointments(session, plan.jurisdiction)}
    joined = await chats.agency_chats(session, plan.jurisdiction)
    office = await chats.office_chat(session, plan.jurisdiction)
    found = [
        *([] if office else [problem("no_office", plan=plan.name)]),
        *_vacancies(plan, held),
        *_without_group(plan, joined),
        *await _without_channel(session, plan),
    ]
    return found or [well("enrolled", plan=plan.name, agencies=len(plan.agencies))]


def _vacancies(plan: Plan, held: Collection[str]) -> list[Finding]:
    # Without its signers an order cannot leave; the other posts only hear less.
    signing = {position for level in plan.levels for position in level.approval}
    vacant = [position for position in plan.positions if position.id not in held]
    signers = [position.name for position in vacant if position.id in signing]
    others = [position.name for position in vacant if position.id not in signing]
    return [
        *([problem("vacant_signers", plan=plan.name, names=signers)] if signers else []),
        *([warning("vacant", plan=plan.name, names=others)] if others else []),
    ]


def _without_group(plan: Plan, joined: Collection[str]) -> list[Finding]:
    found = [(key, *_of_kind(plan, kind, joined)) for kind, key in NO_GROUP.items()]
    return [
        warning(key, plan=plan.name, names=names, total=total)
        for key, names, total in found
        if names
    ]


def _of_kind(plan: Plan, kind: BodyKind, joined: Collection[str]) -> tuple[list[str], int]:
    """Those of a kind that have none, and how many there are."""
    those = [body for body in plan.bodies if body.body_kind is kind]
    return [body.short for body in those if body.id not in joined], len(those)


async def _without_channel(session: Session, plan: Plan) -> list[Finding]:
    if plan.public is None or await chats.in_roles(session, plan.jurisdiction, [ChatRole.PUBLIC]):
        return []
    return [warning("no_public", plan=plan.name, name=plan.public.name)]
