"""Episodes that once failed, played again; what they had found is said beside each."""

from pathlib import Path

import pytest

from tests.faults.runner import play
from tests.harness.databases import Backend

SEEDS = {
    306: "a report in reply to the first of two copies of a slip was not taken for one",
    404: "a group upgraded since the order, and away at the lift, was never told of the lift",
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_seed_that_once_failed(seed: int, backend: Backend, tmp_path: Path) -> None:
    outcome = await play(seed, backend, tmp_path)
    assert outcome.error is None
