"""Commands, their output and their refusals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from frostier.shell.cli.invocation import asked, global_options_first
from frostier.shell.cli.reference import reference_page

DOCS = Path(__file__).parents[3] / "docs" / "cli.md"


def test_the_reference_page_is_current():
    assert DOCS.read_text(encoding="utf-8") == reference_page(), (
        "run: python -m frostier.shell.cli.reference docs/cli.md"
    )


def test_global_options_may_stand_anywhere():
    assert global_options_first(["grade", "--json", "--lang", "en", "--", "--json"]) == [
        "--json", "--lang", "en", "grade", "--", "--json",
    ]  # fmt: skip
    assert global_options_first(["runs", "list", "--home=/tmp/x"]) == ["--home=/tmp/x", "runs", "list"]


def test_the_language_is_asked_for_or_the_environment_s_or_chinese(tmp_path):
    home = {"FROSTIER_HOME": str(tmp_path)}

    assert asked(["--lang", "en"], home).lang == "en"
    assert asked([], home | {"FROSTIER_LANG": "en"}).lang == "en"
    assert asked([], home).lang == "zh"


def test_init_makes_a_home_with_a_private_key_and_schemes_to_start_from(frostier, tmp_path):
    answer = frostier("init", "--home", str(tmp_path / "new"), "--company", "蓉城冻品", "--json")

    assert answer.code == 0
    assert answer.json["created"] is True
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600
    schemes = frostier("schemes", "list", "--home", str(tmp_path / "new"), "--json").json["schemes"]
    assert [s["scheme_id"] for s in schemes if s["state"] == "published"] == ["house"]


def test_init_again_keeps_settings_and_data(frostier, tmp_path):
    first = ("init", "--home", str(tmp_path / "new"), "--json")
    frostier(*first, "--company", "蓉城冻品")

    again = frostier(*first)

    assert again.json == {"home": str(tmp_path / "new"), "company": "蓉城冻品", "created": False}


REFUSALS = [
    ("no home", ["runs", "list", "--home", "/nonexistent/home"], 2, "searched"),
    ("unknown command", ["nonsense"], 2, "No such command"),
    ("unknown language", ["runs", "list", "--lang", "fr"], 2, "zh"),
    ("a number that is none", ["runs", "show", "x"], 2, "integer"),
    ("30 February", ["grade", "--as-of", "2026-02-30"], 2, "2026-02-30"),
    ("a future day", ["grade", "--as-of", "2999-01-01"], 4, "2999-01-01"),
    ("no such run", ["runs", "show", "77"], 3, "run 77"),
    ("no such batch", ["batches", "show", "77"], 3, "batch 77"),
    ("undo of no batch", ["undo", "77"], 3, "batch 77"),
    ("no such scheme", ["schemes", "show", "nope"], 3, "nope"),
    ("a version that is none", ["schemes", "publish", "house@x"], 2, "version"),
    ("neither file nor database", ["import", "orders"], 2, "database"),
    ("no such file", ["import", "orders", "/nonexistent.csv"], 3, "nonexistent"),
    ("no such tag", ["tags", "show", "nope"], 3, "nope"),
    ("no such feature", ["features", "show", "nope"], 3, "nope"),
    ("nothing graded yet", ["explain", "C1"], 3, "graded"),
    ("no history", ["history", "C1"], 3, "C1"),
    ("replay of no day", ["grade", "--replay"], 2, "--as-of"),
    ("an override without end", ["override", "end", "C1"], 3, "C1"),
    ("an unknown tier", ["override", "set", "C1", "diamondish", "--reason", "x"], 2, "tier"),
]


@pytest.mark.parametrize(("args", "code", "word"), [r[1:] for r in REFUSALS], ids=[r[0] for r in REFUSALS])
def test_a_refusal_has_its_exit_code_and_no_traceback(frostier, args, code, word):
    answer = frostier(*args)

    assert answer.code == code
    assert word in answer.err
    assert "Traceback" not in answer.out + answer.err


@pytest.mark.parametrize(("args", "code"), [(r[1], r[2]) for r in REFUSALS[3:]], ids=[r[0] for r in REFUSALS[3:]])
def test_a_refusal_is_one_json_object_where_json_is_asked_for(frostier, args, code):
    answer = frostier(*args, "--json")

    assert answer.code == code
    assert set(answer.json["error"]) == {"code", "message", "next_step", "where"}
    assert answer.err == ""


def test_a_defect_gives_no_traceback_but_says_how_to_see_it(frostier, monkeypatch):
    monkeypatch.setattr("frostier.shell.wiring.open_house", lambda *_: 1 / 0)

    answer = frostier("runs", "list")

    assert answer.code == 70
    assert "FROSTIER_DEBUG" in answer.err
    assert "Traceback" not in answer.err


LISTS = [
    ("runs", "list"),
    ("batches", "list"),
    ("quality",),
    ("quarantine", "list"),
    ("schemes", "list"),
    ("override", "list"),
    ("features", "list"),
    ("tags", "list"),
    ("dictionary",),
]


@pytest.mark.parametrize("args", LISTS, ids=[" ".join(a) for a in LISTS])
def test_every_list_speaks_to_people_in_both_languages_and_to_programs(frostier, args):
    zh, en, told = frostier(*args, "--lang", "zh"), frostier(*args, "--lang", "en"), frostier(*args, "--json")

    assert (zh.code, en.code, told.code) == (0, 0, 0)
    assert zh.out != en.out
    assert isinstance(told.json, dict)


def test_an_override_is_set_listed_and_ended(frostier):
    frostier("override", "set", "C1", "黄金", "--reason", "新店开业")

    (held,) = frostier("override", "list", "--json").json["overrides"]
    assert (held["customer_id"], held["tier"], held["reason"]) == ("C1", "gold", "新店开业")

    assert frostier("override", "end", "C1").code == 0
    assert frostier("override", "list", "--json").json["overrides"] == []


def test_a_scheme_goes_from_text_to_draft_to_publication_and_back(frostier, tmp_path):
    file = tmp_path / "方案.txt"
    file.write_text("IF 最近购买<7天 AND 消费金额>3000 THEN 铂金客户 / ELSE 白银客户", encoding="utf-8")
    frostier("schemes", "import", "--preset", "house")
    frostier("schemes", "publish", "house", "--note", "start")

    kept = frostier("schemes", "import", str(file), "--id", "strict", "--json").json
    frostier("schemes", "publish", "strict", "--note", "stricter")
    back = frostier("schemes", "rollback", "--note", "too strict", "--json").json

    assert (kept["scheme_id"], kept["version"], kept["state"]) == ("strict", 1, "draft")
    assert (back["scheme_id"], back["state"]) == ("house", "published")


def test_help_starts_without_the_engines():
    program = "import sys; from frostier.shell.cli import command_line; command_line('zh'); print(sorted(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert not {name for name in ("duckdb", "ibis", "django", "pyarrow", "rich", "pandas") if f"'{name}'" in loaded}
