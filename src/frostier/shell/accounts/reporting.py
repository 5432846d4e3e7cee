"""The permission matrix and the audit trail as files for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from frostier.engines.files.write import defused
from frostier.kernel.text import Lang, Text
from frostier.shell.accounts.permissions import PERMISSIONS, ROLES

if TYPE_CHECKING:
    from frostier.shell.accounts.models import AuditEntry

_AUDIT_COLUMNS = ("no", "at", "actor", "role", "action", "subject", "details", "previous", "seal")
_LINES_AT_ONCE = 500

_INTRODUCTION = Text(
    "谁可以做什么。此页由 `frostier permissions` 从程序中的权限表生成，界面、接口与测试都以那张表为准。"
    "数据范围另行设定：每个用户只能看到范围内的客户。",
    "Who may do what. `frostier permissions` prints this page from the table that the program, the API and the tests "
    "go by. Which customers somebody sees is set apart from it, by the scope of the user.",
)
_SCOPES = {
    "all": Text("全部客户", "all customers"),
    "managers": Text("指定客户经理", "named managers"),
    "teams": Text("指定团队", "named teams"),
    "regions": Text("指定区域", "named regions"),
    "none": Text("无", "none"),
}


def audit_csv(entries: Iterable[AuditEntry]) -> Iterator[bytes]:
    """Entries as CSV that a spreadsheet reads as UTF-8 and in which no cell becomes a formula; in chunks."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write("\ufeff")
    writer.writerow(_AUDIT_COLUMNS)
    for number, entry in enumerate(entries, 1):
        row = {name: getattr(entry, name) for name in _AUDIT_COLUMNS} | {"at": entry.at.isoformat()}
        writer.writerow([defused(value) for value in row.values()])
        if number % _LINES_AT_ONCE == 0:
            yield _taken(page)
    yield _taken(page)


def permissions_page() -> str:
    """The permission matrix as Markdown, Chinese first, then English."""
    return "\n\n".join(["# 权限 / Permissions", *_matrix("zh"), *_matrix("en")]) + "\n"


def _matrix(lang: Lang) -> Iterator[str]:
    yield Text("## 权限表", "## The matrix").say(lang)
    yield _INTRODUCTION.say(lang)
    head = [Text("权限", "permission").say(lang), "id", *(role.name.say(lang) for role in ROLES)]
    rows = [
        [p.name.say(lang), f"`{p.id}`", *("✓" if p.id in role.permissions else "" for role in ROLES)]
        for p in PERMISSIONS
    ]
    yield _table(head, rows)
    yield Text("角色与可设的数据范围：", "Roles and the scopes that their users may have:").say(lang)
    yield _table(
        [Text("角色", "role").say(lang), "id", Text("说明", "meaning").say(lang), Text("数据范围", "scopes").say(lang)],
        [
            [r.name.say(lang), f"`{r.id}`", r.meaning.say(lang), ", ".join(_SCOPES[k].say(lang) for k in r.scope_kinds)]
            for r in ROLES
        ],
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _taken(page: io.StringIO) -> bytes:
    text = page.getvalue()
    page.seek(0)
    page.truncate()
    return text.encode("utf-8")
