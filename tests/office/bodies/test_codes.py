"""One-time codes: long enough, hashed, in links that Telegram takes."""

import re

import pytest

from office.bodies import codes
from storage.roster.enrolment import CodeFor

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


def test_a_code_has_128_bits_that_a_link_may_carry() -> None:
    code = codes.make()
    assert len(code) == 22
    assert START_PAYLOAD.fullmatch(code)


def test_no_two_codes_are_the_same() -> None:
    assert len({codes.make() for _ in range(1000)}) == 1000


def test_the_hash_does_not_contain_the_code() -> None:
    code = codes.make()
    assert code not in codes.hash_of(code)
    assert codes.hash_of(code) == codes.hash_of(code)
    assert codes.hash_of(code) != codes.hash_of(code + "x")


@pytest.mark.parametrize(
    ("target", "parameter"),
    [
        (CodeFor.AGENCY, "startgroup"),
        (CodeFor.OFFICE, "startgroup"),
        (CodeFor.POSITION, "start"),
    ],
)
def test_the_link_opens_the_kind_of_chat_that_the_code_is_for(
    target: CodeFor, parameter: str
) -> None:
    assert codes.link("our_bot", target, "abc") == f"https://t.me/our_bot?{parameter}=abc"
