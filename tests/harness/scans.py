"""Finds the tables that a question would read through, row by row, instead of using an index."""

from typing import Any

from storage.database import Database, Session


async def scans(
    database: Database, session: Session, statements: list[tuple[str, Any]]
) -> list[str]:
    connection = await session.connection()
    if not database.is_sqlite:
        # In an empty table the planner would read the only page and use no index.
        await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    how = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    found: list[str] = []
    for text, parameters in statements:
        plan = await connection.exec_driver_sql(f"{how} {text}", parameters)
        found += [line for row in plan.all() if _is_scan(line := str(row[-1]))]
    return found


def _is_scan(line: str) -> bool:
    # SQLite speaks of a scan where a question has no table at all, too.
    return "Seq Scan" in line or (line.startswith("SCAN ") and line != "SCAN CONSTANT ROW")
