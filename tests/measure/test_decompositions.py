"""Logarithms add up: by hand, as properties, and on the accounts of the United States."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital import datasets
from capital.errors import DataError, UnknownNameError
from capital.measure import (
    by_definition,
    firm,
    log_decomposition,
    profit_rate_factors,
    us_corporate,
    weisskopf,
)
from capital.measure.decompositions import UTILISATIONS

PARTS = ["profit_share", "capacity_use", "capacity_per_capital"]


def frame(rows: list[list[float]], start: str = "2000") -> pd.DataFrame:
    """Return factors a, b, … and their product."""
    table = pd.DataFrame(rows, columns=list("abcdef")[: len(rows[0])])
    table["r"] = table.prod(axis=1)
    return table.set_axis(pd.period_range(start, periods=len(rows), freq="Y"))


@st.composite
def products(draw: st.DrawFn) -> pd.DataFrame:
    width = draw(st.integers(1, 5))
    row = st.lists(st.floats(1e-6, 1e6), min_size=width, max_size=width)
    return frame(draw(st.lists(row, min_size=2, max_size=9)))


@given(products())
def test_changes_of_the_factors_add_up_to_that_of_the_product(table: pd.DataFrame) -> None:
    factors = [name for name in table if name != "r"]
    kept = table.copy()
    found = log_decomposition(table, "r", factors).to_frame()
    gap = found["r"] - found[factors].sum(axis=1)
    assert gap.abs().max() < 1e-12 * (1 + found.abs().to_numpy().max())
    backwards = log_decomposition(table, "r", factors[::-1]).to_frame()
    pd.testing.assert_frame_equal(backwards[found.columns], found)
    pd.testing.assert_frame_equal(table, kept)


@given(products())
def test_phases_that_follow_one_another_add_up_to_the_whole(table: pd.DataFrame) -> None:
    factors = [name for name in table if name != "r"]
    whole = log_decomposition(table, "r", factors).to_frame().iloc[0]
    parts = log_decomposition(table, "r", factors, phases=list(table.index)).to_frame()
    assert len(parts) == len(table) - 1
    assert np.allclose(parts.sum(), whole, rtol=1e-9, atol=1e-9)


def test_a_factor_that_does_not_change_has_no_part() -> None:
    found = log_decomposition(frame([[2, 3], [2, 6]]), "r", ["a", "b"])
    assert found.to_frame().loc["2000–2001", "a"] == 0
    assert found.shares().iloc[0].tolist() == pytest.approx([0, 1])


def test_the_example_of_the_three_parts() -> None:
    table = frame([[0.30, 0.80, 0.50], [0.28, 0.82, 0.48]])
    assert table["r"].iloc[0] == pytest.approx(3 / 25)
    found = log_decomposition(table, "r", ["a", "b", "c"]).to_frame().iloc[0]
    assert found[["a", "b", "c"]].round(6).tolist() == [-0.068993, 0.024693, -0.040822]
    assert round(found["r"], 6) == -0.085122


def test_changes_per_period_are_those_of_the_phase_over_its_length() -> None:
    found = log_decomposition(frame([[1, 1], [2, 1], [4, 3]]), "r", ["a", "b"])
    expected = found.to_frame() / 2
    pd.testing.assert_frame_equal(found.to_frame(per_period=True), expected)


def test_named_phases_may_overlap_and_leave_gaps() -> None:
    table = frame([[1, 1], [2, 1], [4, 3], [1, 5]])
    found = log_decomposition(
        table, "r", ["a", "b"], phases={"rise": (2000, 2002), "end": ("2001", table.index[3])}
    ).to_frame()
    assert found.index.tolist() == ["rise", "end"]
    assert found.loc["rise", "a"] == pytest.approx(math.log(4))
    assert found.loc["end", "a"] == pytest.approx(math.log(1 / 2))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.assign(r=t["r"] * [1, 1.001, 1]), r"misses r by 0.001 \(log points\) in 2001"),
        (lambda t: t.assign(a=[2, 0, 1]), "a is 0 in 2001: no logarithm"),
        (lambda t: t.assign(b=[2, 2, -1]), "b is -1 in 2002: no logarithm"),
        (lambda t: t.assign(b=[2, 2, math.nan]), "b is missing in 2002"),
        (lambda t: t.reset_index(drop=True), "PeriodIndex"),
        (lambda t: t.iloc[:1], "at least two periods"),
        (lambda t: t.iloc[[0, 0]], "each once"),
    ],
)
def test_what_is_no_product_is_refused(change: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        log_decomposition(change(frame([[2, 3], [2, 6], [1, 5]])), "r", ["a", "b"])


@pytest.mark.parametrize(
    ("phases", "message"),
    [
        ([2000], "one turning point"),
        ([2002, 2000], "ends before it begins"),
        ({"x": (2001, 2001)}, "x ends before it begins"),
        (["then", 2001], "‘then’ is no period"),
    ],
)
def test_phases_must_have_a_length(phases: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        log_decomposition(frame([[2, 3], [2, 6], [1, 5]]), "r", ["a", "b"], phases=phases)


def test_unknown_columns_and_periods_are_named() -> None:
    table = frame([[2, 3], [2, 6]])
    with pytest.raises(UnknownNameError, match="no column ‘x’"):
        log_decomposition(table, "r", ["a", "x"])
    with pytest.raises(UnknownNameError, match="no period ‘1990’"):
        log_decomposition(table, "r", ["a", "b"], phases=[1990, 2001])
    for factors in (["a", "a"], ["a", "r"], []):
        with pytest.raises(DataError, match="different columns"):
            log_decomposition(table, "r", factors)


def test_nothing_to_share_where_nothing_changes() -> None:
    with pytest.raises(DataError, match="does not change over 2000–2001"):
        log_decomposition(frame([[2, 3], [3, 2]]), "r", ["a", "b"]).shares()


# Weisskopf


@pytest.mark.parametrize("sector", ["nonfinancial", "corporate"])
def test_three_parts_of_the_us_rate_of_profit_add_up_in_every_phase(sector: str) -> None:
    account = us_corporate(sector)
    turns = [1973, 1982, 1997, 2007, 2019]
    found = weisskopf(account, utilisation="federal_reserve", phases=turns)
    table = found.to_frame()
    assert table.columns.tolist() == ["rate_of_profit", *PARTS]
    assert (table["rate_of_profit"] - table[PARTS].sum(axis=1)).abs().max() < 1e-14
    direct = np.log(account.r["2007"] / account.r["1973"])
    assert table["rate_of_profit"].iloc[:3].sum() == pytest.approx(direct, rel=1e-12)
    use = datasets.load("us_labour_prices")["capacity_utilisation"]
    assert table.loc["1973–1982", "capacity_use"] == pytest.approx(
        math.log(use["1982"] / use["1973"])
    )


def test_use_of_capacity_moves_between_two_parts_only() -> None:
    account = us_corporate()
    use = datasets.load("us_labour_prices")["capacity_utilisation"].dropna() / 100
    full = pd.Series(1.0, use.index)
    by_use = weisskopf(account, utilisation=use).to_frame().iloc[0]
    flat = weisskopf(account, utilisation=full).to_frame().iloc[0]
    assert flat["capacity_use"] == 0
    assert flat["profit_share"] == by_use["profit_share"]
    rest = by_use["capacity_use"] + by_use["capacity_per_capital"]
    assert flat["capacity_per_capital"] == pytest.approx(rest, abs=1e-14)


def test_a_relative_price_splits_capacity_per_capital() -> None:
    account = us_corporate()
    price = 1 / profit_rate_factors("nonfinancial", turnovers=1)["relative_price"]
    split = weisskopf(account, utilisation="federal_reserve", relative_price=price).to_frame()
    whole = weisskopf(account, utilisation="federal_reserve", phases=[1967, 2024]).to_frame()
    both = split["real_capacity_per_capital"] + split["price_of_output_over_capital"]
    assert both.iloc[0] == pytest.approx(whole["capacity_per_capital"].iloc[0], abs=1e-12)


@pytest.mark.parametrize("name", UTILISATIONS)
def test_shipped_uses_of_capacity_are_fractions(name: str) -> None:
    found = weisskopf(by_definition("shaikh_2016"), utilisation=name)
    levels = np.exp(found.logs["capacity_use"])
    assert levels.between(0.6, 1.15).all()
    assert len(levels) == {"federal_reserve": 45, "shaikh_2016": 65}[name]


def test_percent_a_firm_and_strangers_are_refused() -> None:
    account = us_corporate()
    percent = datasets.load("us_labour_prices")["capacity_utilisation"]
    with pytest.raises(DataError, match="no fraction of one") as error:
        weisskopf(account, utilisation=percent)
    assert "divide percent by 100" in error.value.mend
    with pytest.raises(UnknownNameError, match="did you mean ‘federal_reserve’"):
        weisskopf(account, utilisation="federal reserve")
    with pytest.raises(DataError, match="has no"):
        weisskopf(firm("Meta"), utilisation="federal_reserve")
    late = pd.Series([0.8, 0.9], pd.period_range("2100", periods=2, freq="Y"))
    with pytest.raises(DataError, match="share no period"):
        weisskopf(account, utilisation=late)


def test_a_decomposition_shows_itself() -> None:
    found = weisskopf(us_corporate(), utilisation="federal_reserve", phases=[1982, 2007])
    assert str(found).startswith("accounting: rate of profit = profit share · capacity use")
    assert "1982–2007" in str(found)
    assert found.to_latex().count(r"\\") == 2
    axes = found.plot()
    assert [line.get_label() for line in axes.lines] == [
        "rate of profit",
        "profit share",
        "capacity use",
        "capacity per capital",
    ]
    assert all(line.get_ydata()[0] == 0 for line in axes.lines)
    assert found.plot(ax=axes) is axes
