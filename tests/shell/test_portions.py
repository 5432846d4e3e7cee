"""Many values come a few at a time, each once and in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frostier.shell.portions import IN_ONE_CONDITION, in_portions


@given(st.lists(st.integers(), max_size=40), st.integers(1, 12))
def test_portions_together_are_the_values_and_only_the_last_is_short(values: list[int], size: int) -> None:
    portions = list(in_portions(iter(values), size))

    assert [value for portion in portions for value in portion] == values
    assert all(len(portion) == size for portion in portions[:-1])
    assert all(0 < len(portion) <= size for portion in portions)


def test_a_condition_names_no_more_than_every_database_takes() -> None:
    portions = list(in_portions(range(2 * IN_ONE_CONDITION + 1)))

    assert [len(portion) for portion in portions] == [IN_ONE_CONDITION, IN_ONE_CONDITION, 1]
