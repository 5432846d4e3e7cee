"""What is kept of tier answers, and what is not."""

from __future__ import annotations

import pytest

from frostier.shell.console.tier_memory import TierAnswer, TierMemory


def answer(body: bytes) -> TierAnswer:
    return TierAnswer(body, f'"{body.decode()}"', "application/json", ())


@pytest.fixture
def memory() -> TierMemory:
    return TierMemory(most=3)


def test_an_answer_is_given_to_the_same_question_only(memory):
    memory.put("C1", "in Chinese", answer(b"1"), memory.revision)

    assert memory.get("C1", "in Chinese") == answer(b"1")
    assert memory.get("C1", "in English") is None
    assert memory.get("C2", "in Chinese") is None


def test_the_customer_who_was_not_asked_for_longest_makes_room(memory):
    for customer in ("C1", "C2", "C3"):
        memory.put(customer, "", answer(b"1"), memory.revision)
    memory.get("C1", "")

    memory.put("C4", "", answer(b"1"), memory.revision)

    assert [c for c in ("C1", "C2", "C3", "C4") if memory.get(c, "")] == ["C1", "C3", "C4"]
    assert len(memory) == 3


def test_one_customer_in_many_wordings_does_not_outgrow_the_memory(memory):
    for wording in range(10):
        memory.put("C1", wording, answer(b"1"), memory.revision)

    assert len(memory) <= 3


def test_an_answer_replaces_the_one_before(memory):
    for body in (b"1", b"2"):
        memory.put("C1", "", answer(body), memory.revision)

    assert memory.get("C1", "") == answer(b"2")
    assert len(memory) == 1


def test_what_has_changed_is_forgotten_and_the_rest_is_not(memory):
    for customer in ("C1", "C2"):
        memory.put(customer, "", answer(b"1"), memory.revision)

    memory.forget(["C1", "unknown"])

    assert memory.get("C1", "") is None
    assert memory.get("C2", "") is not None
    assert len(memory) == 1


def test_where_anything_may_have_changed_the_answers_so_far_are_given_until_they_are_let_go(memory):
    memory.put("C1", "", answer(b"1"), memory.revision)

    memory.retire_all()
    meanwhile = memory.get("C1", "")
    memory.let_go()

    assert meanwhile == answer(b"1")
    assert memory.get("C1", "") is None
    assert len(memory) == 0


def test_a_new_answer_comes_before_the_retired_one(memory):
    memory.put("C1", "", answer(b"1"), memory.revision)
    memory.retire_all()

    memory.put("C1", "", answer(b"2"), memory.revision)

    assert memory.get("C1", "") == answer(b"2")


def test_what_a_change_of_its_own_concerns_is_not_given_though_it_is_only_retired(memory):
    memory.put("C1", "", answer(b"1"), memory.revision)
    memory.retire_all()

    memory.forget(["C1"])

    assert memory.get("C1", "") is None


def test_what_was_retired_is_forgotten_when_everything_is_retired_again(memory):
    memory.put("C1", "", answer(b"1"), memory.revision)

    memory.retire_all()
    memory.retire_all()

    assert memory.get("C1", "") is None


def test_an_answer_that_was_under_way_during_a_change_is_not_kept(memory):
    before = memory.revision
    memory.forget(["C2"])

    memory.put("C1", "", answer(b"1"), before)

    assert memory.get("C1", "") is None


def test_the_retired_are_told_last_asked_first(memory):
    for customer, wording in (("C1", "zh"), ("C2", "zh"), ("C2", "en"), ("C1", "zh")):
        memory.put(customer, wording, answer(b"1"), memory.revision)

    memory.retire_all()

    assert list(memory.retired()) == ["C1", "C2"]
    assert set(memory.retired()["C2"]) == {"zh", "en"}
