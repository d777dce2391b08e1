"""Asking again by night: whoever is on duty is named; where nobody is, it waits for the morning."""

from datetime import datetime

from office.desk import Desk
from office.plan.model import Level
from office.plan.quiet import quiet_until
from office.shifts import rota


async def waits_until(desk: Desk, level: Level | None) -> datetime | None:
    """Until when to hold back what asks again; None where it may go now.

    The first word of an alert goes at any hour. What asks again goes by night to an officer on
    duty, or where the plan has slips of this level go by night as well.
    """
    if level is not None and level.quiet_exempt:
        return None
    if await rota.on_duty(desk) is not None:
        return None
    return quiet_until(desk.plan.sleep, desk.zone, desk.now)
