"""Kliman (2011): historical cost above and below, and what that does to the trend.

He prints no table that could be met digit by digit; what is checked is the measure, and the
dispute about 1982–2007 that turns on it.
"""

from __future__ import annotations

import pytest

from capital.econometrics import trend
from capital.measure import by_definition, rates_of_profit, us_corporate


def slope(definition: str, sector: str, start: int, end: int) -> float:
    rate = by_definition(definition, sector).rate_of_profit
    return float(trend(rate, start=start, end=end).percent_per_period)


@pytest.mark.parametrize(
    ("sector", "valuation", "printed"),
    [
        ("nonfinancial", "current", 0.38),
        ("nonfinancial", "historical", -0.56),
        ("corporate", "current", 0.52),
        ("corporate", "historical", -0.38),
    ],
)
def test_the_sign_of_1982_to_2007_turns_on_the_valuation_of_the_stock(
    sector: str, valuation: str, printed: float
) -> None:
    rate = us_corporate(sector, valuation=valuation).rate_of_profit
    assert round(trend(rate, start=1982, end=2007).percent_per_period, 2) == printed


@pytest.mark.parametrize("sector", ["nonfinancial", "corporate"])
def test_at_historical_cost_throughout_it_does_not_recover(sector: str) -> None:
    for definition in (
        "kliman_property_income",
        "historical_net_operating_surplus",
        "kliman_inflation_adjusted",
    ):
        assert slope(definition, sector, 1982, 2007) < -0.3
        assert slope(definition, sector, 1948, 1982) < -0.3
    assert slope("net_operating_surplus", sector, 1982, 2007) > 0.3


@pytest.mark.parametrize("sector", ["nonfinancial", "corporate"])
def test_tax_depreciation_hides_the_fall(sector: str) -> None:
    """Tax rules write off faster than wear, and ever more so to 1982: no trend is left."""
    assert abs(slope("tax_depreciation", sector, 1982, 2007)) < 0.1


def test_the_rate_of_2001_lies_below_that_of_1982() -> None:
    rates = rates_of_profit(
        "corporate", ["kliman_property_income", "kliman_inflation_adjusted"], 1982, 2001
    ).frame
    assert (rates.loc["2001"] < rates.loc["1982"]).all()
    current = by_definition("dumenil_levy").rate_of_profit
    assert current["2001"] > current["1982"]


def test_depreciation_at_historical_cost_is_smaller_while_prices_rise() -> None:
    """So property income is larger than at current cost in every year after the war but few."""
    made = by_definition("kliman_property_income").surplus_value.loc["1948":]
    current = by_definition("dumenil_levy").surplus_value.reindex(made.index)
    assert (made > current).all()
