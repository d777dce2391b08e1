"""The fields that an official form may ask for, and which of them only people know.

The room `office/paperwork/` fills them in.
"""

from enum import Enum, auto


class Known(Enum):
    """Where the value of a field comes from."""

    RECORD = auto()
    PEOPLE = auto()
    """It is asked for, and what was said the last time is offered."""
    PEOPLE_AFTER_RECORD = auto()
    """It is asked for, and what the record has is offered, as the last time is out of date."""


FIELDS: dict[str, Known] = {
    "counties": Known.RECORD,
    "occurred": Known.RECORD,
    "place": Known.RECORD,
    "level": Known.RECORD,
    "starts_at": Known.RECORD,
    "weather": Known.PEOPLE,
    "indicator": Known.RECORD,
    "aqi": Known.PEOPLE,
    "concentration": Known.PEOPLE,
    "outlook": Known.PEOPLE,
    "advice": Known.PEOPLE,
    "reported_on": Known.RECORD,
    "day_number": Known.RECORD,
    "level_changes": Known.RECORD,
    "lasts_until": Known.RECORD,
    "measures": Known.PEOPLE_AFTER_RECORD,
    "lift_opinion": Known.RECORD,
    "lifted_at": Known.RECORD,
    "ended": Known.RECORD,
    "effect": Known.PEOPLE_AFTER_RECORD,
    "levels": Known.RECORD,
    "began_hour": Known.RECORD,
    "ended_hour": Known.RECORD,
    "hours": Known.RECORD,
    "total_hours": Known.RECORD,
    "total": Known.RECORD,
}


def is_asked(field: str) -> bool:
    # A plan names no field that is not here (`checks/official_forms.py`).
    return FIELDS[field] is not Known.RECORD
