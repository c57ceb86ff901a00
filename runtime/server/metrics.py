"""Figures for Prometheus. Not responsible for what they are made of.

None of them names a call, a number or a person.
"""

from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client import Counter as Counted
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from runtime.gateway import Gateway
from runtime.gateway.status import status_word

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one server."""

    def __init__(self, gateway: Gateway) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Calls(gateway))
        self.requests = Counted(
            "holdlang_requests", "Requests that were answered.", ("method", "route", "status"), registry=self._registry
        )
        self.seconds = Histogram(
            "holdlang_request_seconds",
            "How long answers took.",
            ("method", "route"),
            buckets=BUCKETS,
            registry=self._registry,
        )

    def text(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self._registry)


class _Calls(Collector):
    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def collect(self) -> Iterator[Metric]:
        supervisor = self._gateway.supervisor
        running = GaugeMetricFamily("holdlang_calls", "Calls that run, by how they stand.", labels=("status",))
        for status, count in Counter(status_word(one.state) for one in supervisor.running.values()).items():
            running.add_metric((status,), count)
        yield running
        yield GaugeMetricFamily("holdlang_calls_waiting", "Calls that wait their turn.", len(supervisor.waiting))
        hub = self._gateway.hub
        yield GaugeMetricFamily("holdlang_listeners", "Streams of events.", 0 if hub is None else hub.listeners)
        yield CounterMetricFamily("holdlang_events", "Events that were numbered.", self._gateway.store.newest())
