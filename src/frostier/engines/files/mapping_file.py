"""Mappings as YAML files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from frostier.kernel.errors import MappingError, NotFound
from frostier.kernel.text import Text
from frostier.sources.mapping import Mapping

MOST_BYTES = 1 << 20


def load_mapping(path: Path) -> Mapping:
    """The mapping in a YAML file. Raises NotFound, or MappingError naming the line or key that is wrong."""
    if not path.is_file():
        raise NotFound(Text(f"找不到映射文件 {path}。", f"There is no mapping file {path}."))
    if path.stat().st_size > MOST_BYTES:
        raise MappingError(
            Text(f"{path.name} 超过 1 MB，不像映射文件。", f"{path.name} is over 1 MB; that is no mapping file.")
        )
    try:
        data = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_OnceOnly)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line_zh, line_en = (f"第 {mark.line + 1} 行", f" in line {mark.line + 1}") if mark else ("", "")
        problem = getattr(wrong, "problem", None) or "not UTF-8 text"
        raise MappingError(
            Text(
                f"{path.name} {line_zh}不是有效的 YAML：{problem}。",
                f"{path.name} is no valid YAML{line_en}: {problem}.",
            ),
            where={"file": path.name},
        ) from None
    return Mapping.from_data(data)


def save_mapping(mapping: Mapping, path: Path, *, comment: str = "") -> None:
    """Write the mapping as YAML, with ``comment`` lines at the top."""
    head = "".join(f"# {line}\n" for line in comment.splitlines())
    body = yaml.safe_dump(mapping.to_data(), allow_unicode=True, sort_keys=False, width=110)
    path.write_text(head + body, encoding="utf-8")


def _place(loader: Any) -> Any:
    """Where the loader stands."""
    return loader.peek_event().start_mark


class _OnceOnly(yaml.SafeLoader):
    """YAML without tags that build objects, without anchors (they can explode), and with each key once."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "anchors are not used in mappings", _place(self))
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value!r} stands twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)
