"""Who may sign for another: whom a holder lets, until a time, and nobody two steps."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from tests.harness.plans import pack
from tests.winter.signatures import PATIENCE, Signatures
from tests.winter.tape import Tape

ZONE = ZoneInfo("Asia/Shanghai")
GIVEN = "【委托审签】办公室主任李甲委托办公室副主任代为审签，至12月2日12:00止。签署注明。"
TAKEN_BACK = "【委托终止】办公室主任李甲对办公室副主任的审签委托即时终止，此前已签的仍然有效。"
ASKED = "🖊 请您以办公室主任{given}身份审签：橙色预警"
FOR_ANOTHER = "（受李甲委托）"
CARD = """⏳ 审签中：橙色预警

✅ 办公室主任 审核同意 12月1日10:00 {first}
✅ 指挥长 批准 12月1日10:20 {second}"""
NAMES = {"director": "李甲", "deputy_director": "王乙", "commander": "赵丙"}


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 12, day, hour, tzinfo=ZONE)


def message(text: str, when: datetime, number: int = 5) -> Any:
    return SimpleNamespace(
        text=text,
        message_id=number,
        date=when,
        chat=SimpleNamespace(id=-7),
        buttons=lambda: [SimpleNamespace(text="审核同意")],
    )


def made(*said: str) -> Signatures:
    names = {("changji", post): name for post, name in NAMES.items()}
    signatures = Signatures({"changji": pack("changji")}, Tape(ZONE), {}, names)
    for hour, text in enumerate(said, start=8):
        signatures.read_office("changji", message(text, at(1, hour)), at(1, hour))
    return signatures


def asked(signatures: Signatures, given: str, when: datetime, post: str) -> list[str]:
    signatures.read("changji", post, message(ASKED.format(given=given), when), when)
    return signatures.take_faults(when)


def signed(signatures: Signatures, first: str, second: str, when: datetime) -> list[str]:
    text = CARD.format(first=first, second=second)
    signatures.read_office("changji", message(text, when), when)
    return signatures.take_faults(when)


def test_the_holder_is_asked_and_whom_they_let() -> None:
    assert asked(made(), "", at(1, 10), "director") == []
    assert "as 办公室主任" in asked(made(), "", at(1, 10), "deputy_director")[0]
    assert asked(made(GIVEN), FOR_ANOTHER, at(1, 10), "deputy_director") == []
    assert "not let" in asked(made(), FOR_ANOTHER, at(1, 10), "deputy_director")[0]
    assert "not let" in asked(made(GIVEN), FOR_ANOTHER, at(1, 10), "commander")[0]


def test_it_ends_with_its_time_and_as_it_is_taken_back() -> None:
    assert "not let" in asked(made(GIVEN), FOR_ANOTHER, at(2, 13), "deputy_director")[0]
    taken = made(GIVEN, TAKEN_BACK)
    assert "not let" in asked(taken, FOR_ANOTHER, at(1, 10), "deputy_director")[0]
    assert asked(made(GIVEN, TAKEN_BACK, GIVEN), FOR_ANOTHER, at(1, 11), "deputy_director") == []


def test_what_may_be_signed_no_more_is_withdrawn() -> None:
    signatures = made(GIVEN)
    assert asked(signatures, FOR_ANOTHER, at(1, 10), "deputy_director") == []
    assert signatures.take_faults(at(2, 12)) == []
    assert "may still sign" in signatures.take_faults(at(2, 12) + PATIENCE + timedelta(hours=1))[0]


def test_a_signature_is_its_holders_or_names_for_whom_it_is() -> None:
    assert signed(made(), "李甲", "赵丙", at(1, 11)) == []
    assert signed(made(), "李甲（电话同意，待补办签批）", "赵丙", at(1, 11)) == []
    assert "王乙 signed as" in signed(made(), "王乙", "赵丙", at(1, 11))[0]
    signatures = made(GIVEN)
    assert signed(signatures, "王乙（受李甲委托）", "赵丙", at(1, 11)) == []
    assert signatures.signed == 1
    assert "not let" in signed(made(), "王乙（受李甲委托）", "赵丙", at(1, 11))[0]
    assert "not let" in signed(made(GIVEN), "赵丙（受李甲委托）", "李甲", at(1, 11))[0]


def test_nobody_signs_two_steps_for_themselves_or_another() -> None:
    found = signed(made(GIVEN), "王乙（受李甲委托）", "李甲", at(1, 11))
    assert any("two steps" in line for line in found)
