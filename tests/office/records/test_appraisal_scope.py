"""Over which period members are appraised: what an episode takes in beside its alert."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from office.desk import Desk
from office.paperwork.appraisals import scoreboard
from office.plan.appraisal import Appraisal
from office.plan.model import Plan
from office.records.appraisals import drawing_up
from office.records.appraisals.scope import scope_of
from storage.decisions.matters import Episode, Matter, MatterKind, MatterState, OrderKind
from storage.occasions import of_order
from storage.owed.attendees import Attendee
from storage.owed.obligations import Obligation, ObligationKind, ObligationState
from tests.harness.appraising import RULES
from tests.office.conftest import Office
from tests.office.episodes import alert_in_force, order_of
from tests.office.lost_chats import owed
from tests.office.problem_days import charged, problem_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return problem_plan()


async def test_an_episode_counts_what_was_asked_for_beside_its_alert(office: Office) -> None:
    day = await charged(office)
    async with day.office.desk() as desk:
        since, until = desk.now - timedelta(hours=1), desk.now + timedelta(hours=1)
        episodes = [
            Episode(jurisdiction=desk.jurisdiction, opened_at=since, closed_at=until),
            Episode(jurisdiction=desk.jurisdiction, opened_at=until),
        ]
        desk.session.add_all(episodes)
        await desk.session.flush()
        alert = await alert_in_force(desk, since=since)
        alert.episode_id = episodes[0].key
        desk.session.add(alert)
        await owed(desk, alert, ObligationKind.DAILY)
    day.office.pass_time(timedelta(hours=2))
    async with day.office.desk() as desk:
        during, after = [await scope_of(desk, {"episode": one.key}) for one in episodes]
        kinds = {one.kind for one in during.owed}
        assert kinds >= {ObligationKind.DAILY, ObligationKind.RECTIFY}
        assert [one.id for one in during.owed] == sorted({one.id for one in during.owed})
        assert after.owed == []


BODIES = ("huanjing", "gongan")
MEETING = {
    "bodies": list(BODIES),
    "purpose": "dispatch",
    "meets_at": "2026-12-01T04:00:00+00:00",
    "place": "一号会议室",
    "text": "",
    "title": "日调度会议",
}
LINES = [
    {"id": one, "name": one, "indicator": one, "points": 25, "marks": {"late": 60}}
    for one in ("receipts", "reports", "problems", "meetings")
]


async def put(
    desk: Desk, matter: Matter, kind: str, says: dict[str, Any] | None = None, **more: Any
) -> None:
    """One of the bodies did it in time, the other late; who did not come to a meeting is late."""
    order = await order_of(desk, matter, OrderKind.ISSUE, at=desk.now)
    order.matter_kind, order.says = matter.kind, says or {}
    desk.session.add(order)
    for body, state in zip(BODIES, (ObligationState.MET, ObligationState.MET_LATE), strict=True):
        met_at = desk.now + timedelta(minutes=30 if state is ObligationState.MET else 90)
        facts: dict[str, Any] = {
            "jurisdiction": desk.jurisdiction,
            "matter_id": matter.key,
            "order_id": order.key,
            "agency": body,
            "kind": kind,
            "occasion": of_order(order.key),
            "state": state,
            "opened_at": desk.now,
            "due_at": desk.now + timedelta(hours=1),
            "met_at": met_at,
            "drill": matter.drill,
        }
        desk.session.add(Obligation(**facts | more))
        came = met_at if state is ObligationState.MET else None
        if matter.kind == MatterKind.MEETING:
            desk.session.add(
                Attendee(
                    jurisdiction=desk.jurisdiction,
                    order_id=order.key,
                    agency=body,
                    arrived_at=came,
                )
            )
    await desk.session.flush()


async def matter_of(desk: Desk, kind: MatterKind, **more: Any) -> Matter:
    facts: dict[str, Any] = {
        "jurisdiction": desk.jurisdiction,
        "kind": kind,
        "state": MatterState.IN_FORCE,
        "created_at": desk.now,
    }
    row = Matter(**facts | more)
    desk.session.add(row)
    await desk.session.flush()
    return row


async def recounted(desk: Desk, episode: Episode) -> dict[str, float]:
    """What each body has of what it could have, from the rows alone."""
    joined = select(Obligation, Matter).where(col(Obligation.matter_id) == col(Matter.id))
    came = {
        (row.order_id, row.agency): row.arrived_at is not None
        for row in (await desk.session.exec(select(Attendee))).all()
    }
    marks: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row, matter in (await desk.session.exec(joined)).all():
        during = episode.opened_at <= row.opened_at < (episode.closed_at or desk.now)
        if row.drill or not (matter.episode_id == episode.key or during):
            continue
        if matter.kind == "meeting":
            marks[row.agency, "meetings"].append(100 * came[row.order_id, row.agency])
            continue
        line = {"receipt": "receipts", "rectify": "problems"}.get(row.kind, "reports")
        marks[row.agency, line].append(100 if row.state == "met" else 60)
    return {
        body: sum(sum(it) / len(it) for (one, _), it in marks.items() if one == body)
        / sum(one == body for one, _ in marks)
        for body in BODIES
    }


@pytest.mark.clause("F12")
async def test_an_episode_is_recounted_with_its_problems_meetings_and_notices(desk: Desk) -> None:
    """What came before it, what came after it, and what was an exercise, count for nothing."""
    begins = desk.now
    episode = Episode(
        jurisdiction=desk.jurisdiction, opened_at=begins, closed_at=begins + timedelta(days=2)
    )
    desk.session.add(episode)
    await desk.session.flush()
    kinds = (
        (MatterKind.PROBLEM, ObligationKind.RECTIFY, None),
        (MatterKind.MEETING, ObligationKind.RECEIPT, MEETING),
        (MatterKind.CIRCULAR, "circular", None),
        (MatterKind.CIRCULAR, ObligationKind.RECEIPT, None),
    )
    expected = 0
    for days in (-1, 1, 3):
        desk.now = begins + timedelta(days=days)
        for kind, owed_kind, says in kinds:
            for drill in (False, True):
                await put(desk, await matter_of(desk, kind, drill=drill), owed_kind, says)
        expected += len(BODIES) * len(kinds) if days == 1 else 0
    # What is of the episode by its matter counts though it was asked for after the end.
    alert = await matter_of(desk, MatterKind.ALERT, level="orange", episode_id=episode.key)
    await put(desk, alert, ObligationKind.RECEIPT)
    desk.now = begins + timedelta(days=9)
    found = await scope_of(desk, {"episode": episode.key})
    assert len(found.owed) == expected + len(BODIES)
    rules = Appraisal.model_validate({**RULES, "parts": [], "lines": LINES})
    board = await drawing_up.scoreboard_of(desk, rules, found)
    shares = {one.body: scoreboard.total(board, one).share for one in board.members if one.lines}
    assert shares == {
        body: pytest.approx(share) for body, share in (await recounted(desk, episode)).items()
    }
    assert shares["huanjing"] == 100
    assert shares["gongan"] == pytest.approx((60 + 60 + 60 + 0) / 4)
