"""Weisskopf (1979): the profit share carries the fall of 1949–75, and the late expansions.

He works on quarters of nonfinancial corporations; here are years, and Shaikh's use of capacity
in place of one that begins in 1967. No figure of his is met, only his verdict.
"""

from __future__ import annotations

import numpy as np
import pytest

from capital.econometrics import additive_trends
from capital.measure import Decomposition, us_corporate, weisskopf

PARTS = ["profit_share", "capacity_use", "capacity_per_capital"]
LATE = [(1950, 1952), (1955, 1957), (1959, 1960), (1966, 1969)]


def parts(phases: object, utilisation: str = "shaikh_2016") -> Decomposition:
    return weisskopf(us_corporate(), utilisation=utilisation, phases=phases)  # type: ignore[arg-type]


def test_most_of_the_fall_of_1949_to_1975_is_in_the_profit_share() -> None:
    shares = parts([1949, 1975]).shares().iloc[0]
    assert shares["profit_share"] > 0.8
    assert shares.sum() == pytest.approx(1, abs=1e-12)
    assert parts([1949, 1975]).to_frame()["rate_of_profit"].item() < -0.15


@pytest.mark.parametrize("span", LATE)
def test_in_late_expansions_the_profit_share_falls_most(span: tuple[int, int]) -> None:
    change = parts({"late": span}).to_frame().loc["late"]
    assert change["rate_of_profit"] < 0
    assert change[PARTS].idxmin() == "profit_share"
    assert change["profit_share"] < change["rate_of_profit"] / 2


def test_phases_add_up_to_the_whole_and_parts_to_the_rate() -> None:
    turns = [1949, 1954, 1958, 1961, 1970, 1975]
    table = parts(turns).to_frame()
    assert (table["rate_of_profit"] - table[PARTS].sum(axis=1)).abs().max() < 1e-14
    whole = parts([1949, 1975]).to_frame().iloc[0]
    assert np.allclose(table.sum(), whole, rtol=0, atol=1e-13)


def test_two_measures_of_use_agree_on_the_verdict_where_both_exist() -> None:
    for utilisation in ("shaikh_2016", "federal_reserve"):
        change = parts([1967, 1973], utilisation).to_frame().iloc[0]
        assert change[PARTS].idxmin() == "profit_share"


def test_trends_of_the_parts_add_up_as_the_changes_do() -> None:
    """The same three parts through the regression: one sample, one call, no remainder."""
    logs = parts([1949, 1975]).logs
    table = additive_trends(logs, total="rate_of_profit", start=1949, end=1975, log=False)
    slopes = table["trend"]
    assert slopes[PARTS].sum() == pytest.approx(slopes["rate_of_profit"], abs=1e-15)
    assert slopes[PARTS].idxmin() == "profit_share"
