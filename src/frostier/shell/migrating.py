"""Migrations that a killed process leaves done or undone, never in between."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate as command
from django.db.migrations.executor import MigrationExecutor


class RecordingExecutor(MigrationExecutor):
    """Records a migration in the very transaction that changes the tables, where the database can do that.

    Django's own records one that makes indexes after it: a process killed in between would find its tables there the
    next time, and could not migrate any more.
    """

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        """Run a migration and record it; the state after it."""
        if fake or fake_initial or not (migration.atomic and self.connection.features.can_rollback_ddl):
            return super().apply_migration(state, migration, fake=fake, fake_initial=fake_initial)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            for statement in editor.deferred_sql:
                editor.execute(statement, None)
            editor.deferred_sql.clear()
            self.record_migration(migration)  # type: ignore[call-arg] # the stubs are of another version
        return state


def record_at_once() -> None:
    """Let the ``migrate`` command work with :class:`RecordingExecutor`; it has no option for that."""
    setattr(command, "MigrationExecutor", RecordingExecutor)  # noqa: B010 (a class is no variable to the type checker)
