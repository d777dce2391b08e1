"""Several winters are told of together: each in a line, and how long one took."""

import pickle
from functools import partial
from pathlib import Path

from tests.harness.databases import Backend
from tests.winter.__main__ import BEGINS
from tests.winter.company import Terms
from tests.winter.overall import overall
from tests.winter.playing import Played, play_one
from tests.winter.side_by_side import Died

PLAYED = Played(
    days=163, alerts=21, events=99_812, wrong=2, processor=812.4, wall=1462, memory=512, told=""
)


def test_a_last_table_counts_all_and_names_who_died() -> None:
    said = overall({2: Died(-9), 1: PLAYED}, 2, 1200)
    rows = [line.strip("│").split("│") for line in said.splitlines() if line.startswith("│")]
    first, second = ([cell.strip() for cell in row] for row in rows)
    assert first == ["1", "163", "21", "99,812", "2", "812 s", "1462 s", "512 MB"]
    assert second[:2] == ["2", "died"]
    assert "2 winters, 2 at a time, in 1200 s: 10.0 min each" in said


def test_a_winter_and_its_database_can_be_handed_to_a_process(
    backend: Backend, tmp_path: Path
) -> None:
    own = backend.of_this_process()
    handed = pickle.loads(pickle.dumps(partial(play_one, Terms(1, BEGINS, 1), own, tmp_path)))
    assert handed.args[1].common == own.common
    own.close()
