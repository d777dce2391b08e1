"""The outside heartbeat: a URL that is called while all is well, so that silence is noticed."""

import httpx
import structlog

log = structlog.stdlib.get_logger(__name__)

ANSWER_WITHIN = 10.0


class Lifeline:
    """Whoever watches the URL raises the alarm, by a way that does not lead through us."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def pull(self) -> None:
        """A failure is the watcher's to notice; the address may hold a secret and is not told."""
        try:
            async with httpx.AsyncClient(timeout=ANSWER_WITHIN) as client:
                (await client.get(self._url)).raise_for_status()
        except httpx.HTTPStatusError as error:
            log.warning("lifeline_refused", status=error.response.status_code)
        # Of an address that is none, anyio's errors come in a group.
        except (httpx.HTTPError, httpx.InvalidURL, ExceptionGroup) as error:
            log.warning("lifeline_not_reached", error=type(error).__name__)
