"""Counters and histograms of one process, in memory, safe to use from several threads."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

LabelValues = tuple[tuple[str, str], ...]
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Upper bounds of the buckets of durations."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One line of the exposition: the suffix of the name (``_bucket`` …), labels and value."""

    suffix: str
    labels: LabelValues
    value: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric with its samples; ``name`` and ``meaning`` are the same in every process."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    samples: Sequence[Sample]

    def with_label(self, name: str, value: str) -> Figure:
        """The same with a further label on every sample."""
        added = [Sample(s.suffix, (*s.labels, (name, value)), s.value) for s in self.samples]
        return Figure(self.name, self.kind, self.meaning, added)

    def to_data(self) -> list[Any]:
        """Plain data that :meth:`from_data` reads back."""
        return [
            self.name,
            self.kind,
            self.meaning,
            [[s.suffix, list(map(list, s.labels)), s.value] for s in self.samples],
        ]

    @classmethod
    def from_data(cls, data: Sequence[Any]) -> Figure:
        """The figure that :meth:`to_data` gave."""
        name, kind, meaning, samples = data
        read = [Sample(suffix, tuple((k, v) for k, v in labels), value) for suffix, labels, value in samples]
        return cls(name, kind, meaning, read)


def gauge(name: str, meaning: str, values: Mapping[LabelValues, float] | float) -> Figure:
    """A figure that was measured at this moment: one value, or one for each set of labels."""
    found = values if isinstance(values, Mapping) else {(): values}
    return Figure(name, "gauge", meaning, [Sample("", labels, value) for labels, value in found.items()])


def total(name: str, meaning: str, values: Mapping[LabelValues, float] | float) -> Figure:
    """A figure that only grows and is kept in a table."""
    found = values if isinstance(values, Mapping) else {(): values}
    return Figure(name, "counter", meaning, [Sample("", labels, value) for labels, value in found.items()])


@dataclass
class Counter:
    """Something that is counted, by labels."""

    name: str
    meaning: str
    _values: dict[LabelValues, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, amount: float = 1, **labels: str) -> None:
        """Count."""
        key = tuple(sorted(labels.items()))
        with self._lock:
            self._values[key] = self._values.get(key, 0) + amount

    def figure(self) -> Figure:
        """What was counted in this process."""
        with self._lock:
            values = dict(self._values)
        return Figure(self.name, "counter", self.meaning, [Sample("", key, v) for key, v in sorted(values.items())])


@dataclass
class Histogram:
    """Something that is measured, kept as counts below bounds."""

    name: str
    meaning: str
    bounds: Sequence[float] = SECONDS
    _counts: dict[LabelValues, list[int]] = field(default_factory=dict)
    _sums: dict[LabelValues, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def observe(self, value: float, **labels: str) -> None:
        """Add one measurement."""
        key = tuple(sorted(labels.items()))
        with self._lock:
            counts = self._counts.setdefault(key, [0] * (len(self.bounds) + 1))
            counts[bisect_left(self.bounds, value)] += 1
            self._sums[key] = self._sums.get(key, 0.0) + value

    @contextmanager
    def timed(self, **labels: str) -> Iterator[None]:
        """Measure, in seconds, what goes on within."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.observe(time.perf_counter() - begun, **labels)

    def figure(self) -> Figure:
        """Buckets, sum and count of what was measured in this process."""
        with self._lock:
            kept = {key: (list(counts), self._sums[key]) for key, counts in self._counts.items()}
        samples = [s for key, (counts, sum_) in sorted(kept.items()) for s in self._samples(key, counts, sum_)]
        return Figure(self.name, "histogram", self.meaning, samples)

    def _samples(self, key: LabelValues, counts: list[int], sum_: float) -> list[Sample]:
        below, found = 0, []
        for bound, count in zip([*map(repr, self.bounds), "+Inf"], counts, strict=True):
            below += count
            found.append(Sample("_bucket", (*key, ("le", bound)), below))
        return [*found, Sample("_sum", key, sum_), Sample("_count", key, below)]
