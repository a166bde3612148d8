"""R10 against numpy and an own likelihood; what twelve months can and cannot tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import gammaln

from capital import datasets
from capital.econometrics.displacement.announcements import (
    _monthly,
    _negative_binomial,
    _shuffled,
    announcements,
)
from capital.errors import DataError
from capital.evidence import Evidence


@pytest.fixture(scope="module")
def found():
    return announcements(permutations=999)


def ai() -> pd.Series:
    return _monthly(datasets.load("us_job_cuts"), "ai_cited")


def layoffs() -> pd.Series:
    return 100 * np.log(datasets.load("us_monthly_sectors")["layoffs_and_discharges"])


def test_the_months_that_cite_ai_are_one_run() -> None:
    series = ai()
    assert (str(series.index[0]), str(series.index[-1]), len(series)) == ("2025-07", "2026-09", 15)


def test_grangers_regression_by_hand(found) -> None:
    a = ai().astype(float).loc[:"2026-07"] / 10_000
    s = layoffs().loc["2025-07":"2026-07"].to_numpy()
    X = np.column_stack([np.ones(12), s[:-1], a.to_numpy()[:-1]])
    beta = np.linalg.lstsq(X, s[1:], rcond=None)[0]
    resid = s[1:] - X @ beta
    cov = np.linalg.inv(X.T @ X) * (resid @ resid) / (12 - 3)
    row = found.estimates.loc[("AI-cited cuts", "lag(cuts)")]
    assert row["params"] == pytest.approx(beta[2], rel=1e-7)
    assert row["bse"] == pytest.approx(np.sqrt(cov[2, 2]), rel=1e-7)
    test = found.tests["AI-cited cuts → layoffs"]
    without = s[1:] - X[:, :2] @ np.linalg.lstsq(X[:, :2], s[1:], rcond=None)[0]
    assert test.statistic == pytest.approx(
        (without @ without - resid @ resid) * 9 / (resid @ resid)
    )
    assert not test.rejected


def test_the_benchmark_is_ten_thousand_over_the_usual_layoffs(found) -> None:
    mean = datasets.load("us_monthly_sectors").loc["2025-07":, "layoffs_and_discharges"].mean()
    row = found.estimates.loc[("one layoff for each cut", "lag(cuts)")]
    assert row["params"] == pytest.approx(100 * 10 / mean)
    assert "could not tell one layoff for each cut from none" in found.cannot_show


def test_how_the_half_year_is_split_hardly_matters(found) -> None:
    """Seventy-five jobs in one month or in six: β moves by less than a hundredth of its error."""
    series = ai().astype(float)
    months = pd.period_range("2025-01", "2025-06", freq="M")
    estimates = []
    for month in months:
        split = pd.Series(0.0, months)
        split[month] = 75.0
        a = pd.concat([split, series]).loc[:"2026-07"].to_numpy() / 10_000
        s = layoffs().loc["2025-01":"2026-07"].to_numpy()
        X = np.column_stack([np.ones(18), s[:-1], a[:-1]])
        estimates.append(np.linalg.lstsq(X, s[1:], rcond=None)[0][2])
    row = found.estimates.loc[("AI-cited cuts, first half of 2025 spread evenly", "lag(cuts)")]
    assert np.ptp([*estimates, row["params"]]) < 0.01 * row["bse"]


def test_random_orders_are_regressions_on_shuffled_cuts() -> None:
    rng = np.random.default_rng(4)
    index = pd.period_range("2020-01", periods=25, freq="M")
    part = pd.DataFrame(rng.normal(size=(25, 2)), index=index, columns=["layoffs", "cuts"])
    found = _shuffled(part, 6, np.random.default_rng(9))
    lagged = part["cuts"].to_numpy()[:-1]
    orders = np.random.default_rng(9).permuted(np.tile(lagged, (6, 1)), axis=1)
    y = part["layoffs"].to_numpy()
    slow = [
        np.linalg.lstsq(np.column_stack([np.ones(24), y[:-1], order]), y[1:], rcond=None)[0][2]
        for order in orders
    ]
    np.testing.assert_allclose(found, slow, rtol=1e-9)


def test_the_negative_binomial_maximises_its_likelihood() -> None:
    counts = ai()
    _, model = _negative_binomial(counts)
    y, t = counts.to_numpy(dtype=float), np.arange(15.0)

    def minus(theta: np.ndarray) -> float:
        mu, a = np.exp(theta[0] + theta[1] * t), np.exp(theta[2])
        r = 1 / a
        terms = gammaln(y + r) - gammaln(r) - gammaln(y + 1) + r * np.log(r / (r + mu))
        return -float(np.sum(terms + y * np.log(mu / (r + mu))))

    best = minimize(minus, [9.0, 0.0, 0.5], method="Nelder-Mead", options={"maxiter": 4000})
    assert model.llf == pytest.approx(-best.fun, abs=1e-3)
    assert model.params[1] == pytest.approx(best.x[1], abs=1e-2)
    assert model.params[2] > 1  # far more dispersed than a Poisson, whose α is zero


def test_announcements_are_the_weakest_evidence_here(found) -> None:
    assert found.evidence is Evidence.ANNOUNCED
    assert "reason is the employer’s own" in found.cannot_show
    assert found.nobs == 12


def world(beta: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cuts that do precede layoffs, month by month from 2025 on."""
    rng = np.random.default_rng(2)
    index = pd.period_range("2015-01", "2026-08", freq="M")
    run = pd.period_range("2021-07", "2026-08", freq="M")
    count = rng.integers(0, 40_000, len(run))
    log = np.full(len(index), 100 * np.log(1700.0))
    lagged = pd.Series(count / 10_000, run).shift(1).reindex(index).fillna(0).to_numpy()
    log = log + beta * lagged + 0.5 * rng.normal(size=len(index))
    flows = pd.DataFrame({"layoffs_and_discharges": np.exp(log / 100)}, index=index)

    def rows(series: str) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "series": series,
                "first_day": run.start_time,
                "last_day": run.end_time.normalize(),
                "jobs": count,
                "status": "announced",
            }
        )

    half = pd.DataFrame(
        {
            "series": ["ai_cited"],
            "first_day": [pd.Timestamp("2025-01-01")],
            "last_day": [pd.Timestamp("2025-06-30")],
            "jobs": [75],
            "status": ["derived"],
        }
    )
    known = rows("ai_cited").iloc[-14:]  # from July 2025
    return pd.concat([known, rows("total"), half], ignore_index=True), flows


def test_words_that_do_precede_deeds_are_found() -> None:
    found = announcements(*world(1.0), permutations=499)
    row = found.estimates.loc[("AI-cited cuts", "lag(cuts)")]
    assert row["lower"] < 1.0 < row["upper"]
    assert found.estimates.loc[("all announced cuts", "lag(cuts)"), "permuted"] == 1 / 500
    assert "can tell one layoff for each cut from none" in found.cannot_show
    assert found.tests["AI-cited cuts → layoffs"].rejected


def test_wrong_tables_are_named() -> None:
    cuts, flows = world(1.0)
    with pytest.raises(DataError, match="no month of total is known"):
        announcements(cuts[cuts["series"] != "total"], flows, permutations=9)
    with pytest.raises(DataError, match="the sum of January to June 2025 is not known"):
        announcements(cuts.iloc[:-1], flows, permutations=9)
    twice = pd.concat([cuts, cuts.iloc[:1]])
    with pytest.raises(DataError, match="a month of ai_cited has two numbers"):
        announcements(twice, flows, permutations=9)
    stopped = flows.copy()
    stopped.loc["2024-03", "layoffs_and_discharges"] = 0.0
    with pytest.raises(DataError, match="layoffs_and_discharges is 0 in 2024-03"):
        announcements(cuts, stopped, permutations=9)
