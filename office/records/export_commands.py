"""The command that makes a file on the server, told instead of a file that Telegram takes not."""

from collections.abc import Mapping
from typing import Any

SERVER_NAMES = {"ledger": "ledger.xlsx", "evidence": "evidence.zip"}
"""What a file is called in the command, typed on any keyboard."""


def command(kind: str, asked: Mapping[str, Any]) -> str:
    options = " ".join(f"--{name} {value}" for name, value in asked.items())
    return f"qingkong export {kind} {SERVER_NAMES[kind]} {options}"
