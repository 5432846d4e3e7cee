from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.shared_data import shared_data

from frostier.engines.files.mapping_file import load_mapping, save_mapping
from frostier.engines.files.opening import open_rows
from frostier.kernel.errors import MappingError, NotFound
from frostier.sources.records import standard_for

EXAMPLES = Path(__file__).parents[3] / "examples" / "mappings"
REAL_FILES = {
    "online_retail": ("online_retail", "online_retail.parquet"),
    "online_retail_customers": ("online_retail", "online_retail.parquet"),
    "complete_journey_orders": ("complete_journey", "transactions.parquet"),
    "complete_journey_skus": ("complete_journey", "products.parquet"),
    "complete_journey_customers": ("complete_journey", "demographics.parquet"),
}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_example_mapping_is_valid(path: Path) -> None:
    assert load_mapping(path).columns


@pytest.mark.parametrize("name", REAL_FILES)
def test_the_example_mappings_fit_the_real_files(name: str, tmp_path: Path) -> None:
    mapping = load_mapping(EXAMPLES / f"{name}.yaml")

    source = open_rows(shared_data(*REAL_FILES[name]), tmp_path, entity=mapping.entity)

    mapping.check_against(standard_for(mapping.entity), source.columns)


def test_a_mapping_saved_is_the_mapping_loaded(tmp_path: Path) -> None:
    mapping = load_mapping(EXAMPLES / "complete_journey_skus.yaml")

    save_mapping(mapping, tmp_path / "m.yaml", comment="made from\nproducts.parquet")

    assert load_mapping(tmp_path / "m.yaml") == mapping
    assert (tmp_path / "m.yaml").read_text(encoding="utf-8").startswith("# made from\n# products.parquet\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("entity: [orders", "no valid YAML in line", id="broken"),
        pytest.param("entity: orders\nentity: skus", "stands twice", id="key twice"),
        pytest.param("a: &x [1]\nb: [*x, *x]", "anchors", id="anchors"),
        pytest.param("!!python/object/apply:os.system ['true']", "no valid YAML", id="code"),
        pytest.param("just text", "key: value pairs", id="no mapping"),
        pytest.param("", "key: value pairs", id="empty"),
        pytest.param("x" * (1 << 20) + "yz", "over 1 MB", id="huge"),
    ],
)
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(MappingError, match=said):
        load_mapping(tmp_path / "m.yaml")


def test_a_missing_mapping_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load_mapping(tmp_path / "none.yaml")


def test_a_parquet_file_keeps_its_types_and_nested_columns_become_text(tmp_path: Path) -> None:
    table = pa.table({"id": [1, 2], "tags": [["a"], []], "id ": ["x", "y"], "file_row_number": [7, 7]})
    pq.write_table(table, tmp_path / "a.parquet")

    source = open_rows(tmp_path / "a.parquet", tmp_path)

    assert source.columns == ("id", "tags", "id (2)", "file_row_number")
    names = ", ".join((source.row_number_sql, *source.sql_columns))
    assert duckdb.execute(f"SELECT {names} FROM {source.relation} ORDER BY 1").fetchall() == [
        (1, 1, "[a]", "x", 7),
        (2, 2, "[]", "y", 7),
    ]
