"""The smallest pieces that a plan's values are made of."""

from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from office.plan.faults import Said, reject

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
# Ids stand in callback data, which Telegram limits to 64 bytes with everything else in it.
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=24)]


# Each call of `available_timezones` walks through a thousand files.
_zones = cache(available_timezones)


def _known_zone(value: str) -> str:
    if value not in _zones():
        raise reject(
            Said(f"没有“{value}”这个时区", f"there is no time zone '{value}'"),
            Said("写 IANA 时区名，例如 Asia/Shanghai", "use an IANA name such as Asia/Shanghai"),
        )
    return value


Zone = Annotated[str, AfterValidator(_known_zone)]


_NOT_NOTED: set[str] = set()


class PlanPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def model_post_init(self, context: Any, /) -> None:
        # pydantic notes for each part which of its fields were given. Nobody asks for that, and the
        # sets took half of a plan's memory.
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_NOTED)


# English readers read the field ending in _en instead; see `office.plan.languages`.
