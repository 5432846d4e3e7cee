"""Where a source may read: directories that the settings allow, and databases whose secrets stay in the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from frostier.kernel.errors import InvalidInput, SettingsError
from frostier.kernel.text import Text
from frostier.shell.wiring import House

SECRET_PREFIX = "FROSTIER_SOURCE_"
DATABASES = ("postgresql", "postgres", "mysql", "mariadb", "sqlite")
_SECRET = re.compile(r"\$\{([^}]*)\}")


def allowed_folders(house: House) -> list[Path]:
    """The directories that sources may read, and what is below them."""
    return [Path(f).resolve() for f in house.settings.import_folders] or [house.home.inbox.resolve()]


def allowed_path(house: House, given: str) -> Path:
    """The path with every link followed, if it stands in an allowed directory; raises InvalidInput."""
    folders = allowed_folders(house)
    try:
        path = (folders[0] / given).resolve()
    except (OSError, ValueError, RuntimeError):
        path = Path("/")
    if any(path.is_relative_to(folder) for folder in folders):
        return path
    listed = [str(f) for f in folders]
    raise InvalidInput(
        Text(f"“{given[:200]}”不在允许的目录中。", f"{given[:200]!r} is not in an allowed directory."),
        next_step=Text(
            f"允许的目录：{'、'.join(listed)}；可在 frostier.toml 的 import_folders 中增加。",
            f"Allowed: {', '.join(listed)}; import_folders in frostier.toml can name more.",
        ),
        where={"field": "location"},
    )


def check_address(house: House, address: str) -> None:
    """Refuse an address that is no database's, that holds a password, or a file outside of the allowed directories."""
    try:
        parts = urlsplit(address)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        port_is_number = False
    if not port_is_number or parts.scheme not in DATABASES:
        raise _refusal(
            Text(
                "应为 postgresql://、mysql:// 或 sqlite:/// 地址",
                "must be a postgresql://, mysql:// or sqlite:/// address",
            )
        )
    for name in _SECRET.findall(address):
        if not re.fullmatch(rf"{SECRET_PREFIX}[A-Z0-9_]+", name):
            raise _refusal(
                Text(
                    f"只能引用以 {SECRET_PREFIX} 开头的环境变量，收到 ${{{name}}}",
                    f"may name variables that begin with {SECRET_PREFIX} only, got ${{{name}}}",
                )
            )
    if parts.password is not None and not _SECRET.fullmatch(parts.password):
        raise _refusal(
            Text(
                f"不能写明密码，请写作 ${{{SECRET_PREFIX}…}}",
                f"must not hold a password; write ${{{SECRET_PREFIX}…}} in its place",
            )
        )
    if parts.scheme == "sqlite":
        allowed_path(house, database_file(parts.path))


def with_secrets(address: str, environment: Mapping[str, str] = os.environ) -> str:
    """The address with secrets from the environment in place; raises SettingsError naming one that is not set."""

    def secret(found: re.Match[str]) -> str:
        if found[1] not in environment:
            raise SettingsError(
                Text(f"没有设置环境变量 {found[1]}。", f"The environment variable {found[1]} is not set."),
                next_step=Text("请在启动服务的环境中设置它。", "Set it where the service is started."),
            )
        return quote(environment[found[1]], safe="")

    return _SECRET.sub(secret, address)


def database_file(path: str) -> str:
    """The absolute file of a ``sqlite:///`` address, with three slashes or with four."""
    written = unquote(path)
    return written[1:] if written.startswith("//") else written


def _refusal(expected: Text) -> InvalidInput:
    return InvalidInput(
        Text(f"数据库地址{expected.zh}。", f"The address of the database {expected.en}."),
        where={"field": "location"},
    )
