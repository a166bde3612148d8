"""R6 against numpy, and in a world in which unemployment lowers wages until a date."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from capital import datasets
from capital.econometrics.displacement.reserve_army import (
    LAGS,
    MEASURES,
    SOURCE,
    _response_elsewhere,
    _variables,
    reserve_army,
)
from capital.errors import DataError, UnknownNameError


@pytest.fixture(scope="module")
def real():
    return reserve_army()


@pytest.fixture(scope="module")
def nominal():
    return reserve_army(wage="nominal", horizons=8)


def levels() -> pd.DataFrame:
    return datasets.load("us_quarterly_labour")[[*SOURCE]]


def regressors(table: pd.DataFrame, measure: str, h: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the projection at horizon h, row by row."""
    names = ["wage_growth", measure, "productivity_growth", "inflation"]
    y, rows = [], []
    for t in range(LAGS, len(table) - h):
        y.append(table["wage_growth"].iloc[t : t + h + 1].sum())
        past = [table[name].iloc[t - k] for name in names for k in range(1, LAGS + 1)]
        rows.append([table[measure].iloc[t], 1.0, *past])
    return np.array(y), np.array(rows)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_response_is_one_regression(real, measure: str) -> None:
    table = _variables(levels(), "real")
    y, X = regressors(table, measure, 4)
    beta = np.linalg.lstsq(X, y, rcond=None)[0][0]
    row = real.estimates.loc[(f"{measure}, whole sample", "h = 4")]
    assert row["params"] == pytest.approx(beta, rel=1e-8)
    assert row["nobs"] == len(y)


def test_moved_dates_are_regressions_on_rolled_regressors() -> None:
    table = _variables(levels(), "real").iloc[:80]
    y, X = regressors(table, "unemployment", 2)
    names = 1 + 1 + LAGS  # the measure, the constant, lags of the wage before those of the measure
    own = [0, *range(names, names + LAGS)]
    rest = [k for k in range(X.shape[1]) if k not in own]
    slow = [
        np.linalg.lstsq(np.column_stack([np.roll(X[:, own], k, 0), X[:, rest]]), y, rcond=None)[0][
            0
        ]
        for k in range(8, len(y) - 7)
    ]
    np.testing.assert_allclose(_response_elsewhere(table, "unemployment", 2), slow, rtol=1e-6)


def test_nominal_wages_fall_after_unemployment_before_the_pandemic(nominal) -> None:
    row = nominal.estimates.loc[("unemployment, before the pandemic", "h = 8")]
    assert row["params"] < 0
    assert row["pvalues"] < 0.01
    tight = nominal.estimates.loc[("vacancies_per_unemployed, before the pandemic", "h = 8")]
    assert tight["params"] > 0
    shares = nominal.placebo.xs("h = 8", level="term")["pvalues"]
    assert shares["unemployment, before the pandemic, other dates (p: share as large)"] < 0.05


def test_the_pandemic_turns_the_sign_of_real_wages(real) -> None:
    first = real.estimates.xs("h = 0", level="term")["params"]
    assert first["unemployment, whole sample"] > 0 > first["unemployment, before the pandemic"]


def test_our_wage_curve_stands_beside_the_published_one(real) -> None:
    table = levels()
    y = np.log(table["real_hourly_compensation"].to_numpy())[2:]
    u = np.log(table["unemployment_rate"].to_numpy())[1:-1]
    q = np.log(table["output_per_hour"].to_numpy())[2:]
    t = np.linspace(0, 1, len(y) + 1)[1:]
    X = np.column_stack([np.ones(len(y)), u, q, t, t**2])
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    row = real.estimates.loc[("wage curve, quadratic trend", "lag(ln_unemployment)")]
    assert row["params"] == pytest.approx(beta[1], rel=1e-6)
    assert real.estimates.loc[("published wage curve", "elasticity"), "params"] == -0.1


def test_every_break_is_tested_for_every_measure(real) -> None:
    names = {f"break in {date}, {m}" for date in ("1990Q1", "2022Q1") for m in MEASURES}
    assert {test.name for test in real.tests} == names
    assert real.tests["break in 2022Q1, unemployment"].detail["quarters after"] == 14


def world(change: float) -> pd.DataFrame:
    """Wages answer −0.4 to unemployment a quarter before, and `change` more from 1990 on."""
    rng = np.random.default_rng(4)
    n = 200
    index = pd.period_range("1965Q1", periods=n, freq="Q")
    u = np.empty(n)
    u[0] = 6.0
    for t in range(1, n):
        u[t] = 0.9 + 0.85 * u[t - 1] + 0.5 * rng.normal()
    g, inflation = 0.5 + 0.5 * rng.normal(size=n), 1 + 0.3 * rng.normal(size=n)
    slope = -0.4 + change * (index >= pd.Period("1990Q1", freq="Q"))
    wage = 0.5 + 0.5 * rng.normal(size=n)
    wage[1:] += (slope * (np.roll(u, 1) - 6))[1:]
    real = 30 * np.exp(wage.cumsum() / 100)
    return pd.DataFrame(
        {
            "real_hourly_compensation": real,
            "hourly_compensation": real * np.exp(inflation.cumsum() / 100),
            "output_per_hour": 30 * np.exp(g.cumsum() / 100),
            "unemployment_rate": u,
            "long_term_unemployment_rate": u / 5 + 0.2 * rng.random(n),
            "job_openings": 5000 * np.exp(-0.2 * (u - 6) + 0.1 * rng.normal(size=n)),
            "employment": 1e5 * np.exp(0.004 * np.arange(n)),
        },
        index=index,
    )


def test_a_known_law_and_a_known_break() -> None:
    steady = reserve_army(world(0.0), horizons=4, breaks=["1990Q1"], pandemic=None)
    row = steady.estimates.loc[("unemployment", "lag(unemployment)")]
    deviation = world(0.0)["unemployment_rate"].iloc[1:].std()
    assert abs(row["params"] + 0.4 * deviation) < 3 * row["bse"]
    assert not steady.tests["break in 1990Q1, unemployment"].rejected
    broken = reserve_army(world(0.4), horizons=4, breaks=["1990Q1"], pandemic=None)
    test = broken.tests["break in 1990Q1, unemployment"]
    assert test.rejected
    assert broken.placebo["pvalues"].xs("1990Q1", level="term").iloc[0] < 0.2
    assert not steady.estimates.index.get_level_values(0).str.contains("pandemic").any()


def test_wrong_input_is_named() -> None:
    with pytest.raises(UnknownNameError, match="there is no wage ‘reel’"):
        reserve_army(wage="reel")
    with pytest.raises(DataError, match="2031Q1 lies outside the series"):
        reserve_army(breaks=["2031Q1"])
    with pytest.raises(DataError, match="60"):
        reserve_army(start="2015Q1")
