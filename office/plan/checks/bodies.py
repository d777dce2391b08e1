"""Bodies, and whatever names them: groups, teams, measures, channels."""

from collections.abc import Iterator

from office.plan.bodies import SECTIONS, Team
from office.plan.checks.tools import nameable, unknown
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape


def groups_name_bodies(plan: PlanShape) -> Iterator[Fault]:
    bodies = {body.id for body in plan.bodies}
    taken = bodies | SECTIONS | {"all"}
    for group, members in plan.groups.items():
        if group in taken:
            yield Fault(
                f"groups.{group}",
                Said(f"组名“{group}”已有他用", f"the name '{group}' is already taken"),
                Said("换一个组名", "choose another name for the group"),
            )
        yield from unknown(f"groups.{group}", members, bodies, "bodies")


def teams_are_made_of_bodies(plan: PlanShape) -> Iterator[Fault]:
    # A team of teams might have nobody who answers for it in the end.
    known = {body.id for body in plan.bodies if not isinstance(body, Team)}
    sections = "agencies, counties, outside"
    for team in plan.teams:
        lead = [team.lead] if team.lead else []
        yield from unknown(f"teams.{team.id}.lead", lead, known, sections)
        yield from unknown(f"teams.{team.id}.members", team.members, known, sections)


def measures_refer_to_what_exists(plan: PlanShape) -> Iterator[Fault]:
    levels = {level.id for level in plan.levels}
    actors = nameable(plan)
    for measure in plan.measures:
        key = f"measures.{measure.id}"
        yield from unknown(f"{key}.level", [measure.level], levels, "levels")
        if measure.agencies != "all":
            yield from unknown(f"{key}.agencies", measure.agencies, actors, "bodies")
        yield from unknown(f"{key}.assist", measure.assist, actors, "bodies")


def channels_exist(plan: PlanShape) -> Iterator[Fault]:
    known = {channel.id for channel in plan.channels}
    yield from unknown("office_channels", plan.office_channels or (), known, "channels")
    for body in plan.bodies:
        key = f"{body.section}.{body.id}.channels"
        yield from unknown(key, body.channels or (), known, "channels")


def senders_are_known(plan: PlanShape) -> Iterator[Fault]:
    named = plan.forecasts.senders if plan.forecasts is not None else ()
    known = {*(body.id for body in plan.bodies), *(post.id for post in plan.positions)}
    yield from unknown("forecasts.senders", named, known, "bodies, positions")


def conferring_are_known(plan: PlanShape) -> Iterator[Fault]:
    agencies = {agency.id for agency in plan.agencies}
    yield from unknown("conferring", plan.conferring, agencies, "agencies")
