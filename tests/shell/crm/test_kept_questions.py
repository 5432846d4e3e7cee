"""Questions about one customer are put once and asked for everybody: each gets their own answer, within the scope."""

from __future__ import annotations

import pytest

from frostier.flows.orders import OrderFilter, count_orders, page_of_orders
from frostier.flows.scope import EVERYTHING, NOTHING, Scope
from frostier.kernel.errors import NotFound

SOME = ("spend_365d", "tier", "cycle_days")


@pytest.mark.parametrize("columns", [(), SOME])
def test_one_customer_is_as_in_the_list_of_all_whoever_asks(reader_of, profile, columns) -> None:
    managers = sorted({row["manager"] for row in profile if row["manager"]})
    lent = profile[-1]["customer_id"]
    scopes = [EVERYTHING, Scope("managers", (managers[0],)), Scope("managers", (managers[-1],), (), (lent,)), NOTHING]

    for scope in scopes:
        reader = reader_of(scope)
        visible = {row["customer_id"] for row in reader.batch([row["customer_id"] for row in profile], ("tier",))}
        for row in profile[:: max(1, len(profile) // 12)]:
            if row["customer_id"] not in visible:
                with pytest.raises(NotFound):
                    reader.one(row["customer_id"], columns)
                continue
            told = reader.one(row["customer_id"], columns)
            assert told == {name: row[name] for name in (columns and ("customer_id", *columns)) or row}


def test_facts_are_those_of_the_customer_asked_for(reader_of, profile, company) -> None:
    reader = reader_of()
    table = reader.facts("customer_order")
    orders = company.published.rows(table)

    for row in profile[:: max(1, len(profile) // 8)]:
        told = reader.facts_of(row["customer_id"], "customer_order")

        mine = [order for order in orders if order["customer_key"] == row["customer_key"]]
        assert sorted(told, key=repr) == sorted(mine, key=repr)


def test_orders_are_those_of_the_customer_asked_for_newest_first(reader_of, profile, company) -> None:
    reader = reader_of()
    as_of = reader.grading.as_of
    orders = [o for o in company.published.rows(reader.facts("customer_order")) if o["order_day"] <= as_of]

    for row in profile[:: max(1, len(profile) // 8)]:
        wanted = OrderFilter(customer_id=row["customer_id"])
        told, _ = page_of_orders(reader, wanted, limit=5)

        mine = [order for order in orders if order["customer_key"] == row["customer_key"]]
        mine.sort(key=lambda o: (-o["order_day"].toordinal(), o["source"], o["order_id"]))
        assert [(o["source"], o["order_id"]) for o in told] == [(o["source"], o["order_id"]) for o in mine[:5]]
        assert {o["customer_id"] for o in told} <= {row["customer_id"]}
        assert count_orders(reader, wanted) == len(mine)


@pytest.mark.parametrize("sought", ["'", "' OR true --", "\ue000customer_id", ""])
def test_a_number_that_nobody_has_is_nobodys_whatever_it_says(reader_of, sought) -> None:
    with pytest.raises(NotFound):
        reader_of().one(sought, SOME)
