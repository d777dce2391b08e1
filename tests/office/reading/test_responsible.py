"""责任人: the name beside a sealed paper, and what is no name."""

import pytest

from office.reading.responsible import name_in


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("责任人：李四", "李四"),
        ("盖章件，责任人：李四，电话见附表", "李四"),
        ("整改责任人 王芳", "王芳"),
        ("主要负责人为艾力·买买提（局长）", "艾力·买买提（局长"),
        ("盖章件 李四", "李四"),
        ("整改报告盖章件，局长王芳", "局长王芳"),
        ("Responsible: Li Jianguo", "Li Jianguo"),
        ("李四", "李四"),
        ("盖章件", ""),
        ("收到", ""),
        ("好的，明天补报", ""),
        ("盖章件待补", ""),
        ("责任人：待定", ""),
        ("责任人：13800000000", ""),
        ("李四、王芳", ""),
        ("", ""),
        ("章" * 40, ""),
    ],
)
def test_a_name_is_read_or_nothing(text: str, name: str) -> None:
    assert name_in(text) == name
