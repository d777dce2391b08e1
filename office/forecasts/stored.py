"""What was read of the air, as its row keeps it."""

from typing import Any

from pydantic import TypeAdapter

from office.sky.readers.air import ReadAir
from storage.sky.forecasts import Forecast

_AIR = TypeAdapter(ReadAir)


def as_stored(found: ReadAir) -> dict[str, Any]:
    facts: dict[str, Any] = _AIR.dump_python(found, mode="json")
    return facts


def air(row: Forecast) -> ReadAir:
    return _AIR.validate_python(row.air)
