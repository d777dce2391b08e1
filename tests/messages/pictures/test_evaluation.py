"""The picture of forecasts beside what came: what is drawn on it, however many days there are."""

import itertools
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from messages import LOCALES
from messages.pictures import evaluation
from messages.pictures.drawing import WIDTH, width_of
from messages.pictures.frozen import frozen
from messages.render import words_in
from messages.views.evaluation import EvaluatedDay, EvaluationPicture
from messages.views.sky import DrawnClass, DrawnHour

ZONE = "Asia/Shanghai"
CLEAN, FOUL, GAP = "#00e400", "#99004c", "#dfe4e9"
DAY = EvaluatedDay(Decimal(260), DrawnHour(Decimal(200), Decimal(260)))
VIEW = EvaluationPicture(
    title="近30天预报与实况",
    note="11月5日至12月4日",
    first=date(2026, 11, 5),
    days=(DAY, EvaluatedDay(Decimal(40), None), EvaluatedDay(None, DAY.forecast)) * 10,
    classes=(DrawnClass("优", 50, CLEAN), DrawnClass("重度污染", 300, FOUL)),
    lines=(150, 200),
)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_drawn(locale: str) -> None:
    svg = evaluation.drawn(VIEW, words_in(locale, ZONE))
    for said in (VIEW.title, VIEW.note, "重度污染", "150", "200", "11-5", "11-10"):
        assert f">{said}</text>" in svg
    for colour in (CLEAN, FOUL):
        assert svg.count(f'fill="{colour}"') == 10 + 1
    assert svg.count(f'fill="{GAP}"') == 10
    assert svg.count('width="2.4"') == 20
    texts = re.findall(r'<text x="([\d.]+)"[^>]*font-size="(\d+)"[^>]*>([^<]+)</text>', svg)
    ends = {
        said: float(x) + width_of(said, float(size)) for x, size, said in texts if said[0] > "9"
    }
    assert max(ends.values()) <= WIDTH


@pytest.mark.parametrize("days", [0, 1, 90, 366])
def test_any_number_of_days(days: int) -> None:
    view = replace(VIEW, days=(DAY,) * days)
    words = words_in("zh", ZONE)
    svg = evaluation.drawn(view, words)
    labels = [float(x) for x in re.findall(r'x="([\d.]+)"[^>]*>\d+-\d+</text>', svg)]
    assert all(after - before >= evaluation.LABEL for before, after in itertools.pairwise(labels))
    assert all(one + evaluation.LABEL <= WIDTH for one in labels)
    assert evaluation.from_facts(frozen(view, words)).startswith(b"\x89PNG")
