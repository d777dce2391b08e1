"""The one message of a proposal: what it rests on, what the plan would do, and the taps."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from messages.keyboards import Keyboard, button
from messages.pictures.frozen import frozen
from messages.render import Message
from messages.views.sky import (
    AirProposalView,
    DrawnWindow,
    OutlookPicture,
    PlannedResponse,
    ProofLine,
    ReadingLine,
    UpperLock,
)
from office import enclosing, post
from office.desk import Desk
from office.enclosing import Drawing
from office.forecasts import echo, senders
from office.forecasts.graded import GradedAir
from office.forecasts.known_air import KnownAir
from office.forecasts.prefilling import mean_hours
from office.forecasts.verdicts import NO_LEVEL, AirVerdict
from office.matters import alerts, control_proposals, kinds
from office.matters.control_proposals import Spell
from office.plan.levels import Level
from office.plan.model import Plan
from office.post import Posting
from office.region import floor
from office.shifts import alarms
from office.shifts.alarms import AlarmCause
from office.shifts.concerns import Concern
from office.sky.aqi import AirPollutant
from office.sky.series import HOUR, HOURS_OF_A_DAY
from office.sky.windows import RunningMean, to_one_decimal
from storage.decisions import declines, matters
from storage.delivery import outbox
from storage.sky import forecasts
from storage.sky.proposals import AirErrand, AirProposal, AirProposalState
from storage.subjects import Subject

DRAFT_VERB, AS_ALERT_VERB, DECLINE_VERB, CONSULT_VERB = "apdraft", "apalert", "apno", "cnopen"
ALARMING = frozenset({AirErrand.START, AirErrand.RAISE})
"""Whoever is on duty is alarmed by a level that is due, by night too."""
CONFERRED = frozenset(AirErrand) - {AirErrand.CONTROL}
SHOWN_BEFORE = timedelta(hours=24)
"""So much of what was measured stands before the forecast in the picture."""
CRAFT, NAME = "outlook_picture", "proposal.png"


async def put_up(desk: Desk, row: AirProposal, drawing: Drawing) -> None:
    message = await _message(desk, row)
    key = f"air_proposal:{row.key}"
    posting = enclosing.drawn(drawing, Posting(Subject.of(row), dedupe_key=key))
    if row.errand in ALARMING or _ends_soon(desk, row):
        cause = AlarmCause(Concern.AIR, Subject.of(row))
        shown = await alarms.raise_alarm(desk, cause, message, posting)
    else:
        shown = await post.tell_office(desk, message, posting)
    row.card_id = shown.key if shown else None
    desk.session.add(row)
    await desk.session.flush()


def _ends_soon(desk: Desk, row: AirProposal) -> bool:
    """The office is asked at an announced end anyway; nearer than the notice that is too late."""
    notice = desk.plan.notice.issue_ahead
    return row.errand == AirErrand.PROLONG and row.starts_at - desk.now < notice


async def redraw(desk: Desk, row: AirProposal, drawing: Drawing | None = None) -> None:
    """Edit it, without a sound; its picture too, where another one is given."""
    if row.card_id is None:
        return
    shown = await outbox.delivery(desk.session, row.card_id)
    message = await alarms.as_it_stands(desk, Subject.of(row), await _message(desk, row))
    last = post.last_part(message, drill=shown.drill, caption=outbox.is_caption(shown.context))
    edit = await post.edit(desk, shown, last)
    if drawing is not None:
        enclosing.redraw(desk, edit, drawing)


async def _message(desk: Desk, row: AirProposal) -> Message:
    view = await card_view(desk, row)
    return Message(desk.words.text("air_proposal", view), _keyboard(desk, row))


def _keyboard(desk: Desk, row: AirProposal) -> Keyboard:
    if row.state != AirProposalState.OPEN:
        return ()
    plain, key = desk.words.plain, row.key
    confer = (button(plain("button_air_consult"), CONSULT_VERB, key),)
    write = (button(plain("button_air_draft"), DRAFT_VERB, key),)
    first = (*(confer if row.errand in CONFERRED else ()), *write)
    if row.errand == AirErrand.NOTICE:
        return (first, (button(plain("button_air_as_alert"), AS_ALERT_VERB, key),))
    if row.errand not in ALARMING or row.decline_id is not None or not desk.plan.chains.decline:
        return (first,)
    return (first, (button(plain("button_air_decline"), DECLINE_VERB, key),))


async def card_view(desk: Desk, row: AirProposal) -> AirProposalView:
    plan = await desk.plan_version(row.plan_version_id)
    found = row.found
    level = plan.known_level(row.level or found.get("figures") or "")
    former = plan.known_level(row.former_level or "")
    forecast = await forecasts.forecast(desk.session, row.forecast_id) if row.forecast_id else None
    is_open = row.state == AirProposalState.OPEN
    causes = plan.grading.no_response_causes if plan.grading else ()
    return AirProposalView(
        errand=row.errand,
        level=level.name if level else "",
        mark=level.colour if level and row.level else "",
        former=former.name if former else "",
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        primary=tuple(
            echo.pollutant_name(desk, AirPollutant(one)) for one in found.get("primary", ())
        ),
        cause=next((one.name for one in causes if one.id == found.get("cause")), ""),
        guessed=bool(found.get("guessed")),
        proofs=tuple(_proofs(found.get("proofs", ()))),
        highest=next((one[2] for one in found.get("windows", ())), ""),
        mean_hours=plan.grading.mean_hours if plan.grading else HOURS_OF_A_DAY,
        better_for=plan.grading.better_for // HOUR if plan.grading else 0,
        below=found.get("below", 0),
        above=plan.control.above or 0 if plan.control else 0,
        cancels=bool(found.get("cancels")),
        readings=tuple(_readings(plan, found)),
        at_worst=_name(plan, found.get("at_worst", NO_LEVEL)),
        missing=found.get("missing", 0),
        by_day=bool(found.get("by_day")),
        measured=found.get("measured", 0),
        undetermined="undetermined" in found and is_open,
        sender=senders.called(desk, forecast.body if forecast else None),
        forecast_at=forecast.in_force_at if forecast else None,
        planned=_planned(desk, plan, row, level) if is_open else None,
        lock=await _lock(desk, row, level) if is_open else None,
        lifts_at=await _announced_lift(desk, row) if is_open else None,
        control=is_open and await _wants_control(desk, row),
        state=row.state,
        why=found.get("why", ""),
        serial=await _serial(desk, row),
        settled_at=row.settled_at,
        grounds=await _grounds(desk, row),
    )


def _proofs(kept: Iterable[dict[str, object]]) -> Iterator[ProofLine]:
    for one in kept:
        windows = [[str(said) for said in window] for window in one["windows"]]  # type: ignore[attr-defined]
        yield ProofLine(
            int(str(one["above"])),
            int(str(one["hours"])),
            datetime.fromisoformat(windows[0][0]),
            datetime.fromisoformat(windows[-1][1]),
            mean_hours(windows[0]),
            tuple(window[2] for window in windows),
        )


def _readings(plan: Plan, found: dict[str, Any]) -> Iterator[ReadingLine]:
    for reading, level in (found.get("readings") or {}).items():
        yield ReadingLine(reading, _name(plan, level))
    for other in ("amounts", "index"):
        if other in found:
            yield ReadingLine(other, _name(plan, str(found[other])))


def _name(plan: Plan, level_id: str) -> str:
    level = plan.known_level(level_id)
    return level.name if level else ""


def _planned(
    desk: Desk, plan: Plan, row: AirProposal, level: Level | None
) -> PlannedResponse | None:
    if row.errand not in ALARMING or level is None:
        return None
    ahead = plan.notice.issue_ahead
    before = row.starts_at - ahead
    return PlannedResponse(
        response=level.response,
        chain=tuple(
            desk.words.plain(f"air_act_{step.act}", post=plan.position(step.by[0]).name)
            for step in level.chain
        ),
        told=len(kinds.concerned(plan, kinds.ALERT)),
        # No body has an empty id, so these are the measures of all.
        measures=sum(len(group.measures) for group in plan.other_measures("", level.id)),
        issue_before=before if row.errand == AirErrand.START else None,
        notice=int(ahead / HOUR),
        is_short=before < desk.now,
        has_begun=row.starts_at <= desk.now,
    )


async def _lock(desk: Desk, row: AirProposal, level: Level | None) -> UpperLock | None:
    """The alert of the office above that keeps ours from going lower."""
    if row.errand not in (AirErrand.LOWER, AirErrand.LIFT):
        return None
    bound = await floor.standing(desk)
    to = level if row.errand == AirErrand.LOWER else None
    if bound is None or (to is not None and to.rank >= bound.level.rank):
        return None
    if await floor.is_agreed(desk, bound, to):
        return None
    return UpperLock(bound.order.upper, bound.order.number, bound.level.name)


async def _announced_lift(desk: Desk, row: AirProposal) -> datetime | None:
    if row.errand != AirErrand.START:
        return None
    alert = await alerts.standing_alert(desk)
    coming = await alerts.coming_end(desk, alert) if alert else None
    return coming.starts_at if coming else None


async def _wants_control(desk: Desk, row: AirProposal) -> bool:
    """Whether the draft of this alert would propose a dispatch as well."""
    says = desk.plan.control is not None and desk.plan.control.above is not None
    if row.errand != AirErrand.START or not says:
        return False
    return await control_proposals.is_first(desk, Spell(row.starts_at, row.ends_at))


async def _serial(desk: Desk, row: AirProposal) -> str:
    order = await matters.order(desk.session, row.order_id) if row.order_id else None
    return (order.serial or "") if order else ""


async def _grounds(desk: Desk, row: AirProposal) -> str:
    made = await declines.decline(desk.session, row.decline_id) if row.decline_id else None
    return made.grounds if made else ""


# The picture


def picture(
    desk: Desk, row: AirProposal, one: AirVerdict, air: KnownAir, graded: GradedAir
) -> Drawing:
    """Draw the hours of the forecast and the last that were measured, with what counts in them."""
    counts_from = min((window.starts_at for window in one.windows), default=air.start)
    start = max(air.start, min(desk.local(desk.now) - SHOWN_BEFORE, counts_from))
    start = start.replace(minute=0, second=0, microsecond=0)
    hours = graded.outlook.hours[(start - air.start) // HOUR :]
    view = OutlookPicture(
        title=desk.words.plain("picture_air_title", what=what(desk, row)),
        note=_note(desk, air),
        colour=one.level.colour if one.level and row.level else "",
        start=start,
        hours=tuple(map(echo.drawn_hour, hours)),
        classes=tuple(echo.drawn_classes(desk)),
        lines=tuple(echo.lines(desk.plan.levels)),
        windows=tuple(_drawn(window, start) for window in one.windows),
        remarks=(),
        drill=row.drill,
    )
    return Drawing(CRAFT, frozen(view, desk.words), NAME)


def what(desk: Desk, row: AirProposal) -> str:
    """Name it in a line: 启动橙色预警."""
    level, former = (desk.plan.known_level(one or "") for one in (row.level, row.former_level))
    return desk.words.plain(
        f"air_errand_{row.errand}",
        level=level.name if level else row.level,
        former=former.name if former else row.former_level,
    )


def _note(desk: Desk, air: KnownAir) -> str:
    sent = air.forecast
    return desk.words.plain(
        "picture_air_note",
        sender=senders.called(desk, sent.body if sent else None),
        at=sent.read_at if sent else None,
        measured=bool(air.measured),
    )


def _drawn(window: RunningMean, start: datetime) -> DrawnWindow:
    first, after = ((at - start) // HOUR for at in (window.starts_at, window.ends_at))
    return DrawnWindow(first, after, to_one_decimal(Fraction(window.mean or 0)))
