"""A process that is killed while it migrates can migrate again."""

from __future__ import annotations

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from frostier.shell.migrating import RecordingExecutor

pytestmark = pytest.mark.django_db(transaction=True)


class Indexed(migrations.Migration):
    """A table with an index, which is made last."""

    operations = [  # noqa: RUF012 (so Django wants it)
        migrations.CreateModel(
            "Shelf", [("id", models.AutoField(primary_key=True)), ("place", models.IntegerField(db_index=True))]
        )
    ]


class Killed(Exception):
    """Stands for the end of the process."""


class KilledBeforeRecording(RecordingExecutor):
    def record_migration(self, migration: object) -> None:
        raise Killed


def test_what_was_not_recorded_was_not_done_either() -> None:
    if not connection.features.can_rollback_ddl:
        pytest.skip("this database cannot take a change of tables back")
    migration = Indexed("0001_shelf", "frostier_store")

    with pytest.raises(Killed):
        KilledBeforeRecording(connection).apply_migration(ProjectState(), migration)

    assert "frostier_store_shelf" not in connection.introspection.table_names()


def test_a_migration_with_an_index_is_done_and_recorded() -> None:
    migration, executor = Indexed("0001_shelf", "frostier_store"), RecordingExecutor(connection)
    try:
        executor.apply_migration(ProjectState(), migration)

        assert "frostier_store_shelf" in connection.introspection.table_names()
        assert ("frostier_store", "0001_shelf") in executor.recorder.applied_migrations()
    finally:
        executor.recorder.record_unapplied("frostier_store", "0001_shelf")
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS frostier_store_shelf")
