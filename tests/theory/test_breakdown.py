"""Bauer's scheme and Grossmann's breakdown, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from capital.errors import ModelError
from capital.theory import breakdown


def test_T_C6_1_consumption_of_capitalists(agrees) -> None:
    scheme = breakdown.bauer_grossmann()
    assert scheme.consumption(1) == 75000
    printed = {20: "117742.0877", 21: "117513.2830", 34: "10799.8231", 35: "-11885.3402"}
    assert all(agrees(scheme.consumption(year), text) for year, text in printed.items())


def test_T_C6_1_the_rate_of_profit(agrees) -> None:
    table = breakdown.bauer_grossmann().table(years=35)
    assert table.loc[1, "r"] == sp.Rational(1, 3)
    assert agrees(table.loc[35, "r"], "0.0932")
    assert table["r"].is_monotonic_decreasing


def test_K_23_the_breakdown_is_in_year_35_and_the_peak_in_year_20() -> None:
    scheme = breakdown.bauer_grossmann()
    table = scheme.table(years=36)
    left = table["k_cap"]
    assert (scheme.peak_year, scheme.breakdown_year) == (20, 35)
    assert left.astype(float).idxmax() == 20  # read from the table, not from the formula
    assert left.index[left < 0][0] == 35
    assert table.loc[1, "c"] == 200000  # year 1 is t = 0
    assert table.loc[35, "c"] == 200000 * sp.Rational(11, 10) ** 34


def test_T_C6_1_the_time_of_breakdown_is_34_less_than_the_year(agrees) -> None:
    bauer = {"c_0": 200000, "v_0": 100000, "e": 1, "g_c": "1/10", "g_v": "1/20"}
    t = breakdown.time_of_breakdown().evaluate(bauer, "t")
    assert agrees(t, "33.494069")
    assert sp.exp(t * sp.log(sp.Rational(22, 21))).evalf(30) == pytest.approx(sp.Rational(19, 4))
    assert breakdown.bauer_grossmann().breakdown_year == int(t) + 2


def test_the_table_is_exact_and_its_parts_add_up() -> None:
    table = breakdown.bauer_grossmann().table(years=40)
    assert all(isinstance(cell, sp.Rational) for cell in table.to_numpy().ravel())
    assert (table["W"] == table["c"] + table["v"] + table["s"]).all()
    assert (table["s"] == table["a_c"] + table["a_v"] + table["k_cap"]).all()
    following = table.shift(-1).iloc[:-1]
    this = table.iloc[:-1]
    assert (following["c"] == this["c"] + this["a_c"]).all()
    assert (following["v"] == this["v"] + this["a_v"]).all()


def test_another_scheme_by_independent_arithmetic() -> None:
    """c 300, v 200, e = 3/2, growth 1/5 and 1/25, with the fractions of the standard library."""
    c, v, left = Fraction(300), Fraction(200), []
    while not left or left[-1] >= 0:
        left.append(Fraction(3, 2) * v - c / 5 - v / 25)
        c, v = c * Fraction(6, 5), v * Fraction(26, 25)
    scheme = breakdown.bauer_grossmann(c=300, v=200, e="3/2", g_c="1/5", g_v="1/25")
    assert scheme.breakdown_year == len(left)
    assert scheme.peak_year == left.index(max(left)) + 1
    assert [scheme.consumption(i + 1) for i in range(len(left))] == left


rates = st.fractions(min_value=Fraction(1, 20), max_value=Fraction(1, 2), max_denominator=40)


@given(st.integers(1, 500), st.integers(1, 500), st.fractions(Fraction(1, 10), 3), rates, rates)
def test_the_years_are_those_of_the_table(c, v, e, g_v, extra) -> None:
    scheme = breakdown.bauer_grossmann(c=c, v=v, e=e, g_c=g_v + extra, g_v=g_v)
    peak, end = scheme.peak_year, scheme.breakdown_year
    assert end is not None
    assert peak is not None
    assert scheme.consumption(end) < 0
    assert end == 1 or scheme.consumption(end - 1) >= 0
    assert scheme.consumption(peak) >= scheme.consumption(peak + 1)
    assert peak == 1 or scheme.consumption(peak) > scheme.consumption(peak - 1)
    assert peak <= end


def test_zero_consumption_is_not_yet_breakdown() -> None:
    """(e − g_v)v = g_c·c in year 1: capitalists have exactly nothing, and less in year 2."""
    scheme = breakdown.bauer_grossmann(c=950_000)
    assert scheme.consumption(1) == 0
    assert scheme.breakdown_year == 2


def test_where_variable_capital_keeps_pace_there_is_no_breakdown() -> None:
    even = breakdown.bauer_grossmann(g_c="1/20")
    assert even.breakdown_year is None
    assert even.peak_year is None
    assert breakdown.bauer_grossmann(c=10_000_000, g_c="1/20").breakdown_year == 1


def test_a_breakdown_is_growth_beyond_the_rate_of_profit() -> None:
    model = breakdown.consumption()
    assert model.prove("k_cap = (r - g)*(c + v)")
    assert not model.prove("k_cap > 0", given=["g_c < 1/10"])
    table = breakdown.bauer_grossmann().table(years=36)
    growth = (table["a_c"] + table["a_v"]) / (table["c"] + table["v"])
    assert ((table["k_cap"] < 0) == (table["r"] < growth)).all()


def test_the_breakdown_disappears_if_c_grows_no_faster_than_its_profit_allows() -> None:
    """The assumption at fault: let c grow by what is left of s after a fixed consumption."""
    c, v, consumed = Fraction(200_000), Fraction(100_000), Fraction(75_000)
    for _ in range(60):
        added = v - consumed - v / 20
        assert added > 0
        c, v = c + added, v * Fraction(21, 20)
    assert breakdown.bauer_grossmann().consumption(61) < 0


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ({"c": 0}, "c must be above 0, but is 0"),
        ({"e": -1}, "e must be above 0, but is -1"),
        ({"g_c": 0}, "g_c must be above 0, but is 0"),
        ({"g_v": "-1/20"}, "g_v must be at least 0, but is -1/20"),
        ({"v": float("nan")}, "v = nan is no finite number"),
    ],
)
def test_numbers_without_meaning_are_refused(numbers, message) -> None:
    with pytest.raises(ModelError, match=message):
        breakdown.bauer_grossmann(**numbers)


def test_a_year_beyond_any_horizon_is_refused() -> None:
    scheme = breakdown.bauer_grossmann(g_c="0.050001")
    with pytest.raises(ModelError, match="years ahead"):
        _ = scheme.breakdown_year
