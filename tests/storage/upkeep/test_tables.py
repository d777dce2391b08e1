"""What every table has in common."""

import pytest
from sqlalchemy import Table

from storage.upkeep.tables import metadata


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_every_row_belongs_to_a_jurisdiction(table: Table) -> None:
    assert not table.columns["jurisdiction"].nullable
