"""The rate of surplus value and the labour share; intensity as accounting (R11)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capital import datasets
from capital.econometrics.displacement.surplus_value import (
    intensity_of_labour,
    labour_share,
    rate_of_surplus_value,
    share_of_labour,
    split_output_per_hour,
    without_intensification,
)
from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence

PERIODS = pd.period_range("2020Q1", periods=3, freq="Q")
shares = st.floats(0.01, 1.0)
positive = st.floats(0.1, 1000.0)


def test_dyadic_shares_and_rates_are_inverse_without_any_rounding() -> None:
    share = pd.Series([1.0, 0.5, 0.25, 0.125])
    assert rate_of_surplus_value(share).tolist() == [0.0, 1.0, 3.0, 7.0]
    assert share_of_labour(rate_of_surplus_value(share)).tolist() == share.tolist()


@given(shares)
def test_the_share_comes_back_from_its_rate(share: float) -> None:
    there = rate_of_surplus_value(pd.Series([share]))
    assert share_of_labour(there).item() == pytest.approx(share, rel=1e-13)
    assert there.item() * share + share == pytest.approx(1.0, rel=1e-13)  # s + v = value added


@given(shares.filter(lambda x: x < 0.99), positive, positive, positive, positive)
def test_the_ratio_of_the_parts_moves_as_the_indices_do(
    level: float, a0: float, a1: float, b0: float, b1: float
) -> None:
    index = PERIODS[:2]
    found = labour_share(
        pd.Series([a0, a1], index), pd.Series([b0, b1], index), level=level, period="2020Q1"
    )
    rate = rate_of_surplus_value(found)
    assert found.iloc[0] == pytest.approx(level)
    assert rate.iloc[1] / rate.iloc[0] == pytest.approx((b1 / b0) / (a1 / a0), rel=1e-9)


@given(st.floats(0, 1), positive, positive)
def test_intensity_and_productivity_multiply_to_output_per_hour(
    share: float, first: float, last: float
) -> None:
    q = pd.Series([first, last], PERIODS[:2])
    split = split_output_per_hour(q, share=share)
    assert split.prod(axis=1).iloc[1] == pytest.approx(last / first, rel=1e-12)


@given(shares, st.floats(0.5, 2.0))
def test_without_intensification_the_wage_buys_the_same(share: float, intensity: float) -> None:
    rate = rate_of_surplus_value(pd.Series([share]))
    less = without_intensification(rate, pd.Series([intensity]))
    assert (1 + less.item()) * intensity == pytest.approx(1 + rate.item(), rel=1e-12)


def test_the_working_day_of_chapter_17_agrees() -> None:
    """Twelve hours, six of them necessary; a quarter more intense: e from 1 to 3/2."""
    intense = pd.Series([6 / 15])  # six hours of value in a product of fifteen
    rate = rate_of_surplus_value(intense)
    assert rate.item() == pytest.approx(1.5)
    assert without_intensification(rate, pd.Series([1.25])).item() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rate_of_surplus_value(pd.Series([54.6])), "a labour share is 54.6 in 0.*by 100"),
        (lambda: rate_of_surplus_value(pd.Series([0.5, np.nan])), "is nan in 1"),
        (lambda: rate_of_surplus_value(pd.Series([0.0])), "a labour share is 0 in 0"),
        (lambda: share_of_labour(pd.Series([0.2, -0.1])), "negative or missing in 1"),
        (
            lambda: split_output_per_hour(pd.Series(1.0, PERIODS), share=1.5),
            "1.5 is no share.*from 0 to 1",
        ),
        (
            lambda: split_output_per_hour(pd.Series([1.0, 0, 2], PERIODS), share=0.5),
            "output per hour is 0 in 2020Q2",
        ),
        (lambda: intensity_of_labour(shares=[]), "no share is stated"),
        (lambda: intensity_of_labour(start="2025Q2"), "has no growth"),
        (
            lambda: labour_share(
                pd.Series(1.0, PERIODS), pd.Series(1.0, PERIODS), level=54, period="2020Q1"
            ),
            "54 is no share",
        ),
        (
            lambda: labour_share(
                pd.Series(1.0, PERIODS), pd.Series(1.0, PERIODS + 1), level=0.5, period="2020Q2"
            ),
            "different periods",
        ),
    ],
)
def test_wrong_input_is_named(call, message: str) -> None:
    with pytest.raises(DataError, match=message):
        call()


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UnknownNameError, match="labour_share"):
        intensity_of_labour(datasets.load("us_quarterly_labour")[["output_per_hour"]])


def test_r11_by_hand() -> None:
    table = datasets.load("us_quarterly_labour")
    found = intensity_of_labour(shares=[0.25, 0.5])
    q = np.log(table.loc["2025Q2", "output_per_hour"] / table.loc["2022Q4", "output_per_hour"])
    e = 100 / table.loc["2025Q2", "labour_share"] - 1
    rows = found.estimates["params"].loc[0.25]
    assert rows["intensity, percent a year"] == pytest.approx(100 * 0.25 * q / 2.5)
    assert rows["productivity, percent a year"] == pytest.approx(100 * 0.75 * q / 2.5)
    assert rows["rate of surplus value, with intensification"] == pytest.approx(e)
    expected = (1 + e) * np.exp(-0.25 * q) - 1
    assert rows["rate of surplus value, without intensification"] == pytest.approx(expected)
    assert found.placebo.index.equals(found.estimates.index)


def test_r11_is_accounting_on_an_assumption() -> None:
    found = intensity_of_labour()
    assert found.accounting
    assert found.evidence is Evidence.ASSUMPTION
    assert "bse" not in found.estimates
    assert "no official index" in found.cannot_show
