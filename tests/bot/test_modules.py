"""What a bot in service leaves out of memory."""

import subprocess
import sys

import pytest

NEEDLESS = {"alembic", "apprise", "mako", "sandbox", "starlette", "uvicorn"}


@pytest.mark.parametrize("module", ["bot.__main__", "bot.runtime"])
def test_a_bot_loads_nothing_that_it_may_never_need(module: str) -> None:
    """Megabytes, each of them; see docs/performance.md."""
    ask = f"import sys, {module}; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True, text=True)
    assert NEEDLESS.isdisjoint(told.stdout.split())
