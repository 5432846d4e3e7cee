"""The words for kinds and states of runs."""

from __future__ import annotations

from frostier.kernel.text import Text

STATES = {
    "queued": Text("排队中", "queued"),
    "running": Text("进行中", "running"),
    "finished": Text("完成", "finished"),
    "failed": Text("失败", "failed"),
    "cancelled": Text("已取消", "cancelled"),
    "interrupted": Text("被中断", "interrupted"),
}

KINDS = {
    "import": Text("导入", "import"),
    "undo": Text("撤销导入", "undo"),
    "resubmit": Text("重新提交", "resubmit"),
    "grade": Text("分层", "grade"),
    "roll": Text("每日滚动", "daily roll"),
    "replay": Text("重放", "replay"),
    "whatif": Text("试算", "what-if"),
    "verify": Text("核对", "verify"),
    "demo": Text("演示", "demo"),
}


def kind_name(kind: str) -> Text:
    """The name of a kind of run; an unknown kind is its own name."""
    if kind in KINDS:
        return KINDS[kind]
    from frostier.shell.runs.handlers import handlers

    known = handlers().get(kind)
    return known.name if known else Text(kind, kind)
