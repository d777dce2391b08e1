"""Column types that differ from SQLModel's defaults; each comment says what was measured."""

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, ClassVar, NamedTuple, cast

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


class OnBoard(Enum):
    """What a change of a row means for whoever looks at the office's command board."""

    SHOWN = "shown"
    """The board may show it."""
    NUMBERED = "numbered"
    """It has a number that grows, by which a change is noticed without being counted."""
    BEHIND = "behind"
    """It is how the program works, and the board shows nothing of it, or counts it anew."""


class Keep(NamedTuple):
    until: str | None = None
    """The column with the time since which a row no longer holds; such rows are not kept."""


class Row(SQLModel):
    """What every table has: a key, and the jurisdiction the row belongs to."""

    # pydantic would build a validator for each table, and tables validate nothing.
    model_config = {"defer_build": True}

    KEPT: ClassVar[Keep | None] = None
    """Whether these rows are kept between decisions; see `storage/roster/kept.py`."""
    ON_BOARD: ClassVar[OnBoard] = OnBoard.SHOWN

    id: int | None = Field(default=None, primary_key=True, sa_type=RowId)
    jurisdiction: str = Field(index=True)

    # SQLModel's own ways to make a row and to set a column go through SQLAlchemy and pydantic in
    # turn, for each column anew, and took an eighth of a decision. What pydantic would keep of a
    # row, nobody asks it for.

    def __init__(self, **facts: Any) -> None:
        plain, made = _defaults(type(self))
        values = self.__dict__
        values.update(plain)
        values.update((name, make()) for name, make in made)
        values.update(facts)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in type(self).__pydantic_fields__:
            # The column's own descriptor hears of it.
            object.__setattr__(self, name, value)
        else:
            super().__setattr__(name, value)

    @property
    def key(self) -> int:
        if self.id is None:
            raise RuntimeError(f"{type(self).__name__} has not been stored yet")
        return self.id


_PLAIN = (type(None), str, int, float)


@cache
def _defaults(kind: type[Row]) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
    """The values of columns that need not be named: those that are shared, and those made anew."""
    plain: dict[str, Any] = {}
    made: list[tuple[str, Callable[[], Any]]] = []
    for name, it in kind.__pydantic_fields__.items():
        if it.default_factory is not None:
            # pydantic would look at its signature each time.
            made.append((name, cast(Callable[[], Any], it.default_factory)))
        elif isinstance(it.default, _PLAIN):
            plain[name] = it.default
        elif not it.is_required():
            made.append((name, it.get_default))
    return plain, made


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
