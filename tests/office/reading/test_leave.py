"""How people say that they are on leave, and who comes in their place."""

import pytest

from office.reading import leave


@pytest.mark.parametrize(
    ("said", "reason", "substitute"),
    [
        ("请假", "", None),
        ("请假。赴州里开会", "赴州里开会", None),
        ("请假，省里开会，由副局长李四代会", "省里开会", "副局长李四"),
        ("赴州里开会，代会人：副局长 李四。", "赴州里开会", "副局长 李四"),
        ("请假：出差，派办公室张三参加会议", "出差", "办公室张三"),
        ("出差，无代会人", "出差", ""),
        ("申请请假，住院，没有代会人", "住院", ""),
        ("on a journey, no substitute", "on a journey", ""),
    ],
)
def test_reason_and_substitute(said: str, reason: str, substitute: str | None) -> None:
    read = leave.read(said)
    assert (read.reason, read.substitute) == (reason, substitute)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("副局长老周", "副局长老周"),
        ("代会人：副局长老周", "副局长老周"),
        ("无", ""),
        ("没有", ""),
        ("无代会人", ""),
        ("none", ""),
    ],
)
def test_a_name_alone(said: str, name: str) -> None:
    assert leave.read_substitute(said) == name
