"""Shaikh and Tonak (1994), Table 5.9: trends and changes of the Marxian rate of profit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.econometrics import trend
from capital.measure import rates_of_profit

TABLE = datasets.load("shaikh_tonak_1994")
PHASES = [(1948, 1980), (1980, 1989)]


def printed(measure: str, start: int, end: int) -> str:
    """Return a published number as it is printed, with one decimal."""
    table = datasets.load("published_results", entity="USA")
    row = table[
        (table["measure"] == f"shaikh_tonak_{measure}_marxian_profit_rate_adjusted")
        & (table["first_year"] == start)
        & (table["last_year"] == end)
    ]
    return f"{row['value'].item():.1f}"


def growth(series: pd.Series, start: int, end: int) -> float:
    """Return the slope of the logarithm over the years at hand, per cent a year."""
    known = series.loc[str(start) : str(end)].dropna()
    return float(100 * np.polyfit(known.index.year, np.log(known), 1)[0])


@pytest.mark.parametrize(("start", "end"), PHASES)
def test_trends_of_the_adjusted_rate(
    start: int, end: int, agrees: Callable[[object, str], bool]
) -> None:
    assert printed("trend", start, end) == {1948: "-1.0", 1980: "1.1"}[start]
    assert agrees(
        growth(TABLE["rate_of_profit_adjusted"], start, end), printed("trend", start, end)
    )


@pytest.mark.parametrize(("start", "end"), PHASES)
def test_overall_changes_of_the_adjusted_rate(
    start: int, end: int, agrees: Callable[[object, str], bool]
) -> None:
    rate = TABLE["rate_of_profit_adjusted"]
    change = 100 * (rate[str(end)] / rate[str(start)] - 1)
    assert agrees(change, printed("overall_change", start, end))


def test_trends_from_surplus_value_capital_and_use() -> None:
    """The printed rates have two digits; unrounded ones move the trend by a tenth or so."""
    made = rates_of_profit("economy", ["shaikh_tonak_1994_adjusted"]).frame.iloc[:, 0]
    for start, end in PHASES:
        assert abs(growth(made, start, end) - float(printed("trend", start, end))) < 0.15


def test_the_printed_rate_is_surplus_value_over_capital_in_use() -> None:
    made = TABLE["surplus_value"] / TABLE["fixed_capital"] / TABLE["capacity_utilisation"]
    gap = (made - TABLE["rate_of_profit_adjusted"]).abs().dropna()
    half = 0.005 + made.reindex(gap.index) * 0.005 / TABLE["capacity_utilisation"]
    assert len(gap) == 40
    assert (gap <= half.reindex(gap.index)).all()
    assert not {1974, 1981} & set(TABLE.index.year)


def test_a_trend_by_regression_on_the_first_phase_without_gaps(
    agrees: Callable[[object, str], bool],
) -> None:
    """1948–1973 has no gap: the trend with HAC errors is the slope of the logarithm."""
    rate = TABLE["rate_of_profit_adjusted"].loc[:"1973"]
    fit = trend(rate, start=1948, end=1973)
    assert fit.percent_per_period == pytest.approx(growth(rate, 1948, 1973))
    assert fit.pvalues["trend"] < 1e-6


def test_the_rate_of_surplus_value_rises_from_its_first_to_its_last_year() -> None:
    exploitation = TABLE["rate_of_surplus_value"].dropna()
    assert exploitation["1948"] == 1.70
    assert exploitation.iloc[-1] / exploitation["1948"] == pytest.approx(1.218, abs=0.003)
