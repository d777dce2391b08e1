"""Calls a URL outside while all is well, so that silence is noticed."""

import httpx
import structlog

log = structlog.stdlib.get_logger(__name__)

ANSWER_WITHIN = 10.0


class Lifeline:
    """Keeps an outside watcher quiet, who can raise the alarm without help from us."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def pull(self) -> None:
        # The watcher notices a failure. The address may hold a secret, so it is never logged.
        try:
            async with httpx.AsyncClient(timeout=ANSWER_WITHIN) as client:
                (await client.get(self._url)).raise_for_status()
        except httpx.HTTPStatusError as error:
            log.warning("lifeline_refused", status=error.response.status_code)
        # If the address is not valid, anyio raises its errors in a group.
        except (httpx.HTTPError, httpx.InvalidURL, ExceptionGroup) as error:
            log.warning("lifeline_not_reached", error=type(error).__name__)
