"""What waits in an office, and for whom: one row for each kind of it.

The workbench shows these lines. A row also says which written rows may change its line, so that the
workbench is counted anew after the decisions that matter to it, and after no others.
"""

from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import datetime
from typing import Any

from messages.views.workbench import WaitingLine
from office.bodies import agency_names
from office.bodies.people import name_of, position_name
from office.consultations import cadence
from office.decisions import rounds
from office.desk import Desk
from office.forecasts import proposal_cards
from office.ladder import slip_drafts
from office.records import office_work
from office.region import floor, progress, urgent
from office.sending import dead_letters
from office.shifts import alarms
from office.signing.requests import post_name
from office.supervision import missed_cards
from storage.decisions import consents, matters
from storage.decisions.approvals import Approval
from storage.decisions.consents import Consent, ConsentState
from storage.decisions.matters import Matter, MatterKind
from storage.delivery import about
from storage.delivery.outbox import Delivery, DeliveryState
from storage.immutable import immutable
from storage.owed import extensions, obligations, questioned
from storage.owed.extensions import Extension
from storage.owed.obligations import Obligation
from storage.owed.questioned import QuestionedReply
from storage.problems import problems, rectifications, tips
from storage.problems.problems import Problem, ProblemState
from storage.problems.rectifications import Rectification
from storage.problems.tips import Tip
from storage.region import upper_orders
from storage.region.filed_orders import Progress
from storage.region.upper_orders import UpperOrder
from storage.region.urgent import UrgentDispatch
from storage.roster import chats
from storage.roster.chats import Chat
from storage.rota import shifts
from storage.rota.alarms import Alarm
from storage.rota.office_work import WorkTurn
from storage.rota.shifts import Shift
from storage.sky import consultations, proposals
from storage.sky.consultations import Consultation, ConsultationOpinion
from storage.sky.proposals import AirProposal
from storage.subjects import Subject
from storage.supervision import appraisals, findings, missed_occasions, slip_batches, slips
from storage.supervision.appraisals import AppraisalObjection
from storage.supervision.findings import FiledFinding
from storage.supervision.missed_occasions import MissedOccasion
from storage.supervision.slip_batches import SlipBatch, SlipDraft
from storage.supervision.slips import Slip


@immutable
class KindOfWaiting:
    name: str
    """Its line is the phrase `waiting_<name>`, in the summary `waiting_<name>_short`."""
    whom: Callable[[Desk], Awaitable[list[str]]]
    """One name for each thing that waits; a name may come twice."""
    kinds: frozenset[type[Any]] = frozenset()
    """Whatever is written to rows of these kinds may change the line."""
    rows: dict[type[Any], Callable[[Any, datetime], bool]] = field(default_factory=dict)
    """These kinds are written all the time, and only rows like these may change what waits."""

    async def line(self, desk: Desk) -> WaitingLine | None:
        names = await self.whom(desk)
        facts = {"count": len(names), "whom": list(filter(None, dict.fromkeys(names)))}
        key = f"waiting_{self.name}"
        short, text = desk.words.plain(f"{key}_short", **facts), desk.words.plain(key, **facts)
        return WaitingLine(short, text) if names else None


async def lines(desk: Desk) -> tuple[WaitingLine, ...]:
    found = [await one.line(desk) for one in WAITING]
    return tuple(line for line in found if line is not None)


def may_have_changed(kinds: set[type[Any]], written: list[object], now: datetime) -> bool:
    """Whether a decision that wrote these kinds of rows, and these rows, may change a line."""
    if any(kinds & one.kinds for one in WAITING):
        return True
    return any(
        may_change(row, now)
        for one in WAITING
        for kind, may_change in one.rows.items()
        for row in written
        if type(row) is kind
    )


def _marked(desk: Desk, whom: str, *, drill: bool | None) -> str:
    """An exercise asks people for what it would ask in earnest, and each line says which it is."""
    return desk.words.plain("waiting_in_exercise", whom=whom) if drill else whom


async def _signatures(desk: Desk) -> list[str]:
    return [
        _marked(
            desk,
            post_name(desk, step.asked, step.row),
            drill=await about.is_drill(desk.session, step.asked.subject),
        )
        for step in await rounds.asked_steps(desk)
    ]


async def _from_above(desk: Desk) -> list[str]:
    """The level that the office above wants, while ours is neither issued nor being signed."""
    bound = await floor.standing(desk)
    if bound is None or (await progress.of(desk, bound)).progress is not Progress.NONE:
        return []
    return [bound.level.name]


async def _of_the_air(desk: Desk) -> list[str]:
    """What the air would have the office do, whether or not somebody has begun to decide."""
    rows = await proposals.open_proposals(desk.session, desk.jurisdiction)
    return [proposal_cards.what(desk, row) for row in rows if not row.drill]


async def _to_be_checked(desk: Desk) -> list[str]:
    """Consents by telephone and orders from above: a second person compares what was recorded."""
    recorded = await consents.in_state(desk.session, desk.jurisdiction, ConsentState.RECORDED)
    registered = await upper_orders.unchecked(desk.session, desk.jurisdiction)
    by_telephone = [desk.words.plain("waiting_checks_consent") for _ in recorded]
    return [*by_telephone, *(one.number or one.level_name for one in registered)]


async def _ratifications(desk: Desk) -> list[str]:
    given = await consents.in_state(desk.session, desk.jurisdiction, ConsentState.CONFIRMED)
    return [await name_of(desk, one.given_by) for one in given]


async def _alarms(desk: Desk) -> list[str]:
    raised = await alarms.waiting(desk)
    on = [await shifts.shift(desk.session, desk.jurisdiction, one.shift_id) for one in raised]
    return [shift.officer if shift is not None else "" for shift in on]


async def _requests(desk: Desk) -> list[str]:
    return [
        _marked(
            desk,
            agency_names.short(desk, one.agency),
            drill=await about.is_drill(desk.session, Subject.of(one)),
        )
        for one in await extensions.asked(desk.session, desk.jurisdiction)
    ]


async def _consultations_due(desk: Desk) -> list[str]:
    return [one.held.name for one in await cadence.due(desk)]


def _asks_to_confer(row: Delivery, _now: datetime) -> bool:
    """Nothing else is written as one falls due."""
    return (row.dedupe_key or "").startswith(cadence.KEY)


async def _opinions(desk: Desk) -> list[str]:
    """Whose boxes are empty; where all are filled, the office's own."""
    found: list[str] = []
    opened = await matters.open_matters(
        desk.session, desk.jurisdiction, MatterKind.CONSULTATION, drill=False
    )
    for matter in opened:
        held = await consultations.of_matter(desk.session, matter.key)
        filled = await consultations.signed(desk.session, matter.key)
        boxes = held.boxes if held is not None else {}
        left = [agency_names.short(desk, body) for box, body in boxes.items() if box not in filled]
        found += left or [desk.words.plain("consultation_box_office")]
    return found


async def _problems(desk: Desk) -> list[str]:
    """Those of exercises are in no list, and so they are not counted here either."""
    filed = await problems.in_states(desk.session, desk.jurisdiction, (ProblemState.FILED,))
    return [one.unit or one.place or one.serial for one in filed if not one.drill]


async def _tips(desk: Desk) -> list[str]:
    return [str(one.key) for one in await tips.unchecked(desk.session, desk.jurisdiction)]


async def _acceptances(desk: Desk) -> list[str]:
    applied = await rectifications.applied(desk.session, desk.jurisdiction)
    return [agency_names.short(desk, one.body) for one in applied]


async def _disputes(desk: Desk) -> list[str]:
    disputed = await rectifications.disputed(desk.session, desk.jurisdiction)
    return [agency_names.short(desk, one.body) for one in disputed]


async def _replies(desk: Desk) -> list[str]:
    return [
        _marked(desk, agency_names.short(desk, one), drill=drill)
        for drill in (False, True)
        for one in await questioned.unjudged_bodies(
            desk.session, desk.jurisdiction, desk.now, drill=drill
        )
    ]


async def _missed(desk: Desk) -> list[str]:
    asked = await missed_occasions.waiting(desk.session, desk.jurisdiction)
    return [await missed_cards.matter(desk, one) for one in asked if await _slips_wait(desk, one)]


async def _slips_wait(desk: Desk, asked: MissedOccasion) -> bool:
    return any(one.ladder_ended is None for one in await missed_cards.those(desk, asked))


async def _objections(desk: Desk) -> list[str]:
    filed = await appraisals.open_objections(desk.session, desk.jurisdiction)
    return [agency_names.short(desk, one.agency) for one in filed]


async def _limits(desk: Desk) -> list[str]:
    asked = await slip_batches.asked_for_limits(desk.session, desk.jurisdiction)
    drafts = [row for one in asked for row in await slip_drafts.waiting_in(desk, one.key)]
    return [await _body(desk, rows[0]) for rows in slip_drafts.by_slip(drafts)]


async def _body(desk: Desk, draft: SlipDraft) -> str:
    owed = await desk.session.get_one(Obligation, draft.obligation_id)
    return _marked(desk, agency_names.short(desk, owed.agency), drill=owed.drill)


async def _copies(desk: Desk) -> list[str]:
    asked = await slips.with_copies_asked(desk.session, desk.jurisdiction)
    return [_marked(desk, agency_names.short(desk, body), drill=drill) for body, drill in asked]


async def _findings(desk: Desk) -> list[str]:
    unnoted = await findings.unnoted(desk.session, desk.jurisdiction)
    return [position_name(desk, one.position) for one in unnoted]


async def _office_work(desk: Desk) -> list[str]:
    return [one.title for one in await office_work.open_turns(desk)]


async def _overdue(desk: Desk) -> list[str]:
    bodies = await obligations.overdue(desk.session, desk.jurisdiction, desk.now)
    return [agency_names.short(desk, one) for one in bodies]


async def _unreachable(desk: Desk) -> list[str]:
    bound = await chats.agency_chats(desk.session, desk.jurisdiction)
    return [
        agency_names.short(desk, body)
        for body, those in bound.items()
        if not any(chat.reachable for chat in those)
    ]


async def _dead(desk: Desk) -> list[str]:
    dead = await dead_letters.standing(desk)
    return [agency_names.short(desk, row.agency) if row.agency else "" for row in dead]


def _is_overdue(row: Obligation, now: datetime) -> bool:
    return row.due_at <= now


def _is_or_was_dead(row: Delivery, _now: datetime) -> bool:
    return row.state == DeliveryState.DEAD or row.asked_again_at is not None


WAITING: tuple[KindOfWaiting, ...] = (
    KindOfWaiting("upper", _from_above, frozenset({UpperOrder, Matter})),
    KindOfWaiting("air", _of_the_air, frozenset({AirProposal})),
    KindOfWaiting("signatures", _signatures, frozenset({Approval})),
    KindOfWaiting("ratifications", _ratifications, frozenset({Consent})),
    KindOfWaiting("checks", _to_be_checked, frozenset({Consent, UpperOrder})),
    KindOfWaiting("urgent", urgent.open_names, frozenset({UrgentDispatch})),
    KindOfWaiting("alarms", _alarms, frozenset({Alarm, Shift})),
    KindOfWaiting("requests", _requests, frozenset({Extension})),
    KindOfWaiting("opinions", _opinions, frozenset({Consultation, ConsultationOpinion, Matter})),
    KindOfWaiting(
        "consultations",
        _consultations_due,
        frozenset({Consultation, Matter, AirProposal}),
        {Delivery: _asks_to_confer},
    ),
    KindOfWaiting("disputes", _disputes, frozenset({Rectification})),
    KindOfWaiting("acceptances", _acceptances, frozenset({Rectification})),
    KindOfWaiting("problems", _problems, frozenset({Problem})),
    KindOfWaiting("tips", _tips, frozenset({Tip})),
    KindOfWaiting("replies", _replies, frozenset({QuestionedReply})),
    KindOfWaiting("missed", _missed, frozenset({MissedOccasion})),
    KindOfWaiting("objections", _objections, frozenset({AppraisalObjection})),
    KindOfWaiting("limits", _limits, frozenset({SlipBatch, SlipDraft})),
    KindOfWaiting("copies", _copies, frozenset({Slip})),
    KindOfWaiting("findings", _findings, frozenset({FiledFinding})),
    KindOfWaiting("office_work", _office_work, frozenset({WorkTurn})),
    KindOfWaiting("overdue", _overdue, rows={Obligation: _is_overdue}),
    KindOfWaiting("unreachable", _unreachable, frozenset({Chat})),
    KindOfWaiting("dead", _dead, rows={Delivery: _is_or_was_dead}),
)
"""They stand in the order in which the workbench shows them. Nothing here may tell of a referral:
whom it does not concern reads the workbench too."""
