"""A bot that knows four tricks, for looking at the page without an office behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx

from sandbox import HANG, Server

TOKEN = "123456:AAExampleTokenForThePage"

RETRY = 0.05
"""Seconds between two attempts while the network is broken."""

Json = dict[str, Any]


class Robot:
    """/menu offers buttons, /ask awaits a reply, a pressed button changes its message, and photos
    are counted."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._offset = 0
        self._albums: set[str] = set()

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = await self._client.post(f"/bot{TOKEN}/{method}", json=parameters)
        answer.raise_for_status()
        return answer.json()["result"]

    async def run(self) -> None:
        while True:
            try:
                updates = await self.call("getUpdates", offset=self._offset, timeout=30)
            except httpx.TransportError:
                await asyncio.sleep(RETRY)
                continue
            for update in updates:
                self._offset = update["update_id"] + 1
                await self._take(update)

    async def _take(self, update: Json) -> None:
        if query := update.get("callback_query"):
            await self._pressed(query)
        elif message := update.get("message"):
            await self._heard(message)

    async def _heard(self, message: Json) -> None:
        chat, text = message["chat"]["id"], message.get("text", "")
        if text.startswith("/menu"):
            row = [
                {"text": "收到", "callback_data": "ok"},
                {"text": "说明", "callback_data": "why"},
            ]
            keyboard = {"inline_keyboard": [row]}
            await self.call("sendMessage", chat_id=chat, text="请确认", reply_markup=keyboard)
        elif text.startswith("/ask"):
            wanted = {"force_reply": True, "input_field_placeholder": "延期理由"}
            await self.call("sendMessage", chat_id=chat, text="为什么？", reply_markup=wanted)
        elif message.get("reply_to_message", {}).get("text") == "为什么？":
            await self.call("sendMessage", chat_id=chat, text=f"理由：{text}")
        elif album := message.get("media_group_id"):
            await self._count(chat, album)

    async def _count(self, chat: int, album: str) -> None:
        if album not in self._albums:
            self._albums.add(album)
            await self.call("sendMessage", chat_id=chat, text="相册已收到")

    async def _pressed(self, query: Json) -> None:
        message, who = query["message"], query["from"]["first_name"]
        if query["data"] == "why":
            text = "请先阅读预案"
            await self.call(
                "answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=True
            )
            return
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="已登记")
        await self.call(
            "editMessageText",
            chat_id=message["chat"]["id"],
            message_id=message["message_id"],
            text=f"请确认：{who}已收到",
        )


@asynccontextmanager
async def robot_at(server: Server) -> AsyncIterator[None]:
    async with httpx.AsyncClient(base_url=server.url, timeout=HANG, trust_env=False) as client:
        running = asyncio.create_task(Robot(client).run())
        try:
            yield
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
