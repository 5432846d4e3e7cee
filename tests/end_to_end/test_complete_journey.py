"""A second real set, quite different from the first, by mapping alone: a year of an American supermarket's households.

Three Parquet files of dunnhumby's *The Complete Journey* become orders, articles and customers with the mappings in
``examples/mappings``, and no code. The same figures are computed with Polars. What was found is told in
docs/real-data.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from tests.command_line import Terminal
from tests.shared_data import shared_data

pytestmark = pytest.mark.slow

MAPPINGS = Path(__file__).parents[2] / "examples" / "mappings"
AS_OF = date(2017, 12, 31)
HOUSEHOLDS = 2_469
FILES = {"customers": "demographics", "skus": "products", "orders": "transactions"}
PETROL_FROM = 500  # thousandths of a gallon; no other article is bought so often in one line


@dataclass(frozen=True)
class Supermarket:
    """What the imports and the grading said, and the graded households."""

    reports: dict[str, Any]
    grading: Any
    households: pl.DataFrame


@pytest.fixture(scope="module")
def supermarket(tmp_path_factory: pytest.TempPathFactory) -> Supermarket:
    folder = tmp_path_factory.mktemp("journey")
    frostier = Terminal(folder / "home")
    frostier("init", "--company", "The Complete Journey", "--currency", "USD", "--timezone", "America/New_York")
    reports = {}
    for entity, name in FILES.items():
        file, mapping = shared_data("complete_journey", f"{name}.parquet"), MAPPINGS / f"complete_journey_{entity}.yaml"
        reports[entity] = frostier("import", entity, str(file), "--mapping", str(mapping))["report"]
    grading = frostier("grade", "--as-of", AS_OF.isoformat())
    frostier("customers", "export", str(folder / "households.parquet"))
    households = pl.read_parquet(folder / "households.parquet").sort("customer_id")
    return Supermarket(reports, grading, households)


@pytest.fixture(scope="module")
def expected() -> pl.DataFrame:
    """One row per household, from the files themselves."""
    lines = _lines().join(_categories(), on="product_id", how="left")
    goods = lines.filter(pl.col("quantity") <= PETROL_FROM)
    per = goods.group_by("household_id").agg(
        spend=pl.col("cents").sum(),
        orders=pl.col("basket_id").n_unique(),
        last=pl.col("day").max(),
        seafood=pl.col("cents").filter(pl.col("category") == "seafood").sum(),
        beverage=pl.col("cents").filter(pl.col("category") == "beverage").sum(),
        frozen=pl.col("cents").filter(pl.col("storage") == "frozen").sum(),
    )
    everyone = lines.select("household_id").unique()
    named = everyone.join(per, on="household_id", how="left").with_columns(
        customer_id=pl.format("complete_journey:{}", "household_id"), spend=pl.col("spend").fill_null(0)
    )
    return named.sort("customer_id")


def test_every_row_of_the_three_files_is_accounted_for(supermarket: Supermarket) -> None:
    read = {"orders": 1_469_307, "skus": 92_331, "customers": 801}

    for entity, number in read.items():
        rows = supermarket.reports[entity]["rows"]
        assert rows["read"] == rows["loaded"] == number, entity
    assert supermarket.reports["orders"]["anonymous"] == 0


def test_petrol_is_a_service_and_everything_else_a_sale(supermarket: Supermarket) -> None:
    petrol = _lines().filter(pl.col("quantity") > PETROL_FROM).height

    assert supermarket.reports["orders"]["kinds"] == {"sale": 1_469_307 - petrol, "service": petrol}


def test_every_household_is_graded_also_where_only_its_orders_are_known(supermarket: Supermarket) -> None:
    assert supermarket.households.height == HOUSEHOLDS
    assert sum(supermarket.grading["counts"]["tiers"].values()) == HOUSEHOLDS
    assert len([n for n in supermarket.grading["counts"]["tiers"].values() if n]) == 4
    assert supermarket.households["is_provisional"].sum() == HOUSEHOLDS - 801


def test_spend_orders_and_recency_equal_an_independent_computation_to_the_cent(
    supermarket: Supermarket, expected: pl.DataFrame
) -> None:
    graded = supermarket.households

    assert graded["customer_id"].to_list() == expected["customer_id"].to_list()
    assert graded["spend_total"].to_list() == [Decimal(cents) / 100 for cents in expected["spend"]]
    assert graded["spend_365d"].to_list() == graded["spend_total"].to_list()
    assert graded["orders_total"].to_list() == expected["orders"].fill_null(0).to_list()
    days = [None if last is None else (AS_OF - last).days for last in expected["last"]]
    assert graded["recency_days"].to_list() == days


@pytest.mark.parametrize(
    ("feature", "part"),
    [
        ("share_seafood_365d", "seafood"),
        ("share_beverage_365d", "beverage"),
        ("frozen_share_365d", "frozen"),
    ],
)
def test_articles_stand_in_the_categories_and_storage_that_the_mapping_gives_them(
    supermarket: Supermarket, expected: pl.DataFrame, feature: str, part: str
) -> None:
    shares = [
        None if not spend else share / spend for share, spend in zip(expected[part], expected["spend"], strict=True)
    ]

    assert supermarket.households[feature].to_list() == pytest.approx(shares, abs=1e-12)
    assert 0 < max(share for share in shares if share is not None) <= 1


def _lines() -> pl.DataFrame:
    """Order lines with their day on the shop's clock and their amount in cents."""
    moment = pl.col("transaction_timestamp").dt.replace_time_zone("UTC").dt.convert_time_zone("America/New_York")
    file = pl.read_parquet(shared_data("complete_journey", "transactions.parquet"))
    cents = (pl.col("sales_value") * 100).round().cast(pl.Int64)
    return file.select("household_id", "basket_id", "product_id", "quantity", day=moment.dt.date(), cents=cents)


def _categories() -> pl.DataFrame:
    """Category and storage of every article: the mapping's cases, decided by Polars."""
    columns = yaml.safe_load((MAPPINGS / "complete_journey_skus.yaml").read_text(encoding="utf-8"))["columns"]
    articles = pl.read_parquet(shared_data("complete_journey", "products.parquet"))
    return articles.select("product_id", **{name: _cases(columns[name]) for name in ("category", "storage")})


def _cases(column: Any) -> pl.Expr:
    found = pl.lit(column["otherwise"])
    for case in reversed(column["cases"]):
        conditions = case["when"] if isinstance(case["when"], list) else [case["when"]]
        holds = pl.all_horizontal([_holds(condition) for condition in conditions])
        found = pl.when(holds.fill_null(False)).then(pl.lit(case["value"])).otherwise(found)
    return found


def _holds(condition: Any) -> pl.Expr:
    field = pl.col(condition["column"])
    if "matches" in condition:
        return field.str.contains(condition["matches"])
    return field.is_in(condition.get("in", [condition.get("equals")]))
