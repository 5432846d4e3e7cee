"""``frostier rules``: written out, changed, published, looked back on, rolled back."""

from __future__ import annotations

import json
from pathlib import Path


def test_rules_are_written_out_changed_published_and_rolled_back(frostier, tmp_path):
    home, file = str(tmp_path / "new"), tmp_path / "rules.json"
    frostier("init", "--home", home)
    frostier("rules", "show", "-o", str(file), "--home", home)
    book = json.loads(file.read_text())
    next(rule for rule in book["rules"] if rule["id"] == "big_order")["due_days"] = 1
    file.write_text(json.dumps(book))

    published = frostier("rules", "publish", str(file), "--note", "次日办", "--home", home, "--json")
    again = frostier("rules", "publish", str(file), "--note", "次日办", "--home", home)
    back = frostier("rules", "rollback", "1", "--note", "试行结束", "--home", home, "--json")
    told = frostier("rules", "history", "--home", home, "--json").json["versions"]

    assert published.json["version"] == 2
    assert [(one["id"], one["part"], one["becomes"]) for one in published.json["changes"]] == [
        ("big_order", "due_days", "1")
    ]
    assert again.code == 4
    assert back.json["version"] == 3
    assert [(one["version"], one["note"]) for one in told] == [(3, "试行结束"), (2, "次日办"), (1, "")]


def test_a_file_that_cannot_be_is_refused_with_its_place(frostier, tmp_path: Path):
    home, file = str(tmp_path / "new"), tmp_path / "rules.json"
    frostier("init", "--home", home)
    file.write_text('{"rules": [{"id": "big_order", "when": "event_ration >= 3"}]}')

    refused = frostier("rules", "publish", str(file), "--note", "x", "--home", home)
    shown = frostier("rules", "show", "--home", home)

    assert refused.code == 2
    assert "event_ratio" in refused.err
    assert "version 1" in shown.out
