"""Tags that build on tags."""

from __future__ import annotations

import pytest

from frostier.kernel.errors import PredicateError
from frostier.tags.order import layers, needed_by
from frostier.tags.predicate import AllOf, Always, HasTag, Not


def test_a_tag_comes_after_the_tags_it_refers_to() -> None:
    named = {"c": AllOf((HasTag("a"), HasTag("b"))), "b": Not(HasTag("a")), "a": Always(), "d": Always()}

    assert layers(named) == [["a", "d"], ["b"], ["c"]]
    assert list(needed_by(["b"], named)) == ["b", "a"]


def test_a_circle_is_refused_with_the_path_shown() -> None:
    named = {"x": Always(), "b": HasTag("c"), "a": Not(HasTag("b")), "c": HasTag("a")}

    with pytest.raises(PredicateError, match="a → b → c → a"):
        layers(named)


def test_a_tag_cannot_refer_to_itself() -> None:
    with pytest.raises(PredicateError, match="a → a"):
        layers({"a": HasTag("a")})


def test_a_reference_to_nothing_is_refused() -> None:
    with pytest.raises(PredicateError, match="Tag a refers to unknown tags: ghost"):
        layers({"a": HasTag("ghost")})
