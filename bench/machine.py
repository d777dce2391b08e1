"""Tells what the figures were measured on, and what else the machine was doing."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path


def machine() -> str:
    processor = platform.processor() or platform.machine()
    listed = Path("/proc/cpuinfo")
    if listed.exists():
        models = [line for line in listed.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].partition(":")[2].strip() if models else processor
    return (
        f"{processor}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}"
    )


def load() -> float | None:
    # Windows does not tell how many processes wanted to run over the last minute.
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def memory_of(process: int) -> float:
    """Return the resident memory of a process in megabytes."""
    if sys.platform == "linux":
        status = Path(f"/proc/{process}/status").read_text()
        line = next(one for one in status.splitlines() if one.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)], capture_output=True, check=True, text=True
    )
    return int(told.stdout) / 1024
