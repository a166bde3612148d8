"""Basu (2021): his series of the rate of profit, and what a newer vintage makes of it."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from capital.econometrics import additive_trends, trend
from capital.measure import by_definition, us_corporate

DATA = Path(__file__).parents[2] / "data"
SECTORS = ["corporate", "nonfinancial"]


@pytest.mark.parametrize("sector", SECTORS)
def test_his_series_is_surplus_over_the_stock_of_the_year_before(sector: str) -> None:
    with (DATA / "basu_2021.csv").open(encoding="utf-8", newline="") as file:
        rows = {int(r["year"]): r for r in csv.DictReader(file) if r["sector"] == sector}
    found = by_definition("basu_2021", sector).rate_of_profit
    assert [found.index[0].year, found.index[-1].year] == [1930, 2018]
    for period, value in found.items():
        row, before = rows[period.year], rows[period.year - 1]
        exact = Fraction(row["net_operating_surplus"]) / Fraction(before["net_stock"])
        assert value == pytest.approx(float(exact), rel=1e-14)


@pytest.mark.parametrize("sector", SECTORS)
def test_a_newer_vintage_keeps_the_trends(sector: str) -> None:
    """Levels differ by up to seven percent in a year, trends by a tenth of a point or less."""
    old = by_definition("basu_2021", sector).rate_of_profit
    new = us_corporate(sector, residential=False).rate_of_profit.reindex(old.index)
    assert (old / new - 1).abs().max() < 0.07
    for start, end in ((1948, 2007), (1948, 1982), (1982, 2007)):
        was, is_ = (trend(r, start=start, end=end).percent_per_period for r in (old, new))
        assert np.sign(was) == np.sign(is_)
        assert abs(was - is_) < 0.1


@pytest.mark.parametrize("sector", SECTORS)
def test_the_long_fall_sits_in_output_per_capital_and_share_alike(sector: str) -> None:
    logs = by_definition("basu_2021", sector).decompose()
    table = additive_trends(logs, total="rate_of_profit", start=1948, end=2007, log=False)
    slopes = table["trend"]
    parts = slopes[["profit_share", "output_capital_ratio"]]
    assert parts.sum() == pytest.approx(slopes["rate_of_profit"], abs=1e-15)
    assert slopes["rate_of_profit"] < 0
    assert (parts < 0).all()
