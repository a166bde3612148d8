"""Perpetual inventories: vintage by vintage, in steady growth, and against published stocks."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital import datasets
from capital.errors import DataError, UnknownNameError
from capital.measure import perpetual_inventory
from capital.measure.stocks import METHODS


def series(values: Any, start: str = "2001") -> pd.Series:
    return pd.Series(
        np.asarray(values, float), pd.period_range(start, periods=len(values), freq="Y")
    )


amounts = st.lists(st.floats(0, 1e6), min_size=2, max_size=25)


# By hand


def by_vintages(flow: list[float], life: float, straight: bool, used: float) -> list[float]:
    """Walk through every vintage of every year."""
    stocks = []
    for t in range(len(flow)):
        stock = 0.0
        for bought in range(t + 1):
            age = t - bought + used
            if age < life:
                stock += flow[bought] * ((life - age) / life if straight else 1.0)
        stocks.append(stock)
    return stocks


@given(amounts, st.floats(0.5, 12), st.sampled_from([0.0, 0.5, 1.0]))
def test_a_stock_is_the_sum_of_its_vintages(flow: list[float], life: float, used: float) -> None:
    straight = perpetual_inventory(series(flow), life=life, method="straight-line", in_service=used)
    hoss = perpetual_inventory(series(flow), life=life, method="one-hoss-shay", in_service=used)
    net, gross = (by_vintages(flow, life, kind, used) for kind in (True, False))
    close = {"rel": 1e-9, "abs": 1e-6}
    assert straight["net_stock"].tolist() == pytest.approx(net, **close)
    assert straight["gross_stock"].tolist() == pytest.approx(gross, **close)
    assert hoss["net_stock"].tolist() == hoss["gross_stock"].tolist()
    assert hoss["gross_stock"].tolist() == pytest.approx(gross, **close)


@given(
    st.lists(
        st.tuples(st.floats(0, 1e6), st.floats(0, 1), st.floats(0.01, 100)), min_size=2, max_size=30
    ),
    st.floats(0, 1e6),
)
def test_geometric_at_current_cost_is_the_generalised_perpetual_inventory(
    rows: list[tuple[float, float, float]], start: float
) -> None:
    """Shaikh's K = I + (1 − d)·(p/p₋₁)·K₋₁."""
    flow, rate, price = (series(column) for column in zip(*rows, strict=True))
    made = perpetual_inventory(
        flow.iloc[1:], rate=rate, prices=price, initial=start, method="geometric"
    )
    stock = start
    for t in range(1, len(rows)):
        stock = rows[t][0] + (1 - rows[t][1]) * rows[t][2] / rows[t - 1][2] * stock
        assert made["net_stock_current_cost"].iloc[t - 1] == pytest.approx(stock, rel=1e-9)


@pytest.mark.parametrize(
    ("stock", "rate"),
    [
        ("net_stock_1993_rates", "depreciation_rate_1993"),
        ("gross_stock_1993_rates", "retirement_rate_1993"),
        ("gross_stock", "retirement_rate_1993"),
        ("net_stock", "depreciation_rate_1993"),
    ],
)
def test_shaikhs_stocks_follow_from_investment_rates_and_prices(stock: str, rate: str) -> None:
    """Appendix 6.8.II.3 since 1925; 6.8.II.5 since 1947, where his adjustment ends."""
    table = datasets.load("shaikh_2016_corporate")
    first = "1925" if "1993" in stock else "1947"
    published = table[stock].loc[first:]
    made = perpetual_inventory(
        table["investment"].loc[published.index[1] :],
        rate=table[rate],
        prices=table["price_of_net_stock"],
        initial=float(published.iloc[0]),
    )
    gap = made["net_stock_current_cost"] / published.iloc[1:] - 1
    assert len(gap) == (86 if first == "1925" else 64)
    assert gap.abs().max() < 2e-9  # ten digits are published


# Steady growth


@given(st.floats(-0.02, 0.3), st.floats(0.01, 0.5), st.floats(-0.2, 0.2))
def test_steady_growth_has_its_closed_form(growth: float, rate: float, inflation: float) -> None:
    """K = I·(1 + g)/(g + δ), at constant prices in g and at historical cost in g and inflation."""
    if growth + rate < 0.02:
        return
    years = np.arange(60)
    real, price = (1 + growth) ** years, (1 + inflation) ** years
    made = perpetual_inventory(
        series(real[1:] * price[1:], "2002"),
        rate=rate,
        prices=series(price),
        initial=(1 + growth) / (growth + rate),
    )
    expected = real[1:] * (1 + growth) / (growth + rate)
    assert made["net_stock_constant_prices"].to_numpy() == pytest.approx(expected, rel=1e-9)
    assert made["net_stock_current_cost"].to_numpy() == pytest.approx(expected * price[1:])


@pytest.mark.parametrize(
    ("growth", "rate", "inflation", "ratio"),
    [(0.03, 0.05, 0.02, 5 / 4), (0.6, 0.2, -0.3, 5 / 8)],
)
def test_current_over_historical_cost_in_the_limit_of_short_periods(
    growth: float, rate: float, inflation: float, ratio: float
) -> None:
    """K_current / K_historical = (g + δ + p̂)/(g + δ), when growth has gone on for long."""
    step, years = 0.005, 200 if growth < 0.1 else 40
    time = np.arange(int(years / step)) * step
    days = pd.period_range("1700-01-01", periods=len(time), freq="D")
    price = pd.Series(np.exp(inflation * time), days)
    flow = pd.Series(np.exp((growth + inflation) * time) * step, days)
    made = perpetual_inventory(flow, rate=rate * step, prices=price)
    last = made.iloc[-1]
    found = last["net_stock_current_cost"] / last["net_stock_historical_cost"]
    assert found == pytest.approx(ratio, rel=2e-3)


def test_straight_line_depreciation_of_growing_investment() -> None:
    """I = 400 growing by 3/10, a full year charged in the year of purchase: lives of 3 and 6."""
    flow = series([float(400 * Fraction(10, 13) ** j) for j in reversed(range(40))])
    made = {
        life: perpetual_inventory(flow, life=life, method="straight-line", in_service=1)
        for life in (3, 6)
    }
    charged = {life: made[life]["depreciation"].iloc[-1] for life in made}
    assert charged[3] == pytest.approx(float(Fraction(53200, 169)), rel=1e-12)
    assert charged[6] == pytest.approx(float(Fraction(85040200, 371293)), rel=1e-12)
    opening = {life: made[life]["net_stock"].iloc[-2] for life in made}
    over = charged[3] - charged[6]
    assert over == pytest.approx(85.754916, abs=5e-7)
    assert opening[6] - opening[3] == pytest.approx(over / 0.3, rel=1e-11)


def test_ramp_up_of_investment() -> None:
    flow = series([150, 230, 400])
    charged = {
        life: perpetual_inventory(flow, life=life, method="straight-line", in_service=1)[
            "depreciation"
        ].tolist()
        for life in (3, 6)
    }
    assert charged[3] == pytest.approx([50, 380 / 3, 260])
    assert charged[6] == pytest.approx([25, 190 / 3, 130])
    assert charged[3][2] - charged[6][2] == pytest.approx(780 * (1 / 3 - 1 / 6))


def test_without_growth_depreciation_is_investment_and_only_assets_differ() -> None:
    flow = series([400] * 12)
    made = {
        life: perpetual_inventory(flow, life=life, method="straight-line", in_service=0.5)
        for life in (3, 6)
    }
    assert made[6]["depreciation"].iloc[-1] == pytest.approx(400)
    assert made[3]["depreciation"].iloc[-1] == pytest.approx(400)
    assert (made[6] - made[3])["net_stock"].iloc[-1] == pytest.approx(400 * (6 - 3) / 2)


# Properties


@pytest.mark.parametrize("method", METHODS)
@given(amounts, st.floats(0.1, 10))
def test_stocks_scale_with_investment_and_prices_cancel(
    method: str, flow: list[float], scale: float
) -> None:
    how: dict[str, Any] = {"rate": 0.1} if method == "geometric" else {"life": 7}
    plain = perpetual_inventory(series(flow), method=method, **how)
    larger = perpetual_inventory(series(flow) * scale, method=method, **how)
    np.testing.assert_allclose(larger, plain * scale, rtol=1e-9, atol=1e-3)
    priced = perpetual_inventory(
        series(flow), method=method, prices=series([scale] * len(flow)), **how
    )
    for name in plain:
        np.testing.assert_allclose(priced[f"{name}_current_cost"], plain[name], atol=1e-3)
        np.testing.assert_allclose(priced[f"{name}_historical_cost"], plain[name], atol=1e-3)
        np.testing.assert_allclose(
            priced[f"{name}_constant_prices"] * scale, plain[name], atol=1e-3
        )


@pytest.mark.parametrize("method", METHODS)
def test_depreciation_is_investment_less_growth_at_the_prices_of_the_year(method: str) -> None:
    how: dict[str, Any] = {"rate": 0.1} if method == "geometric" else {"life": 4}
    flow, price = series([5, 7, 2, 9, 4, 6, 1]), series([1, 1.2, 1.1, 1.5, 1.9, 2.0, 1.7])
    made = perpetual_inventory(flow, method=method, prices=price, **how)
    revalued = (made["net_stock_constant_prices"].shift(fill_value=0) * price).to_numpy()
    grown = made["net_stock_current_cost"].to_numpy() - revalued
    assert (flow.to_numpy() - grown).tolist() == pytest.approx(
        made["depreciation_current_cost"].tolist()
    )
    historical = made["net_stock_historical_cost"].diff().iloc[1:]
    charged = flow.iloc[1:] - made["depreciation_historical_cost"].iloc[1:]
    assert historical.tolist() == pytest.approx(charged.tolist())


def test_what_the_initial_stock_once_cost_is_not_made_up() -> None:
    flow, price = series([5, 7], "2002"), series([1, 2, 3])
    made = perpetual_inventory(
        flow, life=5, method="straight-line", prices=price, initial=10, initial_rate=0.25
    )
    assert not any("historical" in name for name in made.columns)
    assert made["net_stock_constant_prices"].iloc[0] == pytest.approx(5 / 2 + 7.5)
    assert made["gross_stock_current_cost"].iloc[1] == pytest.approx(
        3 * (5 / 2 + 7 / 3 + 10 * 0.75**2)
    )


def test_half_a_year_of_wear_in_the_year_of_purchase() -> None:
    made = perpetual_inventory(series([100, 0]), rate=0.2, in_service=0.5)
    assert made["net_stock"].tolist() == pytest.approx([90, 72])
    assert made["depreciation"].tolist() == pytest.approx([10, 18])


def test_input_is_left_as_it_is() -> None:
    flow, price = series([5, 7]), series([1, 2])
    kept = flow.copy(), price.copy()
    perpetual_inventory(flow, rate=0.1, prices=price)
    pd.testing.assert_series_equal(flow, kept[0])
    pd.testing.assert_series_equal(price, kept[1])


# Refusals

FLOW = series([5, 7, 9])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "has a rate and no life"),
        ({"rate": 0.1, "life": 5}, "has a rate and no life"),
        ({"method": "straight-line"}, "has a life and no rate"),
        ({"method": "one-hoss-shay", "life": 5, "rate": 0.1}, "has a life and no rate"),
        ({"method": "straight-line", "life": 0}, "life of 0 periods"),
        ({"method": "straight-line", "life": math.nan}, "life of nan periods"),
        ({"rate": 1.5}, "between 0 and 1"),
        ({"rate": math.nan}, "between 0 and 1"),
        ({"rate": series([0.1, 0.2])}, "rate is missing in 2003"),
        ({"rate": 0.1, "in_service": 2}, "in_service is 2"),
        ({"rate": 0.1, "initial": -1.0}, "initial stock of -1"),
        ({"rate": 0.1, "initial_rate": 0.1}, "without an initial stock"),
        ({"method": "straight-line", "life": 5, "initial": 3.0}, "wears off is not said"),
        ({"rate": 0.1, "prices": series([1, 2])}, "no price for 2003"),
        ({"rate": 0.1, "prices": series([1, 2, 3]), "initial": 1.0}, "no price for 2000"),
        ({"rate": 0.1, "prices": series([1, 0, 3])}, "price is not positive"),
        ({"rate": 0.1, "prices": series([1, math.nan, 3])}, "price index is not finite in 2002"),
    ],
)
def test_what_has_no_meaning_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(DataError, match=message):
        perpetual_inventory(FLOW, **options)


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        (series([5, -1]), "negative in 2002"),
        (series([5, math.inf]), "not finite in 2002"),
        (series([5, 6, 7]).iloc[[0, 2]], "gap or is out of order at 2002"),
        (series([5, 6])[::-1], "out of order at 2003|out of order at 2002"),
        (series([5, 6]).iloc[[0, 0]], "out of order at 2002"),
        (pd.Series([5.0, 6.0]), "PeriodIndex"),
        (series([5]).iloc[:0], "has no value"),
    ],
)
def test_investment_must_be_a_whole_series(flow: pd.Series, message: str) -> None:
    with pytest.raises(DataError, match=message):
        perpetual_inventory(flow, rate=0.1)


def test_a_method_is_met_with_the_one_that_was_meant() -> None:
    with pytest.raises(UnknownNameError, match="did you mean ‘geometric’"):
        perpetual_inventory(FLOW, rate=0.1, method="geometrical")
