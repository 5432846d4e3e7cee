"""Django, set up once per process and pointed at one home."""

from __future__ import annotations

import os

from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Text
from frostier.shell.home import HOME_VARIABLE, Home


def use_home(home: Home) -> None:
    """Make this process's transactional store the one in ``home``. Call before starting threads."""
    os.environ[HOME_VARIABLE] = str(home.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frostier.shell.settings")
    import django
    from django.apps import apps
    from django.db import connection

    if not apps.ready:
        django.setup()
    if connection.settings_dict["NAME"] != str(home.database):
        connection.close()
        connection.settings_dict["NAME"] = str(home.database)


def migrate() -> None:
    """Bring the transactional store to the present schema."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


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
