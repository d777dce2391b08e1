"""Consultations 会商: who judges what by when, and what is sent at the opening and at the end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from messages.views.consultations import BoxView, ConsultationEndingView, ConsultationView
from office.desk import Desk
from office.matters import kinds, playing, tasks
from office.plan.model import AnyPlan, Plan
from office.reading.typed import states_something
from office.refusal import Refusal
from storage.decisions import matters as matters_stored
from storage.decisions.matters import MatterKind, Order
from storage.immutable import immutable
from storage.owed.obligations import ObligationKind
from storage.sky import consultations as store
from storage.sky import forecasts
from storage.sky.consultations import (
    Consultation,
    ConsultationBox,
    ConsultationOccasion,
    ConsultationOpinion,
)
from storage.sky.forecasts import AirKind

TEXT_AT_MOST = 1000
BODIES_BOXES = tuple(one for one in ConsultationBox if one is not ConsultationBox.OFFICE)


@immutable
class ConsultationTerms:
    occasion: ConsultationOccasion
    boxes: dict[str, str]
    """Each box with its body; a box that nobody fills is left out."""
    text: str
    due_at: datetime
    title: str
    proposal_id: int | None = None

    @property
    def kind(self) -> MatterKind:
        return MatterKind.CONSULTATION

    @property
    def hours(self) -> int | None:
        return None

    @classmethod
    def of(cls, order: Order) -> "ConsultationTerms":
        said = order.says
        return cls(
            ConsultationOccasion(said["occasion"]),
            dict(said["boxes"]),
            said["text"],
            datetime.fromisoformat(said["due_at"]),
            said["title"],
            said.get("proposal"),
        )

    def as_says(self) -> dict[str, Any]:
        return {
            "bodies": list(self.boxes.values()),
            "occasion": self.occasion,
            "boxes": self.boxes,
            "text": self.text.strip(),
            "due_at": self.due_at.isoformat(),
            "title": self.title,
            **({"proposal": self.proposal_id} if self.proposal_id is not None else {}),
        }

    def check(self, plan: AnyPlan, now: datetime) -> None:
        check_boxes(plan, self.boxes)
        check_text(self.text)
        tasks.check_due(now, self.due_at)


def possible(plan: AnyPlan) -> tuple[str, ...]:
    """Who may fill a box; whoever the plan has confer, and its teams, stand first."""
    row = kinds.KINDS[MatterKind.CONSULTATION]
    first = (*plan.conferring, *(team.id for team in plan.teams))
    others = (body.id for body in kinds.concerned(plan, row))
    return tuple(dict.fromkeys((*first, *others)))


def named_boxes(plan: AnyPlan) -> dict[str, str]:
    """The boxes of which the plan says who fills them."""
    said = plan.consultation
    named = {
        ConsultationBox.METEOROLOGY: said.meteorology,
        ConsultationBox.MONITORING: said.monitoring,
        ConsultationBox.EXPERTS: said.experts,
    }
    return {str(box): body for box, body in named.items() if body is not None}


def usual_terms(
    desk: Desk, occasion: ConsultationOccasion, proposal_id: int | None = None
) -> ConsultationTerms:
    """What is asked of whom by when, where nobody says otherwise."""
    return ConsultationTerms(
        occasion,
        named_boxes(desk.plan),
        usual_text(desk, occasion),
        usual_hour(desk),
        called(desk, occasion),
        proposal_id,
    )


def usual_text(desk: Desk, occasion: str) -> str:
    return desk.words.plain(f"consultation_usual_{occasion}")


def called(desk: Desk, occasion: str) -> str:
    return desk.words.plain(f"consultation_called_{occasion}", day=desk.local(desk.now).date())


def usual_hour(desk: Desk) -> datetime:
    """The next full hour after the plan's time, as opinions are timed to the hour."""
    at = desk.local(desk.now + desk.plan.consultation.within)
    full = at.replace(minute=0, second=0, microsecond=0)
    return full if full == at else full + timedelta(hours=1)


def require_chased(plan: AnyPlan) -> None:
    """A plan of before knows no opinion that is owed, and so nobody who is asked for one."""
    if plan.known_owed(ObligationKind.OPINION) is None:
        raise Refusal("consultation_not_in_plan")


def check_boxes(plan: AnyPlan, boxes: dict[str, str]) -> None:
    require_chased(plan)
    bodies = list(boxes.values())
    if not bodies or not set(bodies) <= set(possible(plan)):
        raise Refusal("consultation_bodies_missing")
    if len(set(bodies)) < len(bodies):
        raise Refusal("consultation_body_twice")


def check_text(text: str) -> None:
    if not states_something(text):
        raise Refusal("consultation_text_missing")
    if len(text) > TEXT_AT_MOST:
        raise Refusal("consultation_text_too_long", most=TEXT_AT_MOST, length=len(text))


def box_of(order: Order, body: str) -> str | None:
    boxes: dict[str, str] = order.says["boxes"]
    return next((box for box, its in boxes.items() if its == body), None)


async def view(
    desk: Desk, plan: Plan, order: Order, agency: str | None
) -> ConsultationView | ConsultationEndingView:
    said = ConsultationTerms.of(order)
    if kinds.ends(order):
        return await _ending(desk, plan, order, said)
    return ConsultationView(
        office=plan.office,
        serial=order.serial,
        title=said.title,
        occasion=said.occasion,
        text=said.text,
        due_at=said.due_at,
        boxes=tuple(boxes(desk, plan, said.boxes, {})),
        yours=box_of(order, agency) or "" if agency is not None else "",
        has_forecast=await _has_forecast(desk, order),
    )


async def _has_forecast(desk: Desk, order: Order) -> bool:
    """Whether one counted as it was opened; of a draft, whether one counts now."""
    held = await store.of_matter(desk.session, order.matter_id)
    if held is not None:
        return held.forecast_id is not None
    if await playing.own_forecast(desk, drill=order.drill) is not None:
        return True
    return bool(await forecasts.in_force(desk.session, desk.jurisdiction, AirKind.FORECAST))


async def _ending(
    desk: Desk, plan: Plan, order: Order, said: ConsultationTerms
) -> ConsultationEndingView:
    first = (await matters_stored.issued_orders(desk.session, order.matter_id))[0]
    held = await store.of_matter(desk.session, order.matter_id)
    filled = await store.signed(desk.session, order.matter_id)
    return ConsultationEndingView(
        kind=order.kind,
        office=plan.office,
        serial=first.serial or "",
        title=said.title,
        occasion=said.occasion,
        boxes=tuple(boxes(desk, plan, said.boxes, filled)),
        without=held.without if held is not None else "",
        outcome=outcome_of(desk, plan, held) if held is not None else "",
    )


def box_name(desk: Desk, box: str) -> str:
    return desk.words.plain(f"consultation_box_{box}")


def boxes(
    desk: Desk, plan: AnyPlan, named: dict[str, str], filled: dict[str, ConsultationOpinion]
) -> Iterator[BoxView]:
    """All four in the order of the report, whether anybody fills them or not."""
    for box in ConsultationBox:
        body, opinion = plan.known_body(named.get(box, "")), filled.get(box)
        yield BoxView(
            box=box,
            name=box_name(desk, box),
            body=body.short if body is not None else "",
            text=opinion.text if opinion is not None else "",
            remarks=opinion.remarks if opinion is not None else "",
            signed_by=(opinion.signed_by or "") if opinion is not None else "",
            signed_at=opinion.signed_at if opinion is not None else None,
        )


def outcome_of(desk: Desk, plan: AnyPlan, held: Consultation | ConsultationOpinion) -> str:
    """What the office concludes, in words; empty until it has."""
    if held.outcome is None:
        return ""
    level = plan.known_level(held.level or "")
    named = {"level": level.name if level else "", "response": level.response if level else ""}
    return desk.words.plain(f"consultation_outcome_{held.outcome}", **named)
