"""Makes figures for Prometheus. Labels name kinds, states, loops and leases, and never a chat or
word.

What this process did is counted as it happens; what is open is read from the database when it is
asked for, so that every process of a deployment tells the same about it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.web.counts import Counts
from bot.web.health import State
from storage.upkeep import figures
from storage.upkeep.figures import Backlog

__all__ = ["CONTENT_TYPE", "Metrics"]


class Metrics:
    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._registry = CollectorRegistry()
        self._snapshot = _Snapshot()
        self._registry.register(self._snapshot)
        ProcessCollector(registry=self._registry)

    async def page(self, state: State) -> bytes:
        async with state.database.reading(aside=True) as session:
            backlog = await figures.backlog(session)
        self._snapshot.families = [
            *_of_deployment(backlog, state.clock.now()),
            _deliveries(self._counts),
            *_of_process(state),
        ]
        return generate_latest(self._registry)


class _Snapshot(Collector):
    """What was read for the page that is being made."""

    def __init__(self) -> None:
        self.families: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        return self.families


def _of_deployment(backlog: Backlog, now: datetime) -> list[Metric]:
    waiting = GaugeMetricFamily(
        "qingkong_outbox_deliveries",
        "Messages that have still to leave.",
        labels=("kind", "state"),
    )
    for labels, count in backlog.deliveries.items():
        waiting.add_metric(labels, count)
    return [
        waiting,
        GaugeMetricFamily(
            "qingkong_outbox_oldest_alert_age_seconds",
            "How long the oldest alert that has not left yet has waited.",
            _age(backlog.oldest_alert_at, now),
        ),
        GaugeMetricFamily(
            "qingkong_inbox_updates", "Updates stored and not handled yet.", backlog.updates
        ),
        GaugeMetricFamily(
            "qingkong_inbox_lag_seconds",
            "How long the oldest update that is not handled yet has waited.",
            _age(backlog.oldest_update_at, now),
        ),
    ]


def _deliveries(counts: Counts) -> CounterMetricFamily:
    family = CounterMetricFamily(
        "qingkong_deliveries",
        "Tries to deliver a message that ended in this process, by what the message became.",
        labels=("kind", "state"),
    )
    for labels, count in counts.deliveries.items():
        family.add_metric(labels, count)
    return family


def _of_process(state: State) -> list[Metric]:
    wakeups = CounterMetricFamily(
        "qingkong_loop_wakeups", "Passes of a loop in this process.", labels=("loop",)
    )
    for loop in state.loops:
        wakeups.add_metric((loop.name,), loop.wakeups)
    failing = {loop.name: loop.failing for loop in state.loops}
    families: list[Metric] = [
        wakeups,
        _flags("qingkong_loop_failing", "Whether a loop's last pass crashed.", "loop", failing),
        _flags(
            "qingkong_lease_held", "Whether this process holds a lease.", "lease", state.leases()
        ),
    ]
    if (age := state.tick_age()) is not None:
        says = "Since this process last looked at the agenda; absent where another one does."
        families.append(GaugeMetricFamily("qingkong_tick_age_seconds", says, age.total_seconds()))
    return families


def _flags(name: str, says: str, label: str, flags: Mapping[str, bool]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=(label,))
    for value, flag in flags.items():
        family.add_metric((value,), float(flag))
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0) if since is not None else 0.0
