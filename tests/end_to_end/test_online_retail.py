"""The main job on a real wholesaler: 541,909 order lines of Online Retail (UCI, Chen, Sain & Guo 2012).

The same figures are computed with pandas, from the original table and independently of the product's code
(``retail_figures.py``). The figures found are told in docs/real-data.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
import xlsxwriter
from tests.command_line import Terminal
from tests.end_to_end.retail_figures import AS_OF, MAPPING, MONEY_FACTOR, Figures, figures, readings, service_codes
from tests.shared_data import shared_data

pytestmark = pytest.mark.slow

PRESETS = ("rules", "grading-rules", "bands", "score")
CUSTOMERS = 4_372
WORKBOOK_ROWS = 100_000  # of all 541,909 the writing alone takes more than a minute
CHECKED = 200


@dataclass(frozen=True)
class Shop:
    """A home that holds the wholesaler's orders, and what the import reported."""

    frostier: Terminal
    file: Path
    report: Any

    def graded(self, scheme: str) -> Any:
        """Grade on the judged day; what the grading reported."""
        return self.frostier("grade", "--as-of", AS_OF.isoformat(), "--scheme", scheme)

    def exported(self, target: Path, *columns: str) -> pd.DataFrame:
        """The graded customers, indexed by customer."""
        chosen = ("--columns", ",".join(columns)) if columns else ()
        self.frostier("customers", "export", str(target), *chosen)
        return pd.read_parquet(target).set_index("customer_id")


def opened(folder: Path, file: Path) -> Shop:
    """A new home with one file imported."""
    frostier = Terminal(folder / "home")
    frostier("init", "--company", "Online Retail", "--currency", "GBP", "--timezone", "Europe/London")
    told = frostier("import", "orders", str(file), "--mapping", str(MAPPING))
    return Shop(frostier, file, told["report"])


@pytest.fixture(scope="module")
def retail() -> pd.DataFrame:
    return pd.read_parquet(shared_data("online_retail", "online_retail.parquet"))


@pytest.fixture(scope="module")
def expected(retail: pd.DataFrame) -> dict[str, Figures]:
    return figures(retail)


def as_csv(retail: pd.DataFrame, path: Path) -> Path:
    """As the data set's users have it: comma, month first, no seconds."""
    text = retail.assign(InvoiceDate=retail["InvoiceDate"].dt.strftime("%m/%d/%Y %H:%M"))
    text.to_csv(path, index=False)
    return path


def as_workbook(retail: pd.DataFrame, path: Path) -> Path:
    """As it is published: one sheet, numbers as numbers, dates as dates."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        sheet = book.add_worksheet("Online Retail")
        sheet.write_row(0, 0, list(retail.columns))
        rows = retail.astype(object).where(retail.notna(), None).itertuples(index=False)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                # A stock code such as 22423 is text in the data set, and must not become a number.
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write(number, column, cell)
    return path


@pytest.fixture(scope="module")
def shop(retail: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    folder = tmp_path_factory.mktemp("shop")
    return opened(folder, as_csv(retail, folder / "Online Retail.csv"))


# ── every row is accounted for ──────────────────────────────────────────────────────────────────────────────────


def test_every_row_of_the_file_is_accounted_for(shop: Shop) -> None:
    rows = shop.report["rows"]

    assert rows["read"] == 541_909
    assert rows["loaded"] + rows["rejected"] + rows["skipped"] == 541_909
    assert shop.report["anonymous"] == 135_080
    assert shop.report["flags"]["exact_duplicate"] == 5_268


def test_lines_on_cancelled_invoices_are_returns_and_charges_are_service_lines(
    shop: Shop, retail: pd.DataFrame
) -> None:
    cancelled = retail["InvoiceNo"].str.startswith("C")
    charges = retail["StockCode"].str.fullmatch(service_codes()) & ~cancelled

    assert int(cancelled.sum()) == 9_288
    assert shop.report["kinds"]["return"] == 9_288
    assert shop.report["kinds"]["service"] == int(charges.sum())


# ── figures and tiers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module", params=PRESETS)
def graded(request: pytest.FixtureRequest, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    """Each configuration in turn: its id, and (the grading's report, the customers)."""
    preset: str = request.param
    scheme = f"retail-{preset}"
    shop.frostier("schemes", "import", "--preset", preset, "--id", scheme, "--money-factor", str(MONEY_FACTOR))
    told = shop.graded(scheme)
    customers = shop.exported(tmp_path_factory.mktemp("graded") / "customers.parquet")
    return preset, (told, customers)


def test_each_of_the_four_real_configurations_grades_every_customer(graded: tuple[str, Any]) -> None:
    _, (told, customers) = graded

    assert sum(told["counts"]["tiers"].values()) == len(customers) == CUSTOMERS
    assert len([n for n in told["counts"]["tiers"].values() if n]) >= 2
    assert sum(told["counts"]["stages"].values()) == CUSTOMERS


def test_recency_frequency_and_spend_equal_an_independent_computation_to_the_cent(
    graded: tuple[str, Any], expected: Mapping[str, Figures]
) -> None:
    _, (_, customers) = graded

    assert list(customers.index) == list(expected)
    for name in ("recency_days", "tenure_days", "orders_30d", "orders_365d", "orders_total"):
        assert [_known(v) for v in customers[name]] == [getattr(e, name) for e in expected.values()], name
    for name in ("spend_30d", "spend_180d", "spend_365d", "spend_total"):
        assert customers[name].tolist() == [Decimal(getattr(e, name)) / 100 for e in expected.values()], name
    monthly = [float(e.monthly_spend / 100) for e in expected.values()]
    assert customers["avg_monthly_spend"].tolist() == pytest.approx(monthly, rel=1e-12)


def test_two_hundred_customers_have_the_tier_that_the_text_of_the_configuration_gives_them(
    graded: tuple[str, Any], expected: Mapping[str, Figures]
) -> None:
    preset, (_, customers) = graded
    read = readings(expected)[preset]
    chosen = Random(20_111_210).sample(sorted(expected), CHECKED)

    by_text = {customer: read(expected[customer]) for customer in chosen}

    # A tier held through its period of grace is what the former scheme gave; the figures' own stands beside it.
    by_figures = customers["pending_tier"].fillna(customers["tier"])
    assert {customer: by_figures[customer] for customer in chosen} == by_text


def test_the_configurations_tell_customers_apart(expected: Mapping[str, Figures]) -> None:
    given = {preset: {read(one) for one in expected.values()} for preset, read in readings(expected).items()}

    assert given == {
        "rules": {"platinum", "gold", "silver"},
        "grading-rules": {"platinum", "gold", "regular"},
        "bands": {"platinum", "gold", "silver"},
        "score": {"platinum", "gold", "silver", "regular"},
    }
    assert any(one.repurchase_rate == Fraction(-1) for one in expected.values())  # who only ever returned goods


# ── again, and as a workbook ────────────────────────────────────────────────────────────────────────────────────


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    before = shop.frostier("batches", "list")

    again = shop.frostier("import", "orders", str(shop.file), "--mapping", str(MAPPING))

    assert again["new"] is False
    assert shop.frostier("batches", "list") == before


def test_what_is_stored_equals_a_full_recomputation(shop: Shop) -> None:
    assert shop.frostier("verify")["holds"] is True


def test_a_workbook_with_real_dates_gives_the_same_facts_as_the_text_file(
    retail: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> None:
    part = retail.head(WORKBOOK_ROWS)
    exports = []
    for write, name in ((as_csv, "Online Retail.csv"), (as_workbook, "Online Retail.xlsx")):
        folder = tmp_path_factory.mktemp("either")
        shop = opened(folder, write(part, folder / name))
        shop.graded("rules")
        shop.frostier("customers", "export", str(folder / "customers.csv"))
        exports.append((_account(shop.report), (folder / "customers.csv").read_bytes()))

    (text_report, text_facts), (workbook_report, workbook_facts) = exports
    assert workbook_report == text_report
    assert workbook_report["rows"]["read"] == WORKBOOK_ROWS
    assert workbook_facts == text_facts


def _account(report: Mapping[str, Any]) -> dict[str, Any]:
    return {part: report.get(part) for part in ("rows", "anonymous", "flags", "kinds")}


def _known(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
