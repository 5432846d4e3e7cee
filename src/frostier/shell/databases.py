"""The transactional store by its address: a SQLite file in the home, PostgreSQL, or MySQL/MariaDB."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Text
from frostier.shell.home import Home

DATABASE_VARIABLE = "FROSTIER_DATABASE_URL"
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

# FULL: a committed ledger entry survives a power cut, not only a killed process. Writes are few and large, so
# the extra fsync per commit is not noticeable. IMMEDIATE: two writers wait for each other at BEGIN, where
# SQLite honours the timeout, instead of failing in the middle of a transaction.
_SQLITE_OPTIONS = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
}
# READ COMMITTED as in PostgreSQL: who waited for a locked row then sees what the other one wrote.
_MYSQL_OPTIONS = {"charset": "utf8mb4", "isolation_level": "read committed", "connect_timeout": 10}
_MYSQL_STRICT = "SET SESSION sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO'"
KEPT_SECONDS = 300


def database_settings(home: Home, url: str, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings of the store at ``url``; of the file in the home where it is empty or ``sqlite``.

    ``FROSTIER_DATABASE_URL`` goes before ``url``. ``${NAME}`` stands for a variable of the environment, so that a
    settings file need not hold a password. Raises ``SettingsError`` that never repeats one.
    """
    address = with_variables(environment.get(DATABASE_VARIABLE) or url, environment, setting="database_url")
    if address in ("", "sqlite"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home.database),
            "OPTIONS": dict(_SQLITE_OPTIONS),
            "CONN_MAX_AGE": KEPT_SECONDS,  # opening the file for every request cost a tenth of the shortest one
        }
    parts = urlsplit(address)
    if parts.scheme in ("postgresql", "postgres"):
        return _server("django.db.backends.postgresql", parts, {"connect_timeout": 10})
    if parts.scheme in ("mysql", "mariadb"):
        _speak_mysql()
        return _server("django.db.backends.mysql", parts, {**_MYSQL_OPTIONS, "init_command": _MYSQL_STRICT})
    raise _unusable(f"{parts.scheme}://")


def _server(engine: str, parts: SplitResult, options: dict[str, Any]) -> dict[str, Any]:
    name = unquote(parts.path.lstrip("/"))
    if not parts.hostname or not name:
        raise _unusable(f"{parts.scheme}://…")
    return {
        "ENGINE": engine,
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": KEPT_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }


def _speak_mysql() -> None:
    import pymysql

    pymysql.install_as_MySQLdb()


def with_variables(address: str, environment: Mapping[str, str], *, setting: str) -> str:
    """An address with each ``${NAME}`` replaced by that variable; raises ``SettingsError`` where it is not set."""

    def value(reference: re.Match[str]) -> str:
        name = reference[1]
        if name not in environment:
            raise SettingsError(
                Text(
                    f"{setting} 引用了环境变量 {name}，但它没有设置。",
                    f"{setting} names ${{{name}}}, which is not set.",
                ),
                next_step=Text(f"请设置环境变量 {name}。", f"Set the environment variable {name}."),
                where={"key": setting, "variable": name},
            )
        return environment[name]

    return _REFERENCE.sub(value, address).strip()


def _unusable(arrived: str) -> SettingsError:
    expected = "sqlite, postgresql://user:password@host/database, mysql://user:password@host/database"
    return SettingsError(
        Text(
            f"database_url 应为 {expected}；收到 {arrived}", f"database_url should be one of {expected}; got {arrived}"
        ),
        where={"key": "database_url"},
    )
