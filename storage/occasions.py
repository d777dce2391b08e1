"""The day or the order by which something owed differs from others of its kind."""

from datetime import date
from typing import Any

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from storage.immutable import immutable


@immutable
class Occasion:
    """It has either a day or an order's id, and is written as the one or the other."""

    day: date | None = None
    order_id: int | None = None

    @classmethod
    def read(cls, text: str) -> "Occasion":
        return cls(order_id=int(text)) if text.isdecimal() else cls(date.fromisoformat(text))

    @classmethod
    def known(cls, text: str) -> "Occasion | None":
        """Read words that anybody may have written; None where they name no occasion."""
        try:
            return cls.read(text)
        except ValueError:
            return None

    def __str__(self) -> str:
        return str(self.order_id) if self.day is None else self.day.isoformat()


ALWAYS = Occasion(order_id=0)
"""The occasion of what stands for good. No order has this id."""


def of_day(day: date) -> Occasion:
    return Occasion(day=day)


def of_order(order_id: int) -> Occasion:
    return Occasion(order_id=order_id)


class OccasionText(TypeDecorator[Occasion]):
    impl = String
    cache_ok = True

    def process_bind_param(self, value: Occasion | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Occasion | None:
        return None if value is None else Occasion.read(value)


def occasion_column() -> Any:
    return Field(sa_type=OccasionText)
