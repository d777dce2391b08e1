"""Column types that differ from SQLModel's defaults; each comment says what was measured."""

from typing import Any, ClassVar, NamedTuple

from sqlalchemy import JSON, BigInteger, Index, Integer
from sqlmodel import Field, SQLModel

# Telegram ids need up to 52 bits; SQLModel's plain int is 32 bits on PostgreSQL.
TelegramId = BigInteger

# A constraint without a name cannot be changed by a later migration on SQLite.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite only autoincrements a column declared INTEGER, so the key is BIGINT elsewhere.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Keep(NamedTuple):
    until: str | None = None
    """The column with the time since which a row no longer holds; such rows are not kept."""


class Row(SQLModel):
    """What every table has: a key, and the jurisdiction the row belongs to."""

    # pydantic would build a validator for each table, and tables validate nothing.
    model_config = {"defer_build": True}

    KEPT: ClassVar[Keep | None] = None
    """Whether these rows are kept between decisions; see `storage/roster/kept.py`."""

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    jurisdiction: str = Field(index=True)

    @property
    def key(self) -> int:
        if self.id is None:
            raise RuntimeError(f"{type(self).__name__} has not been stored yet")
        return self.id


def telegram_id(**options: Any) -> Any:
    return Field(sa_type=TelegramId, **options)


def reference(target: str, **options: Any) -> Any:
    return Field(sa_type=RowId, foreign_key=target, **options)


def back_reference() -> Any:
    """The id of a row that refers to this one.

    It has no foreign key, because two foreign keys would be a circle.
    """
    return Field(default=None, sa_type=RowId)


def partly_unique(name: str, *columns: str, where: str) -> Index:
    """An index that is unique among some rows only, as the migration that makes it says.

    SQLAlchemy's own way to write the condition names the dialects and loads them, which takes 9 MB
    for a PostgreSQL that a process on SQLite never meets. `tests/storage` compares the condition
    with the migration instead.
    """
    return Index(name, *columns, unique=True, info={"where": where})


def json_column(**options: Any) -> Any:
    return Field(sa_type=JSON, **options)
