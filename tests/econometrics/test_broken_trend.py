"""Broken trends against splines solved by hand, separate fits and exact lines."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import f as fisher

from capital.econometrics.broken_trend import broken_trend
from capital.econometrics.trend import trend
from capital.errors import DataError, UnknownNameError


@pytest.fixture(autouse=True)
def _no_window():
    mpl.use("Agg")
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def rate(nobs: int = 60, seed: int = 7, scale: float = 0.03) -> pd.Series:
    """Falls by two percent a year up to 1982 and rises by one after, with memory."""
    rng = np.random.default_rng(seed)
    noise = np.zeros(nobs)
    for t in range(1, nobs):
        noise[t] = 0.5 * noise[t - 1] + rng.normal(scale=scale)
    index = pd.period_range("1948", periods=nobs, freq="Y")
    path = np.where(index.year <= 1982, -0.02, 0.01).cumsum()
    return pd.Series(0.2 * np.exp(path + noise), index=index, name="r")


def newey_west(design: np.ndarray, resid: np.ndarray, bandwidth: int) -> np.ndarray:
    """Covariance straight from the formula."""
    scores = design * resid[:, None]
    middle = scores.T @ scores
    for lag in range(1, bandwidth + 1):
        cross = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (bandwidth + 1)) * (cross + cross.T)
    bread = np.linalg.inv(design.T @ design)
    return bread @ middle @ bread


def test_continuous_slopes_are_those_of_the_textbook_spline():
    r = rate()
    fit = broken_trend(r, [1966, 1982])
    t = np.arange(60.0)
    kinks = [np.maximum(t - 18, 0), np.maximum(t - 34, 0)]  # 1966 and 1982 count from 1948
    design = np.column_stack([np.ones(60), t, *kinks])
    beta = np.linalg.lstsq(design, np.log(r), rcond=None)[0]
    np.testing.assert_allclose(fit.slopes["params"], np.cumsum(beta[1:]), rtol=1e-9)
    np.testing.assert_allclose(fit.fittedvalues, design @ beta, rtol=1e-10)
    cov = newey_west(design, np.log(r).to_numpy() - design @ beta, 3)
    sums = np.array([[0, 1, 0, 0], [0, 1, 1, 0], [0, 1, 1, 1]])
    np.testing.assert_allclose(fit.slopes["bse"], np.sqrt(np.diag(sums @ cov @ sums.T)), rtol=1e-7)
    test = fit.equal_slopes()
    kinks_only = np.eye(4)[2:]
    wald = kinks_only @ beta
    statistic = wald @ np.linalg.solve(kinks_only @ cov @ kinks_only.T, wald) / 2
    assert test.statistic == pytest.approx(statistic, rel=1e-7)
    assert test.pvalue == pytest.approx(fisher.sf(statistic, 2, 56), rel=1e-6)
    assert test.detail["degrees of freedom"] == "2, 56"
    assert list(fit.slopes.index) == ["1948–1966", "1966–1982", "1982–2007"]


def test_a_line_that_may_jump_is_a_fit_for_each_phase():
    r = rate()
    fit = broken_trend(r, [1982], continuous=False)
    parts = [trend(r, end=1982), trend(r, start=1983)]
    for part, phase in zip(parts, ["1948–1982", "1983–2007"], strict=True):
        assert fit.params[f"trend {phase}"] == pytest.approx(part.params["trend"], rel=1e-9)
        assert fit.params[f"const {phase}"] == pytest.approx(part.params["const"], rel=1e-9)
    assert list(fit.slopes["periods"]) == [35, 25]
    resid = np.r_[parts[0].resid, parts[1].resid]
    design = np.asarray(fit.result.model.exog)
    np.testing.assert_allclose(fit.bse, np.sqrt(np.diag(newey_west(design, resid, 3))), rtol=1e-7)


@given(
    slopes=st.tuples(st.floats(-0.1, 0.1), st.floats(-0.1, 0.1), st.floats(-0.1, 0.1)),
    jump=st.floats(-1, 1),
)
def test_slopes_of_an_exact_line_are_found_under_symmetric_noise(slopes, jump):
    time = np.arange(30.0)
    knots = [(0, 10), (10, 19), (19, 29)]
    line = sum(b * np.clip(time - a, 0, c - a) for b, (a, c) in zip(slopes, knots, strict=True))
    index = pd.period_range("1948", periods=30, freq="Y")
    spline = np.column_stack([np.ones(30), *(np.clip(time - a, 0, c - a) for a, c in knots)])
    noise = np.cos(time * 2)
    noise -= spline @ np.linalg.lstsq(spline, noise, rcond=None)[0]
    y = pd.Series(jump + line + 0.01 * noise, index=index, name="y")
    fit = broken_trend(y, [1958, 1967], log=False)
    np.testing.assert_allclose(fit.slopes["params"], slopes, atol=1e-10)
    scaled = broken_trend(3 * y + 7, [1958, 1967], log=False)
    np.testing.assert_allclose(scaled.slopes["bse"], 3 * fit.slopes["bse"], rtol=1e-6)
    assert scaled.equal_slopes().pvalue == pytest.approx(fit.equal_slopes().pvalue, rel=1e-5)


def test_equal_slopes_has_about_the_size_it_says():
    rng = np.random.default_rng(3)
    index = pd.period_range("1948", periods=100, freq="Y")
    noise = [pd.Series(rng.normal(size=100), index=index) for _ in range(300)]
    tests = [broken_trend(y, [1990], log=False, cov_type="nonrobust") for y in noise]
    share = np.mean([fit.equal_slopes().rejected for fit in tests])
    assert 0.02 < share < 0.09


def test_words_samples_and_options():
    fit = broken_trend(rate(), ["1966", pd.Period("1982")], start=1950, end=2000, maxlags=5)
    assert (fit.sample, fit.nobs, fit.log, fit.breaks[0].year) == ("1950–2000", 51, True, 1966)
    assert fit.errors.endswith("bandwidth 5")
    text = str(fit)
    for words in ("1950–2000", "1966, 1982, taken as known", "bandwidth 5", "coefficient is zero"):
        assert words in text
    assert r"\toprule" in fit.to_latex()
    verdict = fit.equal_slopes().verdict
    assert verdict == "the slope is the same in all phases is rejected at 5 %"
    assert fit.references.count("@article") == 1
    axes = fit.plot()
    assert len(axes.get_lines()) == 4
    assert axes.get_ylabel() == "ln r"


def test_a_year_breaks_quarters_after_its_last():
    index = pd.period_range("1948Q1", periods=80, freq="Q")
    y = pd.Series(np.random.default_rng(1).normal(size=80), index=index, name="y")
    assert broken_trend(y, [1955], log=False).phases == ("1948Q1–1955Q4", "1955Q4–1967Q4")


def test_shares_are_told_in_points():
    share = rate().rename("share")
    fit = broken_trend(share, [1982], log_odds=True)
    mean = share.mean()
    expected = 100 * fit.slopes["params"] * mean * (1 - mean)
    np.testing.assert_allclose(fit.slopes["points"], expected)
    assert not fit.log
    assert "points" not in broken_trend(share, [1982]).slopes


def test_the_input_is_not_changed():
    r = rate()
    before = r.copy()
    broken_trend(r, [1982])
    pd.testing.assert_series_equal(r, before)


@pytest.mark.parametrize(
    ("breaks", "options", "message"),
    [
        ([], {}, "no list of dates.*breaks=.1982."),
        (1982, {}, "no list of dates"),
        ("1982", {}, "no list of dates"),
        ([1900], {}, r"1900 lies outside the series \(in breaks\).*1948–2007"),
        (["the war"], {}, "‘the war’ is no period"),
        ([None], {}, "‘None’ is no period"),
        ([1982, 1966], {}, "1982, 1966 are not in order"),
        ([1982, 1982], {}, "not in order"),
        ([1950], {}, "phase 1948–1950 has 3 periods.*at least 4"),
        ([2005], {}, "phase 2006–2007 has 2 periods"),
        ([2007], {}, "phase after the last break has 0 periods"),
        ([1982], {"start": 2000}, "at least 12"),
        ([1955], {"end": 1960, "maxlags": 13}, "whole number from 0 to 12"),
    ],
)
def test_bad_input_is_refused(breaks, options, message):
    with pytest.raises(DataError, match=message):
        broken_trend(rate(), breaks, **options)


def test_unknown_covariances_and_perfect_lines_are_refused():
    with pytest.raises(UnknownNameError, match="did you mean ‘HAC’"):
        broken_trend(rate(), [1982], cov_type="hac")
    with pytest.raises(DataError, match="without any error"):
        broken_trend(rate(scale=0.0), [1982])
    low = rate()
    low.iloc[2] = -0.1
    with pytest.raises(DataError, match="positive values"):
        broken_trend(low, [1982])
