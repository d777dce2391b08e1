"""Takes out of an update what no database stores: NULs, halves of characters, endless numbers.

JSON may carry them all, and a name with one would make everything fail that its owner sends.
"""

import math
import re
from typing import Any

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
INSTEAD = "\N{REPLACEMENT CHARACTER}"
LARGEST = 2**63


def scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return _NO_TEXT.sub(INSTEAD, value)
    if isinstance(value, list):
        return [scrubbed(one) for one in value]
    if isinstance(value, dict):
        return {scrubbed(key): scrubbed(one) for key, one in value.items()}
    # 1e999 is read as infinity, which PostgreSQL's JSON does not know.
    return None if isinstance(value, float) and not math.isfinite(value) else value


def whole_number(value: Any) -> int | None:
    """Return a whole number that fits a column, else None."""
    fits = isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value < LARGEST
    return value if fits else None


def word(value: Any) -> str | None:
    return value if isinstance(value, str) else None
