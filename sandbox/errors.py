"""Refuses calls in the words that Telegram uses."""

from __future__ import annotations


class ApiError(Exception):
    """An answer with ok=false."""

    def __init__(
        self, code: int, description: str, parameters: dict[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def __repr__(self) -> str:
        return f"ApiError({self.code}, {self.description!r}, {self.parameters!r})"


def bad_request(text: str) -> ApiError:
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    return ApiError(403, f"Forbidden: {text}")


def conflict(text: str) -> ApiError:
    return ApiError(409, f"Conflict: {text}")


def migrated(new_chat_id: int) -> ApiError:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, text, {"migrate_to_chat_id": new_chat_id})


def too_many_requests(seconds: int) -> ApiError:
    text = f"Too Many Requests: retry after {seconds}"
    return ApiError(429, text, {"retry_after": seconds})


def not_found(text: str | None = None) -> ApiError:
    return ApiError(404, f"Not Found: {text}" if text else "Not Found")


def unauthorized(text: str | None = None) -> ApiError:
    return ApiError(401, f"Unauthorized: {text}" if text else "Unauthorized")
