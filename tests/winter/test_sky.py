"""The air of a winter has what a winter has to have, and the same seed gives the same air."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.winter.sky import HOUR, HOURS, KINDS, UNKNOWN, Sky

RAMPED = 4
"""Hours into a spell at which its day is foul for the most part."""
ZONE, BEGINS, DAYS = ZoneInfo("Asia/Shanghai"), date(2026, 11, 1), 151


def sky(seed: int) -> Sky:
    return Sky(str(seed), BEGINS, DAYS, ZONE)


def test_the_same_seed_gives_the_same_air() -> None:
    one, other = sky(7), sky(7)
    assert one.spells == other.spells
    assert one.forecast(BEGINS) == other.forecast(BEGINS)
    assert sky(8).spells != one.spells


def test_ten_winters_have_every_kind_of_spell() -> None:
    met = {spell.kind.name for seed in range(10) for spell in sky(seed).spells}
    assert met == {kind.name for kind in KINDS}


@pytest.mark.parametrize("seed", range(5))
def test_a_spell_is_as_foul_as_its_kind_says(seed: int) -> None:
    air = sky(seed)
    began = datetime(BEGINS.year, BEGINS.month, BEGINS.day, tzinfo=ZONE)
    for spell in air.spells:
        since = began + spell.first * HOUR
        values = air.measured(since, since + spell.hours * HOUR)
        assert min(values) > spell.kind.index[0] - 10 or len(values) < spell.hours


def test_hours_are_missing_in_what_is_measured_and_nothing_else_is() -> None:
    air, began = sky(7), datetime(2026, 11, 1, 9, tzinfo=ZONE)
    missing = set[int]()
    for day in range(60):
        since = began + timedelta(days=day)
        known, real = air.known(since, since + 24 * HOUR), air.measured(since, since + 24 * HOUR)
        assert all(one in (UNKNOWN, str(true)) for one, true in zip(known, real, strict=True))
        missing.add(known.count(UNKNOWN))
    assert {0, 1} < missing
    assert max(missing) > 4
    assert air.known(began - timedelta(days=9), began - timedelta(days=8)) == []


def test_a_forecast_looks_some_days_ahead_and_says_the_cause_of_dust() -> None:
    for seed in range(30):
        air = sky(seed)
        dust = next((one for one in air.spells if one.kind.name == "dust"), None)
        if dust is not None and dust.hours > HOURS:
            today = BEGINS + timedelta(days=(dust.first + RAMPED) // HOURS)
            told = air.forecast(today)
            assert len(told) >= 5
            assert any("沙尘" in str(one) for one in told[:2])
            return
    raise AssertionError("no dust in thirty winters")
