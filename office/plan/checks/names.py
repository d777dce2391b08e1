"""Names and ids: each says one thing."""

from collections.abc import Iterator

from office.plan.checks.tools import repeats
from office.plan.faults import Fault, Said
from office.plan.shape import PlanShape
from office.plan.when import BY_CALENDAR


def ids_are_unique(plan: PlanShape) -> Iterator[Fault]:
    for section, ids in _ids(plan).items():
        for repeated in repeats(ids):
            yield Fault(
                f"{section}.{repeated}",
                Said(f"编号“{repeated}”重复", f"id '{repeated}' is used more than once"),
                Said("换一个没有用过的编号", "give each entry an id of its own"),
            )


def body_ids_differ(plan: PlanShape) -> Iterator[Fault]:
    # Chats, deliveries and obligations name a body by its id alone.
    first: dict[str, str] = {}
    for body in plan.bodies:
        section = first.setdefault(body.id, body.section)
        if section != body.section:
            yield Fault(
                f"{body.section}.{body.id}",
                Said(f"编号“{body.id}”在 {section} 中已用", f"{section} has '{body.id}' too"),
                Said("换一个没有用过的编号", "give each body an id of its own"),
            )


def names_are_unique(plan: PlanShape) -> Iterator[Fault]:
    named: dict[str, list[set[str | None]]] = {
        "levels": [{it.id, it.name, it.name_en, *it.names} for it in plan.levels],
        "pollutants": [{it.id, it.name, it.name_en, *it.names} for it in plan.pollutants],
        "positions": [{it.name, it.name_en} for it in plan.positions],
        "channels": [{it.name, it.name_en} for it in plan.channels],
    }
    for section, names in named.items():
        for repeated in repeats(name for each in names for name in each if name):
            yield _ambiguous(section, repeated)


def body_names_are_unique(plan: PlanShape) -> Iterator[Fault]:
    # Somebody who types a name does not say which kind of body it is.
    named = [
        (body.section, name)
        for body in plan.bodies
        for name in dict.fromkeys((body.name, body.short, body.name_en, body.short_en))
        if name
    ]
    section_of = {name: section for section, name in named}
    for repeated in repeats(name for _, name in named):
        yield _ambiguous(section_of[repeated], repeated)


def _ambiguous(section: str, name: str) -> Fault:
    return Fault(
        section,
        Said(f"名称“{name}”不止一处使用", f"the name '{name}' is used twice"),
        Said("改掉其中一个，免得认错", "change one, or commands cannot tell them apart"),
    )


def ranks_differ(plan: PlanShape) -> Iterator[Fault]:
    for rank in repeats(level.rank for level in plan.levels):
        yield Fault(
            "levels",
            Said(f"有两个级别的 rank 都是 {rank}", f"two levels have rank {rank}"),
            Said("由低到高各给一个数", "number the levels from low to high"),
        )


def _ids(plan: PlanShape) -> dict[str, list[str]]:
    return {
        "levels": [level.id for level in plan.levels],
        "pollutants": [pollutant.id for pollutant in plan.pollutants],
        "positions": [position.id for position in plan.positions],
        "agencies": [agency.id for agency in plan.agencies],
        "teams": [team.id for team in plan.teams],
        "counties": [county.id for county in plan.counties],
        "outside": [office.id for office in plan.outside],
        "measures": [measure.id for measure in plan.measures],
        "channels": [channel.id for channel in plan.channels],
        "joint": [one.id for one in plan.joint],
        "office_work": [one.id for one in plan.office_work],
        "drills": [one.id for one in plan.drills],
        "papers": [one.id for one in (*plan.registers, *plan.filings)] + _by_calendar(plan),
        "forms": [form.id for form in plan.forms],
        "official_forms": [form.id for form in plan.official_forms],
        "seasons": [season.id for season in plan.seasons],
        "local_holidays": [one.id for one in plan.local_holidays],
        "appraisal.parts": [one.id for one in plan.appraisal.parts] if plan.appraisal else [],
        "appraisal.lines": [one.id for one in plan.appraisal.lines] if plan.appraisal else [],
    }


def _by_calendar(plan: PlanShape) -> list[str]:
    """What the calendar asks for is listed with the papers, under its kind."""
    return [owed.kind for owed in plan.owes if owed.when in BY_CALENDAR]
