"""One customer from all sides, each figure against what it is made from."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from statistics import median

import pytest

from frostier.flows.peers import HABITS, spread
from frostier.shell.accounts.models import AuditEntry


@pytest.fixture(scope="module")
def shop(profile):
    """A customer that buys, owes and has contacts: the one with the most receivables open, else the largest."""
    return max(profile, key=lambda row: (row["open_count"], row["spend_365d"], row["customer_id"]))


@pytest.fixture(scope="module")
def facts_of(company, shop):
    """``facts_of(table)``: the published facts of the shop."""

    def read(table):
        facts = company.published.facts(company.gradings.latest().snapshot, table)
        return company.published.rows(facts.filter(facts.customer_key == shop["customer_key"]))

    return read


@pytest.fixture
def asked(operator, shop):
    """``asked("/rhythm")``: what the API says of the shop."""
    return lambda side="", status=200, **parameters: operator.get(
        f"/customers/{shop['customer_id']}{side}", status, **parameters
    )


def test_the_record_holds_every_attribute_with_words_for_it(asked, shop):
    customer = asked()

    values = {attribute["id"]: attribute["value"] for attribute in customer["attributes"]}
    assert values["customer_type"] == shop["customer_type"] == customer["type"]["id"]
    assert values["chain_shops"] == shop["chain_shops"]
    assert customer["tier"]["id"] == shop["tier"]
    assert customer["block"] is None


def test_the_tier_is_told_as_graded_and_not_again_to_who_has_it(asked, operator, shop):
    tier = asked("/tier")

    address = f"/api/v1/customers/{shop['customer_id']}/tier"
    first = operator.client.get(address)
    again = operator.client.get(address, headers={"if-none-match": first["ETag"]})
    assert (tier["tier"]["id"], tier["stage"]["id"], tier["label"]["id"]) == (
        shop["tier"],
        shop["stage"],
        shop["label"],
    )
    assert tier["since"] == shop["tier_since"].isoformat()
    assert Decimal(str(tier["score"])) == shop["score"]
    assert again.status_code == 304


def test_many_tiers_agree_with_the_grading(operator, profile):
    told = operator.send("post", "/tiers/batch", {"ids": [row["customer_id"] for row in profile] + ["nobody"]})

    assert {item["customer_id"]: item["tier"]["id"] for item in told["items"]} == {
        row["customer_id"]: row["tier"] for row in profile
    }
    assert told["unknown"] == ["nobody"]


def test_the_explanation_names_the_score_the_ways_up_and_what_ends_the_tier(asked, shop):
    told = asked("/explanation")

    assert told["headline"] == told["why"][0]
    assert Decimal(str(told["score"]["total"])) == shop["score"]
    assert told["stage"]["id"] == shop["stage"]
    assert told["reasons"][0]["inputs"]
    for missing in told["missing"]:
        for way in missing["ways"]:
            assert way["steps"]
            assert all(step["name"] and step["text"] for step in way["steps"])


def test_texts_come_in_the_language_that_is_asked_for(asked):
    assert asked("/explanation", lang="zh")["headline"] != asked("/explanation", lang="en")["headline"]
    assert asked("", lang="zh")["type"]["name"] != asked("", lang="en")["type"]["name"]


def test_figures_stand_beside_those_of_the_same_type(asked, profile, shop):
    figures = {figure["id"]: figure for figure in asked("/features")}

    peers = [row for row in profile if row["customer_type"] == shop["customer_type"]]
    for id in ("spend_365d", "recency_days", "on_time_rate_365d"):
        values = [float(row[id]) for row in peers if row[id] is not None]
        assert figures[id]["peer_median"] == pytest.approx(median(values))
        assert figures[id]["peer_rank"] == pytest.approx(sum(v <= float(shop[id]) for v in values) / len(values))


def test_a_manager_is_compared_with_their_own_customers_only(manager, profile):
    some = next(row for row in profile if row["customer_id"] in manager.mine)
    peers = [
        float(row["spend_365d"])
        for row in profile
        if row["customer_id"] in manager.mine and row["customer_type"] == some["customer_type"]
    ]

    figures = {f["id"]: f for f in manager.get(f"/customers/{some['customer_id']}/features")}

    assert figures["spend_365d"]["peer_median"] == pytest.approx(median(peers))


def test_every_tag_that_is_carried_is_told_with_its_reason(asked, company, shop):
    told = asked("/tags")

    assert {tag["id"] for tag in told} == {tag.id for tag in company.parts.tags if shop[tag.id]} != set()
    assert all(tag["reason"]["text"] for tag in told)


def test_similar_customers_are_the_nearest_of_the_same_type(asked, profile, shop):
    peers = [row for row in profile if row["customer_type"] == shop["customer_type"]]
    compared = [habit for habit in HABITS if shop[habit] is not None]
    widths = {h: spread(sorted(float(row[h]) for row in peers if row[h] is not None)) for h in compared}

    def distance(row):
        far = [4.0 if row[h] is None else min(4.0, abs(float(row[h]) - float(shop[h])) / widths[h]) for h in compared]
        return (sum(f * f for f in far) / len(far)) ** 0.5

    others = [row for row in peers if row["customer_id"] != shop["customer_id"]]
    expected = sorted((distance(row), row["customer_id"]) for row in others)[:10]
    told = asked("/similar")

    assert [item["id"] for item in told] == [id for _, id in expected]
    assert [item["distance"] for item in told] == [pytest.approx(far, abs=1e-4) for far, _ in expected]
    assert all(len(item["why"]) == min(3, len(compared)) for item in told)


def test_similar_customers_of_a_manager_are_their_own(manager):
    told = [{item["id"] for item in manager.get(f"/customers/{id}/similar")} for id in sorted(manager.mine)]

    assert any(told)
    assert set().union(*told) <= manager.mine


def test_the_rhythm_counts_the_orders_of_the_year_by_day(asked, facts_of, shop):
    rhythm = asked("/rhythm")

    days = defaultdict(list)
    for order in facts_of("customer_order"):
        if order["sale_lines"] and (shop_day(rhythm) - order["order_day"]).days < 365:
            days[order["order_day"].isoformat()].append(order["net_amount"])
    assert days
    assert {d["day"]: (d["orders"], Decimal(d["amount"])) for d in rhythm["days"]} == {
        day: (len(amounts), sum(amounts)) for day, amounts in days.items()
    }
    assert rhythm["last_order_on"] == shop["last_order_on"].isoformat()
    assert (rhythm["expected_on"] is None) == (shop["cycle_days"] is None)


def shop_day(rhythm):
    from datetime import date

    return date.fromisoformat(rhythm["as_of"])


def test_open_receivables_add_up_to_what_is_owed(asked, shop):
    payments = asked("/payments")

    owed = [r for r in payments["receivables"] if r["state"] != "paid"]
    overdue = [r for r in owed if r["state"] == "overdue"]
    assert owed
    assert Decimal(payments["open_amount"]) == shop["open_amount"] == remainder(owed)
    assert Decimal(payments["overdue_amount"]) == shop["overdue_amount"] == remainder(overdue)
    assert all(r["days_late"] > 0 for r in overdue)


def remainder(receivables):
    return sum((Decimal(r["amount"]) - Decimal(r["paid_amount"]) for r in receivables), Decimal(0))


def test_orders_lead_to_their_lines_which_add_up(asked, operator):
    orders = asked("/orders", limit=3)

    for order in orders["items"]:
        whole = operator.get(f"/orders/{order['source']}/{order['order_id']}")
        goods = [line for line in whole["lines"] if line["kind"]["id"] in ("sale", "return")]
        assert sum(Decimal(line["amount"]) for line in goods) == Decimal(order["amount"])
    assert [o["day"] for o in orders["items"]] == sorted((o["day"] for o in orders["items"]), reverse=True)


def test_pages_of_orders_give_each_once(asked, facts_of):
    cursor, seen = None, []
    while True:
        page = asked("/orders", limit=7, **({"cursor": cursor} if cursor else {}))
        seen += [order["order_id"] for order in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert sorted(seen) == sorted(order["order_id"] for order in facts_of("customer_order"))


def test_an_order_of_somebody_elses_customer_is_unknown(operator, manager):
    order = next(o for o in operator.get("/orders", limit=200)["items"] if o["customer_id"] not in manager.mine)

    manager.get(f"/orders/{order['source']}/{order['order_id']}", status=404)


def test_the_timeline_tells_everything_newest_first_page_by_page(asked, operator, shop):
    operator.send("put", f"/customers/{shop['customer_id']}/block", {"reason": "moving house", "until": "2099-01-01"})
    cursor, events = None, []
    while True:
        page = asked("/timeline", limit=40, **({"cursor": cursor} if cursor else {}))
        events += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    operator.send("delete", f"/customers/{shop['customer_id']}/block", status=204)

    assert [event["day"] for event in events] == sorted((event["day"] for event in events), reverse=True)
    assert len(events) == page["total"]
    assert events[0]["kind"] == "block"
    assert {"order", "payment", "tier", "stage"} <= {event["kind"] for event in events}


def test_the_ledger_tells_every_change_with_its_cause(asked, company, shop):
    told = asked("/history")

    assert len(told) == len(company.gradings.history(shop["customer_id"]))
    assert told[-1]["cause"]["text"]
    assert [line["as_of"] for line in told] == sorted((line["as_of"] for line in told), reverse=True)


def test_the_past_is_told_as_it_was(asked, company, shop):
    first = company.gradings.list()[0]

    then = asked("", as_of=first.as_of.isoformat())

    assert then["as_of"] == first.as_of.isoformat()
    assert then["grading_id"] == first.id


# ── contacts and blocks ─────────────────────────────────────────────────────────────────────────────────────────


def test_contact_details_are_masked_for_whoever_may_not_see_them(signed_in, asked, shop):
    hidden = signed_in("executive").get(f"/customers/{shop['customer_id']}/contacts")
    shown = asked("/contacts")

    assert [c["masked"] for c in shown] == [False] * len(shown)
    for one, other in zip(hidden, shown, strict=True):
        assert one["masked"]
        assert one["phone"] == other["phone"][:3] + "****" + other["phone"][-4:]
        assert one["name"][0] == other["name"][0]
        assert set(one["name"][1:]) <= {"*"}


def test_reading_contact_details_is_recorded(operator, asked, shop):
    before = AuditEntry.objects.filter(action="contacts.read", subject=shop["customer_id"]).count()

    asked("/contacts")

    assert AuditEntry.objects.filter(action="contacts.read", subject=shop["customer_id"]).count() == before + 1


def test_a_block_holds_until_it_is_lifted_and_a_new_one_takes_its_place(operator, asked, shop):
    address = f"/customers/{shop['customer_id']}/block"

    operator.send("put", address, {"reason": "first"})
    operator.send("put", address, {"reason": "second", "until": "2099-01-01"})
    held = asked()["block"]
    operator.send("delete", address, status=204)

    assert (held["reason"], held["until"], held["by"]) == ("second", "2099-01-01", operator.username)
    assert asked()["block"] is None
    operator.send("delete", address, status=404)
    operator.send("put", address, {"reason": "late", "until": "2020-01-01"}, status=422)


def test_who_may_not_block_is_refused(signed_in, shop):
    signed_in("executive").send("put", f"/customers/{shop['customer_id']}/block", {"reason": "no"}, status=403)


def test_a_manager_blocks_no_customer_of_somebody_else(manager, profile):
    stranger = next(row["customer_id"] for row in profile if row["customer_id"] not in manager.mine)

    manager.send("put", f"/customers/{stranger}/block", {"reason": "mine now"}, status=404)
