"""Runs the tests in several processes that come from one.

As a pytest plugin it reads `--forks=N`. The process that pytest starts reads all tests, with the
program and all that it imports, and is then forked. Processes that are started side by side, as
pytest-xdist does it, each read and import everything anew, and under SlipCover each marks it too.

The first process hands out the tests of one file after another, and what became of them comes back
to it, so it alone tells of them and counts them.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections import deque
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import connection
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from pathlib import Path
    from types import FrameType

MOST_AT_ONCE = 40
"""Tests of one file that one process takes at once."""
TELLERS = ("terminalreporter", "ledger")
"""The plugins that tell of tests, or count them, where all that became of them arrives."""

Batch = list[int]
"""Tests that follow each other, by their places in the session."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--forks",
        type=int,
        default=0,
        metavar="N",
        help="run the tests in N processes that are forked once all tests were read",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    forks: int = session.config.getoption("--forks")
    broken = session.testsfailed and not session.config.option.continue_on_collection_errors
    if not forks or broken or session.config.option.collectonly:
        return None
    Parent(session).run(forks)
    return True


class Placed(Protocol):
    @property
    def path(self) -> Path: ...


def batches(items: Sequence[Placed]) -> Iterator[Batch]:
    """The tests of each file, in parts where they are many."""
    for _, places in groupby(range(len(items)), key=lambda place: items[place].path):
        those = list(places)
        yield from (those[i : i + MOST_AT_ONCE] for i in range(0, len(those), MOST_AT_ONCE))


@dataclass(slots=True, eq=False)
class Child:
    """A process that runs tests, as the first process knows it."""

    pid: int
    line: Connection
    left: deque[int] = field(default_factory=deque)
    """The tests that it was given and has not ended yet, in order."""


class Parent:
    """Hands out the tests, and hears what becomes of them."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._config = session.config
        self._waiting = deque(batches(session.items))
        self._children: dict[object, Child] = {}
        """By the line on which each is heard."""
        self._forked = 0

    def run(self, forks: int) -> None:
        self._prepare()
        try:
            for _ in range(min(forks, len(self._waiting))):
                self._fork()
            while self._children:
                for line in connection.wait([child.line for child in self._children.values()]):
                    self._hear(self._children[line])
        except BaseException:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGTERM)
            raise
        finally:
            for child in list(self._children.values()):
                self._part_from(child)

    def _prepare(self) -> None:
        # Whoever ends this process would otherwise leave the others, and their databases, behind.
        signal.signal(signal.SIGTERM, _give_up)
        # All keep what they write on the way in folders of their own below this one.
        self._config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        reporter: Any = self._config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            # Tests of several files end side by side, and each would begin a line with its name.
            reporter.showfspath = False

    def _fork(self) -> None:
        ours, theirs = connection.Pipe()
        number, self._forked = self._forked, self._forked + 1
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            for line in (ours, *(child.line for child in self._children.values())):
                line.close()
            _live(self._session, number, theirs)
        theirs.close()
        self._children[ours] = Child(pid, ours)

    def _hear(self, child: Child) -> None:
        heard = _heard(child.line)
        if heard is None:
            self._bury(child)
        else:
            what, *said = heard
            getattr(self, f"_on_{what}")(child, *said)

    def _on_asking(self, child: Child) -> None:
        batch = self._waiting.popleft() if self._waiting else []
        child.left.extend(batch)
        child.line.send(batch)

    def _on_ended(self, child: Child) -> None:
        child.left.popleft()

    def _on_report(self, child: Child, said: dict[str, Any]) -> None:
        report = self._config.hook.pytest_report_from_serializable(config=self._config, data=said)
        self._tell(report)

    def _on_warning(self, child: Child, text: str, place: tuple[str, int], said: Any) -> None:
        warning = warnings.WarningMessage(text, Warning, *place)
        told = {**said, "warning_message": warning}
        self._config.hook.pytest_warning_recorded.call_historic(kwargs=told)

    def _on_broken(self, child: Child, error: str) -> None:
        raise RuntimeError(f"a process that ran tests broke off:\n{error}")

    def _tell(self, report: pytest.TestReport) -> None:
        self._config.hook.pytest_runtest_logreport(report=report)
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)

    def _bury(self, child: Child) -> None:
        """Let another process take over where one has died over a test."""
        self._part_from(child)
        if not child.left:
            return
        died_at, *rest = child.left
        if rest:
            self._waiting.appendleft(rest)
        if self._waiting:
            self._fork()
        self._tell(_death_at(self._session.items[died_at]))

    def _part_from(self, child: Child) -> None:
        child.line.close()
        os.waitpid(child.pid, 0)
        del self._children[child.line]


def _heard(line: Connection) -> Sequence[Any] | None:
    try:
        heard: Sequence[Any] = line.recv()
    except EOFError:
        return None
    return heard


def _death_at(item: pytest.Item) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="failed",
        longrepr="The process that ran this test has died.",
        when="call",
        sections=(),
    )


def _live(session: pytest.Session, number: int, line: Connection) -> NoReturn:
    """Run tests in the forked process, and end it without what the first one does at its end."""
    signal.signal(signal.SIGTERM, _give_up)
    try:
        _settle_in(session.config, number)
        teller = Teller(session.config, line)
        session.config.pluginmanager.register(teller)
        # As it joins, it hears of the warnings that the first process knows already.
        teller.joined = True
        _run(session, line)
    except (KeyboardInterrupt, BrokenPipeError, EOFError):
        pass  # The first process tells why.
    except BaseException:
        line.send(("broken", traceback.format_exc()))
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            session._setupstate.teardown_exact(None)
        finally:
            os._exit(0)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _settle_in(config: pytest.Config, number: int) -> None:
    for name in TELLERS:
        if config.pluginmanager.has_plugin(name):
            config.pluginmanager.unregister(name=name)
    # What the first process captures goes into files that would be ours too.
    capturing: Any = config.pluginmanager.get_plugin("capturemanager")
    capturing.stop_global_capturing()
    capturing.start_global_capturing()
    capturing.suspend_global_capture()
    folders: Any = config._tmp_path_factory  # type: ignore[attr-defined]
    folders._basetemp = folders.mktemp(f"fork{number}", numbered=False)


def _run(session: pytest.Session, line: Connection) -> None:
    left = _asked(line)
    while left:
        item = session.items[left.popleft()]
        # What the next test can use as well is kept for it, so it must be known.
        left = left or _asked(line)
        following = session.items[left[0]] if left else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        line.send(("ended",))


def _asked(line: Connection) -> deque[int]:
    line.send(("asking",))
    batch: Batch = line.recv()
    return deque(batch)


class Teller:
    """Tells the first process what became of tests."""

    def __init__(self, config: pytest.Config, line: Connection) -> None:
        self._config, self._line = config, line
        self.joined = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._line.send(("report", said))

    def pytest_warning_recorded(
        self,
        warning_message: warnings.WarningMessage,
        when: str,
        nodeid: str,
        location: tuple[str, int, str] | None,
    ) -> None:
        if not self.joined:
            return
        text = f"{warning_message.category.__name__}: {warning_message.message}"
        place = (warning_message.filename, warning_message.lineno)
        said = {"when": when, "nodeid": nodeid, "location": location}
        self._line.send(("warning", text, place, said))
