"""The main job on a real wholesaler: 541,909 order lines of Online Retail (UCI, Chen, Sain & Guo 2012).

The same figures are computed here with pandas, from the original table and independently of the product's code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from tests.shared_data import shared_data

pytestmark = pytest.mark.slow

MAPPING = Path(__file__).parents[2] / "examples" / "mappings" / "online_retail.yaml"
AS_OF = date(2011, 12, 10)
MONEY_SCALE = "0.1"  # pounds a month of a gift shop against yuan a month of a hotpot shop


@dataclass(frozen=True)
class Shop:
    """A home with the command line in front of it."""

    home: Path

    def __call__(self, *words: str, expect: int = 0) -> Any:
        command = [sys.executable, "-m", "frostier", "--home", str(self.home), "--json", *words]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "FROSTIER_LANG": "en"}
        )
        assert done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture(scope="module")
def retail() -> pd.DataFrame:
    return pd.read_parquet(shared_data("online_retail", "online_retail.parquet"))


@pytest.fixture(scope="module")
def csv_file(retail: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As the data set's users have it: comma, month first, no seconds."""
    path = tmp_path_factory.mktemp("retail") / "Online Retail.csv"
    text = retail.assign(InvoiceDate=retail["InvoiceDate"].dt.strftime("%m/%d/%Y %H:%M"))
    text.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def shop(csv_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    shop = Shop(tmp_path_factory.mktemp("shop") / "home")
    shop("init", "--company", "Online Retail", "--currency", "GBP", "--timezone", "Europe/London")
    shop("import", "orders", str(csv_file), "--mapping", str(MAPPING))
    return shop


@pytest.fixture(scope="module")
def report(shop: Shop) -> Any:
    return shop("batches", "show", "1")["report"]


def test_every_row_of_the_file_is_accounted_for(report: Any) -> None:
    rows = report["rows"]

    assert rows["read"] == 541_909
    assert rows["loaded"] + rows["rejected"] + rows["skipped"] == 541_909
    assert report["anonymous"] == 135_080
    assert report["flags"]["exact_duplicate"] == 5_268


def test_lines_on_cancelled_invoices_are_returns_and_charges_are_service_lines(
    report: Any, retail: pd.DataFrame
) -> None:
    cancelled = retail["InvoiceNo"].str.startswith("C")
    charges = retail["StockCode"].str.fullmatch(_service_codes()) & ~cancelled

    assert int(cancelled.sum()) == 9_288
    assert report["kinds"]["return"] == 9_288
    assert report["kinds"]["service"] == int(charges.sum())


def test_recency_frequency_and_spend_equal_an_independent_computation_to_the_cent(
    shop: Shop, retail: pd.DataFrame, tmp_path: Path
) -> None:
    expected = _independent(retail)

    shop("schemes", "publish", "rules")
    shop("grade", "--as-of", AS_OF.isoformat())
    target = tmp_path / "customers.parquet"
    shop("customers", "export", str(target))

    graded = pd.read_parquet(target).set_index("customer_id")
    assert len(graded) == 4_372
    buyers = graded[graded["orders_total"] > 0].sort_index()
    pd.testing.assert_index_equal(buyers.index, expected.index, check_names=False)
    for column in ("recency_days", "orders_total", "spend_total"):
        assert buyers[column].tolist() == expected[column].tolist(), column


@pytest.mark.parametrize("scheme", ["rules", "grading-rules", "bands", "score"])
def test_each_of_the_four_real_configurations_grades_every_customer(shop: Shop, scheme: str) -> None:
    shop("schemes", "import", "--preset", scheme, "--id", f"retail-{scheme}", "--money-factor", MONEY_SCALE)

    graded = shop("grade", "--as-of", AS_OF.isoformat(), "--scheme", f"retail-{scheme}")

    tiers = graded["counts"]["tiers"]
    assert sum(tiers.values()) == 4_372
    assert len([n for n in tiers.values() if n]) >= 2, tiers


def test_the_same_file_again_changes_nothing(shop: Shop, csv_file: Path) -> None:
    before = shop("batches", "list")

    again = shop("import", "orders", str(csv_file), "--mapping", str(MAPPING))

    assert again["new"] is False
    assert shop("batches", "list") == before


def test_what_is_stored_equals_a_full_recomputation(shop: Shop) -> None:
    proof = shop("verify")

    assert proof["holds"] is True


def _service_codes() -> str:
    """The pattern of codes that the mapping declares to be charges, read from the mapping itself."""
    cases = yaml.safe_load(MAPPING.read_text(encoding="utf-8"))["columns"]["line_kind"]["cases"]
    pattern: str = next(case["when"]["matches"] for case in cases if case["value"] == "service")
    return pattern


def _independent(retail: pd.DataFrame) -> pd.DataFrame:
    """Recency (days), orders and net spend per customer, with exact decimals and none of the product's code."""
    known = retail[retail["CustomerID"].notna()]
    cancelled = known["InvoiceNo"].str.startswith("C")
    known = known[cancelled | ~known["StockCode"].str.fullmatch(_service_codes())]
    cents = [
        int((Decimal(q) * Decimal(str(p))).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP) * 100)
        for q, p in zip(known["Quantity"], known["UnitPrice"], strict=True)
    ]
    customer = "online_retail:" + known["CustomerID"].astype(int).astype(str)
    lines = known.assign(cents=cents, day=known["InvoiceDate"].dt.date, customer=customer)
    sales = lines[~lines["InvoiceNo"].str.startswith("C")]
    by = sales.groupby("customer")
    recency = by["day"].max().map(lambda day: (AS_OF - day).days)
    table = pd.DataFrame({"recency_days": recency, "orders_total": by["InvoiceNo"].nunique()})
    spend = lines.groupby("customer")["cents"].sum().reindex(table.index)
    return table.assign(spend_total=[Decimal(int(c)) / 100 for c in spend]).sort_index()
