"""An order about an alert as a letter tells it, in values that mean the same to both offices."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from office.desk import Desk
from office.matters import added_lines, kinds
from office.matters.added_lines import LINES
from office.matters.alert_views import issuer
from office.matters.in_effect import takes_effect_at
from office.matters.kinds import ENDS_AT, TAKES_BACK
from office.matters.order_terms import UNTIL, announced_end
from office.plan.model import AnyPlan, Level, Plan
from storage.decisions.matters import Order, OrderKind
from storage.immutable import immutable
from storage.region.letters import Letter


@immutable
class AlertNews:
    kind: str
    command: str
    number: str
    level: str
    level_name: str
    response: str
    colour: str
    starts_at: datetime
    """When it takes effect."""
    hours: int | None
    pollutant: str | None
    pollutant_name: str
    area: str
    grounds: str
    counties: tuple[str, ...] = ()
    """The names of the counties concerned, where the sender has chosen them."""
    concerned: bool = True
    """Whether it concerns the receiver; an adjustment may leave a county out."""
    added: tuple[str, ...] = ()
    """What the sender adds to the measures of its plan, as far as it concerns counties."""

    takes_back: bool = False
    """Whether an adjustment takes an announced lift back and leaves all else as it stands."""
    ends_at: datetime | None = None
    """The end, where the order names it by the clock; its hours then only reach it."""

    @property
    def ends(self) -> bool:
        return not self.concerned or self.kind in (OrderKind.CANCEL, OrderKind.LIFT)

    def to(self, *, concerned: bool) -> "AlertNews":
        return replace(self, concerned=concerned)

    def as_payload(self) -> dict[str, Any]:
        said = {**asdict(self), "starts_at": self.starts_at.isoformat()}
        # A program of before reads each name of the payload and would put the letter aside.
        return {name: value for name, value in said.items() if name not in (TAKES_BACK, ENDS_AT)}

    def beside_payload(self) -> dict[str, Any]:
        """What stands in the letter beside the news, where a program of before does not look."""
        ends_at = {ENDS_AT: self.ends_at.isoformat()} if self.ends_at else {}
        return ({TAKES_BACK: True} if self.takes_back else {}) | ends_at

    @classmethod
    def of_payload(cls, payload: dict[str, Any]) -> "AlertNews":
        starts_at = datetime.fromisoformat(payload["starts_at"])
        added = tuple(payload.get("added", ()))
        counties = tuple(payload["counties"])
        said = {"starts_at": starts_at, "counties": counties, "added": added}
        return cls(**{**payload, **said})

    @classmethod
    def of_letter(cls, letter: Letter) -> "AlertNews":
        news = cls.of_payload(letter.payload["news"])
        said = letter.payload.get(ENDS_AT)
        ends_at = datetime.fromisoformat(said) if said else None
        return replace(news, takes_back=letter.payload.get(TAKES_BACK, False), ends_at=ends_at)


def of_order(desk: Desk, plan: Plan, order: Order) -> AlertNews:
    level = kinds.level_of(plan, order)
    ends = kinds.ends(order)
    pollutant = plan.known_pollutant(order.pollutant) if order.pollutant else None
    return AlertNews(
        kind=LINES if added_lines.adds_only(order) else order.kind,
        command=issuer(plan, order),
        number=order.serial or "",
        level=level.id,
        level_name=level.name,
        response=level.response,
        colour=level.colour,
        starts_at=takes_effect_at(order),
        hours=order.hours,
        pollutant=pollutant.id if pollutant else None,
        pollutant_name=pollutant.name if pollutant else "",
        area=plan.area,
        grounds=order.grounds,
        counties=tuple(one.name for one in kinds.counties_chosen(plan, order)),
        added=() if ends else _added(desk, plan, order),
        takes_back=kinds.takes_back(order),
        ends_at=announced_end(order) if not ends and UNTIL in order.says else None,
    )


def _added(desk: Desk, plan: Plan, order: Order) -> tuple[str, ...]:
    counties = {county.id for county in plan.counties_told}
    lines = added_lines.of_says(order.says) or ()
    concerning = tuple(line for line in lines if not line.who or counties.intersection(line.who))
    return tuple(
        desk.words.plain("line_for", text=one.text, names=one.names)
        for one in added_lines.views(plan, concerning, None)
    )


def level_here(plan: AnyPlan, news: AlertNews) -> Level | None:
    """Our own plan's level of the same id, or else of the same name."""
    return plan.known_level(news.level) or plan.find_level(news.level_name)
