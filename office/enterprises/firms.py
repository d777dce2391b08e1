"""Enterprises by name, and all that is on record of one of them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from messages.views.enterprises import (
    EnterpriseDecisionLine,
    EnterpriseProblemLine,
    EnterpriseView,
    FirmDayLine,
    ListedCurb,
)
from office.bodies import agency_names
from office.bodies.people import Actor, require_auditor, require_office
from office.desk import Desk
from office.enterprises import decision_texts, earlier_problems
from office.reading import firm_names
from office.reading.typed import compact
from office.refusal import Refusal
from storage.enterprises import decisions, enterprises, reduction_lists
from storage.enterprises.enterprises import Enterprise
from storage.enterprises.reduction_lists import ListedEnterprise, ListState, ReductionList
from storage.owed import firm_days
from storage.owed.firm_days import DONE, FirmDay, FirmMeasure
from storage.problems import problems

SHOW_VERB, DECIDE_VERB = "firm", "firmact"
"""The first has the enterprise as its argument, the second the kind of decision before it."""
FOUND_AT_MOST = 10
LONGEST_NAME = 60


async def find(desk: Desk, text: str) -> tuple[Enterprise, ...]:
    """Those whose names hold what was typed; the one that is called just so comes alone."""
    key = compact(text)
    if not key:
        return ()
    found = await enterprises.like(desk.session, desk.jurisdiction, key, FOUND_AT_MOST)
    named = await enterprises.by_keys(desk.session, desk.jurisdiction, [key])
    return tuple(named or found)


async def named(desk: Desk, name: str) -> Enterprise | None:
    """The enterprise of exactly this name, as a problem may say it."""
    found = await enterprises.by_keys(desk.session, desk.jurisdiction, [compact(name)])
    return found[0] if found else None


def is_named(firm: Enterprise, text: str) -> bool:
    """Whether its name holds what was typed; otherwise it is only near."""
    return compact(text) in firm.name_key


async def near(desk: Desk, name: str) -> tuple[Enterprise, ...]:
    """Those on record that are called almost so; whether one is meant is for a person to say."""
    every = await enterprises.of_jurisdiction(desk.session, desk.jurisdiction)
    found = [one for one in every if firm_names.are_near(one.name, name)]
    return tuple(found[:FOUND_AT_MOST])


async def enter(desk: Desk, who: Actor, name: str) -> Enterprise:
    """One that stands in no list is known from now on; a name that is known is not taken twice."""
    require_office(desk, who)
    said = " ".join(name.split())
    if not any(map(str.isalpha, said)) or len(said) > LONGEST_NAME:
        raise Refusal("firm_bad_name", most=LONGEST_NAME)
    known = await named(desk, said)
    if known is not None:
        return known
    made = Enterprise(
        jurisdiction=desk.jurisdiction, name=said, name_key=compact(said), created_at=desk.now
    )
    desk.session.add(made)
    await desk.session.flush()
    await earlier_problems.link(desk, [made])
    await desk.record("enterprise_entered", f"enterprise:{made.key}", by=who.user_id)
    return made


async def known(desk: Desk, enterprise_id: int) -> Enterprise:
    found = await enterprises.enterprise(desk.session, enterprise_id)
    if found is None or found.jurisdiction != desk.jurisdiction:
        raise Refusal("button_obsolete")
    return found


async def history(desk: Desk, who: Actor, enterprise_id: int) -> EnterpriseView:
    require_auditor(desk, who)
    firm = await known(desk, enterprise_id)
    versions = await reduction_lists.of_enterprise(desk.session, firm.key)
    newest = versions[0] if versions else None
    row = newest[1] if newest else None
    return EnterpriseView(
        enterprise_id=firm.key,
        name=firm.name,
        industry=row.industry if row else "",
        place=row.place if row else "",
        grade=row.grade if row else "",
        lines=row.lines if row else "",
        list_title=newest[0].title if newest else "",
        list_since=newest[0].in_force_at if newest else None,
        is_listed=newest is not None and newest[0].state == ListState.IN_FORCE,
        curbs=curbs(desk, row.curbs) if row else (),
        versions=len(versions),
        decisions=tuple(await _decisions(desk, firm)),
        problems=tuple(await _problems(desk, firm)),
        days=tuple(await _days(desk, firm)),
        near_problems=await earlier_problems.near(desk, firm),
        near_firms=tuple(one.name for one in await near(desk, firm.name) if one.key != firm.key),
    )


def curbs(desk: Desk, said: Mapping[str, Mapping[str, Any]]) -> tuple[ListedCurb, ...]:
    ordered = sorted(desk.plan.levels, key=lambda level: level.rank)
    return tuple(
        ListedCurb(level.name, found["act"], found["percent"], found["said"])
        for level in ordered
        if (found := said.get(level.id))
    )


async def listed_now(
    desk: Desk, enterprise_id: int
) -> tuple[ReductionList, ListedEnterprise] | None:
    """What the list in force says of it."""
    versions = await reduction_lists.of_enterprise(desk.session, enterprise_id)
    return next((one for one in versions if one[0].state == ListState.IN_FORCE), None)


async def _decisions(desk: Desk, firm: Enterprise) -> list[EnterpriseDecisionLine]:
    rows = await decisions.of_enterprise(desk.session, firm.key)
    return [
        EnterpriseDecisionLine(
            decision_id=row.key,
            kind=row.kind,
            serial=row.serial or "",
            at=row.issued_at or row.drafted_at,
            state=row.state,
            drill=row.drill,
            reason=row.said.get("reason", ""),
            outcomes=tuple(await decision_texts.outcomes(desk, row)),
        )
        for row in rows
    ]


async def _days(desk: Desk, firm: Enterprise) -> list[FirmDayLine]:
    """A line a day and body, with what it did and the power that it used."""
    found: dict[tuple[date, str, bool], dict[str, FirmDay]] = {}
    for one in await firm_days.of_enterprise(desk.session, firm.key):
        key = (one.row.day, one.row.body, one.row.drill)
        found.setdefault(key, {})[one.row.measure] = one.row
    return [_day(desk, day, body, rows, drill=drill) for (day, body, drill), rows in found.items()]


def _day(
    desk: Desk, day: date, body: str, rows: Mapping[str, FirmDay], *, drill: bool
) -> FirmDayLine:
    curb, power = rows.get(FirmMeasure.CURB), rows.get(FirmMeasure.POWER)
    return FirmDayLine(
        day=day,
        body=agency_names.short(desk, body),
        act=curb.act if curb is not None else "",
        done=curb.value == DONE if curb is not None else None,
        power=f"{Decimal(power.value or '0'):,f}" if power is not None else "",
        drill=drill,
    )


async def _problems(desk: Desk, firm: Enterprise) -> list[EnterpriseProblemLine]:
    rows = await problems.of_enterprise(desk.session, firm.key)
    return [
        EnterpriseProblemLine(row.serial, row.filed_at, row.state, row.found, row.drill)
        for row in rows
    ]
