"""Lets everybody of a performance enrol with a one-time code, as in real life."""

from datetime import datetime

from bot.demo.cast import Cast
from office.bodies import new_codes
from office.desk import Desks
from office.plan.model import Plan
from storage.roster.enrolment import CodeFor


async def enrol_everybody(desks: Desks, plan: Plan, people: Cast, now: datetime) -> None:
    async with desks.open(plan.jurisdiction, now, "cli:demo") as desk:
        issued = await new_codes.issue_missing(desk)
    # The office comes first in the list, so that it hears of everyone who follows.
    # Nobody plays the responsible persons, as the page would list as many people again.
    for one in issued:
        if one.target.kind is not CodeFor.RESPONSIBLE:
            _use_code(people, one.target.kind, one.target.id, one.code)


def _use_code(people: Cast, kind: CodeFor, target: str, code: str) -> None:
    world, bot = people.world, people.bot
    if kind is CodeFor.OFFICE:
        world.add_bot_to_group(people.office, bot, by=people.staff, start_code=code)
    elif target in people.groups:
        group, liaison = people.groups[target], people.liaisons[target]
        world.add_bot_to_group(group, bot, by=liaison, start_code=code)
    else:
        world.start_bot(people.holders[target], bot, code)
