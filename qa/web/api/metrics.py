"""Counts and times for Prometheus; no question, answer, token or address is in them."""

from __future__ import annotations

from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from qa.answers import Answer

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_SECONDS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """What one application has counted since it was made."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "cityplans_requests",
            "Requests to the API and the widget",
            ("path", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "cityplans_request_seconds",
            "Seconds from a request to the end of its response",
            ("path",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._running = Gauge("cityplans_requests_running", "Requests under way", registry=self._registry)
        self._answers = Counter(
            "cityplans_answers", "Answers by outcome", ("outcome", "language"), registry=self._registry
        )
        self._answer_seconds = Histogram(
            "cityplans_answer_seconds", "Seconds for an answer", buckets=_SECONDS, registry=self._registry
        )

    def began(self) -> None:
        """Count a request that is under way."""
        self._running.inc()

    def ended(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count a request that has ended; ``path`` is the pattern of its route."""
        self._running.dec()
        self._requests.labels(path, method, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels("refused" if answer.refused else "answered", answer.language).inc()
        self._answer_seconds.observe(seconds)

    def text(self) -> bytes:
        """Return all of it in Prometheus' text form."""
        return generate_latest(self._registry)
