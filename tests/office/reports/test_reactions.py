"""What is added to a report bears a mark, as the answer to it stands further up."""

import pytest

from office.plan.model import Plan
from office.post import Place
from office.reports import acknowledging, taking
from office.reports.message_parts import Incoming
from storage.delivery.outbox import EMOJI, Action, Delivery
from storage.owed.reports import PartKind
from tests.harness.plans import with_figures
from tests.office.conftest import AGENCIES, Office
from tests.office.ladder_days import AGENCY, LIAISON, LadderDay, prompted_day
from tests.office.reports.test_fields import reports
from tests.office.signers import said


@pytest.fixture(scope="session")
def plan() -> Plan:
    return with_figures(AGENCIES)


@pytest.fixture
async def day(office: Office) -> LadderDay:
    return await prompted_day(office)


async def marks(day: LadderDay) -> list[tuple[int | None, str]]:
    async with day.office.desk() as desk:
        rows: list[Delivery] = await said(desk, day.group_id, "reaction")
    assert all((row.action, row.text) == (Action.REACT, "") for row in rows)
    return [(row.reply_to, row.context[EMOJI]) for row in rows]


async def test_it_says_whether_anything_is_missing(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个")
    await day.deliver()
    assert await marks(day) == []
    await reports(day, "发现问题3个", 901)
    await reports(day, "已整改2个", 902)
    assert await marks(day) == [(901, "👀"), (902, "👌")]


async def test_an_answer_that_has_not_left_is_read_when_it_comes(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个")
    await reports(day, "发现问题3个，已整改2个", 901)
    assert await marks(day) == []


async def test_an_album_bears_one_mark(day: LadderDay) -> None:
    await reports(day, "出动32人次，检查工地18个，发现问题3个，已整改2个")
    await day.deliver()
    for number in (901, 902):
        async with day.office.desk() as desk:
            photo = Incoming(
                chat_id=day.group_id,
                message_id=number,
                sent_by=LIAISON.user_id,
                sent_at=desk.now,
                kind=PartKind.PHOTO,
                media_group_id="a",
            )
            taken = await taking.receive(desk, LIAISON, AGENCY, day.owed_id, [photo])
            assert taken is not None
            await acknowledging.acknowledge(desk, Place(day.group_id), taken)
    assert await marks(day) == [(901, "👌")]
