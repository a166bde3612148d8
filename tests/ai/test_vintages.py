"""Booked and economic life on quarterly streams: closed forms, brute force, exact zeros."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital import measure
from capital.ai import vintages
from capital.ai.vintages import frozen, overstatement, profit_at_life, unbroken, vanishing_growth
from capital.errors import DataError
from capital.theory import chips

ALL = (1.0, 1.0)
ENDS = ["profit_lower", "profit_upper", "stock_lower", "stock_upper"]
LIVES = (2, 3, 4, 5, 6)


def stream(values: Sequence[float], start: str = "2000Q1") -> pd.Series:
    quarters = pd.period_range(start, periods=len(values), freq="Q")
    return pd.Series([float(x) for x in values], quarters, name="capex")


def growing(growth: float, quarters: int) -> pd.Series:
    """Return investment that grows at a continuous yearly rate."""
    return stream([math.exp(growth * t / 4) for t in range(quarters)])


def by_hand(
    values: Sequence[int], economic: int, booked: int
) -> tuple[list[Fraction], list[Fraction]]:
    """Follow every single purchase through both books, quarter by quarter."""
    profit = [Fraction(0)] * len(values)
    stock = [Fraction(0)] * len(values)
    for bought, amount in enumerate(values):
        left = {economic: Fraction(amount), booked: Fraction(amount)}
        for t in range(bought, len(values)):
            charge = {life: min(Fraction(amount, life), left[life]) for life in left}
            left = {life: left[life] - charge[life] for life in left}
            profit[t] += charge[economic] - charge[booked]
            stock[t] += left[booked] - left[economic]
    return profit, stock


# Against the closed forms of steady growth


@pytest.mark.parametrize(("growth", "economic", "booked"), [(0.3, 3, 6), (0.1, 2, 5), (-0.2, 4, 6)])
def test_steady_growth_converges_to_the_closed_form(
    growth: float, economic: int, booked: int
) -> None:
    """The same g·T on finer and finer grids: the error falls with the length of the period."""
    form = chips.mean_survival(growth * economic) - chips.mean_survival(growth * booked)
    errors = []
    for finer in (1, 2, 4, 8):
        investment = growing(growth / finer, 4 * booked * finer)
        table = overstatement(investment, economic * finer, booked * finer, ALL)
        found = table["profit_upper"].iloc[-1] / investment.iloc[-1]
        errors.append(found - form)
        assert abs(errors[-1]) < 0.1 * abs(growth) / finer
    ratios = [coarse / fine for coarse, fine in pairwise(errors)]
    assert ratios == pytest.approx([2, 2, 2], rel=0.15)


@pytest.mark.parametrize(("growth", "economic", "booked"), [(0.3, 3, 6), (0.1, 2, 5), (-0.2, 4, 6)])
def test_steady_growth_is_the_discrete_formula_exactly(
    growth: float, economic: int, booked: int
) -> None:
    investment = growing(growth, 4 * booked + 8)
    table = overstatement(investment, economic, booked, ALL)
    g, last = math.expm1(growth / 4), investment.loc[table.index]
    charge = {
        life: last / (4 * life) * (1 + g) / g * (1 - (1 + g) ** (-4 * life))
        for life in (economic, booked)
    }
    np.testing.assert_allclose(table["profit_upper"], charge[economic] - charge[booked], rtol=1e-11)
    # K_b − K_e at the start of the quarter is O/g
    opening = table["stock_upper"].shift().dropna()
    np.testing.assert_allclose(opening, table["profit_upper"].iloc[1:] / g, rtol=1e-11)


def test_the_difference_of_the_stocks_tends_to_the_overstatement_over_growth() -> None:
    growth, economic, booked = 0.3, 3, 6
    gaps = []
    for finer in (1, 4, 16):
        table = overstatement(
            growing(growth / finer, 4 * booked * finer), economic * finer, booked * finer, ALL
        ).iloc[-1]
        per_quarter = growth / finer / 4
        gaps.append(table["stock_upper"] / (table["profit_upper"] / per_quarter) - 1)
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == pytest.approx(0, abs=0.003)


def test_the_closed_form_of_the_theory_has_the_printed_numbers() -> None:
    """T-B5.1 by streams: 400 a year, growing by 30 per cent, lives of three and six years."""
    found = []
    for finer in (8, 16):
        investment = growing(0.3 / finer, 4 * 6 * finer)
        row = overstatement(investment, 3 * finer, 6 * finer, ALL).iloc[-1]
        yearly = row[["profit_upper", "stock_upper"]] * 400 / investment.iloc[-1]
        found.append(yearly.to_numpy() / (1, 4 * finer))
    profit, stock = 2 * found[1] - found[0]  # what is left when the period shrinks to nothing
    assert profit == pytest.approx(78.257682, rel=1e-4)
    assert stock == pytest.approx(260.858940, rel=1e-4)


# Exact zeros


@given(st.integers(0, 10**6), st.sampled_from([*permutations(LIVES, 2)]))
def test_constant_investment_overstates_the_stock_and_no_profit(
    amount: int, lives: tuple[int, int]
) -> None:
    economic, booked = lives
    table = overstatement(stream([amount] * (4 * max(lives) + 3)), economic, booked, ALL)
    assert (table[["profit_lower", "profit_upper"]] == 0).all(axis=None)
    expected = amount * 4 * (booked - economic) / 2  # I(T_b − T_e)/2, I a year
    assert table["stock_upper"].to_list() == pytest.approx([expected] * len(table), abs=1e-9)


@given(st.integers(1, 10**6), st.sampled_from([*permutations(LIVES, 2)]))
def test_over_the_life_of_one_vintage_the_overstatement_sums_to_zero(
    amount: int, lives: tuple[int, int]
) -> None:
    long = 4 * max(lives)
    table = overstatement(stream([0] * (long - 1) + [amount] + [0] * long), *lives, ALL)
    assert len(table) == long + 1
    assert math.fsum(table["profit_upper"]) == pytest.approx(0, abs=1e-9 * amount)
    assert table["profit_upper"].iloc[0] * (lives[1] - lives[0]) > 0
    assert (table.iloc[-1] == 0).all()
    assert (table[["stock_lower", "stock_upper"]].iloc[-2:] == 0).all(axis=None)


# Against brute force


@given(
    st.lists(st.integers(0, 10**6), min_size=8, max_size=40),
    st.integers(1, 8),
    st.integers(1, 8),
)
def test_every_quarter_is_that_of_single_purchases_followed_by_hand(
    values: list[int], economic: int, booked: int
) -> None:
    table = overstatement(stream(values), economic / 4, booked / 4, ALL)
    profit, stock = by_hand(values, economic, booked)
    first = max(economic, booked) - 1
    assert len(table) == len(values) - first
    assert table.index[0] == pd.period_range("2000Q1", periods=first + 1, freq="Q")[-1]
    for column, expected in (("profit", profit), ("stock", stock)):
        exact = [float(x) for x in expected[first:]]
        assert table[f"{column}_lower"].to_list() == exact
        assert table[f"{column}_upper"].to_list() == exact


@given(
    st.lists(st.integers(0, 10**6), min_size=24, max_size=30),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_the_interval_is_the_share_times_the_whole(
    values: list[int], one: float, two: float
) -> None:
    share = (min(one, two), max(one, two))
    whole = overstatement(stream(values), 2, 6, ALL)
    table = overstatement(stream(values), 2, 6, share)
    for column in ("profit", "stock"):
        ends = np.sort(np.outer(whole[f"{column}_upper"], share), axis=1)
        found = table[[f"{column}_lower", f"{column}_upper"]].to_numpy()
        np.testing.assert_allclose(found, ends, rtol=1e-14)
    assert (overstatement(stream(values), 2, 6, (0.0, 0.0)) == 0).all(axis=None)


# When growth ends


@pytest.mark.parametrize(("economic", "booked"), [(2, 6), (3, 5.5), (3, 5), (4, 6)])
def test_a_frozen_stream_ends_without_overstatement(economic: float, booked: float) -> None:
    boom = stream([100 * 1.1**t for t in range(30)])
    longer = frozen(boom, 8)
    table = overstatement(longer, economic, booked, (0.6, 0.9))[["profit_lower", "profit_upper"]]
    ended = boom.index[-1] + vintages.quarters(booked) - 3  # the level is that of four quarters
    assert (table.loc[ended + 3 :] == 0).all(axis=None)
    assert (table.loc[: boom.index[-1]] > 0).all(axis=None)
    assert (table.loc[boom.index[-1] :] < 0).any(axis=None)  # what was shifted comes back


def test_a_frozen_stream_keeps_the_past_and_the_mean_of_the_last_year() -> None:
    boom = stream([1, 2, 3, 4, 6])
    longer = frozen(boom, 2)
    pd.testing.assert_series_equal(longer.iloc[:5], boom, check_freq=False)
    assert longer.iloc[5:].tolist() == [3.75] * 8
    assert str(longer.index[-1]) == "2003Q1"
    assert longer.name == "capex"
    assert boom.tolist() == [1, 2, 3, 4, 6]


@pytest.mark.parametrize(("economic", "booked"), [*permutations((*LIVES, 5.5), 2)])
def test_growth_zero_is_the_one_at_which_nothing_is_overstated(
    economic: float, booked: float
) -> None:
    assert vanishing_growth(economic, booked) == pytest.approx(0, abs=1e-10)


def test_at_equal_lives_no_growth_is_the_one() -> None:
    with pytest.raises(DataError, match="equal lives"):
        vanishing_growth(4, 4)


# Profit and its rate


def firm_in_steady_growth(growth: float, gross_to_investment: float) -> pd.DataFrame:
    """Return a firm that has grown for ever, books six years and earns G a quarter."""
    past = growing(growth, 24 + 48)
    invested = past.tolist()
    booked = chips.depreciation(invested, 24)
    frame = pd.DataFrame(
        {
            "capex": past,
            "surplus_value": gross_to_investment * past - np.array(booked),
            "capital_stock": chips.net_stock(invested, 24),
        }
    )
    return frame.iloc[24:].assign(capex=past.iloc[24:])


@pytest.mark.parametrize("life", [2, 3, 4, 5])
@pytest.mark.parametrize(("gross", "sign"), [(1.6, -1), (1.0, 0), (0.6, 1)])
def test_the_booked_rate_is_too_high_only_if_investment_exceeds_gross_profit(
    life: int, gross: float, sign: int
) -> None:
    growth = 0.3
    firm = firm_in_steady_growth(growth, gross)
    table = profit_at_life(firm, life, 6, ALL).dropna()
    assert len(table) > 10
    assert (table["overstatement_lower"] > 0).all()  # profit is always overstated
    gap = table["rate_booked"] - table["rate_upper"]
    if sign:
        assert (np.sign(gap) == sign).all()
        assert gap.abs().min() > 0.005
    else:  # at G = I both are the growth of a year
        np.testing.assert_allclose(table["rate_booked"], math.expm1(growth), rtol=1e-10)
        np.testing.assert_allclose(table["rate_upper"], math.expm1(growth), rtol=1e-10)


@pytest.mark.parametrize("gross", [0.6, 1.6])
def test_the_rates_are_those_of_the_identity(gross: float) -> None:
    """r = growth of the year + Σ(G − I)/K, from D = I − ΔK, with K_e by its own books."""
    firm = firm_in_steady_growth(0.3, gross)
    table = profit_at_life(firm, 3, 6, ALL).dropna()
    whole = growing(0.3, 24 + 48)
    economic = pd.Series(chips.net_stock(whole.tolist(), 12), whole.index).loc[firm.index]
    spare = ((gross - 1) * firm["capex"]).rolling(4).sum()
    for column, stock in (("rate_booked", firm["capital_stock"]), ("rate_upper", economic)):
        expected = math.expm1(0.3) + spare / stock.shift(4)
        np.testing.assert_allclose(table[column], expected.loc[table.index], rtol=1e-9)


def test_at_the_booked_life_the_booked_figures_stand() -> None:
    firm = firm_in_steady_growth(0.2, 1.3)
    table = profit_at_life(firm, 6, 6, (0.4, 0.8)).dropna()
    for end in ("lower", "upper"):
        assert (table[f"overstatement_{end}"] == 0).all()
        assert table[f"profit_{end}"].equals(table["profit_booked"])
        assert table[f"rate_{end}"].equals(table["rate_booked"])
    year = firm["surplus_value"].rolling(4).sum()
    np.testing.assert_allclose(table["profit_booked"], year.loc[table.index], rtol=1e-12)
    np.testing.assert_allclose(
        table["rate_booked"], (year / firm["capital_stock"].shift(4)).loc[table.index], rtol=1e-12
    )


def test_a_share_that_is_an_interval_gives_rates_that_hold_every_share_inside() -> None:
    firm = firm_in_steady_growth(0.3, 0.7)
    table = profit_at_life(firm, 2, 6, (0.3, 0.9)).dropna()
    for share in (0.3, 0.5, 0.7, 0.9):
        inside = profit_at_life(firm, 2, 6, (share, share)).dropna()
        for column in ("rate", "profit", "overstatement"):
            low, high = table[f"{column}_lower"], table[f"{column}_upper"]
            value = inside[f"{column}_upper"]
            slack = 1e-12 * value.abs()
            assert ((low - slack <= value) & (value <= high + slack)).all()
    assert (table["rate_lower"] < table["rate_upper"]).all()


def test_the_table_begins_with_the_first_full_year_after_the_longer_life() -> None:
    firm = firm_in_steady_growth(0.1, 1.2)
    table = profit_at_life(firm, 3, 6, ALL)
    assert table.index[0] == firm.index[0] + 23 + 3
    assert table["rate_upper"].isna().sum() == 1  # the stock a year before was not yet complete
    assert table.index[-1] == firm.index[-1]


def test_the_figures_of_a_real_firm_are_those_of_single_purchases() -> None:
    account = measure.firm("Meta", frequency="quarterly", stock="closing")
    before = account.to_frame()
    capex = unbroken(account.frame["capex"])
    table = profit_at_life(account.frame, 3, 5.5, (0.65, 0.82))
    profit, stock = by_hand([int(x) for x in capex], 12, 22)
    year = float(sum(profit[-4:]))
    last = table.loc[capex.index[-1]]
    assert last["overstatement_lower"] == pytest.approx(0.65 * year, rel=1e-12)
    assert last["overstatement_upper"] == pytest.approx(0.82 * year, rel=1e-12)
    opening = account.frame["capital_stock"].loc[capex.index[-5]]
    earned = account.frame["surplus_value"].loc[capex.index[-4] :].iloc[:4].sum()
    rates = [(earned - x * year) / (opening - x * float(stock[-5])) for x in (0.65, 0.82)]
    assert [last["rate_lower"], last["rate_upper"]] == pytest.approx(sorted(rates), rel=1e-12)
    pd.testing.assert_frame_equal(account.frame, before)


# The stream, and what is refused


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=1, max_size=20))
def test_an_unbroken_stream_is_the_last_run_of_known_quarters(values: list[float | None]) -> None:
    index = pd.period_range("2010Q1", periods=len(values), freq="Q")
    series = pd.Series([math.nan if x is None else x for x in values], index)
    run = unbroken(series)
    assert not run.isna().any()
    pd.testing.assert_series_equal(run, series.loc[run.index], check_freq=False)
    if len(run):
        assert series.loc[run.index[-1] :].iloc[1:].isna().all()
        first = series.index.get_loc(run.index[0])
        assert first == 0 or math.isnan(series.iloc[first - 1])
    else:
        assert series.isna().all()


GOOD = stream([100] * 30)
GAP = GOOD.drop(GOOD.index[10])
YEARS = pd.Series(100.0, pd.period_range("1990", periods=30, freq="Y"))
REFUSED: dict[str, tuple[Any, float, float, tuple[float, float], str]] = {
    "missing": (GOOD.where(GOOD.index != "2003Q1"), 3, 6, ALL, "missing in 2003Q1"),
    "left out": (GAP, 3, 6, ALL, "after 2002Q2 comes 2002Q4"),
    "out of order": (GOOD.iloc[::-1], 3, 6, ALL, "after 2007Q2 comes 2007Q1"),
    "by years": (YEARS, 3, 6, ALL, "not by quarters"),
    "without time": (GOOD.reset_index(drop=True), 3, 6, ALL, "not by quarters"),
    "negative": (GOOD.where(GOOD.index != "2003Q1", -1.0), 3, 6, ALL, r"is -1\.0 in 2003Q1"),
    "infinite": (GOOD.where(GOOD.index != "2003Q1", math.inf), 3, 6, ALL, "is inf in 2003Q1"),
    "too short": (GOOD.iloc[:23], 3, 6, ALL, "fewer than one life of 6"),
    "empty": (GOOD.iloc[:0], 3, 6, ALL, "fewer than one life"),
    "share above one": (GOOD, 3, 6, (0.5, 1.1), "interval of shares"),
    "share below zero": (GOOD, 3, 6, (-0.1, 0.5), "interval of shares"),
    "share turned round": (GOOD, 3, 6, (0.8, 0.6), "interval of shares"),
    "share unknown": (GOOD, 3, 6, (math.nan, 0.6), "interval of shares"),
    "life of no quarters": (GOOD, 2.3, 6, ALL, "2.3 years"),
    "no life": (GOOD, 0, 6, ALL, "0 years"),
    "life unknown": (GOOD, 3, math.nan, ALL, "nan years"),
    "eternal": (GOOD, 3, math.inf, ALL, "inf years"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_answer_is_refused(case: str) -> None:
    investment, economic, booked, share, message = REFUSED[case]
    with pytest.raises(DataError, match=message):
        overstatement(investment, economic, booked, share)


def test_an_account_with_a_quarter_left_out_is_refused() -> None:
    firm = firm_in_steady_growth(0.3, 1.2)
    with pytest.raises(DataError, match=r"after .* comes"):
        profit_at_life(firm.drop(firm.index[5]), 3, 6, ALL)


def test_a_stock_that_would_be_used_up_earns_no_rate() -> None:
    firm = firm_in_steady_growth(0.3, 1.2)
    firm = firm.assign(capital_stock=firm["capital_stock"] / 4)
    with pytest.raises(DataError, match="no stock is left"):
        profit_at_life(firm, 2, 6, ALL)


@pytest.mark.parametrize("bad", [GOOD.iloc[:3], GOOD.where(GOOD.index != GOOD.index[-2])])
def test_a_level_that_is_not_known_cannot_be_frozen(bad: pd.Series) -> None:
    with pytest.raises(DataError, match="last four quarters"):
        frozen(bad, 2)


def test_a_yearly_stream_cannot_be_frozen_by_quarters() -> None:
    with pytest.raises(DataError, match="not by quarters"):
        frozen(YEARS, 2)
