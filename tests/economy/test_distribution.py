"""Wage–profit curves, standard commodity and dated labour of an `Economy`."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from capital.economy import Economy
from capital.errors import DataError, ModelError


def test_a_curve_keeps_labels_and_says_its_numeraire() -> None:
    economy = Economy.example("okishio-two-goods")
    curve = economy.wage_profit_curve(["1/4", "1/3"], numeraire="wage_good", exact=True)
    assert curve.wages.tolist() == [sp.Rational(1, 4), sp.Rational(1, 5)]  # (2 − 3r)/5
    assert curve.numeraire == "the price of ‘wage_good’ is 1"
    assert list(curve.prices.columns) == ["capital_good", "wage_good"]
    ante = economy.wage_profit_curve([0.25], wages="ante", numeraire="wage_good")
    assert ante.wages.iloc[0] == pytest.approx(1 / 5)
    table = economy.wage_profit_curve(numeraire="wage_good").to_frame()
    assert table.shape == (100, 3)
    assert table["wage"].is_monotonic_decreasing
    assert table.index[-1] == pytest.approx(2 / 3)


@pytest.mark.parametrize("wages", ["ante", "post"])
def test_a_curve_with_stocks_is_that_of_the_price_solver(ochoa_stocks, wages: str) -> None:
    economy = Economy(**ochoa_stocks)
    curve = economy.wage_profit_curve(wages=wages, numeraire="wage_basket")
    assert curve.maximum_rate_of_profit == pytest.approx(0.4627, abs=5e-5)
    assert curve.bounds[0] <= curve.maximum_rate_of_profit <= curve.bounds[1]
    assert curve.residual < 1e-12
    for place in (0, 40, 99):
        rate = curve.rates_of_profit[place]
        found = economy.prices_of_production(wages, rate_of_profit=rate, numeraire="wage_basket")
        assert curve.wages.iloc[place] == pytest.approx(found.wage, rel=1e-10, abs=1e-12)
        assert curve.prices.iloc[place].to_numpy() == pytest.approx(found.prices.to_numpy())
    by_basket = economy.prices_of_production(wages)  # where the wage buys one basket
    crossing = economy.wage_profit_curve(
        [by_basket.rate_of_profit], wages=wages, numeraire="wage_basket"
    )
    assert crossing.wages.iloc[0] == pytest.approx(1)
    flows = economy.wage_profit_curve(capital="circulating")
    assert flows.maximum_rate_of_profit == pytest.approx(1.02493919118516)


def test_in_the_standard_commodity_of_stocks_the_curve_is_straight(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    standard = economy.standard_commodity()
    assert economy.labour @ standard.outputs == pytest.approx(1)
    assert standard.residual < 1e-12
    tied = economy.technique.K + economy.technique.A * economy.technique.t
    grown = standard.maximum_rate_of_profit * (tied @ standard.outputs)
    assert standard.net_product.to_numpy() == pytest.approx(grown)
    curve = economy.wage_profit_curve(numeraire="standard_commodity")
    straight = 1 - curve.rates_of_profit / curve.maximum_rate_of_profit
    assert curve.wages.to_numpy() == pytest.approx(straight, rel=1e-9, abs=1e-12)


def test_dated_labour_counts_wear(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    found = economy.dated_labour(4)
    assert found.labour.loc[0].to_numpy() == pytest.approx(economy.labour.to_numpy())
    assert (found.labour.sum() + found.remainder).to_numpy() == pytest.approx(
        economy.values().to_numpy()
    )


def test_three_techniques_and_their_frontier() -> None:
    corn = [Economy([[a]], [l], labels=["corn"]) for a, l in ((0.5, 1), (0.6, 0.25), (0.9, 5))]
    found = corn[0].choice(*corn[1:], numeraire="corn")
    assert [switch.rate_of_profit for switch in found.switches] == pytest.approx([11 / 19])
    assert found.ruling(0.1) == 1


def test_what_draws_no_curve_is_refused(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    for numeraire in ("labour_commanded", "surplus_value"):
        with pytest.raises(ModelError, match="wages draw no curve"):
            economy.wage_profit_curve(numeraire=numeraire)
    for question in (economy.wage_profit_curve, economy.standard_commodity):
        with pytest.raises(ModelError, match="circulating"):
            question(exact=True)
    with pytest.raises(ModelError, match="maximum"):
        economy.wage_profit_curve([0.5])
    with pytest.raises(ModelError, match="not the same goods"):
        economy.choice(economy, numeraire="gross_output", capital="circulating")
    with pytest.raises(DataError, match="0 terms"):
        economy.dated_labour(0)


def test_sparse_tables_give_the_same(random_economy) -> None:
    from scipy import sparse

    g = random_economy(6, 1)
    thick, thin = (Economy(A, g.l, output=g.Q) for A in (g.A, sparse.csr_array(g.A)))
    assert np.allclose(thick.wage_profit_curve().wages, thin.wage_profit_curve().wages)
    assert np.allclose(thick.standard_commodity().outputs, thin.standard_commodity().outputs)
    assert np.allclose(thick.dated_labour(3).labour, thin.dated_labour(3).labour)


def test_a_choice_leaves_nothing_aside_in_silence(ochoa_stocks) -> None:
    economy = Economy(**ochoa_stocks)
    other = economy.with_process(0, economy.inputs[0] * 1.1, 0.1)
    with pytest.raises(ModelError, match="capital='circulating'"):
        economy.choice(other, numeraire=0)
    found = economy.choice(other, numeraire=0, capital="circulating")
    assert found.maximum_rate_of_profit == pytest.approx(1.02493919118516)
