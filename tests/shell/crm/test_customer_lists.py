"""Customers in lists: filters, pages, counts, batches; and who may know of whom."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

ALL = 200


def walked(asking, **parameters):
    """Every customer of a list, page by page."""
    cursor, found = None, []
    while True:
        page = asking.get("/customers", **parameters, **({"cursor": cursor} if cursor else {}))
        found += page["items"]
        cursor = page["next"]
        if cursor is None:
            assert len(found) == page["total"]
            return found


@pytest.mark.parametrize(
    "column", ["spend_365d", "customer_name", "cycle_days", "last_order_on", "is_provisional", "tier", "customer_id"]
)
@pytest.mark.parametrize("direction", ["", "-"])
def test_pages_give_every_customer_once_in_order_with_missing_values_last(operator, profile, column, direction):
    found = walked(operator, sort=direction + column, columns=column, limit=13)

    values = {row["customer_id"]: row[column] for row in profile}
    with_value = [values[item["id"]] for item in found if values[item["id"]] is not None]
    assert Counter(item["id"] for item in found) == Counter(values.keys())
    assert with_value == sorted(with_value, reverse=direction == "-")
    assert all(values[item["id"]] is None for item in found[len(with_value) :])


def test_customers_with_the_same_value_stand_by_number(operator):
    found = [item["id"] for item in walked(operator, sort="-tier", tier=["regular"], limit=5)]

    assert len(found) > 5, "more than a page"
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("parameter", "column"),
    [
        ("tier", "tier"),
        ("stage", "stage"),
        ("label", "label"),
        ("region", "sales_region"),
        ("channel", "top_channel_365d"),
        ("type", "customer_type"),
        ("manager", "manager"),
        ("team", "team"),
    ],
)
def test_a_filter_keeps_the_customers_with_one_of_its_values(operator, profile, parameter, column):
    values = sorted({row[column] for row in profile if row[column]})[:2]

    found = {item["id"] for item in operator.get("/customers", limit=ALL, **{parameter: values})["items"]}

    assert found == {row["customer_id"] for row in profile if row[column] in values}


def test_an_empty_manager_means_customers_without_one(operator, profile):
    found = operator.get("/customers/count", manager="")

    assert found["matched"] == sum(row["manager"] is None for row in profile)


def test_a_condition_in_chinese_and_a_tag_narrow_together(operator, profile):
    found = operator.get(
        "/customers", where="年消费额 > 1万 且 非 标签(full_hotpot_table)", tag="always_on_time", limit=ALL
    )

    expected = {
        row["customer_id"]
        for row in profile
        if row["spend_365d"] > 10_000 and not row["full_hotpot_table"] and row["always_on_time"]
    }
    assert {item["id"] for item in found["items"]} == expected


def test_the_best_tenth_is_measured_by_the_frozen_cut_of_everybody(operator, manager, profile):
    cut = sorted((row["spend_365d"] for row in profile), reverse=True)
    best = {row["customer_id"] for row in profile if row["spend_365d"] >= cut[len(cut) // 10]}

    of_all = {item["id"] for item in operator.get("/customers", where="top(spend_365d, 10%)", limit=ALL)["items"]}
    of_mine = {item["id"] for item in manager.get("/customers", where="top(spend_365d, 10%)", limit=ALL)["items"]}

    assert of_all <= best
    assert of_mine == of_all & manager.mine


def test_names_and_numbers_are_found_by_a_part(operator, profile):
    some = profile[7]

    by_name = operator.get("/customers", q=some["customer_name"][1:4], limit=ALL)["items"]
    by_number = operator.get("/customers", q=some["customer_id"].lower())["items"]

    assert some["customer_id"] in {item["id"] for item in by_name}
    assert [item["id"] for item in by_number] == [some["customer_id"]]


def test_percent_and_quote_signs_are_letters_like_others(operator):
    assert operator.get("/customers", q="%")["total"] == 0
    assert operator.get("/customers", q="' OR 1=1 --")["total"] == 0
    assert operator.get("/customers", manager="'; DROP TABLE x; --")["total"] == 0


def test_values_are_given_for_the_columns_that_were_asked_for(operator, profile):
    [row] = [row for row in profile if row["customer_id"] == profile[0]["customer_id"]]

    item = operator.get("/customers", q=row["customer_id"], columns="spend_30d,last_order_on,always_on_time")["items"][
        0
    ]

    assert Decimal(item["values"]["spend_30d"]) == row["spend_30d"]
    assert item["values"]["last_order_on"] == (row["last_order_on"] and row["last_order_on"].isoformat())
    assert item["values"]["always_on_time"] is row["always_on_time"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"columns": "no_such"},
        {"sort": "no_such"},
        {"cursor": "nonsense"},
        {"cursor": "WzEsMl0"},
        {"where": "spend_30d >"},
        {"tag": "no_such"},
        {"bought_month": "2026-13"},
        {"limit": 201},
        {"as_of": "tomorrow"},
    ],
)
def test_what_cannot_be_used_is_refused_with_words(operator, parameters):
    refusal = operator.get("/customers", status=422, **parameters)

    assert refusal["message"]


def test_a_cursor_of_another_sorting_is_refused(operator):
    cursor = operator.get("/customers", limit=5)["next"]

    operator.get("/customers", status=422, cursor=cursor, sort="customer_name")


def test_counts_tell_who_can_be_reached_and_who_may_be(operator, profile):
    reachable = [row["customer_id"] for row in profile if row["has_phone"]]
    before = operator.get("/customers/count")

    operator.send("put", f"/customers/{reachable[0]}/block", {"reason": "asked for peace"})
    after = operator.get("/customers/count")
    operator.send("delete", f"/customers/{reachable[0]}/block", status=204)

    assert before["matched"] == before["total"] == len(profile)
    assert len(reachable) <= before["reachable"] == before["allowed"] <= len(profile)
    assert (after["reachable"], after["allowed"]) == (before["reachable"], before["allowed"] - 1)


def test_a_batch_tells_the_unknown_numbers(operator, manager, profile):
    stranger = next(row["customer_id"] for row in profile if row["customer_id"] not in manager.mine)
    mine = sorted(manager.mine)[0]
    asked = {"ids": [stranger, mine, "nobody"], "columns": ["orders_total"]}

    of_manager = manager.send("post", "/customers/batch", asked)
    of_operator = operator.send("post", "/customers/batch", asked)

    assert ([item["id"] for item in of_manager["items"]], of_manager["unknown"]) == (
        [mine],
        sorted([stranger, "nobody"]),
    )
    assert {item["id"] for item in of_operator["items"]} == {mine, stranger}


def test_a_manager_knows_of_no_other_customers_now_or_in_the_past(manager):
    days = [grading["as_of"] for grading in manager.get("/meta")["gradings"]]

    for day in days:
        assert {item["id"] for item in manager.get("/customers", limit=ALL, as_of=day)["items"]} <= manager.mine
    assert {item["id"] for item in manager.get("/customers", limit=ALL)["items"]} == manager.mine
    assert {item["customer_id"] for item in manager.get("/orders", limit=ALL)["items"]} <= manager.mine
    assert manager.get("/meta")["managers"] == [manager.manager]


@pytest.mark.parametrize(
    "side",
    [
        "",
        "/tier",
        "/explanation",
        "/history",
        "/features",
        "/tags",
        "/orders",
        "/rhythm",
        "/payments",
        "/timeline",
        "/similar",
        "/contacts",
    ],
)
def test_a_customer_of_somebody_else_is_answered_like_one_that_does_not_exist(manager, profile, side):
    stranger = next(row["customer_id"] for row in profile if row["customer_id"] not in manager.mine)

    theirs = manager.get(f"/customers/{stranger}{side}", status=404)
    nobodys = manager.get(f"/customers/C9999999{side}", status=404)

    assert theirs["message"].replace(stranger, "?") == nobodys["message"].replace("C9999999", "?")


def test_whoever_sees_no_customers_gets_empty_answers(signed_in):
    nobody = signed_in("account_manager", managers=["nobody at all"])

    assert nobody.get("/customers")["items"] == []
    assert nobody.get("/overview")["customers"] == 0
    assert nobody.get("/drilldown", rows="tier", columns="month")["rows"] == []


def test_a_question_about_some_columns_is_answered_with_those(reader_of, profile):
    reader, id = reader_of(), profile[0]["customer_id"]

    for columns in (
        ["customer_id", "tier"],
        ["customer_id", "score"],
        ["customer_id", "customer_name", "orders_total"],
    ):
        assert list(reader.one(id, columns)) == columns
