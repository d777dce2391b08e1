"""What the office adds to one alert, beyond what the plan asks of the bodies at its level."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from messages.views.alerts import AddedLineView
from office.plan.model import AnyPlan, Body
from office.refusal import Refusal
from storage.decisions.matters import Order
from storage.immutable import immutable

LINES = "lines"
"""The key in what an alert's order says for the lines; without it nobody spoke of any."""
ADDS = "adds_from"
"""The key in an adjustment's snapshot for how many lines the alert had, where it only adds some."""
LINES_AT_MOST, SIGNS_AT_MOST = 10, 200


@immutable
class AddedLine:
    text: str
    who: tuple[str, ...] = ()
    """The bodies that are to do it; where none is named, all that read the order."""


def of_says(says: Mapping[str, Any]) -> tuple[AddedLine, ...] | None:
    said = says.get(LINES)
    return None if said is None else of_facts(said)


def of_facts(said: Iterable[Mapping[str, Any]]) -> tuple[AddedLine, ...]:
    return tuple(AddedLine(one["text"], tuple(one["who"])) for one in said)


def adds_only(order: Order) -> bool:
    """Whether an adjustment leaves all as it stands and only adds lines."""
    return ADDS in order.snapshot


def new_lines(order: Order) -> tuple[AddedLine, ...]:
    """The lines that this order adds to those of before; all of them where it is no addition."""
    return (of_says(order.says) or ())[order.snapshot.get(ADDS, 0) :]


def hears(order: Order, body: str) -> bool:
    """Whether it is read and confirmed by this body: lines alone are told to whom they concern."""
    if not adds_only(order):
        return True
    return any(not line.who or body in line.who for line in new_lines(order))


def as_says(lines: tuple[AddedLine, ...] | None) -> dict[str, Any]:
    if lines is None:
        return {}
    return {LINES: [{"text": one.text, "who": list(one.who)} for one in lines]}


def who_may_be_named(plan: AnyPlan) -> Sequence[Body]:
    return (*plan.agencies, *plan.counties_told)


def check(plan: AnyPlan, lines: tuple[AddedLine, ...] | None) -> None:
    known = {body.id for body in who_may_be_named(plan)}
    if any(not known.issuperset(line.who) for line in lines or ()):
        raise Refusal("button_obsolete")
    if len(lines or ()) > LINES_AT_MOST:
        raise Refusal("lines_too_many", most=LINES_AT_MOST)
    if any(len(line.text) > SIGNS_AT_MOST for line in lines or ()):
        raise Refusal("lines_too_long", most=SIGNS_AT_MOST)


def views(
    plan: AnyPlan, lines: tuple[AddedLine, ...] | None, body: str | None
) -> tuple[AddedLineView, ...]:
    """What one body reads of the lines, or in a text for everybody all of them with their names."""
    if body is not None:
        return tuple(
            AddedLineView(line.text) for line in lines or () if not line.who or body in line.who
        )
    shorts = {one.id: one.short for one in plan.bodies}
    return tuple(
        AddedLineView(line.text, tuple(shorts.get(one, one) for one in line.who))
        for line in lines or ()
    )
