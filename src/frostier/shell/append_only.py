"""Triggers by which the database itself refuses to change or delete history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

# No transaction of its own: inside the migration's where the database can roll triggers back, in none on MySQL.
_AS_THE_MIGRATION = False


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal: ``operation`` (UPDATE or DELETE) on ``table``, where ``when`` holds (SQL over ``OLD``)."""

    table: str
    operation: str
    when: str = ""

    @property
    def name(self) -> str:
        """Name of the trigger."""
        return f"{self.table}_no_{self.operation.lower()}"

    @property
    def message(self) -> str:
        """What the database says when it refuses."""
        return f"{self.table} is append-only"


def append_only(table: str) -> tuple[Guard, Guard]:
    """Rows are added, never changed or deleted."""
    return Guard(table, "UPDATE"), Guard(table, "DELETE")


def create_statements(guard: Guard, vendor: str) -> Iterator[str]:
    """The SQL that sets up ``guard`` on ``sqlite``, ``postgresql`` or ``mysql``."""
    if vendor == "sqlite":
        when = f" WHEN {guard.when}" if guard.when else ""
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table}{when} "
            f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
        )
    elif vendor == "postgresql":
        when = f" WHEN ({guard.when})" if guard.when else ""
        yield (
            f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{guard.message}'; END $$"
        )
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} "
            f"FOR EACH ROW{when} EXECUTE FUNCTION {guard.name}()"
        )
    elif vendor == "mysql":
        yield f"DROP TRIGGER IF EXISTS {guard.name}"  # of a migration that was broken off and left it
        yield (
            f"CREATE TRIGGER {guard.name} BEFORE {guard.operation} ON {guard.table} FOR EACH ROW "
            f"BEGIN IF {guard.when or 'TRUE'} THEN "
            f"SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{guard.message}'; END IF; END"
        )
    else:
        raise NotImplementedError(f"No append-only triggers are written for {vendor}.")


def drop_statements(guard: Guard, vendor: str) -> Iterator[str]:
    """The SQL that takes ``guard`` away again."""
    if vendor == "postgresql":
        yield f"DROP TRIGGER {guard.name} ON {guard.table}"
        yield f"DROP FUNCTION {guard.name}()"
    else:
        yield f"DROP TRIGGER {guard.name}"


def run_guards(*guards: Guard) -> Any:
    """A migration operation that sets the guards up, and takes them away on the way back."""
    from django.db.migrations import RunPython

    return RunPython(_setting_up(guards), _taking_away(guards), atomic=_AS_THE_MIGRATION)


def lift_guards(*guards: Guard) -> Any:
    """A migration operation that takes the guards away while a table changes, and sets them up on the way back."""
    from django.db.migrations import RunPython

    return RunPython(_taking_away(guards), _setting_up(guards), atomic=_AS_THE_MIGRATION)


def _setting_up(guards: tuple[Guard, ...]) -> Callable[[Any, Any], None]:
    def create(apps: Any, editor: Any) -> None:
        for guard in guards:
            for statement in create_statements(guard, editor.connection.vendor):
                editor.execute(statement, params=None)

    return create


def _taking_away(guards: tuple[Guard, ...]) -> Callable[[Any, Any], None]:
    def drop(apps: Any, editor: Any) -> None:
        for guard in guards:
            for statement in drop_statements(guard, editor.connection.vendor):
                editor.execute(statement, params=None)

    return drop
