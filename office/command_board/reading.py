"""Reads the command board at one instant, for one audience; nothing is decided by it."""

from datetime import timedelta

from messages.views.command_board import CommandBoard
from office.bodies import agency_names
from office.command_board.audience import BoardAudience
from office.desk import Desk

AT_LATEST = timedelta(hours=1)


async def read(desk: Desk, audience: BoardAudience) -> CommandBoard:
    return CommandBoard(
        office=desk.plan.office,
        at=desk.now,
        changes_at=desk.now + AT_LATEST,
        reader=audience.kind,
        named=desk.words.listed(agency_names.short(desk, one) for one in audience.bodies),
    )
