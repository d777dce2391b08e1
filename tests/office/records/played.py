"""An exercise as its rows have it, and as plain facts too, which tests count in their own way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from office.desk import Desk
from office.plan.drills import USUAL_DRILLS
from office.plan.model import Plan
from storage.decisions.approvals import Approval, Decision
from storage.decisions.exercises import (
    ActKind,
    ActState,
    Exercise,
    ExerciseComment,
    ExercisePause,
    ExerciseSpeed,
    ExerciseState,
    ExerciseStep,
    Participation,
)
from storage.decisions.matters import Matter, MatterState, Order, OrderKind
from storage.delivery.outbox import Delivery, DeliveryKind, DeliveryState
from storage.occasions import of_day, of_order
from storage.owed import obligations
from storage.owed.obligations import Obligation, ObligationState
from storage.owed.reports import Report
from storage.roster import people
from storage.roster.people import Person
from storage.subjects import SubjectKind
from storage.supervision.slips import Slip, SlipState
from tests.office.episodes import OFFICER, order_of

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PLAYER, LIAISON = 71, 81
MET, LATE, OPEN = ObligationState.MET, ObligationState.MET_LATE, ObligationState.OPEN
GONE = ObligationState.SUPERSEDED
"""The lift took it off, as nobody had answered until then."""


class PlayedExercise:
    """One alert of yellow, of which each act has its rows."""

    def __init__(self, desk: Desk, exercise: Exercise, alert: Matter) -> None:
        self.desk, self.exercise, self.alert = desk, exercise, alert
        self.began_at = exercise.began_at or exercise.begins_at

    async def stored(self, *rows: Any) -> None:
        self.desk.session.add_all(rows)
        await self.desk.session.flush()

    async def order(self, kind: OrderKind, *, issued: datetime, starts: datetime) -> Order:
        order = await order_of(self.desk, self.alert, kind, at=starts, level="yellow")
        order.issued_at = issued
        await self.stored(order)
        return order

    async def signed(self, order: Order, position: str, took: timedelta, by: int = PLAYER) -> None:
        issued_at = order.issued_at or order.starts_at
        row = Approval(
            jurisdiction=self.desk.jurisdiction,
            subject_kind=SubjectKind.ORDER,
            subject_id=order.key,
            step=len(position),
            position=position,
            decision=Decision.APPROVED,
            asked_at=issued_at - took,
            decided_at=issued_at,
            decided_by=by,
        )
        await self.stored(row)

    async def sent(self, order: Order, after: Mapping[str, timedelta | None]) -> None:
        """Each body's message was accepted so long after the issue; None where it never was."""
        issued_at = order.issued_at or order.starts_at
        for number, (body, took) in enumerate(after.items()):
            row = Delivery(
                jurisdiction=self.desk.jurisdiction,
                kind=DeliveryKind.ALERT,
                lane=1,
                chat_id=-100 - number,
                agency=body,
                text="预警",
                drill=True,
                subject_kind=SubjectKind.ORDER,
                subject_id=order.key,
                state=DeliveryState.SENT if took is not None else DeliveryState.UNREACHABLE,
                created_at=issued_at,
                next_try_at=issued_at,
                closed_at=issued_at + took if took is not None else issued_at,
            )
            await self.stored(row)

    async def receipt(self, order: Order, body: str, minutes: int | None, state: str) -> None:
        at = order.issued_at or order.starts_at
        owed = self.owed(order, body, "receipt", at, state, due=30 * MINUTE)
        if minutes is not None:
            owed.met_at, owed.met_by = at + minutes * MINUTE, await self._liaison()
        await self.stored(owed)

    async def daily(self, order: Order, body: str, at: datetime, state: ObligationState) -> None:
        owed = self.owed(order, body, "daily", at, state, due=4 * HOUR)
        owed.day = (at - DAY).date()
        owed.occasion = of_day(owed.day)
        await self.stored(owed)
        if state == OPEN:
            return
        owed.met_at, owed.met_by = at + HOUR, await self._liaison()
        report = Report(
            jurisdiction=owed.jurisdiction,
            obligation_id=owed.key,
            agency=body,
            serial=f"演练·报{owed.key}",
            submitted_at=owed.met_at,
            submitted_by=LIAISON,
            late=state == LATE,
        )
        await self.stored(owed, report)

    def owed(
        self, order: Order, body: str, kind: str, at: datetime, state: str, *, due: timedelta
    ) -> Obligation:
        return Obligation(
            jurisdiction=order.jurisdiction,
            matter_id=order.matter_id,
            order_id=order.key,
            drill=True,
            agency=body,
            kind=kind,
            occasion=of_order(order.key),
            state=state,
            opened_at=at,
            due_at=at + due,
        )

    async def slip(self, body: str, state: SlipState) -> None:
        owed = await self._owed_by(body)
        row = Slip(
            jurisdiction=self.desk.jurisdiction,
            obligation_id=owed,
            drill=True,
            agency=body,
            step="yellow",
            serial=f"演练·黄提{body}",
            matter="日报",
            state=state,
            issued_at=self.began_at + DAY,
        )
        await self.stored(row)

    async def says(self, name: str, said: str, body: str | None = None) -> None:
        row = ExerciseComment(
            jurisdiction=self.desk.jurisdiction,
            exercise_id=self.exercise.key,
            user_id=LIAISON,
            name=name,
            body=body,
            said=said,
            said_at=self.began_at + 2 * DAY,
        )
        await self.stored(row)

    async def stood_still(self, cause: str, at: datetime, until: datetime | None) -> None:
        row = ExercisePause(
            jurisdiction=self.desk.jurisdiction,
            exercise_id=self.exercise.key,
            cause=cause,
            paused_at=at,
            resumed_at=until,
        )
        await self.stored(row)

    async def _owed_by(self, body: str) -> int:
        here = self.desk.jurisdiction
        found = await obligations.open_of_agency(self.desk.session, here, body, "daily")
        return found[-1].key

    async def _liaison(self) -> int:
        known = await people.person(self.desk.session, self.desk.jurisdiction, LIAISON)
        assert known is not None
        return known.key


async def played(
    desk: Desk,
    plan: Plan,
    *,
    began_at: datetime,
    ends_at: datetime | None = None,
    scripted: Sequence[str] = (),
    speed: ExerciseSpeed = ExerciseSpeed.REAL,
) -> PlayedExercise:
    """The rows of the exercise itself; its orders and what is owed are added by the test."""
    for user_id, name in ((PLAYER, "王扮演"), (LIAISON, "李联络"), (OFFICER, "值班员")):
        here, now = desk.jurisdiction, desk.now
        desk.session.add(Person(jurisdiction=here, user_id=user_id, name=name, first_seen_at=now))
    alert = Matter(
        jurisdiction=desk.jurisdiction,
        drill=True,
        state=MatterState.IN_FORCE,
        level="yellow",
        created_at=began_at,
        started_at=began_at + HOUR,
    )
    desk.session.add(alert)
    await desk.session.flush()
    exercise = Exercise(
        jurisdiction=desk.jurisdiction,
        script="usual",
        title="2026年重污染天气应急演练",
        level="yellow",
        days=2,
        speed=speed,
        begins_at=began_at,
        air=[170, 225],
        participants={
            one.id: Participation.SCRIPTED if one.id in scripted else Participation.REAL
            for one in plan.agencies
        },
        plays={"director": PLAYER},
        plan_version_id=desk.plan_version_id,
        drafted_by=OFFICER,
        drafted_at=began_at - DAY,
        state=ExerciseState.RUNNING if ends_at is None else ExerciseState.ENDED,
        began_at=began_at,
        ended_at=ends_at,
        alert_id=alert.key,
    )
    desk.session.add(exercise)
    await desk.session.flush()
    for number, act in enumerate((one.act for one in USUAL_DRILLS[0].acts), start=1):
        at = began_at + number * HOUR
        done = act is not ActKind.INSPECTION
        step = ExerciseStep(
            jurisdiction=desk.jurisdiction,
            exercise_id=exercise.key,
            number=number,
            act=act,
            planned_at=at,
            state=ActState.DONE if done else ActState.SKIPPED,
            began_at=at if done else None,
            ended_at=at + 10 * MINUTE if done else None,
            moved_on_by=OFFICER if act is ActKind.LIFT else None,
        )
        desk.session.add(step)
    await desk.session.flush()
    return PlayedExercise(desk, exercise, alert)
