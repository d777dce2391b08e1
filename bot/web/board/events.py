"""The stream of events behind an open page (server-sent events), each with a few facts as JSON.

- `version`: the version that a page made now has, which is its id too. A browser that comes again
  may say which one it had last, and is told at once of another one.
- `beat`: nothing is new, and all is well. It comes every fifteen seconds; where it stays away, what
  is shown may hold no longer.

- `crowded`: newer pages of the same visit took this one's place. It must not come again by itself,
  or it would drive out the next one in its turn.

Whoever may look no more is told of version 0, which no page has: reading it anew, they learn why.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import StreamingResponse

from bot.clock import Clock
from bot.web.board.viewers import CROWDED, STOPS, Viewer, Viewers
from bot.web.door import MORE_TIME

BEAT_EVERY = 15.0
COME_AGAIN = 2000
"""Milliseconds after which a browser whose connection broke comes again."""
LAST = "last-event-id"
NO_MORE = 0
NOT_GATHERED = {
    # nginx would gather what comes, and tell it late.
    "X-Accel-Buffering": "no",
    # Others would pack it, and wait until there is enough to pack.
    "Cache-Control": "no-store, no-transform",
}
PADDING = f": {' ' * 2048}\n\n"
"""A comment: some proxies and scanners pass nothing on before they have so many bytes."""


def stream(request: Request, viewers: Viewers, viewer: Viewer, clock: Clock) -> StreamingResponse:
    more_time: Callable[[], None] = request.scope.get(MORE_TIME, lambda: None)
    had = request.headers.get(LAST) or request.query_params.get("since")
    said = _events(viewers, viewer, clock, had, more_time)
    return StreamingResponse(
        said,
        media_type="text/event-stream",
        headers=NOT_GATHERED,
    )


async def _events(
    viewers: Viewers,
    viewer: Viewer,
    clock: Clock,
    had: str | None,
    more_time: Callable[[], None],
) -> AsyncIterator[str]:
    try:
        yield f"{PADDING}retry: {COME_AGAIN}\n\n"
        yield _beat(clock) if str(viewer.version) == had else _news(viewer.version, clock)
        while not viewer.over:
            more_time()
            is_news = await _changed(viewer)
            if viewer.over:
                break
            if is_news:
                yield _news(viewer.version, clock)
            elif not viewer.is_doubtful:
                yield _beat(clock)
        # A browser that is only cut off comes again by itself, to whoever listens then.
        if viewer.over == CROWDED:
            yield _event(CROWDED, clock)
        elif viewer.over != STOPS:
            yield _news(NO_MORE, clock)
    finally:
        viewers.leave(viewer)


async def _changed(viewer: Viewer) -> bool:
    try:
        async with asyncio.timeout(BEAT_EVERY):
            await viewer.changed.wait()
    except TimeoutError:
        return False
    viewer.changed.clear()
    return True


def _news(version: int, clock: Clock) -> str:
    return f"id: {version}\n{_event('version', clock, version=version)}"


def _beat(clock: Clock) -> str:
    return _event("beat", clock)


def _event(name: str, clock: Clock, **facts: object) -> str:
    facts |= {"now": clock.now().isoformat(), "pace": clock.speed}
    return f"event: {name}\ndata: {json.dumps(facts)}\n\n"
