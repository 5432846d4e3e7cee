"""The tables of live evaluation are written again and again, each time as if for the first time."""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import pytest

from frostier.engines.duckdb.scratch import BlankWorkspace, ScratchWorkspace

SALES = ibis.schema({"customer": "string", "amount": "int64"})
LIMITS = ibis.schema({"customer": "string", "limit": "int64"})
SUMS = ibis.schema({"customer": "string", "total": "int64"})

sales, limits, sums = (
    ibis.table(schema, name=name) for name, schema in (("sales", SALES), ("limits", LIMITS), ("sums", SUMS))
)
summed = sales.group_by("customer").agg(total=sales.amount.sum())


@pytest.fixture
def workspace() -> Iterator[ScratchWorkspace]:
    blank = BlankWorkspace()
    yield blank
    blank.close()


def sold(workspace: ScratchWorkspace, *rows: tuple[str, int]) -> None:
    workspace.put("sales", [{"customer": c, "amount": a} for c, a in rows], SALES)


def totals(workspace: ScratchWorkspace) -> dict[str, int]:
    return {row["customer"]: row["total"] for row in workspace.rows(sums)}


def test_a_table_holds_the_rows_of_its_last_writing_alone(workspace: ScratchWorkspace) -> None:
    for rows, expected in (
        ([("a", 1), ("a", 2), ("b", 5)], {"a": 3, "b": 5}),
        ([("c", 7)], {"c": 7}),
        ([], {}),
        ([("a", 2**40), ("a", 2**40)], {"a": 2**41}),
    ):
        sold(workspace, *rows)
        assert workspace.write("sums", summed) == len(expected)
        assert totals(workspace) == expected


def test_a_table_that_is_laid_out_is_empty_until_it_is_written(workspace: ScratchWorkspace) -> None:
    sold(workspace, ("a", 1), ("b", 5))
    workspace.lay_out("sums", summed)

    assert set(workspace.tables()) == {"sums"}
    assert totals(workspace) == {}

    made = workspace.tables_made
    workspace.write("sums", summed)
    assert totals(workspace) == {"a": 1, "b": 5}
    assert workspace.tables_made == made


def test_a_table_shown_later_changes_nothing_about_those_written_before(workspace: ScratchWorkspace) -> None:
    sold(workspace, ("a", 1), ("b", 5))
    workspace.write("sums", summed)

    workspace.put("limits", [{"customer": "a", "limit": 1}], LIMITS)
    workspace.write("over", sums.join(limits, "customer").filter(lambda row: row["total"] > row["limit"]))
    sold(workspace, ("a", 2), ("b", 6))
    workspace.write("sums", summed)
    workspace.write("over", sums.join(limits, "customer").filter(lambda row: row["total"] > row["limit"]))

    assert totals(workspace) == {"a": 2, "b": 6}
    assert workspace.count("over") == 1


def test_a_table_may_be_written_by_another_expression(workspace: ScratchWorkspace) -> None:
    sold(workspace, ("a", 1), ("b", 5))
    workspace.write("sums", summed)

    workspace.write("sums", summed.filter(summed.total > 2).mutate(much=ibis.literal(True)))

    assert workspace.rows(ibis.table({**SUMS, "much": "boolean"}, name="sums")) == [
        {"customer": "b", "total": 5, "much": True}
    ]
    assert "much" in workspace.tables()["sums"].names


def test_rows_of_another_kind_may_be_shown_under_a_name(workspace: ScratchWorkspace) -> None:
    sold(workspace, ("a", 1))

    workspace.put("sales", [{"customer": "a", "limit": 3}], LIMITS)

    assert workspace.rows(ibis.table(LIMITS, name="sales")) == [{"customer": "a", "limit": 3}]


def test_facts_of_the_warehouse_are_read_as_they_are_now(workspace: ScratchWorkspace) -> None:
    warehouse = workspace.answering("")
    warehouse.execute("CREATE TABLE stored (customer VARCHAR, amount BIGINT)")
    stored = ibis.table(SALES, name="stored")
    some = stored.group_by("customer").agg(total=stored.amount.sum())

    for expected in ({"a": 1}, {"a": 2}):
        warehouse.execute("INSERT INTO stored VALUES ('a', 1)")
        workspace.write("sums", some)
        assert totals(workspace) == expected


def test_a_closed_workspace_leaves_the_connection_as_it_was() -> None:
    blank = BlankWorkspace()
    connection = blank.answering("")
    sold(blank, ("a", 1))
    blank.write("sums", summed)

    ScratchWorkspace.close(blank)
    again = ScratchWorkspace(connection)
    sold(again, ("a", 4))
    again.write("sums", summed)

    assert totals(again) == {"a": 4}
    again.close()
    assert connection.execute("SELECT current_setting('search_path')").fetchall() == [("",)]
    connection.close()
