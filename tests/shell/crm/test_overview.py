"""The overview: every number leads to exactly the customers that it counts."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from frostier.scores.cuts import CutPoints, plain_cuts
from frostier.scores.rfm import rfm_cell, rfm_dimensions


@pytest.mark.parametrize(
    "base", [{}, {"tier": ["gold", "regular"]}, {"where": "spend_365d > 5000 or recency_days missing"}]
)
def test_the_filter_of_a_figure_gives_the_customers_that_it_counts(operator, base):
    figures = operator.get("/overview", **base)["kpis"]

    assert any(figure["kind"] == "count" and figure["value"] > 0 for figure in figures)
    for figure in figures:
        found = operator.get("/customers/count", **figure["filter"])["matched"]
        assert figure["kind"] != "count" or found == figure["value"], figure["id"]


def test_money_figures_add_up_the_customers_that_they_lead_to(operator):
    figures = {figure["id"]: figure for figure in operator.get("/overview")["kpis"]}

    for id in ("spend_30d", "spend_365d", "overdue_amount"):
        rows = operator.get("/customers", columns=id, limit=200, **figures[id]["filter"])["items"]
        assert sum(Decimal(row["values"][id]) for row in rows) == Decimal(figures[id]["value"]) > 0


def test_tiers_stages_and_labels_share_out_every_customer(operator, profile):
    overview = operator.get("/overview")

    for part, column in (("tiers", "tier"), ("stages", "stage"), ("labels", "label")):
        counted = {row["id"]: row["customers"] for row in overview[part] if row["customers"]}
        assert counted == Counter(row[column] for row in profile)
        assert sum(row["share"] for row in overview[part]) == pytest.approx(1)
        assert sum(Decimal(row["spend_365d"]) for row in overview[part]) == sum(row["spend_365d"] for row in profile)


def test_the_grid_holds_the_levels_of_the_rfm_rule_and_leads_to_its_customers(operator, profile):
    cuts: CutPoints = plain_cuts(profile, [spec for d in rfm_dimensions() for spec in d.cut_specs])
    expected = Counter(rfm_cell(row, cuts)[:2] for row in profile)

    cells = operator.get("/overview")["rfm"]["cells"]

    assert {f"{c['r']}{c['f']}": c["customers"] for c in cells if c["customers"]} == expected
    for cell in cells[::6]:
        assert operator.get("/customers/count", where=cell["where"])["matched"] == cell["customers"]


def test_concentration_rises_from_nothing_to_everything(operator, profile):
    concentration = operator.get("/overview")["concentration"]

    points = [(p["customer_share"], p["spend_share"]) for p in concentration["points"]]
    spent = sorted((max(row["spend_365d"], Decimal(0)) for row in profile), reverse=True)
    best = sum(spent[: -(-len(spent) // 10)]) / sum(spent)
    assert points[0] == (0, 0)
    assert points[-1] == (1, pytest.approx(1))
    assert points == sorted(points)
    assert len(points) <= 101
    assert concentration["top_10_share"] == pytest.approx(float(best))


def test_the_lists_show_the_largest_customers_of_their_stage(operator, profile):
    overview = operator.get("/overview")

    at_risk = sorted(
        (row for row in profile if row["stage"] in ("slowing", "dormant")),
        key=lambda row: (-row["spend_365d"], row["customer_id"]),
    )
    assert [row["id"] for row in overview["risk"]] == [row["customer_id"] for row in at_risk[:10]]
    assert {row["stage"]["id"] for row in overview["newcomers"]} <= {"new"}


def test_a_manager_sees_figures_of_their_own_customers_only(manager):
    overview = manager.get("/overview")

    assert overview["customers"] == len(manager.mine)
    assert {row["id"] for row in overview["risk"] + overview["won_back"] + overview["newcomers"]} <= manager.mine


def test_the_trend_ends_with_the_overview(operator):
    trend, overview = operator.get("/overview/trend"), operator.get("/overview")

    assert trend["dates"] == sorted(trend["dates"])
    assert trend["dates"][-1] == overview["as_of"]
    assert {line["id"]: line["customers"][-1] for line in trend["tiers"]} == {
        t["id"]: t["customers"] for t in overview["tiers"]
    }


@pytest.mark.parametrize("axis", ["tier", "stage", "label"])
def test_moves_lead_from_one_grading_to_the_other_and_to_their_customers(operator, axis):
    overview = operator.get("/overview")

    moves = operator.get("/overview/moves", axis=axis)

    arrived: Counter[str] = Counter()
    for link in moves["links"]:
        arrived[link["target"]] += link["customers"]
    assert arrived == {p["id"]: p["customers"] for p in overview[f"{axis}s"] if p["customers"]}
    assert moves["from"] < moves["to"] == overview["as_of"]
    link = max(moves["links"], key=lambda one: (one["source"] != one["target"], one["customers"]))
    named = operator.get("/overview/moves/customers", axis=axis, source=link["source"], target=link["target"], limit=2)
    assert named["total"] == link["customers"]
    if named["next"]:
        rest = operator.get(
            "/overview/moves/customers", axis=axis, source=link["source"], target=link["target"], cursor=named["next"]
        )
        assert not {row["id"] for row in named["items"]} & {row["id"] for row in rest["items"]}
        assert len(named["items"]) + len(rest["items"]) == link["customers"]
