"""Gives a bot its updates: by polling, or by the webhook that it chose."""

from __future__ import annotations

import re
from typing import Any

from sandbox.call import Call
from sandbox.errors import bad_request, conflict
from sandbox.render import Json
from sandbox.webhooks import Webhook

_SECRET = re.compile(r"[A-Za-z0-9_-]+")
LONGEST_SECRET = 256
MOST_UPDATES = 100
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(call: Call) -> list[Json]:
    if call.bot.webhook:
        raise conflict(WEBHOOK_ACTIVE)
    call.bot.updates.allow(call.get("allowed_updates"))
    limit = max(1, min(call.get("limit", MOST_UPDATES), MOST_UPDATES))
    seconds = float(call.get("timeout", 0))
    return await call.bot.updates.poll(call.get("offset", 0), limit, seconds)


async def set_webhook(call: Call) -> bool:
    url: str = call.get("url", "")
    if not url:
        return await delete_webhook(call)
    if not url.startswith(("https://", "http://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.get("secret_token")
    _check_secret(secret)
    await _forget(call)
    call.bot.updates.allow(call.get("allowed_updates"))
    call.bot.updates.end_poll(conflict("terminated by setWebhook request"))
    call.bot.webhook = Webhook(
        call.bot.updates, url, secret_token=secret, max_connections=call.get("max_connections", 40)
    )
    call.bot.webhook.start()
    return True


def _check_secret(secret: str | None) -> None:
    if secret is None:
        return
    if len(secret) > LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")


async def delete_webhook(call: Call) -> bool:
    await _forget(call)
    return True


async def _forget(call: Call) -> None:
    if call.get("drop_pending_updates"):
        call.bot.updates.drop_all()
    if call.bot.webhook:
        webhook, call.bot.webhook = call.bot.webhook, None
        await webhook.stop()


def get_webhook_info(call: Call) -> Json:
    webhook = call.bot.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates),
    }
    if call.bot.updates.allowed:
        info["allowed_updates"] = call.bot.updates.allowed
    if webhook:
        info["max_connections"] = webhook.max_connections
        if webhook.last_error:
            info["last_error_date"] = int(webhook.last_error_at)
            info["last_error_message"] = webhook.last_error
    return info
