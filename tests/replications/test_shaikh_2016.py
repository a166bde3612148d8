"""Shaikh (2016), appendix 6.8: the corporate rate of profit 1947–2011 from its inputs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.measure import by_definition, perpetual_inventory, rates_of_profit, weisskopf

TABLE = datasets.load("shaikh_2016_corporate")
DIGITS = 1e-9  # ten significant digits are published


@pytest.mark.parametrize(
    ("definition", "column", "published"),
    [
        ("shaikh_2016", "rate_of_profit", "rate_of_profit"),
        ("shaikh_2016", "profit_share", "profit_share"),
        ("shaikh_2016", "output_capital_ratio", "maximum_rate_of_profit"),
        ("shaikh_2016_conventional", "rate_of_profit", "rate_of_profit_nipa"),
    ],
)
def test_the_published_ratios_follow_from_the_inputs(
    definition: str, column: str, published: str
) -> None:
    found = by_definition(definition).frame[column]
    expected = TABLE[published].dropna()
    assert found.index.equals(expected.index)
    assert len(found) == 65
    assert (found / expected - 1).abs().max() < 20 * DIGITS


def test_it_also_follows_when_the_gross_stock_is_made_from_investment() -> None:
    """From the stock of 1947 on: investment, retirements of 1993, prices; inventories beside it."""
    gross = perpetual_inventory(
        TABLE["investment"].loc["1948":],
        rate=TABLE["retirement_rate_1993"],
        prices=TABLE["price_of_net_stock"],
        initial=float(TABLE.loc["1947", "gross_stock"]),
    )["net_stock_current_cost"]
    inventories = TABLE["inventories_irs"] * TABLE["net_stock_historical"] / TABLE["net_stock_irs"]
    capital = gross + inventories.reindex(gross.index)
    surplus = (
        TABLE["net_operating_surplus_nipa"]
        - TABLE["bank_monetary_interest_paid"]
        - TABLE["nonfinancial_imputed_interest_paid"]
    )
    opening = pd.Series(capital.to_numpy(), capital.index + 1)
    rate = (surplus / opening).dropna()
    assert [rate.index[0].year, rate.index[-1].year] == [1949, 2011]
    assert (rate / TABLE["rate_of_profit"].reindex(rate.index) - 1).abs().max() < 20 * DIGITS


def test_his_rate_falls_where_the_conventional_one_recovers() -> None:
    """What his corrections are about: from 1982 to 2007 the two part."""
    rates = rates_of_profit("corporate", ["shaikh_2016", "shaikh_2016_conventional"]).frame
    logs = np.log(rates)
    change = logs.loc["2007"] - logs.loc["1982"]
    assert 0 < change["shaikh_2016"] < change["shaikh_2016_conventional"] / 2
    whole = np.polyfit(np.arange(65), logs["shaikh_2016"].dropna(), 1)[0]
    assert whole < -0.01


def test_most_of_the_fall_is_in_the_maximum_rate() -> None:
    """At his use of capacity: r = share · use · normal maximum rate, 1947–2011."""
    found = weisskopf(by_definition("shaikh_2016"), utilisation="shaikh_2016").to_frame().iloc[0]
    assert found["capacity_per_capital"] < -0.5
    assert abs(found["profit_share"]) < 0.2
    published = TABLE["maximum_rate_of_profit"] / TABLE["capacity_utilisation"]
    direct = np.log(published["2011"] / published["1947"])
    assert found["capacity_per_capital"] == pytest.approx(direct, abs=1e-8)
