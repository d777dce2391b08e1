"""Several texts as one: what they have alike is said once, and nothing of any of them is lost."""

import pytest

from messages.together import merged


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (
            ["预警\n\n措施甲\n\n依据", "预警\n\n措施乙\n\n依据"],
            "预警\n\n【甲】\n\n措施甲\n\n【乙】\n\n措施乙\n\n依据",
        ),
        (["预警\n\n依据", "预警\n\n措施乙\n\n依据"], "预警\n\n【乙】\n\n措施乙\n\n依据"),
        (["解除", "解除"], "解除"),
        (["解除\n\n依据", "解除\n\n依据"], "解除\n\n依据"),
        (["甲", "乙"], "【甲】\n\n甲\n\n【乙】\n\n乙"),
        (["甲\n\n甲", "甲"], "甲\n\n【甲】\n\n甲"),
    ],
)
def test_what_is_alike_is_said_once(texts: list[str], whole: str) -> None:
    assert merged(texts, ["【甲】", "【乙】"]) == whole
