"""Checks when bodies confer without an alert, and who reads what comes of it."""

from collections.abc import Iterator

from office.plan.checks.tools import nameable, repeats, unknown
from office.plan.faults import Fault, Said
from office.plan.owed_kinds import FORMER
from office.plan.shape import PlanShape
from office.plan.when import When

_BY_DAYS = ("by", "ask_from", "season", "off_season", "before", "ask_ahead", "on_day_off")


def held_consultations_have_their_days(plan: PlanShape) -> Iterator[Fault]:
    for one in plan.consultation_reports.held:
        key = f"consultation_reports.held.{one.occasion}"
        if one.each is not When.DAILY and one.by is None:
            yield Fault(
                f"{key}.by",
                Said("没有写哪天会商", "it does not say on which days they confer"),
                Said("写上 ask_from 和 by", "give it `ask_from` and `by`"),
            )
        needless = [name for name in _BY_DAYS if getattr(one, name) is not None]
        for name in needless if one.each is When.DAILY else ():
            yield Fault(
                f"{key}.{name}",
                Said("日会商按情况召开，用不到这一项", "one of each day has no use for this key"),
                Said("删去", "remove it"),
            )


def held_consultations_stand_once(plan: PlanShape) -> Iterator[Fault]:
    for occasion in repeats(one.occasion for one in plan.consultation_reports.held):
        yield Fault(
            f"consultation_reports.held.{occasion}",
            Said(f"“{occasion}”写了两次", f"'{occasion}' is written twice"),
            Said("每一类只写一次", "write each kind once"),
        )


def reports_are_sent_to_known_readers(plan: PlanShape) -> Iterator[Fault]:
    known = nameable(plan) | {position.id for position in plan.positions}
    named = plan.consultation_reports.sent_to
    yield from unknown("consultation_reports.sent_to", named, known, "bodies and positions")


def confers_in_one_way(plan: PlanShape) -> Iterator[Fault]:
    """The reports that bodies handed in by themselves gave way to consultations."""
    if not plan.consultation_reports.held:
        return
    for owed in plan.owes:
        if owed.kind in FORMER:
            yield Fault(
                f"owes.{owed.kind}",
                Said("已有 consultation_reports.held", "consultation_reports.held says it too"),
                Said("删去这一项", "remove it"),
            )
