"""By what a plan may appraise its members: the names of the program's indicators.

What each of them counts stands in `office/records/appraisals/indicators.py`.
"""

from enum import StrEnum


class IndicatorId(StrEnum):
    RECEIPTS = "receipts"
    REPORTS = "reports"
    COMPLETENESS = "completeness"
    PROBLEMS = "problems"
    MEETINGS = "meetings"


INDICATORS = frozenset(IndicatorId)
