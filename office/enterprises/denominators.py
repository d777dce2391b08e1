"""应停, 应限: how many firms the lists in force want stopped or limited on a day, body by body.

Nothing is added up over lists, as one may repeat what another holds, and where no list says it
there is no number.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from messages.views.pictures import ListedNumbers
from office.desk import Desk
from office.enterprises import keepers
from office.enterprises.keepers import Keeper
from office.matters.in_effect import levels_during, order_at
from office.obligations import askings
from office.obligations.askings import ONE_DAY
from office.plan.forms import FormField
from office.plan.model import AnyPlan
from storage.decisions.matters import Order
from storage.enterprises import reduction_lists as store
from storage.enterprises.reduction_lists import ReductionList
from storage.immutable import immutable

BARELY = ONE_DAY / 86_400
"""An order that takes effect at midnight is of the day that begins."""


@immutable
class ListsOfDay:
    """The level of a day, and the versions of the lists that held then."""

    level: str | None
    """None where no response was under way."""
    held: Mapping[Keeper, ReductionList | None]
    """By whoever keeps one; None where it was not entered."""

    def version_for(self, body: str) -> ReductionList | None:
        """A body is held against its own list, and one that keeps none against the only one."""
        own = [keeper for keeper in self.held if keeper.owner == body]
        against = own or list(self.held)
        return self.held[against[0]] if len(against) == 1 else None

    def due(self, body: str, field: FormField) -> int | None:
        version = self.version_for(body)
        if version is None or self.level is None or field.listed is None:
            return None
        counts = version.counts.get(self.level)
        return counts[field.listed] if counts is not None else None

    @property
    def lacking(self) -> int:
        return sum(version is None for version in self.held.values())


async def of_day(desk: Desk, orders: Sequence[Order], day: date) -> ListsOfDay:
    """The orders are those of one alert in order of issue."""
    versions = await store.ever_in_force(desk.session, desk.jurisdiction)
    return on_day(desk, orders, versions, day)


def on_day(
    desk: Desk, orders: Sequence[Order], versions: Sequence[ReductionList], day: date
) -> ListsOfDay:
    end = _end(desk, day)
    held = {keeper: _held(keeper, versions, end) for keeper in keepers.keepers(desk)}
    return ListsOfDay(_level(desk, orders, day), held)


def _level(desk: Desk, orders: Sequence[Order], day: date) -> str | None:
    """The level at the end of the day; where the response ended before, the highest of the day."""
    end = _end(desk, day)
    last = order_at(orders, end - BARELY)
    if last is not None:
        return last.level
    known = levels_during(orders, askings.midnight(desk, day), end)
    ranked = sorted(desk.plan.levels, key=lambda level: -level.rank)
    return next((level.id for level in ranked if level.id in known), None)


def _end(desk: Desk, day: date) -> datetime:
    return min(askings.midnight(desk, day + ONE_DAY), desk.now)


def _held(keeper: Keeper, versions: Sequence[ReductionList], at: datetime) -> ReductionList | None:
    """The version of that time, or the first one where the list was entered later."""
    own = [one for one in versions if keeper.keeps(one)]
    before = [one for one in own if one.in_force_at is not None and one.in_force_at <= at]
    return next(iter(before[-1:] or own), None)


def asks(plan: AnyPlan) -> bool:
    """Whether any report of this plan is held against a list."""
    return any(field.listed for form in plan.forms for field in form.fields)


def numbers(desk: Desk, lists: ListsOfDay) -> tuple[ListedNumbers, ...]:
    """What each list says at the level of the day."""
    level = desk.plan.known_level(lists.level or "")
    if level is None:
        return ()
    held = [version for version in lists.held.values() if version is not None]
    return tuple(_numbers(desk, one, level.id, level.name) for one in held)


def _numbers(desk: Desk, one: ReductionList, level: str, name: str) -> ListedNumbers:
    counts = one.counts.get(level)
    return ListedNumbers(
        title=one.title,
        owner=keepers.name(desk, one.owner),
        since=one.in_force_at or one.read_at,
        level=name,
        stop=counts["stop"] if counts else None,
        limit=counts["limit"] if counts else None,
        unclear=counts["unclear"] if counts else 0,
        unread=one.unread,
    )
