"""Marx's transformation and temporal sequences on an `Economy`."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

from capital.economy import Economy
from capital.errors import DataError, ModelError, UnknownNameError


@pytest.fixture
def departments() -> Economy:
    return Economy.example("bortkiewicz").replace(market_prices=[1, 1, 1])


def test_marx_and_his_steps_with_labels(departments: Economy) -> None:
    found = departments.transformation(steps=3, exact=True)
    rates = [sp.Rational(text) for text in ("8/27", "28/107", "108/427", "428/1707")]
    assert found.iteration.rates_of_profit.tolist() == rates
    whole = found.iteration.prices.loc[1] * departments.output.map(sp.Rational)
    assert [sp.nsimplify(one) for one in found.marx.prices] == [
        sp.Rational(text) for text in ("1225/3", "7700/27", "4900/27")
    ]
    assert [round(float(one), 9) for one in whole] == [
        round(float(one), 9) for one in found.marx.prices
    ]
    assert found.marx.deviations.sum() == 0
    assert list(found.to_frame().columns) == ["value", "marx", "price_of_production"]


def test_the_steps_end_at_prices_of_production(departments: Economy) -> None:
    found = departments.transformation()
    prices = departments.prices_of_production(numeraire="total_value")
    last = found.to_frame()["price_of_production"]
    assert last.to_numpy() == pytest.approx(prices.prices.to_numpy(), rel=1e-12)
    assert found.iteration.convergence == pytest.approx(1 / 4, rel=1e-5)
    assert found.equalities.price_equals_value
    assert not found.equalities.profit_equals_surplus_value
    assert found.new.value_of_labour_power == pytest.approx(8 / 13)


@pytest.mark.parametrize(
    ("hold", "numeraire"),
    [
        ("gross_output", "total_value"),
        ("net_output", "net_output"),
        ("surplus_product", "surplus_value"),
    ],
)
def test_each_invariance_is_a_numeraire(random_economy, hold: str, numeraire: str) -> None:
    g = random_economy(4, 2, 0.3)
    economy = Economy(g.A, g.l, wage_basket=g.b, output=g.Q)
    if hold == "surplus_product":
        M = g.A + np.outer(g.b, g.l)
        economy = economy.replace(output=np.linalg.solve(np.eye(4) - M, g.y))
    steps = economy.transformation(hold=hold)
    prices = economy.prices_of_production(numeraire=numeraire).prices
    assert steps.iteration.prices.iloc[-1].to_numpy() == pytest.approx(prices.to_numpy(), rel=1e-9)
    assert steps.held == hold


def test_a_sequence_with_another_technique_each_period() -> None:
    """One good whose labour falls by a fifth a period, of theory's counter-example."""
    hours = [sp.Rational(4, 5) ** (t + 1) for t in range(4)]
    first, *rest = (
        Economy([["1/2"]], [l], wage_basket=["1/20"], output=[1], market_prices=[2]) for l in hours
    )
    path = first.sequence(4, then=rest, melt=1, exact=True)
    assert path.rates_of_profit.tolist()[:3] == [
        sp.Rational(text) for text in ("2/3", "104/171", "29536/50589")
    ]
    physical = [float(sp.Rational(text)) for text in ("23/27", "117/133", "593/657")]
    assert path.simultaneous_rates.tolist()[:3] == pytest.approx(physical)
    assert not path.price_gap.any()
    assert not path.profit_gap.any()
    assert list(path.prices.index) == [0, 1, 2, 3, 4]


def test_one_step_is_the_first_of_the_sequence(ochoa) -> None:
    economy = Economy(**ochoa, market_prices=[4.0, 60.0, 7.0])
    once = economy.prices_of_production(interpretation="temporal")
    path = economy.sequence(200)
    assert once.rate_of_profit == pytest.approx(path.rates_of_profit[0], rel=1e-14)
    assert once.prices.to_numpy() == pytest.approx(path.prices.loc[1].to_numpy(), rel=1e-14)
    assert once.residual < 1e-14
    assert once.interpretation == "temporal"
    assert "MELT" in once.normalisation or "hour of labour" in once.normalisation
    assert path.melt.iloc[0] == pytest.approx(economy.melt())
    limit = economy.prices_of_production(numeraire="net_output").prices * economy.melt()
    assert path.prices.loc[200].to_numpy() == pytest.approx(limit.to_numpy(), rel=1e-8)


def test_what_a_period_cannot_tell_is_refused(ochoa_stocks, ochoa) -> None:
    market = {"market_prices": [4.0, 60.0, 7.0]}
    stocks = Economy(**ochoa_stocks, **market)
    for question in (stocks.transformation, lambda: stocks.sequence(2)):
        with pytest.raises(ModelError, match="capital='circulating'"):
            question()
    same = Economy(**ochoa, **market)
    assert stocks.prices_of_production(
        interpretation="temporal", capital="circulating"
    ).rate_of_profit == pytest.approx(
        same.prices_of_production(interpretation="temporal").rate_of_profit
    )
    with pytest.raises(ModelError, match="wages are advanced"):
        same.prices_of_production("post", interpretation="temporal")
    for options in ({"rate_of_profit": 0.1}, {"numeraire": "gross_output"}):
        with pytest.raises(ModelError, match="leave"):
            same.prices_of_production(interpretation="temporal", **options)
    with pytest.raises(ModelError, match="productive"):
        same.replace(productive=[True, True, False]).transformation()
    with pytest.raises(UnknownNameError, match="surplus_product"):
        same.transformation(hold="surplus")
    with pytest.raises(DataError, match="other goods"):
        same.sequence(2, then=[Economy([[0.5]], [1.0])])
