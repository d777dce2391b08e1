"""The reconciler proves from the database that nothing was forgotten, and mends what it safely can.

Looking writes nothing and takes no lock. What it finds is looked for once more at a desk, where no
decision runs beside it, and only then mended, recorded and told.
"""

from collections.abc import Awaitable, Callable

import structlog

from messages.render import Message
from office import post
from office.agenda import USE_CASES
from office.bodies import agency_names
from office.desk import Desk
from office.post import Posting
from office.upkeep import (
    reconcile_clocks,
    reconcile_drafts,
    reconcile_meetings,
    reconcile_orders,
    reconcile_problems,
    reconcile_slips,
)
from office.upkeep.reconcile_gaps import Gap
from storage.delivery import outbox

log = structlog.stdlib.get_logger(__name__)

Proof = Callable[[Desk], Awaitable[list[Gap]]]

PROOFS: tuple[Proof, ...] = (
    reconcile_orders.untold,
    reconcile_orders.unowed,
    reconcile_problems.unnamed,
    reconcile_problems.unlisted,
    reconcile_clocks.unwound,
    reconcile_clocks.unshown,
    reconcile_clocks.paused_for_nothing,
    reconcile_clocks.alerts_off_agenda,
    reconcile_clocks.unprompted,
    reconcile_clocks.unasked_in_the_evening,
    reconcile_clocks.unbriefed,
    reconcile_clocks.unexpiring,
    reconcile_meetings.unheld,
    reconcile_meetings.unproposed,
    reconcile_drafts.unwatched,
    reconcile_drafts.unreminded,
    reconcile_slips.unserved,
    reconcile_slips.unadded,
    reconcile_slips.uncopied,
    reconcile_slips.unlaid,
    reconcile_slips.untold_in_private,
)
"""The order matters: earlier proofs mend what the later ones ask about."""

MOST_NAMES = 12
OVERDUE = "overdue"
"""The names of this rule's gap are kinds of items on the agenda; those of all others are agencies.
"""


async def look(desk: Desk) -> list[Gap]:
    return [gap for proof in PROOFS for gap in await proof(desk)]


async def mend(desk: Desk) -> list[Gap]:
    """Mend every gap where that is safe; return those that are left."""
    left: list[Gap] = []
    for proof in PROOFS:
        for gap in await proof(desk):
            mended = await _mended(desk, gap)
            left += [] if mended else [gap]
            await report(desk, gap, mended=mended)
    return left


async def report(desk: Desk, gap: Gap, *, mended: bool) -> None:
    # A gap that stays is told once a day; one that was mended is told at once.
    when = desk.now.isoformat() if mended else desk.local(desk.now).date().isoformat()
    key = f"reconcile:{gap.rule}:{gap.subject}:{when}"
    if await outbox.by_dedupe_key(desk.session, desk.jurisdiction, key) is not None:
        return
    facts = {"count": len(gap.names), "names": _names(desk, gap)}
    what = desk.words.plain(f"reconcile_{gap.rule}", **facts)
    phrase = desk.words.phrase("reconcile_mended" if mended else "reconcile_broken", what=what)
    await post.tell_office(desk, Message(phrase), Posting(dedupe_key=key))
    await desk.record(f"reconciled.{gap.rule}", gap.subject, count=len(gap.names), mended=mended)
    log.warning("gap_found", rule=gap.rule, subject=gap.subject, names=gap.names, mended=mended)


def _agenda_name(desk: Desk, kind: str) -> str:
    # A newer version may have left items of a kind that this one does not know.
    return desk.words.plain(f"agenda_{kind if kind in USE_CASES else 'other'}")


async def _mended(desk: Desk, gap: Gap) -> bool:
    if gap.mend is None:
        return False
    try:
        async with desk.session.begin_nested():
            await gap.mend(desk)
    # Whatever fails here, the other gaps are still mended, and this one is reported as it is.
    except Exception:
        log.exception("gap_not_mended", rule=gap.rule, subject=gap.subject)
        return False
    return True


def _names(desk: Desk, gap: Gap) -> str:
    named = _agenda_name if gap.rule == OVERDUE else agency_names.short
    names = [named(desk, name) for name in gap.names[:MOST_NAMES]]
    listed = desk.words.listed(names)
    return listed if len(gap.names) <= MOST_NAMES else f"{listed}…"
