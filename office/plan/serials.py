"""The series of serial numbers, and how a plan writes a number of each."""

from enum import StrEnum
from string import Formatter
from typing import Annotated

from pydantic import AfterValidator

from office.plan.faults import Said, reject


def _serial_format(value: str) -> str:
    if _fields_of(value) != ["n", "year"]:
        raise reject(
            Said(f"文号格式“{value}”不完整", f"serial format '{value}' is incomplete"),
            Said(
                "写上 {year} 和 {n}，各一次，不写别的占位符",
                "it needs {year} and {n}, once each, and no other field",
            ),
        )
    return value


def _fields_of(template: str) -> list[str]:
    try:
        return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)
    except ValueError:  # an unbalanced brace
        return []


SerialFormat = Annotated[str, AfterValidator(_serial_format)]


class SerialKind(StrEnum):
    """The series of numbers that every office keeps; each starts at 1 in each year.

    Each step of a ladder that is a slip has a series of its own beside them.
    """

    ALERT = "alert"
    ADJUST = "adjust"
    CANCEL = "cancel"
    LIFT = "lift"
    REPORT = "report"
    NOTICE = "notice"
    TASK = "task"
    CONTROL = "control"
    CONVENING = "convening"
    REQUEST = "request"
    REGISTER = "register"
    CIRCULAR = "circular"
    MEETING = "meeting"
    CONSULTATION = "consultation"
    CONSULTATION_DAY = "consultation_day"
    CONSULTATION_WEEK = "consultation_week"
    CONSULTATION_MONTH = "consultation_month"
    WORKING_GROUP = "working_group"
    ASKING = "asking"
    CONSENT = "consent"
    FINDING = "finding"
    FORM = "form"
    INTERVIEW = "interview"
    TRANSFER = "transfer"
    STOP_ORDER = "stop_order"
    DOWNGRADE = "downgrade"
    PROBLEM = "problem"
    LISTING = "listing"
    BULLETIN = "bulletin"
    APPRAISAL = "appraisal"
    APPRAISAL_BULLETIN = "appraisal_bulletin"
    URGENT = "urgent"


USUAL_SERIALS = {
    SerialKind.NOTICE: "指知〔{year}〕{n}号",
    SerialKind.TASK: "指办〔{year}〕{n}号",
    SerialKind.CONTROL: "指管〔{year}〕{n}号",
    SerialKind.CONVENING: "指督导〔{year}〕{n}号",
    SerialKind.REQUEST: "指商〔{year}〕{n}号",
    SerialKind.REGISTER: "指录〔{year}〕{n}号",
    SerialKind.CIRCULAR: "指通〔{year}〕{n}号",
    SerialKind.MEETING: "指会〔{year}〕{n}号",
    SerialKind.CONSULTATION: "指会商〔{year}〕{n}号",
    SerialKind.CONSULTATION_DAY: "指会商日报〔{year}〕第{n}期",
    SerialKind.CONSULTATION_WEEK: "指会商周报〔{year}〕第{n}期",
    SerialKind.CONSULTATION_MONTH: "指会商月报〔{year}〕第{n}期",
    SerialKind.WORKING_GROUP: "指派〔{year}〕{n}号",
    SerialKind.ASKING: "指请〔{year}〕{n}号",
    SerialKind.CONSENT: "指复〔{year}〕{n}号",
    SerialKind.FORM: "指表〔{year}〕{n}号",
    SerialKind.INTERVIEW: "指约〔{year}〕{n}号",
    SerialKind.TRANSFER: "指转〔{year}〕{n}号",
    SerialKind.STOP_ORDER: "指呈〔{year}〕{n}号",
    SerialKind.DOWNGRADE: "指级〔{year}〕{n}号",
    SerialKind.PROBLEM: "指问〔{year}〕{n}号",
    SerialKind.LISTING: "指挂〔{year}〕{n}号",
    SerialKind.BULLETIN: "指督通〔{year}〕{n}号",
    SerialKind.APPRAISAL: "指考〔{year}〕{n}号",
    SerialKind.APPRAISAL_BULLETIN: "指考通〔{year}〕{n}号",
    SerialKind.URGENT: "指急〔{year}〕{n}号",
}
"""The form of numbers in series that older plans do not name (source: none)."""
OPTIONAL_SERIALS = frozenset({SerialKind.FINDING})
"""What has a number only where the plan gives it a series."""
