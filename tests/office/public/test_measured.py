"""The public is told the last hour that was measured, while it says anything of the air now."""

from datetime import timedelta

import pytest

from messages.render import words_in
from messages.views.public_notices import MeasuredAir
from office.desk import Desk
from office.forecasts import bringing
from office.forecasts.bringing import SentAir
from office.public import measured
from office.reading.workbooks import Sheet
from storage.sky.forecasts import AirKind
from tests.office.signers import STAFF, appoint


async def latest(desk: Desk, *texts: str) -> MeasuredAir | None:
    await appoint(desk, STAFF)
    for text in texts:
        row = await bringing.bring(desk, STAFF, SentAir(AirKind.OBSERVED, (Sheet("", text),)))
        await bringing.put_in_force(desk, STAFF, row.key)
    return await measured.latest(desk, words_in("zh", desk.plan.zone))


FIRST = "2026-12-01T01 80 90 100 110 120 130"
"""Until 06:00; it is 08:00."""


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        ((), None),
        ((FIRST,), (6, 130, "轻度污染")),
        (("2026-12-01T01 80 90 100 110 210 -",), (5, 210, "重度污染")),
        ((FIRST, "2026-12-01T02 50 50 50 50 50 50"), (7, 50, "优")),
        (("2026-12-01T02 50 50 50 50 50 50", FIRST), (7, 50, "优")),
        (("2026-11-30T01 80 90 100 110 120 130",), None),
        (("2026-12-01T01 - - - - - -",), None),
        (("12月1日 210",), None),
        (("12月1日 210", FIRST), (6, 130, "轻度污染")),
    ],
    ids=[
        "nothing",
        "the last hour",
        "the last that is known",
        "the newer one",
        "whichever came first",
        "of yesterday",
        "no figures",
        "a day is no hour",
        "an hour beside a day",
    ],
)
async def test_the_last_hour_is_told(
    desk: Desk, texts: tuple[str, ...], wanted: tuple[int, int, str] | None
) -> None:
    found = await latest(desk, *texts)
    told = found and (desk.local(found.at).hour, found.aqi, found.class_name)
    assert told == wanted


async def test_what_has_grown_old_is_told_no_more(desk: Desk) -> None:
    found = await latest(desk, FIRST)
    assert found is not None
    desk.now = found.at + measured.STILL_NEW
    assert await latest_again(desk) == found
    desk.now += timedelta(minutes=1)
    assert await latest_again(desk) is None


async def latest_again(desk: Desk) -> MeasuredAir | None:
    return await measured.latest(desk, words_in("zh", desk.plan.zone))
