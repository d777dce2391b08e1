"""What the public is told where sand and dust foul the air."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from office.plan.durations import Duration
from office.plan.texts import PlanPart, Text


class HealthNotice(PlanPart):
    """What the public is advised to do where no level is declared."""

    valid_for: Duration
    hazard: Text
    hazard_en: Text | None = None
    advice: Annotated[tuple[Text, ...], Field(min_length=1)]
    advice_en: tuple[Text, ...] = ()
    # What bodies may do beyond the advice.
    control: Text | None = None
    control_en: Text | None = None
    source: Text


USUAL_DUST_NOTICE = HealthNotice(
    valid_for=timedelta(hours=24),
    hazard="沙尘天气时可吸入颗粒物浓度升高，易刺激眼睛和呼吸道，可诱发或加重呼吸系统、心血管疾病。",
    advice=(
        "老人、儿童、户外作业人员和呼吸系统、心血管疾病患者尽量留在室内。",
        "关好门窗，减少外出；外出戴口罩、护目镜，返回后及时清洗口鼻和面部。",
        "能见度低时减速慢行，远离广告牌、临时搭建物。",
        "出现胸闷、咳嗽、气喘等不适，及时就医。",
    ),
    source="none",
)
"""The notice of plans that say nothing about dust."""
