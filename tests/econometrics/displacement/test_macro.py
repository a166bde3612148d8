"""R5 against numpy, by hand-written HAC, and in worlds whose law is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.tsa.vector_ar.var_model import VAR

from capital import datasets
from capital.econometrics.displacement.macro import (
    B,
    detectable_step,
    labour_share_dynamics,
    long_run_variance,
)
from capital.errors import DataError, UnknownNameError
from capital.evidence import Evidence

STATED = "as stated"


@pytest.fixture(scope="module")
def found():
    return labour_share_dynamics()


def world(b: float, seed: int, n: int = 240) -> pd.DataFrame:
    """Quarterly levels in which the growth of the labour share is b·U(t−4) − g/2 + noise."""
    rng = np.random.default_rng(seed)
    u = np.empty(n)
    u[0] = 6.0
    for t in range(1, n):
        u[t] = 0.6 + 0.9 * u[t - 1] + 0.3 * rng.normal()
    g = 0.5 + rng.normal(size=n)
    share = -0.5 * (g - 0.5) + 0.5 * rng.normal(size=n)
    share[4:] += b * (u[:-4] - 6)
    wage = g + share
    index = pd.period_range("1965Q1", periods=n, freq="Q")
    level = {
        "labour_share": 60 * np.exp(share.cumsum() / 100),
        "output_per_hour": 30 * np.exp(g.cumsum() / 100),
        "real_hourly_compensation": 30 * np.exp((wage + 0.1 * rng.normal(size=n)).cumsum() / 100),
        "unemployment_rate": u,
        "business_unit_labour_cost": 20 * np.exp((share + 0.8).cumsum() / 100),
        "business_price_deflator": 20 * np.exp((0.8 + 0.1 * rng.normal(size=n)).cumsum() / 100),
    }
    return pd.DataFrame(level, index=index)


def newey_west(X: np.ndarray, u: np.ndarray, lags: int) -> np.ndarray:
    """HAC by a double sum over pairs of periods."""
    n = len(u)
    meat = sum(
        (1 - abs(s - t) / (lags + 1)) * u[s] * u[t] * np.outer(X[s], X[t])
        for s in range(n)
        for t in range(max(0, s - lags), min(n, s + lags + 1))
    )
    bread = np.linalg.inv(X.T @ X)
    return bread @ meat @ bread


def test_the_stated_equation_by_hand(found) -> None:
    table = datasets.load("us_quarterly_labour")
    y = 100 * np.diff(np.log(table["labour_share"].to_numpy()))[4:]
    g = 100 * np.diff(np.log(table["output_per_hour"].to_numpy()))[4:]
    u = table["unemployment_rate"].to_numpy()[1:-4]
    X = np.column_stack([np.ones(len(y)), u, g])
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    bse = np.sqrt(np.diag(newey_west(X, y - X @ beta, 8)))
    row = found.estimates.loc[(STATED, B)]
    assert row["params"] == pytest.approx(beta[1], rel=1e-9)
    assert row["bse"] == pytest.approx(bse[1], rel=1e-9)
    assert found.nobs == len(y) == 261


def test_b_hangs_on_productivity_of_the_same_quarter(found) -> None:
    b = found.estimates["params"].xs(B, level="term")
    p = found.estimates["pvalues"].xs(B, level="term")
    assert p[STATED] < 0.01 < 0.3 < p["without productivity"]
    assert b[STATED] < b["without productivity"] < 0
    assert "without it" in found.shows


def test_the_var_is_that_of_statsmodels_and_grangers_test_is_told(found) -> None:
    table = datasets.load("us_quarterly_labour")
    pair = pd.DataFrame(
        {
            "unemployment": table["unemployment_rate"],
            "ln_labour_share": 100 * np.log(table["labour_share"]),
        }
    )
    fit = VAR(pair).fit(found.details["var"].order)
    test = fit.test_causality("ln_labour_share", ["unemployment"], kind="f")
    told = found.tests["unemployment → ln_labour_share"]
    assert told.statistic == pytest.approx(test.test_statistic)
    assert told.rejected
    assert not found.tests["trace, r = 0"].rejected
    assert any("moot" in note for note in found.notes)


def test_ai_capital_is_not_identified_and_a_prior_is_called_one(found) -> None:
    row = found.estimates.loc[("not identified", "K_AI")]
    assert np.isnan(row["params"])
    assert "not identified before about 2028" in found.cannot_show
    prior = labour_share_dynamics(ai_prior=(-0.1, 0.05)).estimates
    row = prior.loc[("scenario prior, not an estimate", "K_AI")]
    assert (row["params"], row["bse"]) == (-0.1, 0.05)
    assert np.isnan(row["pvalues"])
    for wrong in ((0.0, 0.0), (np.nan, 1.0)):
        with pytest.raises(DataError, match="is no prior"):
            labour_share_dynamics(ai_prior=wrong)


def test_the_least_step_falls_with_the_root_of_the_quarters(found) -> None:
    fit = found.details["fits"][STATED]
    steps = detectable_step(fit)
    spread = np.sqrt(long_run_variance(fit.resid.to_numpy(), 8))
    assert steps["2025Q2"] == pytest.approx(4 * 1.96 * spread / np.sqrt(10), rel=1e-4)
    assert steps["2028"] == pytest.approx(steps["2025Q2"] * np.sqrt(10 / 24))
    assert steps.is_monotonic_decreasing


def test_a_known_law_is_found_and_its_placebo_is_empty() -> None:
    found = labour_share_dynamics(world(-0.3, seed=1))
    row = found.estimates.loc[(STATED, B)]
    assert abs(row["params"] + 0.3) < 3 * row["bse"]
    assert row["pvalues"] < 0.001
    assert found.placebo["pvalues"].iloc[0] < 0.05
    assert found.placebo["lower"].iloc[0] < 0 < found.placebo["upper"].iloc[0]


def test_where_there_is_no_law_the_shifted_dates_say_so() -> None:
    shares = [
        labour_share_dynamics(world(0.0, seed=s)).placebo["pvalues"].iloc[0] for s in range(12)
    ]
    assert np.mean(np.array(shares) < 0.05) < 0.3
    assert 0.2 < np.mean(shares) < 0.8


def test_input_is_checked_and_kept() -> None:
    table = world(0.0, seed=2)
    copy = table.copy()
    assert labour_share_dynamics(table).evidence is Evidence.ESTIMATE
    pd.testing.assert_frame_equal(table, copy)
    with pytest.raises(
        UnknownNameError, match=r"there is no column ‘labour_share’.*did you mean ‘labor_share’"
    ):
        labour_share_dynamics(table.rename(columns={"labour_share": "labor_share"}))
    with pytest.raises(DataError, match="missing in 1970Q1"):
        labour_share_dynamics(
            table.assign(labour_share=table["labour_share"].mask(table.index == "1970Q1"))
        )
    with pytest.raises(DataError, match="has 8 observations"):
        labour_share_dynamics(table, start="1970Q1", end="1971Q4")
