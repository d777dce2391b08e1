"""What an operator is told about each kind of mistake in a plan file, and what to do about it."""

from office.plan.faults import Fault, Said

SEE_EXAMPLE = Said(
    "对照 plans/changji.yaml 的写法改正", "compare with the same place in plans/changji.yaml"
)
REPEATED = (
    Said("同一个键写了两次", "the same key is written twice"),
    Said("留下一个，删去另一个", "keep one of them"),
)
NO_MAPPING = Fault(
    "",
    Said("文件里没有预案内容", "the file holds no plan"),
    Said("最外层写成“键: 值”，参照 plans/changji.yaml", "begin as plans/changji.yaml does"),
)
NOT_UTF8 = Fault(
    "",
    Said("文件不是 UTF-8 编码", "the file is not in UTF-8"),
    Said("用编辑器另存为 UTF-8", "save it again as UTF-8"),
)


BASE_EXTENDS_THIS = Fault(
    "extends",
    Said("所据预案又以本预案为依据", "the other plan extends this one in its turn"),
    Said("换一个预案", "name another plan"),
)


def other_base(jurisdiction: str) -> Fault:
    return Fault(
        "extends",
        Said(f"那个文件是“{jurisdiction}”的预案", f"that file is the plan of '{jurisdiction}'"),
        Said(
            "写它的 jurisdiction，文件与其同名",
            "write its jurisdiction; the file has the same name",
        ),
    )


def unreadable(reason: str) -> Fault:
    return Fault(
        "",
        Said(f"读不了这个文件（{reason}）", f"cannot read the file ({reason})"),
        Said("检查路径和读取权限", "check the path and the permissions"),
    )


def not_yaml(reason: str) -> Fault:
    return Fault(
        "",
        Said(f"不是合格的 YAML（{reason}）", f"not valid YAML ({reason})"),
        Said("检查这一行及上一行的缩进、冒号和引号", "check indents, colons and quotes near here"),
    )


_TEXT_WANTED = (
    Said("这里要写文字", "text is wanted here"),
    Said("写成一行文字，必要时加引号", "write one line of text, in quotes if need be"),
)
_NUMBER_WANTED = (
    Said("这里要写整数", "a whole number is wanted here"),
    Said("写成不带引号的整数", "write a whole number without quotes"),
)
_BOOLEAN_WANTED = (
    Said("这里要写 true 或 false", "true or false is wanted here"),
    Said("写成 true 或 false，不加引号", "write true or false without quotes"),
)
_OUT_OF_RANGE = (
    Said("数字超出范围", "the number is out of range"),
    Said("换一个合理的数", "choose a sensible number"),
)
_NOT_A_CHOICE = (
    Said("没有这个选项", "there is no such choice"),
    SEE_EXAMPLE,
)
_DATE_WANTED = (
    Said("不是日期", "this is no date"),
    Said('写成 "2026-03-20" 的样子', 'write it as "2026-03-20"'),
)
_LIST_WANTED = (
    Said("这里要写列表", "a list is wanted here"),
    Said("每项一行，以“- ”开头", "put each entry on a line that begins with '- '"),
)
_MAPPING_WANTED = (
    Said("这里要写“键: 值”", "keys with values are wanted here"),
    SEE_EXAMPLE,
)

SAID: dict[str, tuple[Said, Said]] = {
    "missing": (
        Said("缺少这一项", "this key is missing"),
        Said("补上，写法参照 plans/changji.yaml", "add it, as plans/changji.yaml does"),
    ),
    "extra_forbidden": (
        Said("没有这一项", "there is no such key"),
        Said("检查拼写，或删去", "check the spelling, or remove it"),
    ),
    "string_type": _TEXT_WANTED,
    "string_too_short": (
        Said("这里是空的", "this is empty"),
        Said("写上内容", "write something"),
    ),
    "string_too_long": (
        Said("太长了", "this is too long"),
        Said("写短一些", "shorten it"),
    ),
    "string_pattern_mismatch": (
        Said("编号写法不对", "this is not a valid id"),
        Said(
            "用小写英文字母开头，后面可用字母、数字、- 和 _",
            "begin with a lower-case letter, then letters, digits, - and _",
        ),
    ),
    "int_type": _NUMBER_WANTED,
    "int_parsing": _NUMBER_WANTED,
    "date_type": _DATE_WANTED,
    "date_parsing": _DATE_WANTED,
    "date_from_datetime_parsing": _DATE_WANTED,
    "date_from_datetime_inexact": _DATE_WANTED,
    "bool_type": _BOOLEAN_WANTED,
    "bool_parsing": _BOOLEAN_WANTED,
    "greater_than_equal": _OUT_OF_RANGE,
    "less_than_equal": _OUT_OF_RANGE,
    "enum": _NOT_A_CHOICE,
    "literal_error": _NOT_A_CHOICE,
    "tuple_type": _LIST_WANTED,
    "frozen_set_type": _LIST_WANTED,
    "too_short": (
        Said("至少要有一项", "at least one entry is wanted here"),
        Said("补上一项", "add one"),
    ),
    "model_type": _MAPPING_WANTED,
    "model_attributes_type": _MAPPING_WANTED,
    "dict_type": _MAPPING_WANTED,
}
