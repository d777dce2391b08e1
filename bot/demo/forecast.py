"""Tells in words what is due next: the bot's agenda and what scripted people mean to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.house import House
from bot.demo.sayings import listed, say, sayings
from office.desk import Desk
from office.ladder.policies import policy_of
from office.ladder.rules import decide
from office.ladder.standings import Policy, Service, ServiceState, Standing
from office.ladder.verdicts import LadderVerdict, Reason, Take, Wait
from office.matters import naming
from office.matters.alerts import START
from office.matters.order_texts import title
from office.obligations import boards
from office.obligations.lifecycle import PauseReason, pause_reasons
from sandbox.backstage import Due
from sandbox.page.views import chat_key
from storage import agenda
from storage.agenda import STEP
from storage.decisions import matters
from storage.decisions.matters import MatterState
from storage.immutable import immutable
from storage.owed import obligations as stored
from storage.owed.obligations import Obligation

FAR = 500
"""The number of agenda items that are looked at; a day of 38 agencies has about a hundred."""
_SERVED = Service(ServiceState.ACCEPTED)


@immutable
class Coming:
    """Something that will happen, to one agency or to nobody in particular."""

    at: datetime
    saying: str
    agency: str | None = None
    matter: str = ""
    title: str = ""
    kind: str = ""


@dataclass(slots=True)
class ForecastLine:
    """The same event for several agencies within one minute."""

    first: Coming
    until: datetime
    agencies: list[str] = field(default_factory=list)


async def lines(house: House, desk: Desk) -> list[ForecastLine]:
    coming = [*await _of_bot(desk), *_of_people(house)]
    return _merged(sorted(coming, key=lambda one: one.at))


def told(line: ForecastLine, house: House, desk: Desk) -> Due:
    # The names stand in the plan's order, even where one comes first by a second.
    shorts = [agency.short for agency in desk.plan.agencies if agency.id in line.agencies]
    who = listed(shorts, desk.words)
    first = line.first
    facts = {"who": who, "matter": first.matter, "title": first.title, "kind": first.kind}
    return Due(first.at, say(first.saying, desk.words.locale, **facts), _chat(line, house))


def _chat(line: ForecastLine, house: House) -> str:
    if len(line.agencies) == 1:
        return chat_key(house.cast.group(line.agencies[0]))
    return "" if line.agencies else chat_key(house.cast.office_group())


def _merged(coming: Iterable[Coming]) -> list[ForecastLine]:
    found: dict[tuple[datetime, str, str, str], ForecastLine] = {}
    for one in coming:
        minute = one.at.replace(second=0, microsecond=0)
        line = found.setdefault(
            (minute, one.saying, one.matter, one.title), ForecastLine(one, one.at)
        )
        line.until = max(line.until, one.at)
        if one.agency is not None:
            line.agencies.append(one.agency)
    return list(found.values())


def _of_people(house: House) -> Iterable[Coming]:
    for deed in house.liaisons.coming():
        yield Coming(deed.at, f"act_{deed.act}", deed.agency)


async def _of_bot(desk: Desk) -> list[Coming]:
    items = await agenda.waiting(desk.session, desk.jurisdiction, FAR)
    owed = {row.key: row for row in await stored.open_in(desk.session, desk.jurisdiction)}
    rules = await _rules(desk, owed.values())
    return [
        _step(desk, owed[item.subject], item.due_at, rules)
        if item.kind == STEP and item.subject in owed
        else await _of_item(desk, item)
        for item in items
        # A board shows what has become so, and nothing happens to anybody by it.
        if item.kind != boards.DUE
    ]


async def _of_item(desk: Desk, item: agenda.Due) -> Coming:
    if item.kind == START:
        return Coming(item.due_at, "due_alert_start", title=await _order(desk, item.subject))
    saying = f"due_{item.kind}"
    if saying in sayings():
        return Coming(item.due_at, saying)
    return Coming(item.due_at, "due_other", kind=item.kind)


async def _order(desk: Desk, order_id: int) -> str:
    order = await matters.order(desk.session, order_id)
    if order is None:
        return ""
    return title(desk, await desk.plan_of(order), order)


@immutable
class _Rules:
    """What the ladder decides by, read once for a hundred obligations."""

    policies: dict[int, Policy]
    """The policy of each obligation: bodies may climb different ladders."""
    lifted: set[int]
    """The alerts that were lifted."""


async def _rules(desk: Desk, owed: Iterable[Obligation]) -> _Rules:
    policies = {row.key: await policy_of(desk, row) for row in owed}
    lifted = await matters.matters_in(desk.session, desk.jurisdiction, MatterState.LIFTED)
    return _Rules(policies, {alert.key for alert in lifted})


def _step(desk: Desk, owed: Obligation, at: datetime, rules: _Rules) -> Coming:
    # This says what the ladder will do if everything is delivered and nothing is answered.
    reasons = pause_reasons(owed)
    standing = Standing(
        step=owed.step,
        due_at=owed.due_at,
        step_due_at=owed.step_due_at or at,
        notice=_SERVED,
        extension_pending=PauseReason.EXTENSION in reasons,
        held=PauseReason.UNREACHABLE in reasons,
        lifted=owed.matter_id in rules.lifted,
    )
    verdict = decide(standing, rules.policies[owed.key], at)
    return Coming(at, _saying(verdict), owed.agency, naming.matter_of(desk, owed))


def _saying(verdict: LadderVerdict) -> str:
    # A step without a saying, such as one that a person decides, is not told of beforehand.
    match verdict:
        case Take(move=move) if f"due_{move}" in sayings():
            return f"due_{move}"
        case Wait(reason=Reason.QUIET_HOURS):
            return "due_quiet"
        case _:
            return "due_look"
