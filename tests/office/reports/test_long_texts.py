"""A client cuts a long text in two: the second half belongs to the first, another text does not."""

from datetime import UTC, datetime, timedelta

import pytest

from messages.length import TEXT_LIMIT
from office.reports import long_texts

SENT = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "seconds", "goes_on"),
    [
        pytest.param(TEXT_LIMIT, 0, True, id="cut at the limit"),
        pytest.param(TEXT_LIMIT // 2, 5, True, id="cut at a paragraph, far back"),
        pytest.param(TEXT_LIMIT // 2 - 1, 0, False, id="nobody cuts so short a text"),
        pytest.param(TEXT_LIMIT, 6, False, id="typed afterwards"),
        pytest.param(TEXT_LIMIT, -1, False, id="sent before it"),
    ],
)
def test_what_is_the_rest_of_a_text(length: int, seconds: int, goes_on: bool) -> None:
    later = SENT + timedelta(seconds=seconds)
    assert long_texts.goes_on("长" * length, SENT, later) is goes_on
