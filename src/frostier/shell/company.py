"""The company's settings: ``frostier.toml`` in the home, read once into a typed, frozen object."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path, PurePath
from typing import Any, NoReturn
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from frostier.kernel.calendar import business_day
from frostier.kernel.errors import SettingsError
from frostier.kernel.text import Lang, Text

TEMPLATE = """\
# 冰阶 Frostier 公司设置 / company settings
company = {company}        # 公司名称 / name of the company
currency = {currency}              # ISO 4217
timezone = {timezone}    # 营业日所在时区 / zone of the business day
language = {language}               # zh | en
memory_limit_gb = {memory_limit_gb}            # 分析引擎内存上限 / memory limit of the analytics engine
threads = {threads}                    # 分析引擎线程数 / threads of the analytics engine
require_sign_off = {require_sign_off}         # 方案须他人会签才能发布 / schemes need a second person
keep_gradings = {keep_gradings}             # 可快速查询的最近分层次数 / newest gradings that stay quick to ask
public_url = {public_url}                # 用户访问的地址，空为仅本机 / address that people open; empty: this machine
behind_https = {behind_https}           # 由反向代理提供 HTTPS / a reverse proxy serves it over HTTPS
upload_limit_mb = {upload_limit_mb}          # 上传文件大小上限 / largest file that can be uploaded
import_folders = {import_folders}            # 定时来源可读的目录，空为 inbox / where sources may read; empty: inbox
webhook_networks = {webhook_networks}          # 推送可达的内网网段 / networks of your own for webhooks
database_url = {database_url}        # sqlite | postgresql://用户:${{密码变量}}@主机/库 | mysql://…

[cache]  # 共用缓存，空为仅用进程内存 / shared cache of answers; empty: the memory of each process
url = {cache_url}
"""

DEMO = """
[demo]  # 演示公司的“今天” / the day that is today in the demo
last_day = {demo_last_day}     # 数据的最后一天 / the last day of its data
made_on = {demo_made_on}      # 对应的日历日期 / the day of the calendar that it stands for
"""


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """What one company decides for itself. ``memory_limit_gb`` 0.5 to 1024, ``threads`` 1 to 256.

    ``keep_gradings`` 1 to 1000: older ones stay on disk, but are slower to ask. ``upload_limit_mb`` 1 to 10240.
    ``import_folders`` are the directories that sources may read, and what is below them; none means ``inbox`` in the
    home. ``webhook_networks`` are networks that webhooks may reach although they are not public.
    ``cache_url`` is ``url`` of the table ``cache`` in the file.

    ``demo_last_day`` and ``demo_made_on``, in the table ``demo``, are set in the home of a demo company only: the last
    day of its data, and the day of the calendar on which it was made. The one is the other's day there.
    """

    company: str = "我的冻品公司"
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    language: Lang = "zh"
    memory_limit_gb: float = 4.0
    threads: int = 2
    keep_gradings: int = 24
    require_sign_off: bool = True
    public_url: str = ""
    behind_https: bool = False
    database_url: str = "sqlite"
    upload_limit_mb: int = 512
    import_folders: Sequence[str] = ()
    webhook_networks: Sequence[str] = ()
    cache_url: str = ""
    demo_last_day: date | None = None
    demo_made_on: date | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which a moment becomes a business day."""
        return ZoneInfo(self.timezone)

    @property
    def days_behind(self) -> int:
        """How many days the company's business day is behind the calendar; 0 except in a demo."""
        if self.demo_last_day is None or self.demo_made_on is None:
            return 0
        return (self.demo_made_on - self.demo_last_day).days

    def own_moment(self, told: datetime) -> datetime:
        """A moment that another system told, in the days of this company.

        In a demo what happens after its last day happens on the day that is now there; what lies before it stays.
        """
        if self.demo_last_day is None or business_day(told, self.zone) <= self.demo_last_day:
            return told
        return told - timedelta(days=self.days_behind)

    def as_toml(self) -> str:
        """The commented file that ``read_settings`` reads back."""
        values = {f.name: _toml(getattr(self, f.name)) for f in fields(self)}
        return TEMPLATE.format(**values) + (DEMO.format(**values) if self.demo_last_day else "")


def read_settings(path: Path) -> CompanySettings:
    """The settings in ``path``; raises ``SettingsError`` naming the file, the key and what was expected."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            Text(f"{path} 不是有效的 TOML：{error}。", f"{path} is not valid TOML: {error}."),
            where={"file": str(path)},
        ) from error
    given = dict(_flat(data))
    known = sorted(_CHECKS)
    for name in sorted(given.keys() - _CHECKS.keys()):
        _refuse(path, name, given[name], Text("已知设置 " + "、".join(known), "one of " + ", ".join(known)))
    for name, value in given.items():
        check, expected = _CHECKS[name]
        if not check(value):
            _refuse(path, name, value, expected)
    return CompanySettings(**{name.replace(".", "_"): value for name, value in given.items()})


def _flat(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each setting by its name; ``cache.url`` for one within a table."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", found) for inner, found in value.items())
        else:
            yield name, value


def _refuse(path: Path, name: str, value: object, expected: Text) -> NoReturn:
    raise SettingsError(
        Text(
            f"{path} 中 {name} = {value!r} 不可用，应为：{expected.zh}。",
            f"{name} = {value!r} in {path} cannot be used; expected {expected.en}.",
        ),
        next_step=Text("请修改该文件后重试。", "Correct the file and try again."),
        where={"file": str(path), "key": name},
    )


def _is_web_address(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _is_network(value: str) -> bool:
    try:
        ip_network(value)
    except ValueError:
        return False
    return True


def _number_between(low: float, high: float, *kinds: type) -> Callable[[Any], bool]:
    return lambda v: type(v) in kinds and low <= v <= high


_CHECKS: dict[str, tuple[Callable[[Any], bool], Text]] = {
    "company": (lambda v: isinstance(v, str) and bool(v.strip()), Text("公司名称", "the company's name")),
    "currency": (
        lambda v: isinstance(v, str) and len(v) == 3 and v.isascii() and v.isupper(),
        Text("三位大写货币代码，如 CNY", "three capital letters such as CNY"),
    ),
    "timezone": (
        lambda v: isinstance(v, str) and v in available_timezones(),
        Text("IANA 时区名，如 Asia/Shanghai", "an IANA zone such as Asia/Shanghai"),
    ),
    "language": (lambda v: v in ("zh", "en"), Text("zh 或 en", "zh or en")),
    "memory_limit_gb": (
        _number_between(0.5, 1024, int, float),
        Text("0.5 到 1024 之间的数（GB）", "a number from 0.5 to 1024 (GB)"),
    ),
    "threads": (_number_between(1, 256, int), Text("1 到 256 之间的整数", "a whole number from 1 to 256")),
    "keep_gradings": (_number_between(1, 1000, int), Text("1 到 1000 之间的整数", "a whole number from 1 to 1000")),
    "require_sign_off": (lambda v: isinstance(v, bool), Text("true 或 false", "true or false")),
    "public_url": (
        lambda v: isinstance(v, str) and (v == "" or _is_web_address(v)),
        Text("http:// 或 https:// 开头的地址，或空", "an address with http:// or https://, or nothing"),
    ),
    "behind_https": (lambda v: isinstance(v, bool), Text("true 或 false", "true or false")),
    "upload_limit_mb": (
        _number_between(1, 10_240, int),
        Text("1 到 10240 之间的整数", "a whole number from 1 to 10240"),
    ),
    "import_folders": (
        lambda v: isinstance(v, list) and all(isinstance(f, str) and PurePath(f).is_absolute() for f in v),
        Text("绝对路径的列表", "a list of absolute paths"),
    ),
    "webhook_networks": (
        lambda v: isinstance(v, list) and all(isinstance(n, str) and _is_network(n) for n in v),
        Text("网段的列表，如 10.0.0.0/8", "a list of networks such as 10.0.0.0/8"),
    ),
    "database_url": (lambda v: isinstance(v, str), Text("数据库地址或 sqlite", "an address of a database, or sqlite")),
    "demo.last_day": (lambda v: type(v) is date, Text("日期，如 2026-10-31", "a day such as 2026-10-31")),
    "demo.made_on": (lambda v: type(v) is date, Text("日期，如 2026-10-31", "a day such as 2026-10-31")),
    "cache.url": (lambda v: isinstance(v, str), Text("Redis 地址或空", "an address of Redis, or nothing")),
}


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)
