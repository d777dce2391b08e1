"""How long a tip is kept: the office is reminded of what nobody checks, and then it goes too.

Whatever would tell later who wrote it goes with it: its answers, and the updates that brought it.
"""

from datetime import datetime, timedelta

from messages.render import Message
from office import post
from office.desk import Desk
from office.problems import tips
from storage.delivery import outbox, queue
from storage.delivery.outbox import ENCLOSED
from storage.problems import tips as store
from storage.problems.tips import Tip, TipState
from storage.receiving import dialogues, inbox
from storage.subjects import Subject

EDITED_WITHIN = timedelta(days=2)
"""For so long Telegram lets a citizen word a message anew, and brings it once more."""


async def let_go(desk: Desk) -> None:
    await _remind(desk)
    await _close_unchecked(desk)
    before = desk.now - desk.plan.tips.kept_for
    for row in await store.to_forget(desk.session, desk.jurisdiction, before):
        await _forget(desk, row)


async def _remind(desk: Desk) -> None:
    rules = desk.plan.tips
    before = desk.now - max(rules.kept_for - rules.reminded_before, timedelta())
    rows = [
        row
        for row in await store.unchecked(desk.session, desk.jurisdiction)
        if row.reminded_at is None and row.came_at <= before
    ]
    if not rows:
        return
    for row in rows:
        row.reminded_at = desk.now
        desk.session.add(row)
    await desk.session.flush()
    facts = {"numbers": [str(row.key) for row in rows], "goes_at": _goes_at(desk, rows[0])}
    await post.tell_office(desk, Message(desk.words.phrase("tip_remind", **facts)))
    await desk.record("tip.reminded", tips=[row.key for row in rows])


def _goes_at(desk: Desk, row: Tip) -> datetime:
    # After an outage the office still has all the days that the plan gives it.
    rules = desk.plan.tips
    return max(row.came_at + rules.kept_for, desk.now + rules.reminded_before)


async def _close_unchecked(desk: Desk) -> None:
    rules = desk.plan.tips
    for row in await store.unchecked(desk.session, desk.jurisdiction):
        if row.reminded_at is None or row.reminded_at > desk.now - rules.reminded_before:
            continue
        if row.came_at > desk.now - rules.kept_for:
            continue
        if not await store.settle(desk.session, row.key, TipState.UNVERIFIED):
            continue
        await desk.session.refresh(row)
        row.decided_at = desk.now
        desk.session.add(row)
        await desk.session.flush()
        await desk.record("tip.unverified", tips.audit_name(row))
        await _forget(desk, row)


async def _forget(desk: Desk, row: Tip) -> None:
    if row.sender is not None:
        await _forget_private(desk, row, row.sender)
    row.sender, row.words, row.place, row.forgotten_at = None, "", "", desk.now
    desk.session.add(row)
    await store.forget_photos(desk.session, row.key)
    said = await outbox.deliveries_about(desk.session, Subject.of(row))
    await queue.forget_words(desk.session, [one.key for one in said])
    for one in said:
        one.context = {name: fact for name, fact in one.context.items() if name != ENCLOSED}
    desk.session.add_all(said)
    await desk.session.flush()
    await desk.record("tip.forgotten", tips.audit_name(row))
    await tips.redraw(desk, row)


async def _forget_private(desk: Desk, row: Tip, sender: int) -> None:
    """Who wrote is no member of the office, so nothing else of theirs is in that chat by then."""
    until = row.came_at + EDITED_WITHIN
    await inbox.forget_chat(desk.session, desk.jurisdiction, sender, until)
    await dialogues.forget_facts(desk.session, desk.jurisdiction, sender, tips.TELLING, until)
    await queue.forget_words_to(desk.session, desk.jurisdiction, sender, until)
