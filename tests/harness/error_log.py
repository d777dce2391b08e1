"""Collects the log lines that no good story has."""

import logging


class ErrorLog(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []
        self._formatter = logging.Formatter()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {self._formatter.format(record)}")

    def take(self, fragment: str) -> None:
        # A story may mean one error to be logged.
        found = next((line for line in self.lines if fragment in line), None)
        assert found is not None, f"no error log with {fragment!r} among {self.lines}"
        self.lines.remove(found)
