"""Delivers updates to a bot's webhook."""

from __future__ import annotations

import asyncio
import time

import httpx

from sandbox.updates import LATE_CHECK, Update, UpdateQueue

#: Seconds. The first repeat comes at once; from then on each wait is twice the one before.
FIRST_DELAY = 2.0
LONGEST_DELAY = 60.0
LONGEST_RETRY_AFTER = 3600.0
MAX_CONNECTIONS = 100
ANSWER_TIMEOUT = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """Posts updates in order within a chat and side by side across chats.

    An update that is not answered with 2xx is tried again, later and later, and holds back its own
    chat only. All waiting here is in real time.
    """

    def __init__(
        self,
        updates: UpdateQueue,
        url: str,
        *,
        secret_token: str | None = None,
        max_connections: int = 40,
    ) -> None:
        self.url = url
        self.max_connections = max(1, min(max_connections, MAX_CONNECTIONS))
        self.last_error: str | None = None
        self.last_error_at = 0.0
        self._updates = updates
        self._headers = {SECRET_HEADER: secret_token} if secret_token else {}
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(self.max_connections)
        self._client = httpx.AsyncClient(timeout=ANSWER_TIMEOUT, trust_env=False)

    def start(self) -> None:
        self._updates.on_arrival = self._look
        self._look()

    async def stop(self) -> None:
        self._updates.on_arrival = None
        tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    def _look(self) -> None:
        # Every chat that has something waiting and no task at work gets a task.
        if self._updates.on_arrival is None:
            return
        if self._updates.has_late:
            asyncio.get_running_loop().call_later(LATE_CHECK, self._look)
        for update in self._updates.waiting():
            if update.chat_id not in self._busy:
                task = asyncio.get_running_loop().create_task(self._serve(update.chat_id))
                self._busy[update.chat_id] = task

    async def _serve(self, chat_id: int) -> None:
        failures = 0
        try:
            while (update := self._head(chat_id)) is not None:
                async with self._slots:
                    hold = await self._post(update)
                if hold is None:
                    self._updates.remove(update)
                    failures = 0
                else:
                    failures += 1
                    await asyncio.sleep(hold or back_off(failures))
        finally:
            self._busy.pop(chat_id, None)

    def _head(self, chat_id: int) -> Update | None:
        return next((one for one in self._updates.waiting() if one.chat_id == chat_id), None)

    async def _post(self, update: Update) -> float | None:
        """Return None when it was accepted, else the seconds that the bot asked to wait, or 0."""
        try:
            answer = await self._client.post(self.url, json=update.as_json(), headers=self._headers)
        except httpx.HTTPError as error:
            self._fail(f"Connection failed: {type(error).__name__}")
            return 0.0
        if answer.is_success:
            return None
        self._fail(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
        return _asked_to_wait(answer)

    def _fail(self, text: str) -> None:
        self.last_error = text
        self.last_error_at = time.time()


def back_off(failures: int) -> float:
    """Return how many seconds to wait after so many failures in a row."""
    if failures <= 1:
        return 0.0
    return min(FIRST_DELAY * 2.0 ** (min(failures, 50) - 2), LONGEST_DELAY)


def _asked_to_wait(answer: httpx.Response) -> float:
    seconds = answer.headers.get("Retry-After", "")
    return min(float(seconds), LONGEST_RETRY_AFTER) if seconds.isdecimal() else 0.0
