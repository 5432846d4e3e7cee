"""The reference page of the command line, made from the command line itself.

``python -m frostier.shell.cli.reference docs/cli.md`` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from frostier.shell.cli import command_line

_INTRODUCTION = """\
# 命令行参考 / Command line reference

本页由程序生成，勿手改。This page is generated; do not edit it by hand.

全局选项 `--home`、`--lang`、`--json` 可写在任何位置；`--json` 时标准输出只有一个 JSON 对象。
The global options may stand anywhere; with `--json` standard output holds one JSON object and nothing else.

| 退出码 / exit code | 含义 / meaning |
|---|---|
| 0 | 完成 / done |
| 1 | 其他拒绝 / another refusal |
| 2 | 输入、文件、映射、条件、方案或设置不可用 / input, file, mapping, condition, scheme or settings cannot be used |
| 3 | 所指对象不存在 / the named thing does not exist |
| 4 | 当前状态不允许 / the present state does not allow it |
| 5 | 核对不一致 / the proof failed |
| 70 | 程序缺陷 / a defect |
| 130 | 已停止 / stopped by a person |

补全：`frostier --install-completion`。Shell completion: `frostier --install-completion`."""


def reference_page() -> str:
    """Every command with its arguments and options, in Chinese and English, as Markdown."""
    pages = {lang: dict(_commands(command_line(lang), "frostier")) for lang in ("zh", "en")}
    lines = [_INTRODUCTION]
    for path, zh in pages["zh"].items():
        en = pages["en"][path]
        lines += ["", f"## `{path}`", "", f"{zh.help}。{en.help}."]
        parameters = list(zip(_shown(zh), _shown(en), strict=True))
        if parameters:
            lines += ["", "| 参数 / parameter | 说明 | meaning |", "|---|---|---|"]
            lines += [f"| `{_spelled(a)}` | {a.help or ''} | {b.help or ''} |" for a, b in parameters]
    return "\n".join(lines) + "\n"


def _commands(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    children = getattr(node, "commands", None)
    if children is None:
        yield path, node
        return
    for name in sorted(children):
        yield from _commands(children[name], f"{path} {name}")


def _shown(node: Any) -> list[Any]:
    return [p for p in node.params if p.name != "help"]


def _spelled(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return ", ".join(parameter.opts)


def main() -> None:
    """Write the page to the named file."""
    Path(sys.argv[1]).write_text(reference_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
