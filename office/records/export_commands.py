"""The command that makes a file on the server, told instead of a file that Telegram takes not."""

from collections.abc import Mapping
from typing import Any

ON_SERVER = {
    "ledger": "ledger ledger.xlsx",
    "evidence": "evidence evidence.zip",
    "year": "year {year} year.docx",
    "drill_report": "drill drill.docx",
}
"""What follows in the command, typed on any keyboard."""
OPTIONS = ("episode", "first", "last", "slip", "alert", "season", "exercise")


def command(kind: str, asked: Mapping[str, Any]) -> str:
    options = [_option(name, asked[name]) for name in OPTIONS if name in asked]
    return " ".join(["qingkong", "export", ON_SERVER[kind].format_map(asked), *options])


def _option(name: str, value: Any) -> str:
    return f"--{name}" if value is True else f"--{name} {value}"
