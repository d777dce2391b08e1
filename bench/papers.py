"""Measures how long an official form takes to be made as Word, once what makes it is loaded."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.databases import Databases
from bench.figures import Figure, Size
from bench.telegram import Telegram
from messages.documents import official_form
from messages.views.documents import DocumentLine, OfficialFormView

FORM_WITHIN = 0.5
ROWS = tuple(
    DocumentLine(f"第{row}项", "静稳，近地面逆温，扩散条件不利。" * 20) for row in range(10)
)
FORM = OfficialFormView(
    mark="",
    place="附件7",
    title="应急响应信息报送表（启动）",
    serial="指表〔2026〕1号",
    head=(DocumentLine("签发人", "某某"),),
    rows=ROWS,
    foot=(DocumentLine("填表人", "某某"), DocumentLine("审查人", "某某")),
    notes=(),
)


@dataclass(frozen=True, slots=True)
class Papers:
    form: float

    def figures(self) -> Sequence[Figure]:
        return (Figure("form", "an official form as Word", self.form, "s", at_most=FORM_WITHIN),)


def measure(_telegram: Telegram, _databases: Databases, size: Size) -> Papers:
    official_form.make(FORM)
    return Papers(statistics.median(_seconds() for _ in range(size.helps)))


def _seconds() -> float:
    began = time.perf_counter()
    official_form.make(FORM)
    return time.perf_counter() - began
