"""What every answer says to the browser: nothing from elsewhere, nothing kept, framed by nobody."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Other hosts learn nothing. With `no-referrer` a browser would not say either that our own form
    # was sent from our own page.
    "Referrer-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000"
KEPT = f"public, {ONE_YEAR}, immutable"


class Headed:
    def __init__(self, app: ASGIApp, *, safe: bool) -> None:
        self._app = app
        self._headers = {**ALWAYS, **({"Strict-Transport-Security": ONE_YEAR} if safe else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_headed)
