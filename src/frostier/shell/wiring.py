"""The one place where parts are chosen: which store, which engine, which clock."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from frostier.kernel.errors import Conflict
from frostier.kernel.text import Text
from frostier.shell.clock import SystemClock, WallClock
from frostier.shell.company import CompanySettings, read_settings
from frostier.shell.connection import check_migrated, migrate, use_home
from frostier.shell.home import Home, existing_home

if TYPE_CHECKING:
    from frostier.engines.duckdb.analytics import DuckDBAnalytics
    from frostier.engines.duckdb.warehouse import DuckDBWarehouse
    from frostier.flows.grading import GradingParts
    from frostier.flows.ports import Published, Warehouse
    from frostier.shell.grading.commands import DjangoGradingStore, DjangoSchemeStore
    from frostier.shell.intake.commands import DjangoBatchStore
    from frostier.shell.runs.processes import WriterLock
    from frostier.shell.runs.running import Display, LiveRun
    from frostier.tags.tag import Tag


@dataclass
class House:
    """One company's home with the parts that work in it. Parts are made when first used."""

    home: Home
    settings: CompanySettings
    clock: SystemClock
    display: Display | None = None
    may_write: bool = True  # the web process may not: it never holds up a run
    _parts: tuple[tuple[Tag, ...], GradingParts] | None = field(default=None, init=False, repr=False)

    @property
    def wall_clock(self) -> WallClock:
        """The clock with the days of the calendar, also in a demo."""
        return WallClock(self.clock, self.settings.zone)

    @cached_property
    def batches(self) -> DjangoBatchStore:
        """Import batches and quarantine."""
        from frostier.shell.intake.commands import DjangoBatchStore

        return DjangoBatchStore(self.clock)

    @cached_property
    def schemes(self) -> DjangoSchemeStore:
        """Schemes and their versions."""
        from frostier.shell.grading.commands import DjangoSchemeStore

        return DjangoSchemeStore(self.clock)

    @cached_property
    def gradings(self) -> DjangoGradingStore:
        """Ledger, states, overrides, gradings."""
        from frostier.shell.grading.commands import DjangoGradingStore

        return DjangoGradingStore(self.clock)

    @cached_property
    def warehouse(self) -> DuckDBWarehouse:
        """The facts; opening takes the warehouse file, so only a run may ask for it.

        Raises ``Conflict`` in a process that only answers questions.
        """
        if not self.may_write:
            raise Conflict(
                Text(
                    "本进程只回答查询，不打开数据仓库。",
                    "This process answers questions; it does not open the warehouse.",
                ),
                next_step=Text("请改为提交一次运行。", "Ask for a run instead."),
            )
        from frostier.engines.duckdb.connection import Resources
        from frostier.engines.duckdb.warehouse import DuckDBWarehouse

        resources = Resources(self.settings.memory_limit_gb, self.settings.threads)
        return DuckDBWarehouse(
            self.home.warehouse, zone=self.settings.zone, today=self.clock.today, resources=resources
        )

    @cached_property
    def analytics(self) -> DuckDBAnalytics:
        """Where expressions run and results are published."""
        from frostier.engines.duckdb.analytics import DuckDBAnalytics
        from frostier.engines.duckdb.connection import Resources

        return DuckDBAnalytics(
            self.home.published,
            lambda: self.warehouse.connection,
            resources=Resources(self.settings.memory_limit_gb, self.settings.threads),
            keep=self.settings.keep_gradings,
        )

    @property
    def published(self) -> Published:
        """Published results as tables; any process may read them at any time."""
        return self.analytics.published

    @property
    def parts(self) -> GradingParts:
        """What the grading flows work with; made anew when somebody has changed one of the company's own tags."""
        from frostier.shell.crm.queries_own_tags import own_tags

        own = own_tags()
        if self._parts is None or self._parts[0] != own:
            self._parts = (own, self._parts_with(own))
        return self._parts[1]

    def _parts_with(self, own: tuple[Tag, ...]) -> GradingParts:
        from frostier.flows.grading import GradingParts
        from frostier.flows.own_tags import with_own_tags
        from frostier.shell.crm.queries_own_tags import tags_at
        from frostier.shell.reviews.store import DjangoReviewStore
        from frostier.shell.workbench.rule_books import published_book

        # The warehouse stays closed until a flow asks for it: questions to snapshots need none.
        return GradingParts(
            warehouse=cast("Warehouse", _Late(lambda: self.warehouse)),
            analytics=self.analytics,
            schemes=self.schemes,
            gradings=self.gradings,
            clock=self.clock,
            tags=with_own_tags(own),
            tags_then=tags_at,
            reviews=DjangoReviewStore(),
            rule_book=published_book,
        )

    @contextmanager
    def run(self, kind: str, arguments: dict[str, object], *, wait: bool = True) -> Iterator[LiveRun]:
        """A run that has this home to itself; what a killed one left is repaired first."""
        from frostier.shell.runs.running import running

        with running(
            kind,
            arguments,
            home=self.home,
            clock=self.clock,
            wait=wait,
            display=self.display,
            interrupt=self._interrupt,
            recover=self._recover,
        ) as run:
            try:
                yield run
            finally:
                # The file must be free before the next run gets its turn.
                self._close_warehouse()

    @contextmanager
    def reading_run(self, kind: str, arguments: dict[str, object]) -> Iterator[LiveRun]:
        """A run that only reads published results: it neither waits for a writer nor makes one wait."""
        from frostier.shell.runs.running import running

        with running(kind, arguments, home=self.home, clock=self.clock, display=self.display, alone=False) as run:
            yield run

    @contextmanager
    def resumed(self, run: LiveRun, *, alone: bool) -> Iterator[LiveRun]:
        """A claimed run at work, for the worker; ``alone`` where it writes and needs the home to itself."""
        from frostier.shell.runs.processes import WriterLock
        from frostier.shell.runs.running import resumed

        if not alone:
            with resumed(run, lock=None):
                yield run
            return
        with resumed(run, lock=WriterLock(self.home.lock), interrupt=self._interrupt, recover=self._recover):
            try:
                yield run
            finally:
                self._close_warehouse()

    def recover_if_free(self) -> None:
        """Repair what killed runs left, unless somebody has the home: then that one has repaired it."""
        lock = self.take_home()
        if lock is not None:
            self.leave_home(lock)

    def take_home(self) -> WriterLock | None:
        """The home to itself outside a run, repaired; None where somebody else has it. See ``leave_home``."""
        from frostier.shell.runs.processes import WriterLock

        lock = WriterLock(self.home.lock)
        if not lock.take():
            return None
        try:
            self._recover()
        except BaseException:
            self.leave_home(lock)
            raise
        return lock

    def leave_home(self, lock: WriterLock) -> None:
        """Close the warehouse and let others have the home."""
        self._close_warehouse()
        lock.release()

    def local(self, moment: datetime | None) -> datetime | None:
        """A stored moment by the company's clock."""
        return moment.astimezone(self.settings.zone) if moment else None

    def close(self) -> None:
        """Let go of the files."""
        from django.db import connection

        self._close_warehouse()
        if "analytics" in self.__dict__:
            self.analytics.close()
        connection.close()

    def _close_warehouse(self) -> None:
        warehouse = self.__dict__.pop("warehouse", None)
        if warehouse is not None:
            warehouse.close()

    def _interrupt(self) -> None:
        warehouse = self.__dict__.get("warehouse")
        if warehouse is not None:
            warehouse.interrupt()

    def _recover(self, run: LiveRun | None = None) -> None:
        """Close dead runs; finish or undo their batches; remove results that no grading refers to."""
        from frostier.shell.runs.commands import close_dead_runs
        from frostier.shell.runs.queries import others_at_work

        dead = close_dead_runs(self.clock.now())
        if dead or self.batches.list(state="loading"):
            from frostier.flows.importing import recover_batches

            recover_batches(self.warehouse, self.batches)
        if dead:
            self.analytics.remove_unpublished([g.snapshot for g in self.gradings.list()])
        # A reader at work beside this run has its scratch files there.
        if dead and not others_at_work(run.id if run else 0):
            for leftover in self.home.work.iterdir():
                shutil.rmtree(leftover, ignore_errors=True)


class _Late:
    """Stands for a part that is made when first used."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> object:
        return getattr(self._make(), name)


def open_house(explicit: Path | None = None, *, display: Display | None = None, may_write: bool = True) -> House:
    """The house whose home applies (``--home``, ``FROSTIER_HOME``, ``./frostier-home``).

    Raises ``SettingsError`` where there is none yet, its settings are vague or its database is of an older version.
    """
    home = existing_home(explicit)
    settings = read_settings(home.settings_file)
    use_home(home)
    check_migrated()
    clock = SystemClock(settings.zone, settings.days_behind)
    return House(home, settings, clock, display, may_write=may_write)


def make_house(home: Home, settings: CompanySettings, *, scheduled: bool = True) -> None:
    """Make the home, or bring an existing one up to the present version; settings and key are kept if there.

    It regrades, rolls and proves by the usual schedules; with ``scheduled`` false they are there, switched off.
    """
    home.make_directories()
    if not home.secret_file.exists():
        _write_whole(home.secret_file, secrets.token_urlsafe(48) + "\n", mode=0o600)
    use_home(home)
    migrate()
    _offer_presets(SystemClock(settings.zone))
    _offer_schedules(settings, on=scheduled)
    # Last, because this file is what makes the directory a home.
    if not home.settings_file.exists():
        _write_whole(home.settings_file, settings.as_toml())


def _write_whole(file: Path, text: str, *, mode: int = 0o644) -> None:
    """The file with all of its text or, where the process is killed, no such file."""
    unfinished = file.with_name(f"{file.name}.partial")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=mode)
    unfinished.write_text(text, encoding="utf-8")
    unfinished.rename(file)


def _offer_presets(clock: SystemClock) -> None:
    """A new home starts with every preset as a draft, and the house scheme in force; with all of it or nothing."""
    from django.db import transaction

    from frostier.shell.grading.commands import DjangoSchemeStore
    from frostier.tiers.presets import PRESETS, preset

    schemes = DjangoSchemeStore(clock)
    if schemes.list():
        return
    with transaction.atomic():
        for known in PRESETS.values():
            schemes.save_draft(preset(known.id).to_json(), author="frostier", note="预置 / preset")
        schemes.publish("house", 1, by="frostier", note="新建数据目录 / new home")


def _offer_schedules(settings: CompanySettings, *, on: bool) -> None:
    from frostier.shell.schedules.commands import offer_defaults

    offer_defaults(SystemClock(settings.zone), settings.zone, on=on)
