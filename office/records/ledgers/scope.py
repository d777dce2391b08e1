"""Which matters a ledger is of: those of one episode, or all that were opened between two days."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from office.desk import Desk
from office.matters.order_texts import matter_title
from office.refusal import Refusal
from storage.decisions import matters as store
from storage.decisions.matters import Episode, Matter, MatterState
from storage.immutable import immutable

MOST_SHOWN = 5
NEVER_ISSUED = (MatterState.DRAFT, MatterState.ABANDONED)


@immutable
class LedgerScope:
    title: str
    since: datetime
    until: datetime
    matters: tuple[int, ...]


async def scope_of(desk: Desk, asked: Mapping[str, Any]) -> LedgerScope:
    """Read what was asked for: `{"episode": 3}`, or `{"first": …, "last": …}` with two days."""
    if "episode" in asked:
        return await of_episode(desk, int(asked["episode"]))
    return await of_days(desk, *_days(asked["first"], asked["last"]))


def _days(first: str, last: str) -> tuple[date, date]:
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise Refusal("export_days") from None
    if days[0] > days[1]:
        raise Refusal("export_days_turned")
    return days


async def of_episode(desk: Desk, episode_id: int) -> LedgerScope:
    episode = await desk.session.get(Episode, episode_id)
    if episode is None or episode.jurisdiction != desk.jurisdiction:
        raise Refusal("ledger_no_episode")
    found = await _matters(desk, Matter.episode_id == episode_id)
    title = await _title(desk, found)
    until = min(episode.closed_at or desk.now, desk.now)
    return LedgerScope(title, episode.opened_at, until, tuple(one.key for one in found))


async def of_days(desk: Desk, first: date, last: date) -> LedgerScope:
    """All that was opened on these days; both are counted."""
    since = datetime.combine(first, time(), desk.zone)
    until = datetime.combine(last + timedelta(days=1), time(), desk.zone)
    found = await _matters(desk, col(Matter.created_at) >= since, col(Matter.created_at) < until)
    title = desk.words.plain("ledger_days", first=first, last=last)
    return LedgerScope(title, since, until, tuple(one.key for one in found))


async def episodes(desk: Desk) -> list[tuple[int, str]]:
    """The newest episodes, each with what its first matter is called."""
    query = select(Episode).where(Episode.jurisdiction == desk.jurisdiction)
    newest = (await desk.session.exec(query.order_by(col(Episode.id).desc()))).all()
    named: list[tuple[int, str]] = []
    for episode in newest:
        found = await _matters(desk, Matter.episode_id == episode.id)
        if found:
            named.append((episode.key, await _title(desk, found)))
        if len(named) == MOST_SHOWN:
            break
    return named


async def _matters(desk: Desk, *which: Any) -> list[Matter]:
    """What was issued in earnest: an exercise is in no ledger."""
    query = select(Matter).where(
        Matter.jurisdiction == desk.jurisdiction,
        col(Matter.drill).is_(False),
        col(Matter.state).not_in(NEVER_ISSUED),
        *which,
    )
    return list((await desk.session.exec(query.order_by(col(Matter.id)))).all())


async def _title(desk: Desk, found: list[Matter]) -> str:
    orders = await store.issued_orders(desk.session, found[0].key) if found else []
    if not orders:
        return desk.words.plain("ledger_episode_unnamed")
    named = matter_title(desk, await desk.plan_of(orders[0]), orders[0])
    day = desk.local(orders[0].starts_at).date()
    return desk.words.plain("ledger_episode", day=day, title=named)
