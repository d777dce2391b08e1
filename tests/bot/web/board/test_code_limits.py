"""How many codes a screen may ask for, and that strangers do not use up those of others."""

import time

import pytest
from starlette.requests import Request
from structlog.testing import capture_logs

from bot.web.board import code_limits
from bot.web.board.code_limits import CodeLimits, address
from office.refusal import Refusal


def asked(peer: str | None, forwarded: str = "") -> Request:
    named = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    client = None if peer is None else (peer, 40000)
    return Request({"type": "http", "headers": named, "client": client})


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("1.2.3.4", "", "1.2.3.4"),
        # What somebody from outside says of themselves is not heard.
        ("1.2.3.4", "198.51.100.7", "1.2.3.4"),
        # The proxy's own word is the last one; what stands before it may be made up.
        ("127.0.0.1", "192.0.2.1, 198.51.100.7", "198.51.100.7"),
        ("172.18.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        # A household has many addresses of the newer kind.
        ("2001:4860:0:1::5", "", "2001:4860:0:1::/64"),
        ("2001:4860:0:1:9::5", "", "2001:4860:0:1::/64"),
        # A socket for both kinds names the older one in the words of the newer.
        ("::ffff:1.2.3.4", "", "1.2.3.4"),
        ("::ffff:127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "nobody", ""),
        (None, "", ""),
        ("socket", "198.51.100.7", ""),
    ],
)
def test_whose_press_it_is(peer: str | None, forwarded: str, who: str) -> None:
    assert address(asked(peer, forwarded)) == who


def test_each_address_has_its_own_limit_until_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    limits = CodeLimits(300)
    for _ in range(code_limits.MOST_OF_ONE):
        limits.count(asked("203.0.113.5"))
    with pytest.raises(Refusal, match="board_screen_crowded"):
        limits.count(asked("203.0.113.5"))
    limits.count(asked("203.0.113.6"))
    now = 400.0
    limits.count(asked("203.0.113.5"))


@pytest.mark.parametrize(("forwarded", "told"), [("", 1), ("198.51.100.7", 0)])
def test_a_proxy_that_names_nobody_is_told_of_once(forwarded: str, told: int) -> None:
    limits = CodeLimits(300, behind_proxy=True)
    with capture_logs() as logs:
        for _ in range(2):
            limits.count(asked("127.0.0.1", forwarded))
    assert [one["header"] for one in logs] == ["X-Forwarded-For"] * told


def test_all_together_have_one_that_keeps_codes_from_being_met(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(code_limits, "MOST_OF_ALL", 3)
    limits = CodeLimits(300)
    for last in range(3):
        limits.count(asked(f"203.0.113.{last}"))
    with pytest.raises(Refusal, match="board_screen_crowded"):
        limits.count(asked("203.0.113.9"))
