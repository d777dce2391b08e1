"""`python -m sandbox` by itself."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

import httpx


async def test_it_prints_its_address_serves_and_ends_on_a_signal() -> None:
    arguments = ("-m", "sandbox", "--port", "0", "--person", "Dora", "--group", "公安局")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, "--token", "5:x", stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        shown = [(await process.stdout.readline()).decode().split() for _ in range(4)]
        said = dict(shown)
        async with httpx.AsyncClient(trust_env=False) as client:
            me = (await client.get(f"{said['base_url']}5:x/getMe")).json()
            state = (await client.get(f"{said['page']}sandbox/state")).json()
        process.terminate()
        _, complaints = await process.communicate()
    assert me["result"]["id"] == 5
    assert [chat["title"] for chat in state["chats"]] == ["公安局"]
    assert (process.returncode, complaints) == (0, b"")
