"""Which files may be a report by what they are called; the bot asks this and reads none itself."""

from pathlib import PurePosixPath

SUFFIXES = frozenset(
    {
        *(".xlsx", ".docx", ".csv"),
        # These are told apart with a sentence that says what to send in their place.
        *(".xlsm", ".docm", ".xltm", ".dotm", ".xls", ".doc", ".et", ".wps"),
    }
)
MEDIA = frozenset(
    {
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/csv",
    }
)
"""By these a file is known that came without a name."""


def may_report(name: str | None, media: str | None) -> bool:
    suffix = PurePosixPath(name or "").suffix.lower()
    return suffix in SUFFIXES if suffix else media in MEDIA
