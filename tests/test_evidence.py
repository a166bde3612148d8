"""The ladder of evidence: an order, its weakest rung, and what a computed figure can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import UnknownNameError
from capital.evidence import Evidence, derived_from, weakest

LADDER = ["reported", "derived", "estimate", "leak", "projection", "announced", "assumption"]
RUNGS = st.lists(st.sampled_from(list(Evidence)), max_size=6)


def test_ladder_runs_from_best_to_weakest() -> None:
    assert [item.value for item in Evidence] == LADDER
    assert [item.rank for item in Evidence] == list(range(len(LADDER)))
    assert Evidence.parse("leak") is Evidence.LEAK


@pytest.mark.parametrize("word", ["", "Reported", "fact", "1"])
def test_no_other_word_is_a_rung(word: str) -> None:
    with pytest.raises(UnknownNameError, match="status of evidence"):
        Evidence.parse(word)
    with pytest.raises(UnknownNameError):
        weakest(["reported", word])


@given(items=RUNGS)
def test_nothing_is_better_than_the_weakest_input(items: list[Evidence]) -> None:
    found = weakest(items)
    assert all(found.rank >= item.rank for item in items)
    assert found in items or (not items and found is Evidence.ASSUMPTION)
    assert weakest(reversed(items)) is found
    assert weakest(str(item) for item in items) is found


@given(items=RUNGS)
def test_a_computed_figure_is_at_best_derived(items: list[Evidence]) -> None:
    found = derived_from(items)
    assert found.rank == max(1, weakest(items).rank)
    assert derived_from([found, *items]) is found
