"""Django, set up once per process and pointed at one home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Text
from frostier.shell.company import read_settings
from frostier.shell.databases import database_settings
from frostier.shell.home import HOME_VARIABLE, Home


def use_home(home: Home, url: str | None = None) -> None:
    """Make this process's transactional store the one of ``home``. Call before starting threads.

    ``url`` is the address of the store; by default what the home's settings say. Raises ``SettingsError``.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frostier.shell.settings")
    import django
    from django.apps import apps
    from django.conf import settings

    if not apps.ready:
        with _named_in_environment(home):
            django.setup()
    if home.secret_file.is_file():
        settings.SECRET_KEY = home.secret_file.read_text().strip()
    _point_at(database_settings(home, _named_url(home) if url is None else url))


@contextmanager
def _named_in_environment(home: Home) -> Iterator[None]:
    """Let the settings find the home; what is opened later without naming a home must not follow it."""
    before = os.environ.get(HOME_VARIABLE)
    os.environ[HOME_VARIABLE] = str(home.root)
    try:
        yield
    finally:
        if before is None:
            del os.environ[HOME_VARIABLE]
        else:
            os.environ[HOME_VARIABLE] = before


def _named_url(home: Home) -> str:
    return read_settings(home.settings_file).database_url if home.settings_file.is_file() else ""


def _point_at(database: dict[str, Any]) -> None:
    """Let every connection that is opened from now on be one to ``database``."""
    from django.db import connections

    present = connections.settings["default"]
    if all(present.get(name) == value for name, value in database.items()):
        return
    connections["default"].close()
    connections.settings = connections.configure_settings({"default": database})
    del connections["default"]


def migrate() -> None:
    """Bring the transactional store to the present schema."""
    from django.core.management import call_command

    from frostier.shell.migrating import record_at_once

    _tell_letters_apart()
    record_at_once()
    call_command("migrate", verbosity=0, interactive=False)


def _tell_letters_apart() -> None:
    """Let MySQL compare text as the other databases do: its usual way takes the customers ``c1`` and ``C1`` for one."""
    from django.db import connection

    if connection.vendor != "mysql":
        return
    with connection.cursor() as cursor:
        if not connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")


def check_migrated() -> None:
    """Refuse a store whose schema is older than this program; raises ``SettingsError``."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise SettingsError(
            Text("数据目录的结构比本程序旧。", "The home's database is older than this program."),
            next_step=Text(
                "请运行 frostier init 升级，数据会保留。", "Run `frostier init` to upgrade it; data is kept."
            ),
        )
