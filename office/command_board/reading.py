"""Reads the command board at one instant, for one audience; nothing is decided by it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from messages.views.command_board import BoardScene, CommandBoard, ShiftPanel
from office.bodies import agency_names
from office.command_board import air, body_tiles, calm, deliveries, downloads, involved
from office.command_board.audience import BoardAudience
from office.command_board.roles import BoardPart, sees
from office.command_board.scenes import scene
from office.desk import Desk
from office.matters import playing
from office.records import overview
from office.shifts import rota
from office.shifts.lines import line
from storage.decisions import matters

AT_LATEST = timedelta(hours=1)
"""So often the board is read anew although nothing happened, as the hour of the air goes on."""


async def read(desk: Desk, audience: BoardAudience) -> CommandBoard:
    opened = await matters.open_matters(desk.session, desk.jurisdiction, drill=False)
    unreachable = await overview.unreachable(desk, opened)
    expected = await air.panel(desk) if sees(audience, BoardPart.AIR) else None
    reaches = expected.reaches if expected is not None else None
    real = await scene(desk, audience, unreachable, drill=False, air_reaches=reaches)
    exercise = await _exercise(desk, audience, unreachable)
    on_shift = await _shifts(desk) if sees(audience, BoardPart.SHIFTS) else None
    delivered = sees(audience, BoardPart.DELIVERIES)
    is_calm = not real.alerts and sees(audience, BoardPart.CALM)
    return CommandBoard(
        office=desk.plan.office,
        at=desk.now,
        changes_at=min(_changes(desk, real, exercise, on_shift), default=desk.now + AT_LATEST),
        reader=audience.kind,
        named=desk.words.listed(agency_names.short(desk, one) for one in audience.bodies),
        real=real,
        exercise=exercise,
        air=expected,
        deliveries=await deliveries.panel(desk, audience, unreachable) if delivered else None,
        shifts=on_shift,
        downloads=await downloads.listed(desk) if sees(audience, BoardPart.DOWNLOADS) else (),
        calm=await calm.panel(desk, audience) if is_calm else None,
    )


async def _exercise(
    desk: Desk, audience: BoardAudience, unreachable: Sequence[str]
) -> BoardScene | None:
    """One that has begun is seen though nothing of it is open, above all while it stands still.

    A body for which the script answers is not told of it, and does not see it either.
    """
    played = await playing.under_way(desk)
    seen_by = involved.in_exercise(audience, played) if played is not None else audience
    if seen_by is None:
        return None
    found = await scene(desk, seen_by, unreachable, drill=True, played=played)
    is_open = found.alerts or found.matters or found.drafts or found.bodies
    return found if is_open or found.is_played else None


async def _shifts(desk: Desk) -> ShiftPanel | None:
    """None for an office that has entered no rota."""
    now, following = await rota.on_duty(desk), await rota.following(desk)
    if now is None and following is None:
        return None
    return ShiftPanel(
        line(desk, now) if now else None, line(desk, following) if following else None
    )


def _changes(
    desk: Desk, real: BoardScene, exercise: BoardScene | None, on_shift: ShiftPanel | None
) -> Iterator[datetime]:
    """When something takes another colour or moves to the past though nobody did anything."""
    yield desk.now + AT_LATEST
    for one in (real, exercise) if exercise else (real,):
        yield from body_tiles.changes(one.bodies, desk.now)
        yield from (entry.at for entry in one.timeline if entry.is_ahead)
        yield from (entry.at for entry in one.coming)
    for shift in (on_shift.now, on_shift.following) if on_shift else ():
        if shift is not None:
            yield from (at for at in (shift.starts_at, shift.ends_at) if at > desk.now)
