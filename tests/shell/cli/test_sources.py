"""``frostier sources`` on a home of its own."""

from __future__ import annotations

import os

import pytest
from tests.command_line import Inside

MAPPING = """
entity: orders
source: till
columns:
  order_id: 订单号
  ordered_at: 下单时间
  sku_code: 商品编码
  quantity: 数量
  unit_price: 单价
"""
ORDERS = "订单号,下单时间,商品编码,数量,单价\nA-1,2026-11-18,S-1,3,12.5\n"


@pytest.fixture
def frostier(home):
    return Inside(home.root)


@pytest.fixture
def added(frostier, home, tmp_path):
    mapping = tmp_path / "orders.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return frostier("sources", "add", "门店", "--folder", str(home.inbox), "--mapping", str(mapping), "--every", "30")


def test_a_folder_is_added_read_and_listed(frostier, home, added):
    file = home.inbox / "a.csv"
    file.write_text(ORDERS, encoding="utf-8")
    os.utime(file, (0, 0))

    told = frostier("sources", "run", str(added["id"]))

    assert [(r["file"], r["rows"]["loaded"]) for r in told["read"]] == [("a.csv", 1)]
    (listed,) = frostier("sources", "list")["sources"]
    assert (listed["name"], listed["failures"], listed["last_run_id"]) == ("门店", 0, told["run"])


def test_a_source_rests_and_is_read_again(frostier, added):
    assert frostier("sources", "pause", str(added["id"]))["next_due_at"] is None
    assert frostier("sources", "pause", str(added["id"]), "--resume")["enabled"] is True


@pytest.mark.parametrize("words", [("add", "x", "--mapping", "m.yaml"), ("run", "9"), ("pause", "9")])
def test_what_cannot_be_is_refused_clearly(frostier, words):
    said = frostier.run("sources", *words)

    assert said.code in (2, 3)
    assert "Traceback" not in said.err
