"""Writes logs: one line an event, as JSON or for a terminal, never with a token in it."""

import logging
import re
import sys

import structlog

TOKEN = re.compile(r"\b\d{5,}:[A-Za-z0-9_-]{15,}")
REDACTED = "<token>"


class RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Takes tokens out of whole lines: they also stand in exception texts and in addresses."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def redact(text: str) -> str:
    return TOKEN.sub(REDACTED, text)


def configure(*, as_json: bool, level: int = logging.INFO) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(as_json=as_json))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    quieten()
    connect_structlog()


def quieten() -> None:
    # httpx logs every address, and Telegram's addresses contain the token.
    for name in ("httpx", "httpcore", "apscheduler", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # The warnings of these libraries show addresses of second channels, which are secrets.
    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # It writes the body of a proxy's error page; the error that it then raises says as much.
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.CRITICAL)


def connect_structlog() -> None:
    # Our events go through the standard library's logging, together with everybody else's.
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


_SHARED: list[structlog.typing.Processor] = [
    structlog.stdlib.filter_by_level,
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def formatter(*, as_json: bool) -> RedactingFormatter:
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return RedactingFormatter(
        foreign_pre_chain=_SHARED[1:],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
