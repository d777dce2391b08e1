"""Alerts as their orders stand, to be told as CAP messages."""

from datetime import datetime, timedelta
from typing import Any

from messages.render import words_in
from office.cap.infos import CapLanguage
from office.cap.outgoing import AlertAsOrdered
from office.matters.kinds import COUNTIES, PREVIOUS
from office.plan.languages import in_language
from office.plan.model import Plan
from storage.decisions.matters import Order, OrderKind, OrderState
from tests.harness.plans import small_plan

COUNTY = {"id": "wuqia", "name": "乌恰县", "short": "乌恰", "told": ("alert",)}
ATUSHI = COUNTY | {"id": "atushi", "name": "阿图什市", "short": "阿图什", "geocode": "653001"}
CAP = {
    "sender": "changji.example",
    "geocode": "652301",
    "event_codes": [{"scheme": "国家突发事件预警信息分类", "code": "11B29"}],
}


def plan_with(**more: Any) -> Plan:
    facts = {"cap": CAP, "counties": (COUNTY, ATUSHI), **more}
    return Plan.model_validate(small_plan(("huanjing",)).model_dump() | facts)


PLAN = plan_with()


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}:00+08:00")


def order(
    number: int,
    kind: OrderKind,
    issued: str,
    starts: str,
    *,
    level: str = "orange",
    hours: int | None = 72,
    before: str | None = None,
    counties: tuple[str, ...] | None = None,
    drill: bool = False,
) -> Order:
    ends = kind in (OrderKind.LIFT, OrderKind.CANCEL)
    return Order(
        id=number,
        jurisdiction="changji",
        matter_id=1,
        drill=drill,
        kind=kind,
        state=OrderState.ISSUED,
        level=level,
        starts_at=at(starts),
        hours=None if ends else hours,
        pollutant=None if ends else PLAN.pollutants[0].id,
        plan_version_id=1,
        drafted_at=at(issued) - timedelta(hours=1),
        serial=f"昌污指〔2026〕{number}号",
        issued_at=at(issued),
        snapshot={PREVIOUS: before} if before else {},
        says={COUNTIES: list(counties)} if counties else {},
    )


ISSUED = order(1, OrderKind.ISSUE, "12-01T16:30", "12-02T08:00")
RAISED = order(
    2, OrderKind.ADJUST, "12-02T12:00", "12-02T12:00", level="red", hours=24, before="orange"
)
LOWERED = order(3, OrderKind.ADJUST, "12-03T10:00", "12-03T10:00", level="yellow", before="red")
LIFTED = order(4, OrderKind.LIFT, "12-04T09:00", "12-04T09:00", level="yellow")
CANCELLED = order(5, OrderKind.CANCEL, "12-01T20:00", "12-01T20:00")


def told(*orders: Order, plan: Plan = PLAN, observed: tuple[int, ...] = ()) -> AlertAsOrdered:
    languages = {
        language: CapLanguage(in_language(plan, locale), words_in(locale, plan.zone))
        for language, locale in (("zh-CN", "zh"), ("en", "en"))
    }
    return AlertAsOrdered(orders, plan, languages, observed)
