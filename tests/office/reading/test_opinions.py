"""An opinion is read as it is written: the words, the remarks, and who signs."""

import pytest

from office.reading.opinions import ReadOpinion, may_be_one, read


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("扩散条件差。", ReadOpinion("扩散条件差。")),
        ("意见：扩散条件差。\n备注：以实况为准", ReadOpinion("扩散条件差。", "以实况为准")),
        (
            "一、扩散条件差。\n二、建议启动。\n备注: 4日转好\n5日有风\n签发：王 强 12月1日14时",
            ReadOpinion("一、扩散条件差。\n二、建议启动。", "4日转好\n5日有风", "王强"),
        ),
        ("签发人：李四\n无不同意见", ReadOpinion("无不同意见", "", "李四")),
        (
            "Poor dispersion.\nRemarks: as of noon\nSigned: Lee",
            ReadOpinion("Poor dispersion.", "as of noon", "Lee"),
        ),
        ("专家组建议：维持现状", ReadOpinion("专家组建议：维持现状")),
        ("建议：维持现状", ReadOpinion("维持现状")),
        ("", ReadOpinion("")),
        ("备注：只有备注", ReadOpinion("", "只有备注")),
    ],
)
def test_what_is_read(text: str, found: ReadOpinion) -> None:
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "may"),
    [("预计明天AQI200", True), ("同意上述意见", True), ("明天几点开会", False), ("收到", False)],
)
def test_which_loose_words_may_be_one(text: str, may: bool) -> None:
    assert may_be_one(text) is may
