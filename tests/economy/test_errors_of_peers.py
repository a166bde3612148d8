"""Twelve errors of an earlier package: each wrong figure, and that it does not come out.

The figures are those of R `clptheory` 0.1.0 and 1.0.0, recomputed. Errors 1, 2, 4, 5, 6, 9 and 10
have further tests beside the price solver.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.linalg import eig

from capital import economy as room
from capital.economy import Economy, deviations, readers
from capital.errors import DataError, ModelError

Agrees = Callable[[object, str], bool]


def test_error_1_right_for_left_eigenvector(ochoa, agrees: Agrees) -> None:
    M = np.array(ochoa["A"]) + np.outer(ochoa["wage_basket"], ochoa["labour"])
    roots, right = eig(M)
    wrong = np.abs(right[:, np.argmax(roots.real)].real)
    wrong *= sum(ochoa["output"]) / (wrong @ ochoa["output"])
    assert all(map(agrees, wrong, ("0.570", "0.239", "1.342")))
    found = Economy(**ochoa).prices_of_production().prices
    assert all(map(agrees, found, ("0.261", "4.461", "0.414")))


def test_error_2_circulating_maximum_rate_in_a_stock_model(ochoa_stocks, agrees: Agrees) -> None:
    economy = Economy(**ochoa_stocks)
    flows = economy.prices_of_production(capital="circulating").maximum_rate_of_profit
    assert agrees(flows, "1.0249")
    for made in (
        economy.prices_of_production().maximum_rate_of_profit,
        economy.wage_profit_curve().maximum_rate_of_profit,
        economy.standard_commodity().maximum_rate_of_profit,
    ):
        assert agrees(made, "0.4627")


def test_error_3_flows_in_one_currency_output_in_another(random_economy) -> None:
    """Dollars over national currency: A is off by the rate of exchange, and is refused."""
    g = random_economy(4, 1)
    A = g.A * g.units[:, None] / g.units  # in money's worth
    flows = 1.9 * A * (g.Q * g.units)
    columns = {f"s{i}": [*flows[:, i], g.l[i], g.Q[i] * g.units[i]] for i in range(4)}
    table = pd.DataFrame(columns, index=[*columns, "labour", "output"])
    given = readers.plain(table).arguments
    with pytest.raises(DataError, match="one currency"):
        Economy(**given, market_prices=np.ones(4))


def test_error_4_goods_an_hour_times_skilled_hours(ochoa) -> None:
    economy = Economy(**ochoa)
    wrong = Economy(ochoa["A"], np.array(ochoa["labour"]) * 2.4, wage_basket=ochoa["wage_basket"])
    with pytest.raises(ModelError, match="real wage exceeds"):
        wrong.prices_of_production()
    skilled = economy.prices_of_production(reduction=[2.4, 2.4, 2.4])
    assert skilled.rate_of_profit == economy.prices_of_production().rate_of_profit > 0


def test_error_5_a_root_good_to_four_digits(ochoa) -> None:
    economy = Economy(**ochoa)
    new = {"interpretation": "new", "value_of_labour_power": 2 / 3}
    found = economy.prices_of_production(**new)
    assert abs(found.rate_of_profit - 0.2116339) > 1e-6
    assert found.rate_of_profit == pytest.approx(0.2116352706445, rel=1e-12)
    assert found.bounds[1] - found.bounds[0] < 1e-12
    with pytest.raises(ModelError, match="real wage exceeds") as caught:
        economy.prices_of_production(interpretation="new", value_of_labour_power=1.1)
    assert "opposite sign" not in str(caught.value)


def test_error_6_market_prices_fixed_at_one(ochoa, agrees: Agrees) -> None:
    given = {"interpretation": "new", "value_of_labour_power": "2/3", "wage": 1}
    economy = Economy(**ochoa, market_prices=[4.0, 60.0, 7.0])
    prices = economy.prices_of_production(**given)
    wrong = deviations.deviations(prices.prices, [1, 1, 1], weights=ochoa["output"])
    assert wrong.rmse > 3  # prices in the arbitrary unit of the wage, beside prices of one
    found = economy.deviations(prices).loc[("market", "production")]
    assert found["rmse"] < 1
    double = economy.prices_of_production(**{**given, "wage": 10})
    again = economy.deviations(double).loc[("market", "production")]
    assert again["rmse"] == pytest.approx(found["rmse"])


def test_error_7_the_angle_with_the_deviation_of_a_sample() -> None:
    prices, base = np.array([1.0, 2.0, 4.0]), np.ones(3)
    found = deviations.deviations(prices, base, weights=base)
    true = np.degrees(np.arccos(prices.sum() / (np.sqrt(3) * np.linalg.norm(prices))))
    assert found.angle == pytest.approx(true, rel=1e-12)
    wrong = np.degrees(np.arctan(prices.std(ddof=1) / prices.mean()))
    assert np.tan(np.radians(wrong)) / np.tan(np.radians(found.angle)) == pytest.approx(
        np.sqrt(3 / 2)
    )


def test_error_8_pairs_of_sectors_are_no_observations(random_economy) -> None:
    """n sectors give n residuals: the interval shrinks with n, not with n(n − 1)/2 pairs."""
    g = random_economy(12, 3)
    economy = Economy(g.A, g.l, wage_basket=g.b, output=g.Q)
    prices, direct = economy.prices_of_production().prices, economy.direct_prices()
    found = economy.deviations().loc[("production", "direct")]
    slope, _ = np.polyfit(np.log(direct), np.log(prices), 1)
    assert found["slope"] == pytest.approx(slope)
    measured = deviations.deviations(prices, direct, weights=direct * g.Q, bundle=g.Q)
    assert len(measured.ratio) == len(measured.weights) == 12
    assert measured.weights.sum() == pytest.approx(1)


@pytest.mark.parametrize("n", [150, 200, 1_000])
def test_error_9_irreducibility_by_powers_underflows(n: int) -> None:
    """A ring with entries of 0.01: the power (I + A)^(n−1) says no at n = 200."""
    ring = np.roll(np.eye(n), 1, axis=1) * 0.01
    assert Economy(ring, np.ones(n)).irreducible
    broken = ring.copy()
    broken[0] = 0
    assert not Economy(broken, np.ones(n)).irreducible


def test_error_10_unweighted_averages(random_economy) -> None:
    g = random_economy(4, 3)
    economy = Economy(g.A, g.l, wage_basket=g.b, output=g.Q)
    wages, hours = np.array([1.0, 2.0, 4.0, 8.0]), g.l * g.Q
    found = economy.prices_of_production(
        interpretation="new", value_of_labour_power=0.5, wages_by_sector=wages
    )
    assert found.wage == pytest.approx(wages @ hours / hours.sum())
    assert abs(found.wage - wages.mean()) > 0.1
    account = economy.value_account(wages_by_sector=wages)
    share = account.totals["v"] / (account.totals["v"] + account.totals["s"])
    assert share == pytest.approx(economy.value_of_labour_power(wages_by_sector=wages))


def test_error_11_self_employed_imports_and_stocks_are_choices() -> None:
    """What was dropped without a word is an argument of the reader, and the log names it."""
    defaults = {
        name: item.default for name, item in inspect.signature(readers.wiod2016).parameters.items()
    }
    assert (defaults["imports"], defaults["labour"]) == ("include", "engaged")
    assert defaults["capital"] is False
    assert defaults["wages"] == "compensation"


def test_error_12_the_documents_name_what_there_is() -> None:
    """Every argument that a method of Economy documents is one that it takes, and so back."""
    for name, method in inspect.getmembers(Economy, inspect.isfunction):
        if name.startswith("_"):
            continue
        taken = list(inspect.signature(method).parameters)[1:]
        text = inspect.getdoc(method) or ""
        part = re.search(r"Parameters\n-+\n(.*?)(\n\n\w+\n-+\n|\Z)", text, re.S)
        lines = part.group(1).splitlines() if part else []
        heads = [line for line in lines if line and not line.startswith(" ")]
        named = [word.strip(" *") for line in heads for word in line.split(" : ")[0].split(",")]
        if named:
            assert sorted(named) == sorted(taken), name
    for result in (room.Prices, room.ValueAccount, room.Condition):
        fields = {field.name for field in dataclasses.fields(result)}
        for field in fields:
            assert re.search(rf"\b{field}\b", result.__doc__ or ""), field
