"""How the steps alter a table for which SQLite makes a new one."""

from typing import Any

ALONE: dict[str, Any] = {"resolve_fks": False}
"""Alembic reads the old table; unless told this it reads each table that it refers to as well, and
those that they refer to, which took a third of all steps from an empty database."""
