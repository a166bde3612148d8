"""R8 against numpy, and the compulsory placebo in worlds where the break is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.econometrics.displacement.exposed_sectors import (
    SECTORS,
    _fit,
    exposed_sectors,
    shifted_share,
)
from capital.errors import DataError, UnknownNameError


@pytest.fixture(scope="module")
def found():
    return exposed_sectors()


def design(index: pd.PeriodIndex, date: str) -> np.ndarray:
    def within(first: str, last: str) -> np.ndarray:
        return ((index >= pd.Period(first)) & (index <= pd.Period(last))).astype(float)

    after = (index > pd.Period(date)).astype(float)
    covid = [within("2020-03", "2020-04"), within("2020-05", "2021-06")]
    return np.column_stack([np.ones(len(index)), after, *covid])


@pytest.mark.parametrize("sector", SECTORS)
def test_each_sector_is_one_regression(found, sector: str) -> None:
    level = datasets.load("us_monthly_sectors")[sector]
    y = 1200 * np.log(level).diff().iloc[1:]
    X = design(y.index, "2022-11")
    beta = np.linalg.lstsq(X, y.to_numpy(), rcond=None)[0]
    score = X * (y.to_numpy() - X @ beta)[:, None]
    meat = score.T @ score
    for lag in range(1, 13):
        cross = score[lag:].T @ score[:-lag]
        meat += (1 - lag / 13) * (cross + cross.T)
    bread = np.linalg.inv(X.T @ X)
    row = found.estimates.loc[(sector, "after 2022-11")]
    assert row["params"] == pytest.approx(beta[1], rel=1e-9)
    assert row["bse"] == pytest.approx(np.sqrt((bread @ meat @ bread)[1, 1]), rel=1e-9)


def test_the_placebo_before_the_true_date_is_a_regression_on_those_months_only(found) -> None:
    level = datasets.load("us_monthly_sectors").loc[:"2022-11", "information"]
    y = 1200 * np.log(level).diff().iloc[1:]
    beta = np.linalg.lstsq(design(y.index, "2022-03"), y.to_numpy(), rcond=None)[0]
    row = found.placebo.loc[("information", "after 2022-03, months to 2022-11")]
    assert row["params"] == pytest.approx(beta[1], rel=1e-9)
    assert row["nobs"] == len(y) == 94


def test_the_sectors_that_fail_a_placebo_get_no_causal_word(found) -> None:
    assert "business_support_services" not in found.details["passed"]
    assert "computer_systems_design" in found.details["passed"]
    assert [note for note in found.notes if "No causal word for business_support" in note]
    assert "upper bound" in found.cannot_show


def test_november_cannot_be_told_from_march_2022(found) -> None:
    """In systems design the wrong date fits all months as well as the true one."""
    wrong = found.placebo.loc[("computer_systems_design", "after 2022-03, all months")]
    true = found.estimates.loc[("computer_systems_design", "after 2022-11")]
    assert wrong["shifted"] < 0.02
    assert true["shifted"] < 0.02


def test_a_shifted_dummy_is_a_regression_on_a_rolled_dummy(found) -> None:
    level = datasets.load("us_monthly_sectors")["information"]
    y = 1200 * np.log(level).diff().iloc[1:]
    X = design(y.index, "2022-11")
    own = np.linalg.lstsq(X, y.to_numpy(), rcond=None)[0][1]
    slow = []
    for step in range(6, len(y) - 5):
        rolled = np.column_stack([X[:, 0], np.roll(X[:, 1], step), X[:, 2:]])
        slow.append(np.linalg.lstsq(rolled, y.to_numpy(), rcond=None)[0][1])
    share = (1 + np.sum(np.abs(slow) >= abs(own))) / (1 + len(slow))
    assert found.estimates.loc[("information", "after 2022-11"), "shifted"] == share


def test_holm_by_hand(found) -> None:
    rows = found.estimates.xs("after 2022-11", level="term").sort_values("shifted")
    steps = rows["shifted"].to_numpy() * np.arange(len(rows), 0, -1)
    np.testing.assert_allclose(rows["adjusted"], np.minimum(np.maximum.accumulate(steps), 1))


def test_a_control_that_ends_earlier_shortens_its_own_sample_only(found) -> None:
    nobs = found.estimates["nobs"].loc["information"]
    assert nobs.tolist() == [139, 137, 128]


def world(date: str, change: float, seed: int = 1) -> pd.DataFrame:
    index = pd.period_range("2015-01", "2026-08", freq="M")
    rng = np.random.default_rng(seed)
    growth = 2 + 3 * rng.normal(size=len(index)) + change * (index > pd.Period(date))
    noise = np.exp(0.01 * rng.normal(size=(2, len(index))).cumsum(axis=1))
    return pd.DataFrame(
        {
            "information": 1000 * np.exp(growth.cumsum() / 1200),
            "job_openings": 7000 * noise[0],
            "total_nonfarm": 150_000 * noise[1],
        },
        index=index,
    )


def test_a_break_at_the_true_date_is_found_and_passes() -> None:
    found = exposed_sectors(world("2022-11", -5), sectors=["information"])
    row = found.estimates.loc[("information", "after 2022-11")]
    assert row["lower"] < -5 < row["upper"]
    assert found.details["passed"] == ("information",)
    assert row["shifted"] < 0.05
    assert "both placebo dates are passed by information" in found.shows


def test_a_break_at_an_earlier_date_fails_the_placebo() -> None:
    found = exposed_sectors(world("2018-11", -5), sectors=["information"])
    assert found.placebo.loc[("information", "after 2018-11, months to 2022-11"), "pvalues"] < 0.01
    assert found.details["passed"] == ()
    assert "passed by no sector" in found.shows


def test_the_shifts_keep_their_size_where_hac_does_not() -> None:
    """Eight months after a date that means nothing, over a hundred worlds without a break."""
    date, rows = pd.Period("2022-03"), []
    for seed in range(100):
        level = world("2022-11", 0, seed).loc[:"2022-11", ["information"]]
        growth = 1200 * np.log(level).diff().iloc[1:]
        dummies = design(growth.index, "2022-03")[:, 2:]
        growth[["covid_fall", "covid_recovery"]] = dummies
        fit = _fit(growth, "information", date, 12)
        rows.append({"pvalues": fit.pvalues["after"], "shifted": shifted_share(fit)})
    assert np.mean([row["pvalues"] < 0.05 for row in rows]) > 0.25
    assert np.mean([row["shifted"] < 0.05 for row in rows]) < 0.15


def test_wrong_input_is_named() -> None:
    with pytest.raises(DataError, match="placebo date are compulsory"):
        exposed_sectors(placebo_dates=[])
    with pytest.raises(DataError, match=r"2023-01 is no placebo date.*before 2022-11"):
        exposed_sectors(placebo_dates=["2023-01"])
    with pytest.raises(UnknownNameError, match="did you mean ‘information’"):
        exposed_sectors(sectors=["informaton"])
    table = world("2022-11", 0)
    table.loc["2019-05", "information"] = 0.0
    with pytest.raises(DataError, match="information is 0 in 2019-05; a logarithm"):
        exposed_sectors(table, sectors=["information"])
    with pytest.raises(DataError, match="do not follow one another: 2019-04 to 2019-06"):
        exposed_sectors(table.drop(pd.Period("2019-05")), sectors=["information"])
