"""A database is taken back to older tables only as long as nothing is lost by it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.winter.older import Schema, drop, nothing_in, schema


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE alembic_version (version_num TEXT)",
            "CREATE TABLE orders (id INTEGER, ends_at TEXT)",
            "CREATE INDEX ix_orders_ends_at ON orders (ends_at)",
            "CREATE TABLE exercises (id INTEGER)",
            "INSERT INTO alembic_version VALUES ('0085')",
            "INSERT INTO orders VALUES (1, NULL)",
        ):
            connection.execute(text(statement))
        yield connection
    engine.dispose()


OLDER = Schema(
    frozenset({"alembic_version", "orders"}),
    frozenset({("alembic_version", "version_num"), ("orders", "id")}),
    frozenset(),
)


def test_what_was_added_is_dropped_while_nothing_stands_in_it(connection: Connection) -> None:
    added = schema(connection) - OLDER
    assert nothing_in(added, connection)
    drop("0082", added, connection)
    assert schema(connection) == OLDER
    assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0082"
    assert not schema(connection) - OLDER


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO exercises VALUES (1)", "UPDATE orders SET ends_at = '2026-12-03'"],
)
def test_a_row_or_a_value_in_it_forbids_that(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))
    assert not nothing_in(schema(connection) - OLDER, connection)


def test_what_a_step_has_taken_away_is_seen(connection: Connection) -> None:
    taken = Schema(frozenset({"orders", "gone"}), frozenset({("orders", "old")}), frozenset())
    assert taken - schema(connection)
