"""How shifts are shown: to whoever asks, and to those whom they concern."""

from collections.abc import Iterable, Sequence

from messages.views.shifts import (
    GapLine,
    OnShift,
    OthersOnShift,
    RotaPreview,
    RotaView,
    ShiftLine,
    UnreadRow,
)
from office.desk import Desk
from office.reading.rota_lines import UnreadLine
from office.shifts import rota
from office.shifts.rota import PlannedShift, RotaReading
from storage.rota.shifts import Shift

MOST_GAPS = 6
MOST_UNREAD = 20


def line(desk: Desk, row: Shift) -> ShiftLine:
    return ShiftLine(
        name=desk.plan.shifts.called(row.name),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        officer=OnShift(row.officer, row.officer_id),
        leader=OnShift(row.leader, row.leader_id) if row.leader else None,
        taken_at=row.taken_at,
        others=_others(row.others),
    )


def _others(named: Iterable[Sequence[str]]) -> tuple[OthersOnShift, ...]:
    by_role: dict[str, list[str]] = {}
    for role, name in named:
        by_role.setdefault(role, []).append(name)
    return tuple(OthersOnShift(role, tuple(names)) for role, names in by_role.items())


async def view(desk: Desk) -> RotaView:
    rows = await rota.ahead(desk)
    current = next((row for row in rows if row.starts_at <= desk.now), None)
    following = next((row for row in rows if row.starts_at > desk.now), None)
    missing = rota.gaps(desk, rows) if rows else []
    return RotaView(
        now=line(desk, current) if current else None,
        following=line(desk, following) if following else None,
        gaps=tuple(GapLine(one.name, one.starts_at) for one in missing[:MOST_GAPS]),
        more_gaps=max(0, len(missing) - MOST_GAPS),
        unknown=tuple(rota.unknown(rows)),
        is_empty=not rows,
    )


async def preview(desk: Desk, reading: RotaReading) -> RotaPreview:
    known = await rota.known_names(desk, reading.shifts)
    unread = [_unread(desk, one) for one in reading.unread if not one.is_left]
    return RotaPreview(
        shifts=tuple(_planned(one) for one in reading.shifts),
        unread=tuple(unread[:MOST_UNREAD]),
        more_unread=max(0, len(unread) - MOST_UNREAD),
        left=tuple(_unread(desk, one) for one in reading.unread if one.is_left),
        unknown=tuple(name for name, person in known.items() if person is None),
    )


def _unread(desk: Desk, one: UnreadLine) -> UnreadRow:
    reason = desk.words.plain(one.reason, **one.facts)
    return UnreadRow(one.number, one.column, one.text, reason)


def _planned(one: PlannedShift) -> ShiftLine:
    leader = OnShift(one.leader) if one.leader else None
    turn = one.turn
    return ShiftLine(
        name=turn.name,
        starts_at=turn.starts_at,
        ends_at=turn.ends_at,
        officer=OnShift(one.officer),
        leader=leader,
        others=_others(one.others),
    )
