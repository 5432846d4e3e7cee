"""The mappings that are shipped with the package are those that stand as examples, and fit the files."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from frostier.demo.company import generate
from frostier.demo.mappings import DEMO_MAPPINGS
from frostier.demo.spec import DemoSpec
from frostier.sources.mapping import Mapping
from frostier.sources.records import STANDARDS, standard_for

EXAMPLES = Path(__file__).parents[2] / "examples" / "mappings"


@pytest.mark.parametrize("entity", list(STANDARDS))
def test_the_example_says_the_same_as_the_package(entity: str) -> None:
    example = yaml.safe_load((EXAMPLES / f"demo_{entity}.yaml").read_text(encoding="utf-8"))

    assert example == DEMO_MAPPINGS[entity]


@pytest.mark.parametrize("entity", list(STANDARDS))
def test_the_mapping_fills_every_column_of_the_standard_from_the_file(entity: str) -> None:
    company = generate(DemoSpec(customers=20))
    sheets = {
        "orders": next(company.order_chunks()),
        "customers": company.customers,
        "contacts": company.contacts,
        "skus": company.skus,
        "payments": next(company.payment_chunks()),
    }
    mapping = Mapping.from_data(DEMO_MAPPINGS[entity])

    mapping.check_against(standard_for(entity), list(sheets[entity]))

    unfilled = {c.name for c in standard_for(entity).columns} - set(mapping.columns)
    assert unfilled == ({"order_id"} if entity == "payments" else set())
