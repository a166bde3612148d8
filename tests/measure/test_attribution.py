"""Shapley's division: axioms, brute force over all orders, and its neighbour, Divisia."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import DataError, UnknownNameError
from capital.measure import (
    log_mean_divisia,
    profit_rate,
    profit_rate_factors,
    shapley,
    shapley_by_phase,
    us_corporate,
)

fractions = st.fractions(min_value=Fraction(1, 50), max_value=20, max_denominator=50)
ends = st.tuples(*[st.fixed_dictionaries(dict.fromkeys("enkp", fractions))] * 2)


def rate(e: Any, n: Any, k: Any, p: Any) -> Any:
    return e / (k * p + 1 / n)


@given(ends)
def test_parts_add_up_exactly(pair: tuple[dict[str, Fraction], dict[str, Fraction]]) -> None:
    start, end = pair
    found = shapley(rate, start, end)
    assert sum(found.contributions.values()) == found.change == rate(**end) - rate(**start)
    assert all(isinstance(part, Fraction) for part in found.contributions.values())


@given(ends)
def test_it_is_the_mean_over_all_orders(
    pair: tuple[dict[str, Fraction], dict[str, Fraction]],
) -> None:
    start, end = pair
    parts = dict.fromkeys(start, Fraction(0))
    for order in permutations(start):
        now = dict(start)
        for name in order:
            before = rate(**now)
            now[name] = end[name]
            parts[name] += rate(**now) - before
    assert shapley(rate, start, end).contributions == {
        name: part / math.factorial(4) for name, part in parts.items()
    }


@given(ends)
def test_back_again_is_the_opposite_and_what_stands_still_gets_nothing(
    pair: tuple[dict[str, Fraction], dict[str, Fraction]],
) -> None:
    start, end = pair
    there = shapley(rate, start, end).contributions
    back = shapley(rate, end, start).contributions
    assert back == {name: -part for name, part in there.items()}
    still = shapley(rate, start, {**end, "k": start["k"]})
    assert still.contributions["k"] == 0


@given(fractions, fractions, fractions, fractions)
def test_factors_that_act_alike_get_alike(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction
) -> None:
    """k and p enter as a product: from the same value to the same value, the same part."""
    start, end = {"e": a, "k": b, "p": b}, {"e": c, "k": d, "p": d}
    found = shapley(lambda e, k, p: e / (1 + k * p), start, end).contributions
    assert found["k"] == found["p"]
    other = shapley(lambda p, e, k: e / (1 + k * p), dict(reversed(start.items())), end)
    assert other.contributions == found


@given(ends)
def test_a_sum_gives_each_factor_its_own_change(
    pair: tuple[dict[str, Fraction], dict[str, Fraction]],
) -> None:
    start, end = pair
    found = shapley(lambda e, n, k, p: e + 2 * n - k + 3 * p, start, end).contributions
    weights = {"e": 1, "n": 2, "k": -1, "p": 3}
    assert found == {name: weights[name] * (end[name] - start[name]) for name in start}


def test_half_the_step_brings_it_eight_times_nearer_to_divisia() -> None:
    """For a product the two agree to the third order of the change."""
    start, growth = {"a": 0.3, "b": 0.8, "c": 0.5}, {"a": -0.3, "b": 0.2, "c": -0.15}
    gaps = []
    for step in (0.4, 0.2, 0.1, 0.05):
        end = {name: value * math.exp(step * growth[name]) for name, value in start.items()}
        one = shapley(lambda a, b, c: a * b * c, start, end).contributions
        other = log_mean_divisia(start, end).contributions
        gaps.append(max(abs(one[name] - other[name]) for name in start))
    ratios = [before / after for before, after in pairwise(gaps)]
    assert ratios == pytest.approx([8, 8, 8], rel=0.05)


positive = st.fixed_dictionaries(dict.fromkeys("abc", st.floats(1e-3, 1e3)))


@given(positive, positive)
def test_divisia_adds_up_and_gives_by_logarithms(
    start: dict[str, float], end: dict[str, float]
) -> None:
    found = log_mean_divisia(start, end)
    size = sum(abs(part) for part in found.contributions.values())
    assert abs(sum(found.contributions.values()) - found.change) <= 1e-9 * (1 + size)
    same = log_mean_divisia(start, start)
    assert set(same.contributions.values()) == {0.0}


def test_divisia_over_eighteen_orders_of_magnitude() -> None:
    found = log_mean_divisia({"a": 1e9, "b": 1.0}, {"a": 1e-9, "b": 2.0})
    assert sum(found.contributions.values()) == pytest.approx(-1e9)
    mean = -1e9 / math.log(2e-18)
    assert found.contributions["b"] == pytest.approx(mean * math.log(2))


# On accounts


@pytest.mark.parametrize("sector", ["nonfinancial", "corporate"])
@pytest.mark.parametrize("turnovers", [1.0, 5.0])
def test_the_factors_make_the_rate_of_profit_of_the_account(sector: str, turnovers: float) -> None:
    factors = profit_rate_factors(sector, turnovers=turnovers)
    made = factors.apply(lambda row: profit_rate(**row), axis=1)
    account = us_corporate(sector, wages="ante", turnovers=turnovers)
    assert len(made) > 90
    assert (made / account.r.reindex(made.index) - 1).abs().max() < 1e-12
    assert factors.loc["2017", "relative_price"] == 1


def test_wages_out_of_the_product_need_no_advance() -> None:
    factors = profit_rate_factors("nonfinancial", turnovers=math.inf)
    made = factors.apply(lambda row: profit_rate(**row), axis=1)
    assert (made / us_corporate().r.reindex(made.index) - 1).abs().max() < 1e-12


def test_phases_add_up_and_meet_the_change_of_the_account() -> None:
    factors = profit_rate_factors("nonfinancial", turnovers=5)
    found = shapley_by_phase(profit_rate, factors, phases=[1948, 1966, 1982, 1997, 2007])
    parts = found.drop(columns="change")
    assert parts.columns.tolist() == factors.columns.tolist()
    assert (found["change"] - parts.sum(axis=1)).abs().max() < 1e-15
    assert (found["turnover"] == 0).all()
    r = us_corporate(wages="ante", turnovers=5).r
    assert found["change"].sum() == pytest.approx(r["2007"] - r["1948"], rel=1e-10)


def test_turnovers_may_differ_by_year() -> None:
    years = pd.period_range("1948", "1982", freq="Y")
    turnovers = pd.Series(range(4, 4 + len(years)), years, dtype=float)
    factors = profit_rate_factors("corporate", turnovers=turnovers)
    found = shapley_by_phase(profit_rate, factors, phases=[1948, 1982])
    assert found["turnover"].iloc[0] > 0
    with pytest.raises(DataError, match="turnover is missing at an end of the phase 1948–2007"):
        shapley_by_phase(profit_rate, factors, phases=[1948, 2007])


def test_a_division_shows_itself() -> None:
    found = shapley(lambda a, b: a * b, {"a": 1, "b": 2}, {"a": 3, "b": 2})
    assert str(found) == "accounting: 2 → 6: a +4, b +0"
    assert found.to_frame()["share"].tolist() == [1, 0, 1]
    assert found.to_latex().count(r"\\") == 4
    still = shapley(lambda a: a, {"a": 1}, {"a": 1}).to_frame()
    assert still["share"].isna().all()


# Refusals


def test_both_ends_name_the_same_factors() -> None:
    with pytest.raises(UnknownNameError, match="no factor ‘c’"):
        shapley(rate, {"a": 1}, {"a": 1, "c": 2})
    with pytest.raises(UnknownNameError, match="no factor ‘c’"):
        log_mean_divisia({"a": 1.0, "c": 2.0}, {"a": 1.0})


@pytest.mark.parametrize("number", [0, 13])
def test_there_are_one_to_twelve_factors(number: int) -> None:
    factors = {f"f{i}": 1 for i in range(number)}
    with pytest.raises(DataError, match=f"{number} factors"):
        shapley(lambda **f: sum(f.values()), factors, factors)


def test_a_function_that_leaves_the_numbers_on_the_way_is_named() -> None:
    start, end = {"a": 1.0, "b": 0.0}, {"a": 0.0, "b": 1.0}
    with pytest.raises(DataError, match="once a has passed"):
        shapley(lambda a, b: 1 / (a + b) if a + b else math.inf, start, end)


def test_divisia_needs_positive_factors() -> None:
    with pytest.raises(DataError, match="no logarithm"):
        log_mean_divisia({"a": 1.0}, {"a": 0.0})


@pytest.mark.parametrize("turnovers", [0, -1, math.nan])
def test_turnovers_must_have_a_meaning(turnovers: float) -> None:
    with pytest.raises(DataError, match="turnovers"):
        profit_rate_factors("corporate", turnovers=turnovers)


def test_sector_and_base_are_checked() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘corporate’"):
        profit_rate_factors("corporates", turnovers=1)
    with pytest.raises(DataError, match="no price for the base 1900"):
        profit_rate_factors("corporate", turnovers=1, base=1900)
