"""Lets all databases of one test run share the statements that SQLAlchemy has compiled.

An engine compiles each statement once and keeps it. A test has engines of its own, and would spend
a fifth of its time on compiling what every test before it has compiled.
"""

from sqlalchemy import URL, Engine
from sqlalchemy.dialects import plugins
from sqlalchemy.engine import CreateEnginePlugin

NAME = "shared_statements"

_first: dict[str, Engine] = {}
"""The first engine of each kind of database that has connected.

The others take over its dialect and its cache.
"""


class SharedStatements(CreateEnginePlugin):
    def update_url(self, url: URL) -> URL:
        return url.difference_update_query(["plugin"])

    def engine_created(self, engine: Engine) -> None:
        first = _first.get(engine.dialect.name)
        if first is None or not _has_connected(first):
            _first[engine.dialect.name] = engine
            return
        engine.dialect = first.dialect
        engine._compiled_cache = first._compiled_cache


def _has_connected(engine: Engine) -> bool:
    # Only a dialect that has connected knows what it has to know of the server.
    return hasattr(engine.dialect, "default_isolation_level")


def shared(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}plugin={NAME}"


plugins.register(NAME, __name__, SharedStatements.__name__)
