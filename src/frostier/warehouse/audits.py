"""The quality of what came in: five questions about each batch, answered from its report and the batches before it.

Completeness (are the cells filled?), uniqueness (does it come once?), validity (could the rows be used?), freshness
(how old is the newest row?) and volume (as much as usual?). Figures are shares of the rows read, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Literal

from frostier.kernel.text import Text
from frostier.sources.records import standard_for

Report = Mapping[str, Any]
Severity = Literal["note", "warning"]

LEAST_COMPLETE = 0.8
LEAST_VALID = 0.99
MOST_DUPLICATES = 0.01
FRESH_DAYS = 7
# Half or double the usual is worth a look; with fewer earlier batches nothing is usual yet.
LEAST_VOLUME, MOST_VOLUME = 0.5, 2.0
_BATCHES_FOR_USUAL = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a person should know about a batch."""

    audit: str
    severity: Severity
    text: Text


@dataclass(frozen=True, slots=True)
class BatchQuality:
    """The five figures of one batch and what is remarkable about them.

    ``completeness`` is the share of filled cells per mapped column, ``validity`` and ``uniqueness`` are shares of
    rows, ``age_days`` counts from the newest day in the batch (None where it has no days), ``volume`` is the rows
    read over the usual number (None while nothing is usual).
    """

    batch_no: int
    entity: str
    rows_read: int
    completeness: Mapping[str, float]
    uniqueness: float
    validity: float
    age_days: int | None
    volume: float | None
    findings: tuple[Finding, ...]


def audit(batch_no: int, entity: str, report: Report, *, earlier_rows: Sequence[int], on: date) -> BatchQuality:
    """The quality of one batch as it came in; ``earlier_rows`` are the rows read by earlier batches of its kind."""
    rows = report["rows"]
    read, loaded = int(rows["read"]), int(rows["loaded"])
    copies = int(report.get("flags", {}).get("exact_duplicate", 0)) + int(rows.get("superseded", 0))
    filled = {name: _share(int(n), loaded) for name, n in report.get("completeness", {}).items()}
    quality = BatchQuality(
        batch_no=batch_no,
        entity=entity,
        rows_read=read,
        completeness=filled,
        uniqueness=1.0 - _share(copies, read, of_none=0.0),
        validity=1.0 - _share(int(rows["rejected"]), read, of_none=0.0),
        age_days=_age(report.get("last_day"), on),
        volume=_volume(read, earlier_rows),
        findings=(),
    )
    return _with_findings(quality)


def _with_findings(quality: BatchQuality) -> BatchQuality:
    found = (*_incomplete(quality), *_invalid(quality), *_repeated(quality), *_stale(quality), *_unusual(quality))
    values = {name: getattr(quality, name) for name in BatchQuality.__slots__}
    return BatchQuality(**{**values, "findings": found})


def _incomplete(quality: BatchQuality) -> Sequence[Finding]:
    standard = standard_for(quality.entity)
    return [
        Finding(
            "completeness",
            "note",
            Text(
                f"{standard.column(name).label.zh}只填了 {share:.1%}。",
                f"{standard.column(name).label.en} is filled in only {share:.1%} of the rows.",
            ),
        )
        for name, share in quality.completeness.items()
        if share < LEAST_COMPLETE
    ]


def _invalid(quality: BatchQuality) -> Sequence[Finding]:
    if quality.validity >= LEAST_VALID:
        return []
    bad = 1 - quality.validity
    return [
        Finding("validity", "warning", Text(f"{bad:.1%} 的行被隔离。", f"{bad:.1%} of the rows are in quarantine."))
    ]


def _repeated(quality: BatchQuality) -> Sequence[Finding]:
    copies = 1 - quality.uniqueness
    if copies <= MOST_DUPLICATES:
        return []
    return [
        Finding("uniqueness", "warning", Text(f"{copies:.1%} 的行重复出现。", f"{copies:.1%} of the rows are repeats."))
    ]


def _stale(quality: BatchQuality) -> Sequence[Finding]:
    if quality.age_days is None or quality.age_days <= FRESH_DAYS:
        return []
    days = quality.age_days
    return [Finding("freshness", "note", Text(f"最新一行是 {days} 天前的。", f"The newest row is {days} days old."))]


def _unusual(quality: BatchQuality) -> Sequence[Finding]:
    if quality.volume is None or LEAST_VOLUME <= quality.volume <= MOST_VOLUME:
        return []
    times = quality.volume
    return [
        Finding(
            "volume", "warning", Text(f"行数是平常的 {times:.2f} 倍。", f"It has {times:.2f} times the usual rows.")
        )
    ]


def _share(part: int, whole: int, *, of_none: float = 1.0) -> float:
    return part / whole if whole else of_none


def _age(last_day: str | None, on: date) -> int | None:
    return None if last_day is None else (on - date.fromisoformat(last_day)).days


def _volume(read: int, earlier: Sequence[int]) -> float | None:
    if len(earlier) < _BATCHES_FOR_USUAL:
        return None
    usual = median(earlier)
    return read / usual if usual else None
