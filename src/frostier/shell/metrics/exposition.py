"""Figures as the text that Prometheus reads (format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable

from frostier.shell.metrics.instruments import Figure, LabelValues

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def exposition(figures: Iterable[Figure]) -> str:
    """One block a name: what it means, of which kind, its samples; figures without samples are left out."""
    blocks: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure.samples:
            blocks.setdefault(figure.name, []).append(figure)
    return "".join(f"{line}\n" for block in blocks.values() for line in _lines(block))


def _lines(block: list[Figure]) -> Iterable[str]:
    first = block[0]
    meaning = first.meaning.replace("\\", r"\\").replace("\n", r"\n")
    yield f"# HELP {first.name} {meaning}"
    yield f"# TYPE {first.name} {first.kind}"
    for figure in block:
        for sample in figure.samples:
            yield f"{figure.name}{sample.suffix}{_labels(sample.labels)} {_number(sample.value)}"


def _labels(labels: LabelValues) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels) + "}"


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
