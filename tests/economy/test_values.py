"""Values, the value account, value of labour-power and MELT, against closed forms and cases."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from capital.economy import Economy
from capital.economy.values import Valuation, account, relative_wages, values
from capital.errors import DataError, ModelError

R = sp.Rational


def test_P1_basu_values_exactly(basu) -> None:
    economy = Economy(**basu)
    assert economy.values(exact=True).tolist() == [R(2, 11), R(20, 11), R(10, 11)]
    assert economy.value_of_labour_power(exact=True) == R(17, 33)
    totals = economy.value_account(exact=True).totals
    assert totals["e"] == R(16, 17)
    assert totals["s"] == R(320, 11)
    assert totals["W"] == R(1920, 11)


def test_P1_basu_values_in_decimals(basu) -> None:
    economy = Economy(**basu)
    assert economy.values().to_numpy() == pytest.approx(np.array([2, 20, 10]) / 11, rel=1e-12)
    net = np.array([180, 0, 30])
    assert economy.values().to_numpy() @ net == pytest.approx(60, rel=1e-12)


def test_P2_ochoa_values(ochoa) -> None:
    economy = Economy(**ochoa)
    printed = [0.439841699291147, 7.739431388155930, 0.897954146625160]
    assert economy.values().tolist() == pytest.approx(printed, rel=1e-12)
    assert economy.value_of_labour_power() == pytest.approx(0.4834230650976089, rel=1e-12)
    found = economy.value_account()
    assert found.rate_of_surplus_value == pytest.approx(1.0685814811051433, rel=1e-12)
    assert found.rate_of_profit == pytest.approx(0.3746362160319719, rel=1e-12)
    assert found.table["e"].tolist() == pytest.approx([1.0685814811051433] * 3, rel=1e-12)


def test_T_F10_1_ochoa_values_with_depreciation(ochoa_stocks, agrees) -> None:
    economy = Economy(**ochoa_stocks)
    printed = ["0.5192079", "8.3094061", "0.9407729"]
    pairs = zip(economy.values(), printed, strict=True)
    assert all(agrees(found, text) for found, text in pairs)
    plain = economy.values(depreciation=False)
    assert plain.tolist() == pytest.approx([0.4398416992911, 7.739431388156, 0.8979541466252])


def test_P12_one_good() -> None:
    economy = Economy([["2/5"]], ["3/7"], wage_basket=["1/9"], output=[70])
    assert economy.values(exact=True)[0] == R(3, 7) / (1 - R(2, 5))


def test_F1_values_of_net_output_are_total_labour(random_economy) -> None:
    for seed in range(20):
        given_ = random_economy(6, seed)
        economy = Economy(given_.A, given_.l, output=given_.Q)
        assert economy.values() @ given_.y == pytest.approx(given_.l @ given_.Q, rel=1e-11)


@given(st.integers(0, 10_000), st.integers(1, 9))
def test_values_are_the_sum_over_rounds_of_production(random_economy, seed, n) -> None:
    given_ = random_economy(n, seed)
    total, round_ = np.zeros(n), given_.l
    for _ in range(600):
        total, round_ = total + round_, round_ @ given_.A
    for A in (given_.A, sparse.csc_array(given_.A), np.asfortranarray(given_.A)):
        assert values(A, given_.l) == pytest.approx(total, rel=1e-10)


@given(st.integers(0, 10_000))
def test_exact_values_agree_with_decimals(random_economy, seed) -> None:
    given_ = random_economy(4, seed)
    wear = given_.A.round(4) / 10
    economy = Economy(given_.A.round(4), given_.l, depreciation=wear)
    exact = economy.values(exact=True)
    assert all(number.is_Rational for number in exact)
    assert exact.astype(float).tolist() == pytest.approx(economy.values().tolist(), rel=1e-10)


@given(st.integers(0, 10_000))
def test_the_account_adds_up(random_economy, seed) -> None:
    given_ = random_economy(5, seed)
    wear, stock = given_.A * 0.1, given_.A * 3
    wages = given_.rng.uniform(1, 3, 5)
    skill = given_.rng.uniform(1, 2, 5)
    economy = Economy(
        given_.A,
        given_.l,
        wage_basket=given_.b,
        output=given_.Q,
        depreciation=wear,
        capital=stock,
        turnover=0.25,
    )
    found = economy.value_account(wages_by_sector=wages, reduction=skill)
    lam = np.linalg.solve(np.eye(5) - (given_.A + wear).T, given_.l * skill)
    table, totals = found.table, found.totals
    assert table["W"].to_numpy() == pytest.approx(lam * given_.Q, rel=1e-11)
    assert (table["c"] + table["v"] + table["s"]).tolist() == pytest.approx(table["W"].tolist())
    hours = given_.l * given_.Q
    shares = wages / (wages @ hours / hours.sum())
    assert table["v"].to_numpy() == pytest.approx((lam @ given_.b) * shares * hours, rel=1e-11)
    advanced = 0.25 * ((lam @ given_.A) * given_.Q + table["v"]) + (lam @ stock) * given_.Q
    assert table["C"].tolist() == pytest.approx(advanced.tolist(), rel=1e-11)
    assert totals["r"] == pytest.approx(table["s"].sum() / table["C"].sum())
    assert totals["e"] == pytest.approx(table["s"].sum() / table["v"].sum())
    labour_power = economy.value_of_labour_power(wages_by_sector=wages, reduction=skill)
    assert labour_power == pytest.approx(totals["v"] / (totals["v"] + totals["s"]), rel=1e-12)


def test_the_average_rate_is_a_ratio_of_sums(basu) -> None:
    found = Economy(**basu).value_account()
    assert found.rate_of_profit == pytest.approx(0.2, rel=1e-12)
    assert found.table["r"].mean() != pytest.approx(0.2, rel=1e-3)


def test_an_account_by_a_given_value_of_labour_power(ochoa) -> None:
    without = {key: table for key, table in ochoa.items() if key != "wage_basket"}
    found = Economy(**without).value_account(value_of_labour_power=Fraction(2, 3))
    assert found.rate_of_surplus_value == pytest.approx(0.5, rel=1e-12)
    with pytest.raises(ModelError, match="wage_basket"):
        Economy(**without).value_account()


def test_unproductive_sectors_have_no_values(ochoa) -> None:
    economy = Economy(**ochoa, labels=["farm", "works", "bank"], productive=["farm", "works"])
    A, labour = np.array(ochoa["A"])[:2, :2], np.array(ochoa["labour"])[:2]
    assert economy.values().index.tolist() == ["farm", "works"]
    assert economy.values().to_numpy() == pytest.approx(np.linalg.solve(np.eye(2) - A.T, labour))
    assert len(economy.values(productive=False)) == 3
    assert len(economy.value_account().table) == 2


def test_direct_prices_cost_what_markets_pay(ochoa, agrees) -> None:
    found = Economy(**ochoa).direct_prices()
    printed = ["0.2385260", "4.1970914", "0.4869603"]
    assert all(agrees(price, text) for price, text in zip(found, printed, strict=True))
    market = [4.0, 60.0, 7.0]
    priced = Economy(**ochoa, market_prices=market).direct_prices()
    assert priced @ np.array(ochoa["output"]) == pytest.approx(np.dot(market, ochoa["output"]))


def test_melt_of_market_prices_and_of_given_ones(ochoa) -> None:
    market = [4.0, 60.0, 7.0]
    economy = Economy(**ochoa, market_prices=market)
    Q, A = np.array(ochoa["output"]), np.array(ochoa["A"])
    hours = np.dot(ochoa["labour"], Q)
    assert economy.melt() == pytest.approx(np.dot(market, Q - A @ Q) / hours)
    assert economy.melt(basis="gross") == pytest.approx(
        np.dot(market, Q) / (economy.values() @ Q), rel=1e-12
    )
    assert economy.melt(economy.values()) == pytest.approx(1, rel=1e-12)
    with pytest.raises(ModelError, match="market_prices"):
        Economy(**ochoa).melt()


def test_T_A3_1_melt_and_value_of_labour_power() -> None:
    """One good at 90 $ an hour of labour: net product 27,000 $ of 300 h, wage 36 $."""
    economy = Economy([[0.5]], [1 / 180], output=[54_000.0], market_prices=[1.0])
    assert economy.melt() == pytest.approx(90)
    prices = economy.prices_of_production(wage=36, numeraire=0)
    assert economy.value_of_labour_power(prices) == pytest.approx(0.4)


def test_pure_functions_take_exact_arrays() -> None:
    from capital.economy import exact
    from capital.economy.inputs import Technique

    given_ = exact.technique(
        Technique(np.array([[0.5]]), np.array([1.0]), b=np.array([0.25]), Q=np.array([100.0]))
    )
    found = account(Valuation(given_, None, None, np.array([0]), exact.values))
    assert (found.constant[0], found.variable[0], found.surplus[0]) == (100, 50, 50)


def test_wages_are_averaged_by_hours() -> None:
    shares, average = relative_wages(np.array([1.0, 3.0]), np.array([3.0, 1.0]), np.ones(2))
    assert average == 1.5
    assert shares @ np.array([3.0, 1.0]) == pytest.approx(4)
    with pytest.raises(DataError, match="hours worked"):
        relative_wages(np.ones(2), np.ones(2), None)
