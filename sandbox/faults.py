"""Makes calls fail on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sandbox.errors import ApiError, bad_request, forbidden, too_many_requests


class FaultKind(StrEnum):
    TOO_MANY_REQUESTS = "too_many_requests"
    FORBIDDEN = "forbidden"
    BAD_REQUEST = "bad_request"
    SERVER_ERROR = "server_error"
    BAD_GATEWAY = "bad_gateway"
    SLOW = "slow"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    GARBAGE = "garbage"
    DUPLICATE_UPDATE = "duplicate_update"
    LATE_UPDATE = "late_update"


UPDATE_FAULTS = frozenset({FaultKind.DUPLICATE_UPDATE, FaultKind.LATE_UPDATE})


@dataclass(eq=False)
class Fault:
    """Happens `times` times to matching calls, or to matching updates for the update faults.

    `method` and `chat` narrow it down; None matches all. For update faults `method` is the kind of
    update. `seconds` is real time for a slow answer and time of the sandbox's clock for a late
    update. `text` is the description without its "Bad Request: " or "Forbidden: "; of garbage it is
    the whole body of the answer, and `status` its status.
    """

    kind: FaultKind | str
    method: str | None = None
    chat: int | None = None
    times: int = 1
    retry_after: int = 5
    text: str | None = None
    seconds: float = 1.0
    status: int = 200

    def __post_init__(self) -> None:
        self.kind = FaultKind(self.kind)

    def matches(self, name: str, chat: int | None) -> bool:
        # Method names are compared without regard to case, as Telegram takes them.
        wanted = self.method is None or self.method.lower() == name.lower()
        return wanted and self.chat in (None, chat)

    @property
    def delay(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    def refusal(self) -> ApiError | None:
        """Return the answer that this fault gives instead of doing the work, if it is one."""
        match self.kind:
            case FaultKind.TOO_MANY_REQUESTS:
                return too_many_requests(self.retry_after)
            case FaultKind.FORBIDDEN:
                return forbidden(self.text or "bot was kicked from the supergroup chat")
            case FaultKind.BAD_REQUEST:
                return bad_request(self.text or "chat not found")
            case FaultKind.SERVER_ERROR:
                return ApiError(500, self.text or "Internal Server Error")
        return None


class Faults:
    """The faults still to come, in the order they were asked for."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, fault: Fault) -> Fault:
        self._waiting.append(fault)
        return fault

    def cancel(self, fault: Fault) -> None:
        # A fault that has happened already is gone by itself.
        if fault in self._waiting:
            self._waiting.remove(fault)

    def clear(self) -> None:
        self._waiting.clear()

    def waiting(self) -> list[Fault]:
        return list(self._waiting)

    def take(self, method: str, chat: int | None) -> Fault | None:
        if not self._waiting:
            return None
        return self._take(method, chat, of_updates=False)

    def take_for_update(self, kind: str, chat: int) -> Fault | None:
        if not self._waiting:
            return None
        return self._take(kind, chat, of_updates=True)

    def _take(self, name: str, chat: int | None, *, of_updates: bool) -> Fault | None:
        for fault in self._waiting:
            if (fault.kind in UPDATE_FAULTS) is of_updates and fault.matches(name, chat):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
