"""Schemes, ledger, states and overrides on Django's database: the stores that the flows write through."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
from django.db import connection, transaction
from django.db.models import Q

from frostier.flows import ports
from frostier.kernel.errors import Conflict, NotFound, Stale
from frostier.kernel.text import Text
from frostier.shell.grading import models, queries
from frostier.shell.grading.changes import EVERYBODY, note_change
from frostier.shell.inserting import insert_rows
from frostier.shell.outbox.following import follow_held
from frostier.shell.outbox.gradings import plan_follow_up
from frostier.shell.reviews.opening import reviews_wait
from frostier.tiers.scheme import Scheme

CHUNK = 20_000
_ENTRY_COLUMNS = tuple(f.name for f in fields(ports.LedgerEntry) if f.name not in ("id", "recorded_at"))


class DjangoSchemeStore:
    """Schemes and their versions; at most one version over all schemes is published."""

    def __init__(self, clock: ports.Clock) -> None:
        self._clock = clock

    @transaction.atomic
    def save_draft(
        self, definition: ports.JsonObject, *, author: str, note: str, based_on: int | None = None
    ) -> ports.SchemeVersion:
        """Keep the definition as the next version of its scheme; the version.

        Raises ``Stale`` where a version newer than ``based_on`` exists.
        """
        scheme_id = str(definition["id"])
        _hold_all_versions()
        newest = models.SchemeVersion.objects.filter(scheme_id=scheme_id).order_by("-version").first()
        if newest is not None and based_on is not None and newest.version > based_on:
            raise _stale(newest)
        row = models.SchemeVersion.objects.create(
            scheme_id=scheme_id,
            version=(newest.version if newest else 0) + 1,
            definition=definition,
            author=author,
            note=note,
            based_on=based_on,
            created_at=self._clock.now(),
        )
        return _scheme_version(row)

    def get(self, scheme_id: str, version: int | None = None) -> ports.SchemeVersion:
        """The named version, or the newest; raises ``NotFound``."""
        return _scheme_version(self._row(scheme_id, version))

    def published(self) -> ports.SchemeVersion | None:
        """The version in force."""
        row = models.SchemeVersion.objects.filter(state="published").first()
        return _scheme_version(row) if row else None

    def list(self) -> Sequence[ports.SchemeVersion]:
        """Every version of every scheme, by scheme and version."""
        rows = models.SchemeVersion.objects.select_related("sign_off").order_by("scheme_id", "version")
        return [_scheme_version(r) for r in rows]

    @transaction.atomic
    def sign(self, scheme_id: str, version: int, *, by: str, note: str) -> ports.SchemeVersion:
        """Keep that somebody agreed to the version; raises ``Conflict`` where somebody has already."""
        _hold_all_versions()
        row = self._row(scheme_id, version)
        signed = _sign_off_of(row)
        if signed is not None:
            raise Conflict(
                Text(f"{signed.by} 已会签过这一版。", f"{signed.by} has signed this version off already."),
                where={"by": signed.by, "at": signed.at},
            )
        models.SignOff.objects.create(scheme_version=row, at=self._clock.now(), by=by, note=note)
        return _scheme_version(self._row(scheme_id, version))

    @transaction.atomic
    def publish(self, scheme_id: str, version: int, *, by: str, note: str) -> ports.SchemeVersion:
        """Bring the version into force in place of the present one; raises ``Conflict`` where it already is."""
        _hold_all_versions()
        row = self._row(scheme_id, version)
        if row.state == "published":
            raise Conflict(
                Text(f"{scheme_id} 第 {version} 版已在使用中。", f"{scheme_id} version {version} is in force already.")
            )
        models.SchemeVersion.objects.filter(state="published").update(state="retired")
        row.state, row.published_at, row.published_by = "published", self._clock.now(), by
        row.save(update_fields=["state", "published_at", "published_by"])
        models.Publication.objects.create(scheme_version=row, at=row.published_at, by=by, note=note)
        return _scheme_version(row)

    def previous_published(self) -> ports.SchemeVersion | None:
        """The version that was in force before the present one."""
        present = models.SchemeVersion.objects.filter(state="published").first()
        earlier = models.Publication.objects.order_by("-id").select_related("scheme_version")
        for publication in earlier:
            if present is None or publication.scheme_version_id != present.pk:
                return _scheme_version(publication.scheme_version)
        return None

    def publications(self) -> Sequence[ports.Publication]:
        """Everything that was ever published or rolled back to, newest first."""
        rows = models.Publication.objects.select_related("scheme_version").order_by("-id")
        return [
            ports.Publication(r.scheme_version.scheme_id, r.scheme_version.version, r.at, r.by, r.note) for r in rows
        ]

    def _row(self, scheme_id: str, version: int | None) -> models.SchemeVersion:
        rows = models.SchemeVersion.objects.filter(scheme_id=scheme_id).select_related("sign_off").order_by("-version")
        row = rows.first() if version is None else rows.filter(version=version).first()
        if row is None:
            known = models.SchemeVersion.objects.values_list("scheme_id", flat=True).distinct().order_by("scheme_id")
            wanted = scheme_id if version is None else f"{scheme_id} v{version}"
            raise NotFound(
                Text(f"没有方案 {wanted}。", f"There is no scheme {wanted}."),
                next_step=Text("已有方案：" + ("、".join(known) or "无"), "Schemes: " + (", ".join(known) or "none")),
            )
        return row


class DjangoGradingStore:
    """Ledger, tier states, overrides and gradings."""

    def __init__(self, clock: ports.Clock) -> None:
        self._clock = clock

    def latest(self, *, on_or_before: date | None = None) -> ports.Grading | None:
        """The grading that holds at the end of a day (by default: now)."""
        rows = models.Grading.objects.order_by("-as_of", "-id")
        if on_or_before is not None:
            rows = rows.filter(as_of__lte=on_or_before)
        row = rows.first()
        return _grading(row) if row else None

    def list(self) -> Sequence[ports.Grading]:
        """Every recorded grading, oldest first."""
        return [_grading(r) for r in models.Grading.objects.order_by("id")]

    def states_as_of(self, as_of: date | None) -> pa.Table:
        """The state of every customer at the end of a day, or now; columns of ``queries.STATES``."""
        return queries.present_states() if as_of is None else queries.folded_states(as_of)

    def states_before(self, grading: ports.Grading) -> pa.Table:
        """The states that a grading started from, folded from the ledger."""
        return queries.folded_states(grading.as_of, before_grading=grading.id)

    def states_after(self, grading: ports.Grading) -> pa.Table:
        """The states that a grading left, whatever happened after it."""
        return queries.states_after(grading.id)

    def settled_states(
        self, grading: ports.Grading, as_of: date, customer_ids: Collection[str] | None = None
    ) -> pa.Table:
        """The states that live decisions of a day start from; see ``queries.settled_states``."""
        return queries.settled_states(grading.id, as_of, customer_ids)

    def states_of(self, customer_ids: Collection[str]) -> pa.Table:
        """The present states of some customers."""
        return queries.present_states(customer_ids)

    @transaction.atomic
    def record_live(
        self, grading: ports.Grading, entries: pa.Table, states: pa.Table, *, gone: Collection[str] = ()
    ) -> None:
        """Append what a live evaluation brought after a grading, and replace the states of those customers."""
        self._append(grading.id, entries)
        _replace_states(states, of=[*states["customer_id"].to_pylist(), *gone])

    def record(
        self,
        grading: ports.Grading,
        entries: Iterable[ports.LedgerEntry] | pa.Table,
        states: pa.Table,
        held: Sequence[ports.JsonObject] = (),
    ) -> ports.Grading:
        """Append the entries, replace the present states and keep the grading, all or nothing.

        ``entries`` is a stream of entries, or a columnar table with the fields of ``LedgerEntry`` (``inputs`` as
        JSON text). ``held`` are the results that wait for a review: one is opened of each that has none, and those of
        others are closed. The grading comes back with its number.
        """
        before = self.latest()
        with transaction.atomic():
            told = {f.name: getattr(grading, f.name) for f in fields(grading) if f.name != "id"}
            row = models.Grading.objects.create(**told)
            self._append(row.pk, entries)
            _replace_states(states)
            self._open_reviews(grading, held)
            plan_follow_up(row.pk, before)
            note_change(EVERYBODY)
        return _grading(row)

    def _open_reviews(self, grading: ports.Grading, held: Sequence[ports.JsonObject]) -> None:
        if not held and not reviews_wait():
            return
        definition = models.SchemeVersion.objects.get(scheme_id=grading.scheme_id, version=grading.scheme_version)
        scheme = Scheme.from_json(definition.definition)
        follow_held(held, scheme, grading.scheme_version, as_of=grading.as_of, at=self._clock.now())

    def history(self, customer_id: str) -> Sequence[ports.LedgerEntry]:
        """Everything that happened to one customer, oldest first."""
        rows = models.LedgerEntry.objects.filter(customer_id=customer_id).order_by("as_of", "id")
        return [_entry(r) for r in rows]

    def overrides(
        self, as_of: date, *, ended_after: date | None = None, known_at: datetime | None = None
    ) -> Sequence[ports.Override]:
        """The overrides in force on a day, one per customer (the one that was set last), by customer.

        With ``ended_after`` also those that have ended since that day, where none is in force. With ``known_at`` as
        they stood at that moment: neither those that were set later, nor ends that were.
        """
        since = as_of if ended_after is None else min(ended_after, as_of)
        rows = models.Override.objects.filter(starts_on__lte=as_of, ends_on__gt=since).order_by("id")
        if known_at is not None:
            rows = rows.filter(recorded_at__lte=known_at)
        known = [o for o in (_override(row, known_at) for row in rows) if o.ends_on > since]
        newest = {o.customer_id: o for o in sorted(known, key=lambda o: o.ends_on > as_of)}
        return [newest[c] for c in sorted(newest)]

    @transaction.atomic
    def set_override(self, override: ports.Override) -> None:
        """Keep the override; it replaces an earlier one of the same customer from its first day."""
        models.Override.objects.create(
            **{f.name: getattr(override, f.name) for f in fields(override)}, recorded_at=self._clock.now()
        )
        note_change([override.customer_id])

    @transaction.atomic
    def end_override(self, customer_id: str, *, on: date, by: str) -> None:
        """Let every override of the customer end on a day (exclusive); raises ``NotFound`` where none is open."""
        open_ended = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
        rows = models.Override.objects.filter(open_ended, customer_id=customer_id, ends_on__gt=on)
        if not rows.exists():
            raise NotFound(
                Text(f"客户 {customer_id} 没有生效中的人工定级。", f"Customer {customer_id} has no override to end.")
            )
        for row in rows:
            row.ended_on, row.ended_at, row.ended_by = max(on, row.starts_on), self._clock.now(), by
            row.save(update_fields=["ended_on", "ended_at", "ended_by"])
        note_change([customer_id])

    def _append(self, grading_id: int, entries: Iterable[ports.LedgerEntry] | pa.Table) -> None:
        told = entries.column_names if isinstance(entries, pa.Table) else _ENTRY_COLUMNS
        names = tuple(n for n in _ENTRY_COLUMNS if n in told)
        tail = (grading_id, self._clock.now().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"))
        rows = _rows_of_table(entries, names) if isinstance(entries, pa.Table) else map(_values, entries)
        insert_rows("ledger", (*names, "grading_id", "recorded_at"), (row + tail for row in rows))


def _replace_states(states: pa.Table, *, of: Collection[str] | None = None) -> None:
    """Put these states in place of those of some customers, or of all."""
    with connection.cursor() as cursor:
        for condition, ids in queries.of_customers(of):
            cursor.execute(f"DELETE FROM tier_state WHERE {condition}", ids)
    names = tuple(queries.STATES.names)
    insert_rows("tier_state", names, _rows_of_table(states, names))


def _rows_of_table(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The named columns as rows; days as ISO text, which every database takes."""
    chosen = table.select(list(names))
    for batch in chosen.to_batches(max_chunksize=CHUNK):
        cells = [
            (column.cast(pa.string()) if pa.types.is_date(column.type) else column).to_pylist()
            for column in batch.columns
        ]
        yield from zip(*cells, strict=True)


def _values(entry: ports.LedgerEntry) -> tuple[Any, ...]:
    inputs = json.dumps(entry.inputs, ensure_ascii=False, separators=(",", ":"))
    since = entry.since and entry.since.isoformat()
    told = {"as_of": entry.as_of.isoformat(), "inputs": inputs, "since": since}
    row = {**{n: getattr(entry, n) for n in _ENTRY_COLUMNS}, **told}
    return tuple(row[n] for n in _ENTRY_COLUMNS)


def _hold_all_versions() -> None:
    # Whoever drafts, signs or publishes at the same moment waits here, and then sees what the first one did. SQLite
    # has one writer at a time anyway.
    list(models.SchemeVersion.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def _stale(newest: models.SchemeVersion) -> Stale:
    return Stale(
        Text(
            f"{newest.author} 已保存了 {newest.scheme_id} 第 {newest.version} 版，您改的是更早的版本。",
            f"{newest.author} has saved version {newest.version} of {newest.scheme_id}; you changed an older one.",
        ),
        next_step=Text("请先查看新版本，再决定如何合并。", "Look at the new version, then decide how to merge."),
        where={"scheme": newest.scheme_id, "version": newest.version, "by": newest.author, "at": newest.created_at},
    )


def _sign_off_of(row: models.SchemeVersion) -> models.SignOff | None:
    return getattr(row, "sign_off", None)


_SIGNED = ("signed_at", "signed_by")


def _scheme_version(row: models.SchemeVersion) -> ports.SchemeVersion:
    values = {f.name: getattr(row, f.name) for f in fields(ports.SchemeVersion) if f.name not in _SIGNED}
    signed = _sign_off_of(row)
    by, at = (signed.by, signed.at) if signed else (None, None)
    return ports.SchemeVersion(**values, signed_by=by, signed_at=at)


def _grading(row: models.Grading) -> ports.Grading:
    return ports.Grading(**{f.name: getattr(row, f.name) for f in fields(ports.Grading)})


def _override(row: models.Override, known_at: datetime | None = None) -> ports.Override:
    """The override as it stood at a moment (by default now): a cut counts from when it was made."""
    cut = row.ended_at is not None and (known_at is None or row.ended_at <= known_at)
    values = {f.name: getattr(row, f.name) for f in fields(ports.Override)}
    return ports.Override(**{**values, "ends_on": row.ended_on if cut else row.ends_on})


def _entry(row: models.LedgerEntry) -> ports.LedgerEntry:
    values = {f.name: getattr(row, f.name) for f in fields(ports.LedgerEntry)}
    return ports.LedgerEntry(**{**values, "inputs": json.loads(row.inputs)})
