"""What is owed: by one agency for its liaisons, by all of them for the office."""

from collections.abc import Collection
from datetime import datetime, timedelta

from messages.keyboards import Keyboard, button
from messages.render import Message
from messages.views.owed import DueItem, DueView, MatterView, Missing
from office.bodies import agency_names
from office.desk import Desk
from office.matters import naming
from office.obligations import lifecycle, report_buttons
from office.obligations.lifecycle import PauseReason
from storage import alerts, questioned
from storage import obligations as stored_obligations
from storage.obligations import REPORT_KINDS, Obligation, ObligationKind, ObligationState

ONE_MINUTE = timedelta(minutes=1)

Matter = tuple[int, str, str]
"""An alert, a kind of duty, and which of that kind."""


async def due(desk: Desk, agency: str) -> Message:
    """What this agency owes, with buttons to report or to ask for more time."""
    rows = await stored_obligations.open_of_agency(desk.session, desk.jurisdiction, agency)
    unjudged = await questioned.unjudged(desk.session, desk.jurisdiction, desk.now)
    items = tuple(_due_item(desk, owed, unjudged) for owed in rows)
    view = DueView(agency_names.name(desk, agency), items)
    keyboard = tuple([await report_buttons.of(desk, owed) for owed in rows])
    return Message(desk.words.text("owed_due", view), keyboard)


async def missing(desk: Desk, agencies: Collection[str] = ()) -> Message:
    """Who owes what, one paragraph a matter, the oldest deadline first; or what these owe."""
    found = await open_matters(desk)
    if agencies:
        found = {
            matter: asked
            for matter, rows in found.items()
            if (asked := [row for row in rows if row.agency in agencies])
        }
    unjudged = await questioned.unjudged(desk.session, desk.jurisdiction, desk.now)
    views = [await _matter_view(desk, matter, rows, unjudged) for matter, rows in found.items()]
    html = desk.words.text("owed_missing", {"matters": views})
    # 催报 under a matter asks everybody who owes it.
    if agencies:
        buttons = await _buttons_of_some(desk, found)
    else:
        buttons = _missing_buttons(desk, found)
    return Message(html, buttons)


async def open_matters(desk: Desk) -> dict[Matter, list[Obligation]]:
    found: dict[Matter, list[Obligation]] = {}
    for owed in await stored_obligations.open_in(desk.session, desk.jurisdiction):
        found.setdefault((owed.alert_id, owed.kind, owed.matter), []).append(owed)
    return found


def standing_of(desk: Desk, owed: Obligation) -> str:
    """Where it stands, in a few words."""
    reasons = lifecycle.pause_reasons(owed)
    if PauseReason.EXTENSION in reasons:
        return desk.words.plain("owed_extension_pending")
    if PauseReason.UNREACHABLE in reasons:
        late = late_by(owed, desk.now) is not None
        return desk.words.plain("owed_unreachable_late" if late else "owed_unreachable")
    if owed.ladder_ended is not None:
        return desk.words.plain("owed_ladder_ended")
    return desk.words.plain(f"owed_step_{owed.step}")


def late_by(owed: Obligation, now: datetime) -> timedelta | None:
    """How long it is overdue; nothing where it is not, or where its clock stands.

    From its deadline on, told in whole minutes: whoever is late is late by one.
    """
    passed = now - lifecycle.deadline(owed, now)
    return max(passed, ONE_MINUTE) if passed >= timedelta() else None


def _due_item(desk: Desk, owed: Obligation, unjudged: Collection[int]) -> DueItem:
    """Of one whose reply the office has not judged nobody says that it is late."""
    waits = owed.key in unjudged
    return DueItem(
        matter=naming.matter_of(desk, owed),
        due_at=lifecycle.deadline(owed, desk.now),
        late_by=None if waits else late_by(owed, desk.now),
        standing=desk.words.plain("owed_unjudged") if waits else standing_of(desk, owed),
        is_report=owed.kind in REPORT_KINDS,
    )


async def _matter_view(
    desk: Desk, matter: Matter, rows: list[Obligation], unjudged: Collection[int]
) -> MatterView:
    alert_id, kind, name = matter
    everyone = [
        owed
        for owed in await stored_obligations.of_matter(
            desk.session, alert_id, ObligationKind(kind), name
        )
        if owed.state != ObligationState.SUPERSEDED
    ]
    deadlines = {owed.due_at for owed in rows if owed.paused_at is None}
    groups = await _grouped(desk, rows, unjudged)
    return MatterView(
        matter=naming.matter_of(desk, rows[0]),
        alert=await _serial_of_order(desk, rows[0]),
        is_report=kind in REPORT_KINDS,
        due_at=deadlines.pop() if len(deadlines) == 1 else None,
        total=len(everyone),
        done=sum(owed.state != ObligationState.OPEN for owed in everyone),
        overdue=groups["overdue"],
        unjudged=groups["unjudged"],
        asking=groups["asking"],
        unreachable=groups["unreachable"],
        in_time=groups["in_time"],
        on_behalf=tuple(
            [await naming.agency_short(desk, row) for row in everyone if row.on_behalf]
        ),
    )


async def _grouped(
    desk: Desk, rows: list[Obligation], unjudged: Collection[int]
) -> dict[str, tuple[Missing, ...]]:
    groups: dict[str, list[Missing]] = {
        "overdue": [],
        "unjudged": [],
        "asking": [],
        "unreachable": [],
        "in_time": [],
    }
    for owed in rows:
        one = Missing(
            agency=await naming.agency_short(desk, owed),
            late_by=late_by(owed, desk.now),
            standing=standing_of(desk, owed),
        )
        groups[group_of(owed, desk.now, unjudged)].append(one)
    return {name: tuple(members) for name, members in groups.items()}


def group_of(owed: Obligation, now: datetime, unjudged: Collection[int]) -> str:
    """What keeps it from being done, the strongest reason first."""
    reasons = lifecycle.pause_reasons(owed)
    if PauseReason.UNREACHABLE in reasons:
        return "unreachable"
    if PauseReason.EXTENSION in reasons:
        return "asking"
    if owed.key in unjudged:
        return "unjudged"
    return "overdue" if late_by(owed, now) else "in_time"


async def _serial_of_order(desk: Desk, owed: Obligation) -> str:
    order = await alerts.revision(desk.session, owed.revision_id)
    return (order.serial or "") if order else ""


def _missing_buttons(desk: Desk, found: dict[Matter, list[Obligation]]) -> Keyboard:
    return tuple(
        (
            button(
                desk.words.plain("button_remind", matter=naming.matter_of(desk, rows[0])),
                "remind",
                *matter,
            ),
            button(desk.words.plain("button_register_one"), "reg", 0, *matter),
        )
        for matter, rows in found.items()
    )


async def _buttons_of_some(desk: Desk, found: dict[Matter, list[Obligation]]) -> Keyboard:
    return tuple(
        [
            (button(await _to_register(desk, row), "regpick", row.key),)
            for rows in found.values()
            for row in rows
        ]
    )


async def _to_register(desk: Desk, row: Obligation) -> str:
    agency = await naming.agency_short(desk, row)
    matter = naming.matter_of(desk, row)
    return desk.words.plain("button_register", agency=agency, matter=matter)
