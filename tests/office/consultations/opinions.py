"""A consultation as it was opened, with what was signed in its boxes."""

from typing import Any

from office.decisions import consulting
from office.desk import Desk
from office.plan.model import Plan
from storage.sky import consultations as store
from storage.sky.consultations import (
    Consultation,
    ConsultationBox,
    ConsultationOccasion,
    ConsultationOpinion,
    ConsultationOutcome,
    OpinionState,
)
from tests.harness.plans import small_plan
from tests.office.signers import HERE, STAFF, confirmed

AGENCIES = ("huanjing", "qixiang", "zhujian", "gongan")
FORM = {
    "name": "昌吉市重污染天气应急响应会商报告单",
    "place": "附件5",
    "boxes": [{"box": "meteorology", "name": "市气象台"}],
}
HELD = [
    {"occasion": "day", "name": "会商研判日报"},
    {
        "occasion": "week", "name": "会商研判周报", "season": "heating",
        "ask_from": "mon", "by": "fri", "on_day_off": "later",
    },
    {
        "occasion": "month", "name": "会商研判月报", "off_season": "heating",
        "ask_from": 20, "by": "last",
    },
]  # fmt: skip


def made(**said: Any) -> Plan:
    facts = small_plan(AGENCIES).model_dump(mode="json")
    facts["consultation"]["experts"] = "zhujian"
    facts["seasons"] = [{"id": "heating", "name": "采暖期"}]
    facts["consultation_reports"] = {"held": HELD, "form": FORM} | said
    return Plan.model_validate(facts)


async def opened(
    desk: Desk, occasion: str = ConsultationOccasion.WEEK, *, drill: bool = False
) -> Consultation:
    draft = await consulting.open_consultation(
        desk, STAFF, HERE, ConsultationOccasion(occasion), drill=drill
    )
    order = await confirmed(desk, draft)
    held = await store.of_matter(desk.session, order.matter_id)
    assert held is not None
    return held


async def written(
    desk: Desk, held: Consultation, box: ConsultationBox, text: str, remarks: str = ""
) -> None:
    row = ConsultationOpinion(
        jurisdiction=desk.jurisdiction,
        matter_id=held.matter_id,
        drill=held.drill,
        box=box,
        body=held.boxes.get(box),
        text=text,
        remarks=remarks,
        written_by=7,
        written_at=desk.now,
        state=OpinionState.SIGNED,
        signed_by="张三",
        signer_id=7,
        signed_at=desk.now,
    )
    desk.session.add(row)
    await desk.session.flush()


async def concluded(
    desk: Desk,
    occasion: str = ConsultationOccasion.WEEK,
    outcome: ConsultationOutcome = ConsultationOutcome.WATCH,
    *,
    level: str | None = None,
    drill: bool = False,
) -> Consultation:
    """The weather station and the office have signed; of the others nobody has."""
    held = await opened(desk, occasion, drill=drill)
    await written(
        desk,
        held,
        ConsultationBox.METEOROLOGY,
        "静稳，扩散条件差。\n4日夜间转好。",
        "以最新预报为准",
    )
    await written(desk, held, ConsultationBox.OFFICE, "继续加密监测。")
    await store.close(
        desk.session,
        held.matter_id,
        desk.now,
        outcome=outcome,
        level=level,
        conclusion="继续加密监测。",
        without="专家外出",
    )
    await desk.session.refresh(held)
    return held
